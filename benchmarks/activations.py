"""How fast is an activation beside PyTorch's operator, torch.compile, JAX and a plain copy?

    python benchmarks/activations.py                  # the tables that docs/benchmarks.md shows
    python benchmarks/activations.py gelu mish --sizes 1000000 --rounds 21
    python benchmarks/activations.py --docs docs/benchmarks.md --json speed.json --svg speed.svg

It is `actlas bench` for a page: the same code measures (`actlas.bench`), and here its figures
become Markdown. What the columns mean stands on the page, above the marks.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterator
from pathlib import Path

from page import write_between

from actlas import bench
from actlas.bench.result import COPY, OWN, PASSES, Benchmark, Case
from actlas.bench.roofline import check, save
from actlas.bench.statistics import Spread
from actlas.bench.table import between, largest, short

NAMES = (
    *("relu", "leaky_relu", "elu", "selu", "gelu", "gelu_tanh", "silu", "mish", "softplus"),
    *("sigmoid", "tanh", "hardswish", "squareplus", "tanhexp", "softmax"),
)


def caption(found: Benchmark) -> str:
    """Return the line above the tables: when, where, and with what."""
    about = found.machine
    versions = [f"PyTorch {about.torch}", *([f"JAX {about.jax}"] if about.jax else [])]
    return (
        f"{about.date}, {about.processor}, {about.cores} cores, {about.threads} "
        f"thread{'s' * (about.threads > 1)}, {about.device}, float32; {about.system}, Python "
        f"{about.python}, {', '.join(versions)}, actlas {about.actlas}; {found.rounds} rounds."
    )


def pages(found: Benchmark) -> str:
    """Return everything as Markdown: a table for each pass, and what is missing, and why."""
    tables = (f"**{passes}**\n\n" + "\n".join(table(found, passes)) for passes in PASSES)
    parts = [caption(found), *tables]
    for each in found.absences:
        who = each.peer if each.activation is None else f"{each.peer}, {each.activation}"
        parts.append(f"- {who}: {each.reason}")
    return "\n\n".join(parts)


def table(found: Benchmark, passes: str) -> Iterator[str]:
    """Give the lines of one pass's table."""
    peers = [each for each in found.contenders if each not in (OWN, COPY)]
    errors = [OWN, *peers]
    heads = [f"{each} / actlas" for each in peers] + ["share of copy"]
    yield (
        "| activation | size | actlas, µs | "
        + " | ".join(heads)
        + f" | ulps: {', '.join(errors)} |"
    )
    yield "|---|" + "--:|" * (4 + len(peers))
    for case in found.cases:
        if case.passes == passes:
            cells = [ratio(case.ratio(each)) for each in peers]
            cells += [ratio(case.share(OWN)), ", ".join(error(case, each) for each in errors)]
            own = case.entry(OWN)
            assert own is not None
            name = f"{case.activation}{'*' * (case.activation in found.composed)}"
            time = short(own.microseconds.median, "en")
            yield f"| {name} | {case.size} | {time} | {' | '.join(cells)} |"


def ratio(found: Spread | None) -> str:
    """Return a ratio and its range."""
    return "–" if found is None else f"**{short(found.median, 'en')}** ({between(found, 'en')})"


def error(case: Case, contender: str) -> str:
    """Return a contender's largest error in one case."""
    found = largest([case], contender)
    return "–" if found is None else f"{found:.2g}"


def arguments() -> argparse.Namespace:
    """Return what the command line asks for."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("names", nargs="*", default=NAMES, help="activations")
    parser.add_argument("--sizes", type=int, nargs="+", default=bench.SIZES)
    parser.add_argument("--peers", nargs="+", choices=bench.PEERS)
    parser.add_argument("--threads", type=int)
    parser.add_argument("--device", default="cpu", choices=bench.DEVICES)
    parser.add_argument("--rounds", type=int, default=bench.ROUNDS)
    parser.add_argument("--json", type=Path, help="write every figure to this file")
    parser.add_argument("--svg", type=Path, help="draw the speeds into this file")
    parser.add_argument("--docs", type=Path, help="replace the tables in this page")
    return parser.parse_args()


def main() -> None:
    """Measure, print, and write what was asked for."""
    asked = arguments()
    plan = bench.make_plan(
        asked.names,
        sizes=asked.sizes,
        peers=asked.peers,
        threads=asked.threads,
        device=asked.device,
        rounds=asked.rounds,
    )
    if asked.svg:
        check(asked.svg)
    found = bench.measure(plan, lambda each: print(each, file=sys.stderr, flush=True))
    print(pages(found))
    if asked.json:
        asked.json.write_text(json.dumps(found.to_json(), indent=1) + "\n", encoding="utf-8")
    if asked.svg:
        save(found, asked.svg)
    if asked.docs:
        write_between(asked.docs, "activations", pages(found))


if __name__ == "__main__":
    main()
