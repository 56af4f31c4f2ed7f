"""How much memory does an activation take? What is saved for backward, and the peak of a pass.

    python benchmarks/memory.py                     # a table
    python benchmarks/memory.py --docs docs/benchmarks.md
    python benchmarks/memory.py elu mish --numbers 4000000

Each figure comes from a process of its own: the bytes that autograd saves for one call, and by how
much the process's largest size exceeds its size before, for one forward and backward pass.
"""

from __future__ import annotations

import argparse
import json
import platform
import re
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

BEGIN, END = "<!-- memory: begin -->", "<!-- memory: end -->"
NAMES = ("elu", "selu", "tanh", "softplus", "mish", "sigmoid", "silu", "gelu", "relu")
NUMBERS = 16_000_000
PARTS = ("torch", "actlas")


def measured(name: str, part: str, numbers: int) -> dict[str, float]:
    """Return the bytes for each number that one call saves, and that a pass takes at its peak."""
    import resource

    import torch

    import actlas

    compute = getattr(torch.nn.functional if part == "torch" else actlas.functional, name)
    compute(torch.randn(numbers, requires_grad=True)).sum().backward()  # compiles, and warms up
    z = torch.randn(numbers, requires_grad=True)
    saved: dict[int, int] = {}

    def pack(tensor: torch.Tensor) -> torch.Tensor:
        saved[tensor.data_ptr()] = tensor.nbytes
        return tensor

    with torch.autograd.graph.saved_tensors_hooks(pack, lambda tensor: tensor):
        y = compute(z)
    held = sum(saved.values())
    del y
    pages = int(Path("/proc/self/statm").read_text().split()[1]) * resource.getpagesize()
    Path("/proc/self/clear_refs").write_text("5")  # the largest size begins anew
    g = torch.ones(())
    y = compute(z)
    y.backward(g.expand_as(y))
    peak = re.search(r"VmHWM:\s*(\d+) kB", Path("/proc/self/status").read_text())
    assert peak is not None
    return {"saved": held / numbers, "peak": (int(peak[1]) * 1024 - pages) / numbers}


def in_process(name: str, part: str, numbers: int) -> dict[str, float]:
    """Measure in a process of its own."""
    command = [sys.executable, __file__, name, "--part", part, "--numbers", str(numbers)]
    done = subprocess.run(command, capture_output=True, encoding="utf-8", check=True)  # noqa: S603
    found: dict[str, float] = json.loads(done.stdout.splitlines()[-1])
    return found


def table(names: list[str], numbers: int) -> str:
    """Return the table for the docs."""
    import torch

    lines = [
        f"{datetime.now(UTC):%Y-%m-%d}, {platform.machine()}, PyTorch {torch.__version__}; "
        f"float32, {numbers:,} numbers; bytes for each number.",
        "",
        "| | saved, PyTorch | saved, actlas | peak, PyTorch | peak, actlas |",
        "|---|--:|--:|--:|--:|",
    ]
    for name in names:
        torchs, ours = (in_process(name, part, numbers) for part in PARTS)
        lines.append(
            f"| {name} | {torchs['saved']:.1f} | {ours['saved']:.1f} "
            f"| {torchs['peak']:.1f} | {ours['peak']:.1f} |"
        )
        print(lines[-1], file=sys.stderr)
    return "\n".join(lines)


def main() -> None:
    """Read the options, measure, and print or write the table."""
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("names", nargs="*", default=list(NAMES))
    options.add_argument("--numbers", type=int, default=NUMBERS)
    options.add_argument("--docs", type=Path, help="replace the table in this file")
    options.add_argument("--part", choices=PARTS, help=argparse.SUPPRESS)
    given = options.parse_args()
    if given.part:
        print(json.dumps(measured(given.names[0], given.part, given.numbers)))
        return
    text = table(given.names, given.numbers)
    print(text)
    if given.docs:
        page = given.docs.read_text()
        inside = re.compile(f"{re.escape(BEGIN)}.*{re.escape(END)}", re.DOTALL)
        given.docs.write_text(inside.sub(f"{BEGIN}\n{text}\n{END}", page))


if __name__ == "__main__":
    main()
