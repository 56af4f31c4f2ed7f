"""What does a function of one's own cost? From its text to values, slopes and properties.

    python benchmarks/adding.py                       # the table that docs/benchmarks.md shows
    python benchmarks/adding.py --rounds 3 "z*tanh(z)" "sin(z)/(1 + z^2)"
    python benchmarks/adding.py --docs docs/benchmarks.md

Each round is a fresh process that keeps nothing on disk. For every formula it times
`actlas.define`, the first value, the first f′ and f″ (each derives and proves its form), and all
properties; and, as a measure of the machine, what SymPy takes to read the formula, differentiate it
twice and lambdify the three, which keeps no digits, knows no kinks and proves nothing.
"""

from __future__ import annotations

import argparse
import itertools
import json
import os
import platform
import statistics
import subprocess
import sys
import time
from datetime import UTC, datetime
from pathlib import Path

from page import write_between

FORMULAS = (
    "z*tanh(z)",
    "where(z > 0, z, exp(z) - 1)",
    "z/(1 + exp(-1.702*z))",
    "log(1 + exp(z))",
    "z*exp(-exp(-z))",
    "max(z, 0)*sqrt(1 + z^2)",
    "z*erf(log(1 + exp(z)))",
    "sin(z)/(1 + z^2)",
)
STEPS = ("define", "f", "f′", "f″", "properties", "SymPy alone")


def timed(formula: str, name: str) -> list[float]:
    """Return the seconds that each step takes in this process."""
    import sympy as sp
    import torch

    import actlas
    from actlas.cli.traits import as_data

    z = torch.linspace(-3, 3, 1000, dtype=torch.float64)
    marks = [time.perf_counter()]
    act = actlas.define(name, formula)
    marks.append(time.perf_counter())
    for compute in (act, act.prime, act.second):
        compute(z)
        marks.append(time.perf_counter())
    as_data(act.properties)
    marks.append(time.perf_counter())
    symbol = sp.Symbol("z", real=True)
    where = {"where": lambda c, a, b: sp.Piecewise((a, c), (b, True)), "max": sp.Max, "z": symbol}
    plain = sp.sympify(formula, locals=where)
    for order in range(3):
        sp.lambdify(symbol, sp.diff(plain, symbol, order), "numpy")
    marks.append(time.perf_counter())
    return [after - before for before, after in itertools.pairwise(marks)]


def in_a_fresh_process(formulas: list[str]) -> list[list[float]]:
    """Return the seconds of every formula and step, from a process that has derived nothing."""
    done = subprocess.run(  # noqa: S603 - this very file
        [sys.executable, __file__, "--once", *formulas],
        env={**os.environ, "ACTLAS_CACHE": "off", "OMP_NUM_THREADS": "1"},
        stdout=subprocess.PIPE,
        text=True,
        check=True,
    )
    found: list[list[float]] = json.loads(done.stdout)
    return found


def table(formulas: list[str], rounds: int) -> str:
    """Return the figures of so many rounds, in Markdown."""
    import torch

    runs = [in_a_fresh_process(formulas) for _ in range(rounds)]
    lines = [
        f"{datetime.now(UTC).date()}, {platform.processor() or platform.machine()}, "
        f"{os.cpu_count()} cores, PyTorch {torch.__version__}; milliseconds, medians of {rounds} "
        "processes that keep nothing on disk (in brackets the range of the whole).",
        "",
        "| formula | " + " | ".join(STEPS[:-1]) + " | all | " + STEPS[-1] + " |",
        "|---|" + "--:|" * (len(STEPS) + 1),
    ]
    for place, formula in enumerate(formulas):
        rows = [run[place] for run in runs]
        steps = [statistics.median(each) * 1000 for each in zip(*rows, strict=True)]
        whole = [sum(row[:-1]) * 1000 for row in rows]
        cells = [f"{each:.0f}" for each in steps[:-1]]
        cells.append(f"**{statistics.median(whole):.0f}** ({min(whole):.0f}–{max(whole):.0f})")
        lines.append(f"| `{formula}` | {' | '.join(cells)} | {steps[-1]:.0f} |")
    return "\n".join(lines)


def main() -> None:
    """Print the table, or put it into a page between its marks."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("formulas", nargs="*", default=list(FORMULAS))
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--docs", type=Path)
    parser.add_argument("--once", action="store_true", help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.once:
        # SymPy and PyTorch are loaded and have worked once: their start is no formula's cost.
        timed("2*z + 1", "warm")
        print(json.dumps([timed(each, f"own{n}") for n, each in enumerate(asked.formulas)]))
        return
    text = table(asked.formulas, asked.rounds)
    print(text)
    if asked.docs:
        write_between(asked.docs, "adding", text)


if __name__ == "__main__":
    main()
