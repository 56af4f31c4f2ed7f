"""How near do kernels come to what memory allows? 16 million numbers, memory kept by the allocator.

    python benchmarks/large.py                      # three tables
    python benchmarks/large.py --docs docs/benchmarks.md

Large: forward beside the time of a copy, which moves as many bytes. Threads: one beside all, with 4
million numbers. Catalogue: every elementwise activation beside its eager form, processor time of
one thread. What is compared takes turns in every round; ratios are formed within the round.
"""

from __future__ import annotations

import argparse
import platform
import statistics
import sys
import time
import warnings
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from pathlib import Path

import torch
from page import write_between

import actlas
from actlas.catalogue import in_file, readable
from actlas.definition import Elementwise
from actlas.nn.functional import function

LARGE, MIDDLE, SMALL = 16_000_000, 4_000_000, 200_000
LINES, CURVES = (
    ("relu", "leaky_relu", "hardtanh"),
    ("elu", "selu", "tanh", "sigmoid", "silu", "mish"),
)
Job = Callable[[], object]


def turns(
    jobs: Mapping[str, Job], rounds: int, clock: Callable[[], float] = time.perf_counter
) -> dict[str, list[float]]:
    """Return the seconds of every job in every round; the first two rounds warm up."""
    times: dict[str, list[float]] = {name: [] for name in jobs}
    for _ in range(rounds + 2):
        for name, job in jobs.items():
            begun = clock()
            job()
            times[name].append(clock() - begun)
    return {name: each[2:] for name, each in times.items()}


def ratio(above: list[float], below: list[float]) -> str:
    """Return the median of the rounds' ratios, and their range."""
    found = sorted(a / b for a, b in zip(above, below, strict=True))
    return f"**{statistics.median(found):.2f}** ({found[0]:.2f}–{found[-1]:.2f})"


def large(rounds: int) -> list[str]:
    """Return the table of forward passes beside a copy."""
    z = torch.randn(LARGE)
    lines = [
        "| 16 million numbers, forward | ms | of a copy's time | PyTorch / actlas |",
        "|---|--:|--:|--:|",
    ]
    for name in (*LINES, *CURVES):
        ours, target = function(name), torch.empty_like(z)
        theirs = getattr(torch.nn.functional, name)

        def copied(target: torch.Tensor = target) -> object:
            return target.copy_(z)

        def forward(ours: Job = ours) -> object:
            return ours(z)  # type: ignore[call-arg]

        def operator(theirs: Job = theirs) -> object:
            return theirs(z)  # type: ignore[call-arg]

        found = turns({"copy": copied, "ours": forward, "theirs": operator}, rounds)
        lines.append(
            f"| {name} | {statistics.median(found['ours']) * 1e3:.1f} "
            f"| {ratio(found['ours'], found['copy'])} | {ratio(found['theirs'], found['ours'])} |"
        )
        print(lines[-1], file=sys.stderr)
    return lines


def threads(rounds: int) -> list[str]:
    """Return the table of one thread beside all of them."""
    z, most = torch.randn(MIDDLE), torch.get_num_threads()
    lines = [f"| 4 million numbers, forward | one thread / {most} threads |", "|---|--:|"]
    for name in CURVES:
        ours = function(name)

        def on(count: int, ours: Callable[..., object] = ours) -> object:
            torch.set_num_threads(count)
            return ours(z)

        found = turns({"one": lambda on=on: on(1), "all": lambda on=on: on(most)}, rounds)
        lines.append(f"| {name} | {ratio(found['one'], found['all'])} |")
        print(lines[-1], file=sys.stderr)
    torch.set_num_threads(most)
    return lines


def own(rounds: int) -> list[str]:
    """Return the table of functions of one's own beside built-in ones of equal cost."""
    torch.set_num_threads(1)
    z = torch.randn(SMALL)
    texts = {"elu": "where(z > 0, z, exp(z) - 1)", "silu": "z/(1 + exp(-z))"}
    lines = ["| defined by a line of text | its time / the built-in's |", "|---|--:|"]
    for name, text in texts.items():
        mine, theirs = function(name), actlas.define(f"own_{name}", text)
        found = turns({"mine": lambda f=theirs: f(z), "built": lambda f=mine: f(z)}, rounds)
        lines.append(f"| `{text}` | {ratio(found['mine'], found['built'])} |")
        print(lines[-1], file=sys.stderr)
    return lines


def catalogue(rounds: int) -> list[str]:
    """Return the table of all elementwise activations beside their eager forms."""
    torch.set_num_threads(1)
    z, g = torch.randn(SMALL), torch.randn(SMALL)
    leaf = z.clone().requires_grad_()
    lines = [
        "| eager / actlas | forward | forward + backward |",
        "|---|--:|--:|",
    ]
    for name, definition in readable().items():
        if not isinstance(definition, Elementwise) or not in_file(name):
            continue
        given = {
            each.name: each.default
            for each in definition.parameters
            if each.required or each.learned
        }
        compute = function(name)

        def forward(
            compute: Callable[..., object] = compute, given: dict[str, float] = given
        ) -> object:
            return compute(z, **given)

        def both(
            compute: Callable[..., torch.Tensor] = compute, given: dict[str, float] = given
        ) -> object:
            return torch.autograd.grad(compute(leaf, **given), leaf, g, allow_unused=True)

        shown = [f"| {name} "]
        for job in (forward, both):

            def eager(job: Job = job) -> object:
                with actlas.backend("eager"):
                    return job()

            try:
                found = turns({"eager": eager, "auto": job}, rounds, time.process_time)
            except RuntimeError:  # it has no slope to follow
                shown.append("| – ")
                continue
            shown.append(f"| {ratio(found['eager'], found['auto'])} ")
        lines.append("".join(shown) + "|")
        print(lines[-1], file=sys.stderr)
    return lines


def main() -> None:
    """Read the options, measure, and print or write the tables."""
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("--rounds", type=int, default=11)
    options.add_argument("--docs", type=Path, help="replace the tables in this file")
    given = options.parse_args()
    warnings.simplefilter("ignore")
    tuned = "kept by the allocator" if actlas.tune_allocator() else "not kept by the allocator"
    parts = [large(given.rounds), threads(given.rounds), own(given.rounds), catalogue(given.rounds)]
    head = (
        f"{datetime.now(UTC):%Y-%m-%d}, {platform.machine()}, PyTorch {torch.__version__}; "
        f"float32, memory {tuned}; medians of {given.rounds} rounds, in brackets their range."
    )
    text = "\n\n".join([head, *("\n".join(each) for each in parts)])
    print(text)
    if given.docs:
        write_between(given.docs, "large", text)


if __name__ == "__main__":
    main()
