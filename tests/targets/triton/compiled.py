"""Compiles Triton kernels for a graphics processor that need not be there, and says what fails.

    python -m tests.targets.triton.compiled NAME ...

What the interpreter lets pass, Triton's compiler may not: it knows fewer of Python's words.
"""

from __future__ import annotations

import importlib
import sys
from typing import Any

from actlas import catalogue
from actlas.targets.native.kernels import Kind
from actlas.targets.triton.kernels import BLOCK, Kernel, Part, built

CAPABILITY, WARP = 80, 32
SHORT = {"float32": ("fp32", "fp32"), "float64": ("fp64", "i64")}


def compiled(kernel: Kernel) -> Any:
    """Compile a kernel for tensors of the type in which it computes."""
    triton = importlib.import_module("triton")
    compiler = importlib.import_module("triton.compiler")
    backends = importlib.import_module("triton.backends.compiler")
    number, given = SHORT[kernel.computed_in]
    kinds = {"count": "i32", "block": "constexpr"}
    kinds |= dict.fromkeys(("z", "upstream", "result"), f"*{number}")
    names = kernel.run.arg_names
    source = compiler.ASTSource(
        fn=kernel.run,
        signature={name: kinds.get(name, given) for name in names},
        constexprs={(names.index("block"),): BLOCK},
    )
    target = backends.GPUTarget("cuda", CAPABILITY, WARP)
    return triton.compile(source, target=target, options={"enable_fp_fusion": True})


def main(names: list[str]) -> None:
    """Say which kernels of these cannot be compiled, and how many definitions there were."""
    found = [f"{len(names)} definitions"]
    for name in names:
        for order, kind in enumerate((Kind.VALUE, Kind.GRADIENT)):
            for computed_in in SHORT:
                part = Part(catalogue.definition(name), order, name, kind)
                try:
                    compiled(built(part, computed_in))
                except Exception as error:  # noqa: BLE001 - whatever it is, it is told
                    found.append(f"{name}: {kind} in {computed_in}: {error}")
    sys.stdout.writelines(f"{each}\n" for each in found)


if __name__ == "__main__":
    main(sys.argv[1:])
