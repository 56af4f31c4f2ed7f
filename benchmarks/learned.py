"""How fast do activations learn their parameters? Native kernels beside PyTorch's operations.

    python benchmarks/learned.py                    # a table
    python benchmarks/learned.py --docs docs/benchmarks.md
    python benchmarks/learned.py prelu snake --rounds 21

Processor time of one thread for one pass forward and backward, gradients of z and of all learned
parameters. The two take turns in every round; the ratio is formed within the round.
"""

from __future__ import annotations

import argparse
import platform
import statistics
import sys
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import torch
from page import write_between

import actlas
from actlas.catalogue import definition

NAMES = ("prelu", "silu", "pelu", "dyt", "acon_c", "snake")
SHAPES = (((1 << 20,), 1), ((32, 64, 28, 28), 64), ((32, 128, 7, 7), 128), ((4096, 256), 256))
BACKENDS = ("eager", "auto")


def passes(name: str, shape: tuple[int, ...], channels: int) -> Callable[[], object]:
    """Return one pass forward and backward with all parameters learned."""
    z, g = torch.randn(shape, requires_grad=True), torch.randn(shape)
    values = {
        each.name: torch.full((channels,), each.default, requires_grad=True)
        for each in definition(name).parameters
    }
    compute = actlas.functional.function(name)
    return lambda: torch.autograd.grad(compute(z, **values), [z, *values.values()], g)


def row(name: str, shape: tuple[int, ...], channels: int, rounds: int) -> str:
    """Return a line of the table: the time, numbers for each second, and the ratio."""
    run, times = passes(name, shape, channels), {each: [] for each in BACKENDS}
    for _ in range(rounds + 2):  # the first two compile, and warm up
        for each in BACKENDS:
            with actlas.backend(each):
                begun = time.process_time()
                run()
                times[each].append(time.process_time() - begun)
    eager, native = (times[each][2:] for each in BACKENDS)
    ratios = sorted(a / b for a, b in zip(eager, native, strict=True))
    middle = statistics.median(native)
    size = torch.Size(shape).numel() / 1e6
    return (
        f"| {name} | {' × '.join(map(str, shape))} | {channels} | {middle * 1e3:.2f} "
        f"| {size / middle:.0f} | **{statistics.median(ratios):.1f}** "
        f"({ratios[0]:.1f}–{ratios[-1]:.1f}) |"
    )


def table(names: list[str], rounds: int) -> str:
    """Return the table for the docs."""
    torch.set_num_threads(1)
    lines = [
        f"{datetime.now(UTC):%Y-%m-%d}, {platform.machine()}, PyTorch {torch.__version__}; "
        f"float32, forward + backward, one thread, medians of {rounds} rounds.",
        "",
        "| | shape | values of a parameter | actlas, ms | million numbers / s | eager / actlas |",
        "|---|---|--:|--:|--:|--:|",
    ]
    for name in names:
        for shape, channels in SHAPES:
            lines.append(row(name, shape, channels, rounds))
            print(lines[-1], file=sys.stderr)
    return "\n".join(lines)


def main() -> None:
    """Read the options, measure, and print or write the table."""
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("names", nargs="*", default=list(NAMES))
    options.add_argument("--rounds", type=int, default=11)
    options.add_argument("--docs", type=Path, help="replace the table in this file")
    given = options.parse_args()
    text = table(given.names, given.rounds)
    print(text)
    if given.docs:
        write_between(given.docs, "learned", text)


if __name__ == "__main__":
    main()
