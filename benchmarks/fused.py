"""How quick is training many small networks, beside all that people do it with today?

    python benchmarks/fused.py                        # the table that docs/benchmarks.md shows
    python benchmarks/fused.py --hidden 16 --depth 1 --rounds 3 --activations relu
    python benchmarks/fused.py --docs docs/benchmarks.md --json fused.json
    python benchmarks/fused.py --plan                 # 4,500 networks, to the end

Digits, 64 → H → 10 or 64 → H → H → H → 10, batches of 64, Adam. In every round each contender takes
its turn, and the ratio to the best peer is formed within the round: on a shared machine only such
ratios can be trusted. What is timed is taking steps, gathering batches included where a contender
gathers them; reading validation data is left out everywhere. The peers:

- a loop over networks, each an `nn.Sequential` with `torch.optim.Adam`, the plain, foreach or fused
  one, whichever is quickest here;
- scikit-learn's `MLPClassifier`, where it knows the activation;
- `torch.func`: vmap of grad over stacked networks, with PyTorch's fused Adam;
- actlas's own stacked path: batched matrix products, its reference;
- JAX: vmap of grad within scan, compiled; where it is installed.
"""

from __future__ import annotations

import argparse
import importlib.util
import itertools
import json
import os
import platform
import resource
import statistics
import time
import warnings
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
import torch
from page import write_between
from threadpoolctl import threadpool_limits
from torch.nn import functional as F

import actlas
from actlas.data import Part, Split, load, split
from actlas.training import Grid, Recipe, Trained, train
from actlas.training.batches import order

OWN = actlas.define("my_gate", "z/(1 + exp(-1.3*z)) + 0.1*tanh(z)")
FUNCTIONS: dict[str, Callable[[torch.Tensor], torch.Tensor]] = {
    "relu": F.relu,
    "elu": F.elu,
    "gelu": F.gelu,
    "tanh": torch.tanh,
    "my_gate": lambda z: z * torch.sigmoid(1.3 * z) + 0.1 * torch.tanh(z),
}
"""As a user of PyTorch writes them; `my_gate` is a function that nobody has a kernel for."""
IN_JAX = {
    "relu": lambda jax, z: jax.nn.relu(z),
    "elu": lambda jax, z: jax.nn.elu(z),
    "gelu": lambda jax, z: jax.nn.gelu(z, approximate=False),
    "tanh": lambda jax, z: jax.numpy.tanh(z),
    "my_gate": lambda jax, z: z * jax.nn.sigmoid(1.3 * z) + 0.1 * jax.numpy.tanh(z),
}
LARGE = 50_000
"""With more parameters a quarter of the networks takes as long as all do elsewhere."""
RATES = tuple(np.geomspace(1e-4, 1e-2, 4).tolist())


@dataclass(frozen=True)
class Case:
    """What is trained, and how much of it in one turn."""

    activation: str
    hidden: tuple[int, ...]
    parts: Split
    networks: int
    epochs: int

    @property
    def recipe(self) -> Recipe:
        """The recipe for actlas."""
        return Recipe(hidden=self.hidden, epochs=self.epochs)

    @property
    def sizes(self) -> tuple[int, ...]:
        """The width of every layer."""
        return self.recipe.sizes(self.parts.train.x.shape[1])

    def batches(self, seed: int) -> Iterator[torch.Tensor]:
        """Yield the places of each batch's examples."""
        for epoch in range(1, self.epochs + 1):
            yield from order(seed, epoch, len(self.parts.train.y)).split(64)

    @property
    def tensors(self) -> tuple[torch.Tensor, torch.Tensor]:
        """The training examples."""
        return torch.from_numpy(self.parts.train.x), torch.from_numpy(self.parts.train.y)


class Own(torch.nn.Module):
    """An activation between layers."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self.function = FUNCTIONS[name]

    def forward(self, z: torch.Tensor) -> torch.Tensor:
        """Return f(z)."""
        return self.function(z)


def network(case: Case) -> torch.nn.Sequential:
    """Return a network as one writes it in PyTorch."""
    layers: list[torch.nn.Module] = []
    for into, out in itertools.pairwise(case.sizes):
        layers += [torch.nn.Linear(into, out), Own(case.activation)]
    return torch.nn.Sequential(*layers[:-1])


def looped(case: Case, how: dict[str, bool]) -> float:
    """Train two networks one after the other; return seconds for a step."""
    x, y = case.tensors
    loss_of, steps, began = torch.nn.CrossEntropyLoss(), 0, time.perf_counter()
    for seed in range(2):
        torch.manual_seed(seed)
        each = network(case)
        optimizer = torch.optim.Adam(each.parameters(), lr=RATES[1], **how)
        for batch in case.batches(seed):
            loss = loss_of(each(x[batch]), y[batch])
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            steps += 1
    return (time.perf_counter() - began) / steps


def loop(case: Case) -> float:
    """Return seconds for a step in the quickest of PyTorch's three implementations of Adam."""
    ways: tuple[dict[str, bool], ...] = ({}, {"foreach": True}, {"fused": True})
    return min(looped(case, how) for how in ways)


def scikit_learn(case: Case) -> float | None:
    """Return seconds for a step of scikit-learn's classifier, where it has the activation."""
    from sklearn.exceptions import ConvergenceWarning
    from sklearn.neural_network import MLPClassifier

    if case.activation not in ("relu", "tanh"):
        return None
    rows, began = case.parts.train, time.perf_counter()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ConvergenceWarning)
        for seed in range(2):
            MLPClassifier(
                case.hidden,
                activation=case.activation,
                batch_size=64,
                max_iter=case.epochs,
                n_iter_no_change=10**6,
                random_state=seed,
            ).fit(rows.x, rows.y)
    steps = 2 * case.epochs * -(-len(rows.y) // 64)
    return (time.perf_counter() - began) / steps


def functional(case: Case) -> float:
    """Return seconds for a step and network of vmap over stacked networks."""
    from torch.func import functional_call, grad, stack_module_state, vmap

    x, y = case.tensors
    nets = [network(case) for _ in range(case.networks)]
    stacked, _ = stack_module_state(nets)
    optimizer = torch.optim.Adam(stacked.values(), lr=RATES[1], fused=True)

    def loss(weights: dict[str, torch.Tensor], x: torch.Tensor, y: torch.Tensor) -> torch.Tensor:
        return F.cross_entropy(functional_call(nets[0], weights, (x,)), y)

    slopes, steps, began = vmap(grad(loss), in_dims=(0, None, None)), 0, time.perf_counter()
    for batch in case.batches(0):
        found = slopes(stacked, x[batch], y[batch])
        for name, weight in stacked.items():
            weight.grad = found[name]
        optimizer.step()
        steps += 1
    return (time.perf_counter() - began) / steps / case.networks


def trained(case: Case) -> Trained:
    """Train a grid with actlas."""
    found = OWN if case.activation == OWN.name else actlas.get(case.activation)
    grid = Grid((found,), RATES, tuple(range(case.networks // len(RATES))))
    return train(grid, case.recipe, case.parts.train, case.parts.validation)


def resident(case: Case) -> float:
    """Return seconds for a step and network of actlas as it is."""
    return float(trained(case).microseconds[0]) / 1e6


def stacked(case: Case) -> float:
    """Return seconds for a step and network of actlas's stacked path."""
    with actlas.backend("eager"):
        return resident(case)


def jax(case: Case) -> float | None:
    """Return seconds for a step and network of JAX's vmap and scan; None where there is no JAX."""
    if importlib.util.find_spec("jax") is None:
        return None
    import jax as library

    jnp, map_ = library.numpy, library.tree_util.tree_map
    numbers = np.random.default_rng(0)
    x, y = jnp.asarray(case.parts.train.x[:1024]), jnp.asarray(case.parts.train.y[:1024])
    x, y = x.reshape(16, 64, -1), y.reshape(16, 64)
    weights = [
        (
            jnp.asarray(numbers.normal(size=(case.networks, into, out)) / into**0.5, "float32"),
            jnp.zeros((case.networks, out)),
        )
        for into, out in itertools.pairwise(case.sizes)
    ]

    def loss(weights: Any, x: Any, y: Any) -> Any:
        for weight, bias in weights[:-1]:
            x = IN_JAX[case.activation](library, x @ weight + bias)
        z = x @ weights[-1][0] + weights[-1][1]
        return -jnp.take_along_axis(library.nn.log_softmax(z), y[:, None], 1).mean()

    slopes = library.vmap(library.grad(loss), in_axes=(0, None, None))

    def step(carried: Any, place: Any) -> Any:
        w, m, v, t = carried
        g, t = slopes(w, x[place % 16], y[place % 16]), t + 1
        m = map_(lambda a, b: 0.9 * a + 0.1 * b, m, g)
        v = map_(lambda a, b: 0.999 * a + 0.001 * b * b, v, g)
        scale = jnp.sqrt(1 - 0.999**t) / (1 - 0.9**t)
        w = map_(lambda w, m, v: w - 1e-3 * scale * m / (jnp.sqrt(v) + 1e-8), w, m, v)
        return (w, m, v, t), 0

    steps = 17 * case.epochs
    run = library.jit(lambda start: library.lax.scan(step, start, jnp.arange(steps))[0])
    zero = map_(jnp.zeros_like, weights)
    start = (weights, zero, zero, jnp.array(0.0))
    library.block_until_ready(run(start))
    began = time.perf_counter()
    library.block_until_ready(run(start))
    return (time.perf_counter() - began) / steps / case.networks


PEERS: dict[str, Callable[[Case], float | None]] = {
    "PyTorch loop": loop,
    "scikit-learn": scikit_learn,
    "torch.func": functional,
    "stacked": stacked,
    "JAX": jax,
}


def compare(case: Case, rounds: int) -> dict[str, Any]:
    """Return one row of the table: every contender's microseconds in every round."""
    for each in (*PEERS.values(), resident):
        each(case)
    found: dict[str, list[float]] = {name: [] for name in (*PEERS, "actlas")}
    for _ in range(rounds):
        for name, contender in (*PEERS.items(), ("actlas", resident)):
            seconds = contender(case)
            if seconds is not None:
                found[name].append(seconds * 1e6)
    there = [figures for name, figures in found.items() if name != "actlas" and figures]
    ratios = [min(each) / own for *each, own in zip(*there, found["actlas"], strict=True)]
    return {
        "hidden": case.hidden,
        "activation": case.activation,
        "microseconds": found,
        "ratios": ratios,
        "quickest": min(map(min, there)) / min(found["actlas"]),
    }


def table(rows: list[dict[str, Any]]) -> str:
    """Return the rows as Markdown."""
    lines = [
        f"| H | layers | activation | {' | '.join(PEERS)} | actlas "
        "| ratio to the best peer | of the quickest turns |",
        f"|--:|--:|---|{'--:|' * (len(PEERS) + 3)}",
    ]
    for row in rows:
        figures, ratios = row["microseconds"], row["ratios"]
        shown = [
            f"{statistics.median(figures[name]):.3g}" if figures[name] else "–" for name in PEERS
        ]
        own = figures["actlas"]
        lines.append(
            f"| {row['hidden'][0]} | {len(row['hidden'])} | {row['activation']} "
            f"| {' | '.join(shown)} "
            f"| {statistics.median(own):.3g} ({min(own):.3g}–{max(own):.3g}) "
            f"| **{statistics.median(ratios):.1f}** ({min(ratios):.1f}–{max(ratios):.1f}) "
            f"| {row['quickest']:.1f} |"
        )
    return "\n".join(lines)


def machine(options: argparse.Namespace) -> dict[str, Any]:
    """Return what the figures depend on."""
    cpu = Path("/proc/cpuinfo")
    lines = cpu.read_text().splitlines() if cpu.exists() else []
    names = [line for line in lines if "model name" in line]
    return {
        "processor": names[0].partition(":")[2].strip() if names else platform.processor(),
        "cores": os.cpu_count(),
        "threads": options.threads,
        "torch": torch.__version__,
        "python": platform.python_version(),
        "date": time.strftime("%Y-%m-%d", time.gmtime()),
        "rounds": options.rounds,
        "networks": options.networks,
        "load": round(os.getloadavg()[0], 1) if hasattr(os, "getloadavg") else None,
    }


def caption(about: dict[str, Any]) -> str:
    """Return the sentences above the table."""
    there = importlib.util.find_spec("jax") is not None
    return (
        f"{about['date']}, {about['processor']}, {about['cores']} cores, PyTorch {about['torch']}; "
        f"microseconds for one network and one step in {about['threads']} thread"
        f"{'s' * (about['threads'] > 1)}, medians of {about['rounds']} rounds (in brackets their "
        f"range); {about['networks']} networks where many are trained together, a quarter of them "
        f"at H = 256 with three layers. Load of the machine when it began: {about['load']}."
        + ("" if there else " JAX is not installed here, and was left out.")
    )


def plan(parts: Split, threads: int) -> None:
    """Train 4,500 networks to the end, and say how long it took and how much memory it had."""
    names = (
        "relu leaky_relu elu selu celu gelu silu mish softplus tanh sigmoid softsign hardswish "
        "hardsigmoid hardtanh"
    )
    torch.set_num_threads(threads)
    grid = Grid(
        tuple(map(actlas.get, names.split())),
        tuple(np.geomspace(1e-4, 1e-1, 6).tolist()),
        tuple(range(50)),
    )
    began = time.process_time()
    found = train(grid, Recipe(hidden=(64,), epochs=20), parts.train, parts.validation)
    worked = time.process_time() - began
    steps = found.steps * grid.networks
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20
    print(
        f"{grid.networks} networks, {found.steps} steps each: {found.seconds:.1f} s in {threads} "
        f"threads, {found.seconds / steps * 1e6:.1f} µs for a network and step, validation "
        f"included; {worked:.1f} s of processor time; at most {peak:.2f} GiB; "
        f"{int(found.diverged.sum())} diverged"
    )


def arguments() -> argparse.Namespace:
    """Return what the command line asks for."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--hidden", type=int, nargs="+", default=[16, 64, 256], metavar="H")
    parser.add_argument("--depth", type=int, nargs="+", default=[1, 3], metavar="LAYERS")
    parser.add_argument("--activations", nargs="+", default=["relu", "elu", "gelu", "my_gate"])
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--epochs", type=int, default=1)
    parser.add_argument("--networks", type=int, default=128)
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--plan", action="store_true", help="train 4,500 networks instead")
    parser.add_argument("--json", type=Path, help="write every figure to this file")
    parser.add_argument("--docs", type=Path, help="replace the table in this file")
    return parser.parse_args()


def digits() -> Split:
    """Return the data, in float32 from the start, as a loop would hold them."""
    parts = split(load("digits"))
    return Split(
        *(Part(part.x.astype(np.float32), part.y) for part in (parts.train, parts.validation)),
        parts.test,
        0.0,
        1.0,
    )


def main() -> None:
    """Measure, print, and write what was asked for."""
    options = arguments()
    parts = digits()
    if options.plan:
        plan(parts, options.threads)
        return
    torch.set_num_threads(options.threads)
    threadpool_limits(options.threads)
    about: dict[str, Any] = machine(options)
    rows: list[dict[str, Any]] = []
    print(caption(about), flush=True)
    for hidden, depth, name in itertools.product(
        options.hidden, options.depth, options.activations
    ):
        case = Case(name, (hidden,) * depth, parts, options.networks, options.epochs)
        if case.recipe.parameters(parts.train.x.shape[1]) > LARGE:
            case = replace(case, networks=options.networks // 4)
        rows.append(compare(case, options.rounds))
        print(table(rows).splitlines()[-1], flush=True)
    text = f"{caption(about)}\n\n{table(rows)}"
    print(f"\n{table(rows)}")
    if options.json:
        options.json.write_text(json.dumps({"machine": about, "rows": rows}, indent=1) + "\n")
    if options.docs:
        write_between(options.docs, "fused", text)


if __name__ == "__main__":
    main()
