"""How much faster is training many networks at once than training them one after the other?

    python benchmarks/fused.py                        # the table that docs/benchmarks.md shows
    python benchmarks/fused.py --hidden 16 --rounds 3 --activations relu
    python benchmarks/fused.py --docs docs/benchmarks.md --json fused.json

Digits, 64 → H → 10, batches of 64, Adam. One side is `actlas.training.train` on a grid of 256
networks. The other is a loop over the same networks, each an `nn.Sequential` trained with
`torch.optim.Adam`, in its best tuning: one thread or all of them, and the plain, foreach or fused
optimiser, whichever is quickest here. Both sides do the same job: they gather batches in each
seed's order, keep the mean training loss of each epoch, and read the validation part before the
first epoch and after each. A round times the one and then the other; the ratio is formed within
the round, since on a shared machine only such ratios can be trusted.
"""

from __future__ import annotations

import argparse
import itertools
import json
import os
import platform
import statistics
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import torch
from page import write_between

import actlas
from actlas.data import Part, Split, load, split
from actlas.training import Grid, Recipe, train
from actlas.training.batches import order

RATES = tuple(np.geomspace(1e-4, 1e-2, 8).tolist())
SEEDS_IN_ALL = 32

Tuning = tuple[int, str]
"""Threads, and the optimiser's implementation."""


def module(label: str) -> torch.nn.Module:
    """Return PyTorch's own module of an activation."""
    activation = actlas.get(label)
    twin = activation.definition.twin
    if twin is None:
        return activation.module()
    made: torch.nn.Module = getattr(torch.nn, twin.module.rpartition(".")[2])(
        **activation.parameters
    )
    return made


def alone(
    label: str, rate: float, seed: int, recipe: Recipe, parts: Split, implementation: str
) -> int:
    """Train one network as one trains it in PyTorch; return the number of steps."""
    x, y, x_held, y_held = (
        torch.from_numpy(array).to(torch.int64 if array.dtype.kind == "i" else recipe.dtype)
        for part in (parts.train, parts.validation)
        for array in (part.x, part.y)
    )
    torch.manual_seed(seed)
    network = torch.nn.Sequential(
        torch.nn.Linear(x.shape[1], recipe.hidden[0]),
        module(label),
        torch.nn.Linear(recipe.hidden[0], recipe.outputs),
    )
    how: dict[str, Any] = {} if implementation == "plain" else {implementation: True}
    optimizer = torch.optim.Adam(network.parameters(), lr=rate, **how)
    loss_of = torch.nn.CrossEntropyLoss()
    curves, steps = [], 0

    def look_back(train_loss: torch.Tensor) -> None:
        with torch.no_grad():
            z = network(x_held)
            curves.append((train_loss, loss_of(z, y_held), (z.argmax(1) == y_held).float().mean()))

    with torch.no_grad():
        look_back(loss_of(network(x), y))
    for epoch in range(1, recipe.epochs + 1):
        total = torch.zeros(())
        for batch in order(seed, epoch, len(x)).split(recipe.batch_size):
            loss = loss_of(network(x[batch]), y[batch])
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            total += loss.detach() * len(batch)
            steps += 1
        look_back(total / len(x))
    return steps


def time_alone(
    labels: Sequence[str], networks: int, recipe: Recipe, parts: Split, tuning: Tuning
) -> float:
    """Return microseconds for one network and step, over `networks` networks of the grid."""
    threads, implementation = tuning
    torch.set_num_threads(threads)
    every = itertools.cycle(itertools.product(labels, RATES))
    chosen = list(itertools.islice(every, networks))
    began = time.perf_counter()
    steps = sum(
        alone(label, rate, seed, recipe, parts, implementation)
        for seed, (label, rate) in enumerate(chosen)
    )
    return (time.perf_counter() - began) / steps * 1e6


def time_fused(labels: Sequence[str], recipe: Recipe, parts: Split, threads: int) -> float:
    """Return microseconds for one network and step, for the whole grid."""
    torch.set_num_threads(threads)
    seeds = tuple(range(SEEDS_IN_ALL // len(labels)))
    grid = Grid(tuple(actlas.get(label) for label in labels), RATES, seeds)
    trained = train(grid, recipe, parts.train, parts.validation)
    return trained.seconds / (trained.steps * grid.networks) * 1e6


def best(candidates: Sequence[Tuning], measure: Callable[[Tuning], float]) -> Tuning:
    """Return the candidate with the lowest median of five measurements, taken in turns."""
    found = {each: [measure(each) for _ in range(1)] for each in candidates}
    for _ in range(4):
        for each in candidates:
            found[each].append(measure(each))
    return min(candidates, key=lambda each: statistics.median(found[each]))


def compare(
    labels: Sequence[str], hidden: int, parts: Split, options: argparse.Namespace
) -> dict[str, Any]:
    """Return one row of the table, with the figures of every round."""
    short = Recipe(hidden=(hidden,), epochs=1)
    recipe = Recipe(hidden=(hidden,), epochs=options.epochs)
    tunings = [
        (threads, implementation)
        for threads in sorted({1, options.threads})
        for implementation in ("plain", "foreach", "fused")
    ]
    tuning = best(tunings, lambda each: time_alone(labels, 2, short, parts, each))
    time_fused(labels, short, parts, options.threads)
    rounds = []
    for _ in range(options.rounds):
        slow = time_alone(labels, options.alone, recipe, parts, tuning)
        fast = time_fused(labels, recipe, parts, options.threads)
        rounds.append({"alone": slow, "fused": fast, "ratio": slow / fast})
    return {
        "hidden": hidden,
        "activations": list(labels),
        "networks": len(RATES) * len(labels) * (SEEDS_IN_ALL // len(labels)),
        "tuning": {"threads": tuning[0], "optimizer": tuning[1]},
        "rounds": rounds,
    }


def table(rows: Sequence[dict[str, Any]]) -> str:
    """Return the rows as Markdown."""
    lines = [
        "| H | activations | alone, µs | its tuning | fused, µs | ratio: median (range) |",
        "|--:|---|--:|---|--:|--:|",
    ]
    for row in rows:
        slow, fast, ratio = (
            [each[name] for each in row["rounds"]] for name in ("alone", "fused", "ratio")
        )
        tuning = row["tuning"]
        lines.append(
            f"| {row['hidden']} | {', '.join(row['activations'])} "
            f"| {statistics.median(slow):.0f} "
            f"| {tuning['optimizer']}, {tuning['threads']} thread{'s' * (tuning['threads'] > 1)} "
            f"| {statistics.median(fast):.1f} "
            f"| **{statistics.median(ratio):.0f}** ({min(ratio):.0f}–{max(ratio):.0f}) |"
        )
    return "\n".join(lines)


def machine(options: argparse.Namespace) -> dict[str, Any]:
    """Return what the figures depend on."""
    cpu = Path("/proc/cpuinfo")
    names = (
        [line for line in cpu.read_text().splitlines() if "model name" in line]
        if (cpu.exists())
        else []
    )
    return {
        "processor": names[0].partition(":")[2].strip() if names else platform.processor(),
        "cores": os.cpu_count(),
        "threads": options.threads,
        "torch": torch.__version__,
        "python": platform.python_version(),
        "date": time.strftime("%Y-%m-%d", time.gmtime()),
        "epochs": options.epochs,
        "rounds": options.rounds,
    }


def caption(about: dict[str, Any]) -> str:
    """Return the sentence above the table."""
    return (
        f"{about['date']}, {about['processor']}, {about['cores']} cores, PyTorch {about['torch']}, "
        f"{about['threads']} threads; microseconds for one network and one step, medians of "
        f"{about['rounds']} rounds of {about['epochs']} epochs."
    )


def arguments() -> argparse.Namespace:
    """Return what the command line asks for."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--hidden", type=int, nargs="+", default=[16, 64, 256], metavar="H")
    parser.add_argument(
        "--activations",
        nargs="+",
        default=["relu", "elu", "tanh", "relu,leaky_relu,elu,tanh"],
        help="one grid for each word; commas join activations into one grid",
    )
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--epochs", type=int, default=20)
    parser.add_argument("--alone", type=int, default=4, help="networks trained alone in a round")
    parser.add_argument("--threads", type=int, default=torch.get_num_threads())
    parser.add_argument("--json", type=Path, help="write every figure to this file")
    parser.add_argument("--docs", type=Path, help="replace the table in this file")
    return parser.parse_args()


def main() -> None:
    """Measure, print, and write what was asked for."""
    options = arguments()
    parts = split(load("digits"))
    # The values as the data set gives them, in float32 from the start, as a loop would hold them.
    parts = Split(
        *(Part(part.x.astype(np.float32), part.y) for part in (parts.train, parts.validation)),
        parts.test,
        0.0,
        1.0,
    )
    about, rows = machine(options), []
    print(caption(about), flush=True)
    for hidden, words in itertools.product(options.hidden, options.activations):
        rows.append(compare(words.split(","), hidden, parts, options))
        print(table(rows).splitlines()[-1], flush=True)
    text = f"{caption(about)}\n\n{table(rows)}"
    print(f"\n{table(rows)}")
    if options.json:
        options.json.write_text(json.dumps({"machine": about, "rows": rows}, indent=1) + "\n")
    if options.docs:
        write_between(options.docs, "fused", text)


if __name__ == "__main__":
    main()
