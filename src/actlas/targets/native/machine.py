"""From LLVM's language to object code for this processor, with loops over several vectors at once.

A kernel's constants do not fit into the processor's registers beside its numbers, so a loop fetches
them anew each time around. Where it takes several vectors each time, they share what was fetched,
and the processor has more that does not wait for one another; with too many the registers run out.
Which number is best hangs on the kernel: whoever compiles it tries.
"""

from __future__ import annotations

import re
from functools import cache
from typing import Any

import llvmlite.binding as llvm

VECTORS = (1, 2, 4)
"""How many vectors a loop may take at a time."""


def simplified(text: str) -> str:
    """Return a module in LLVM's language with everything inlined, its loops still scalar."""
    module = _parsed(text)
    _optimised(module, vectors=False)
    return str(module)


def object_code(text: str, vectors: int = 1) -> bytes:
    """Return the object code of a simplified module, whose loops take so many vectors at a time."""
    code: bytes = _machine().emit_object(_widened(text, vectors))
    return code


def assembly(text: str, vectors: int = 1) -> str:
    """Return what `object_code` would, to be read."""
    code: str = _machine().emit_assembly(_widened(text, vectors))
    return code


def _widened(text: str, vectors: int) -> Any:
    module = _parsed(_told(text, vectors))
    _optimised(module, vectors=True)
    return module


_LABEL = re.compile(r'^([\w.$-]+|"[^"]+"):')


def _told(text: str, vectors: int) -> str:
    """Return the text with a note on each loop of one block: so many vectors at a time."""
    lines: list[str] = []
    notes: list[str] = []
    block = ""
    for line in text.splitlines():
        label = _LABEL.match(line)
        block = label[1] if label else block
        if not line.startswith("  br i1 ") or not re.search(rf"%{re.escape(block)}(,|$)", line):
            lines.append(line)
            continue
        first = _FIRST_NOTE + 2 * len(notes)
        notes.append(_NOTE.format(loop=first, count=first + 1, vectors=vectors))
        lines.append(f"{line.partition(', !llvm.loop')[0]}, !llvm.loop !{first}")
    return "\n".join([*lines, *notes])


_FIRST_NOTE = 1_000_000
"""Notes in LLVM's language are numbered; from here on they are ours."""
_NOTE = """\
!{loop} = distinct !{{!{loop}, !{count}}}
!{count} = !{{!"llvm.loop.interleave.count", i32 {vectors}}}"""


def _parsed(text: str) -> Any:
    _machine()  # which makes LLVM ready
    module = llvm.parse_assembly(text)
    module.verify()
    return module


def _optimised(module: Any, *, vectors: bool) -> None:
    options = llvm.create_pipeline_tuning_options(speed_level=3)
    options.loop_vectorization = options.loop_interleaving = vectors
    options.loop_unrolling = options.slp_vectorization = False
    builder = llvm.create_pass_builder(_machine(), options)
    builder.getModulePassManager().run(module, builder)


@cache
def _machine() -> Any:
    from actlas.targets.native import loader

    loader.ready()
    features = llvm.get_host_cpu_features().flatten()
    return llvm.Target.from_default_triple().create_target_machine(
        cpu=llvm.get_host_cpu_name(), features=features, opt=3, reloc="pic", codemodel="jitdefault"
    )
