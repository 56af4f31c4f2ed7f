"""What the trainer's tests share: small data, and the same network trained alone by PyTorch."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import torch
from tests.conftest import COURSE

import actlas
from actlas.activation import Activation
from actlas.data import Part
from actlas.definition import Elementwise, Kind
from actlas.targets.oracle import Oracle
from actlas.training import Recipe
from actlas.training.batches import order

CLASSES = 3


def part(task: str, rows: int = 50, columns: int = 5, seed: int = 1) -> Part:
    """Return random inputs, and targets that depend on them."""
    numbers = np.random.default_rng(seed)
    x = numbers.normal(size=(rows, columns))
    signal = x[:, 0] - x[:, 1] * x[:, 2] + numbers.normal(scale=0.3, size=rows)
    if task == "regression":
        return Part(x, signal)
    cuts = [0.0] if task == "binary" else [-0.5, 0.5]
    return Part(x, np.digitize(signal, cuts))


def bound(name: str) -> Activation:
    """Return the activation called `name`, over the units of a layer if it is a vector one."""
    act = actlas.get(name)
    return act if act.elementwise else actlas.get(name, dim=-1)


def _trains(activation: Activation) -> bool:
    """Say whether an activation may stand between layers of one width, fixed, and tame far out."""
    definition = activation.definition
    # What has no defaults of its own is tried in the contract.
    given = any(each.learned or each.required for each in definition.parameters)
    drawn = getattr(definition, "drawn", None) is not None
    if given or drawn or activation.width_in != activation.width_out:
        return False
    if isinstance(definition, Elementwise):  # the oracle need not derive anything for two values
        oracle = Oracle(definition)
        return all(abs(float(oracle.value(end))) < 32 for end in (-30.0, 30.0))
    return bool((abs(activation(np.array([-30.0, 30.0]))) < 32).all())


EVERY = [each for each in map(bound, actlas.names()) if _trains(each)]
"""What the trainer is proven with; what grows faster than a line diverges at its rates."""
SOME = [each for each in EVERY if each.name in COURSE]
"""The course's, for each time."""


@dataclass(frozen=True)
class WithoutTwin:
    """An activation whose definition names no twin, so that its own f and f′ must do the work."""

    activation: Activation

    def __call__(self, z: torch.Tensor) -> torch.Tensor:
        return self.activation(z)

    def training_slope(self, z: torch.Tensor) -> torch.Tensor:
        return self.activation.training_slope(z)

    @property
    def definition(self) -> Kind:
        return replace(self.activation.definition, twin=None)

    def __getattr__(self, name: str) -> Any:
        return getattr(self.activation, name)


class WrongSign(WithoutTwin):
    """An activation whose derivative has the wrong sign."""

    def training_slope(self, z: torch.Tensor) -> torch.Tensor:
        return -super().training_slope(z)


def module(activation: Activation) -> torch.nn.Module:
    """Return PyTorch's own module of an activation, or where it has none, autograd through f."""
    twin = activation.definition.twin
    wrong = any(each.reach == "everywhere" for each in activation.definition.differences)
    if twin is None or wrong:  # PyTorch's hardsigmoid has 1/6 in single precision
        return activation.module()
    along = {} if activation.elementwise else {"dim": activation.dim}
    kind = getattr(torch.nn, twin.module.rpartition(".")[2])
    theirs = [each.name for each in activation.definition.parameters if not each.extra]
    given = {name: activation.parameters[name] for name in theirs}
    made: torch.nn.Module = kind(**given, **along, **dict(twin.fixed))
    return made


@dataclass
class Alone:
    """One network after a training of its own."""

    layers: list[torch.nn.Linear]
    train_loss: list[float]
    validation_loss: list[float]
    validation_score: list[float]


LOSSES: dict[str, Callable[..., torch.Tensor]] = {
    "binary": lambda z, y: torch.nn.BCEWithLogitsLoss()(z.squeeze(1), y),
    "classes": torch.nn.CrossEntropyLoss(),
    "regression": lambda z, y: torch.nn.MSELoss()(z.squeeze(1), y),
}


def score(task: str, z: torch.Tensor, y: torch.Tensor) -> float:
    """Return accuracy, or the coefficient of determination for regression."""
    if task == "regression":
        return 1 - torch.nn.functional.mse_loss(z.squeeze(1), y).item() / y.var(correction=0).item()
    guess = z.argmax(1) if task == "classes" else z.squeeze(1) > 0
    return (guess == y).double().mean().item()


def alone(
    activation: Activation, rate: float, seed: int, recipe: Recipe, rows: Part, held_out: Part
) -> Alone:
    """Train one network with torch.nn, autograd and torch.optim, in float64."""
    x, x_held = torch.tensor(rows.x), torch.tensor(held_out.x)
    kind = torch.int64 if recipe.task == "classes" else torch.float64
    y, y_held = torch.tensor(rows.y).to(kind), torch.tensor(held_out.y).to(kind)
    torch.manual_seed(seed)
    widths = [x.shape[1], *recipe.hidden, CLASSES if recipe.task == "classes" else 1]
    layers = [torch.nn.Linear(*pair, dtype=torch.float64) for pair in itertools.pairwise(widths)]
    between = [[module(activation), layer] for layer in layers[1:]]
    network = torch.nn.Sequential(layers[0], *itertools.chain.from_iterable(between))
    optimizer: torch.optim.Optimizer
    if recipe.optimizer == "adam":
        optimizer = torch.optim.Adam(network.parameters(), lr=rate)
    else:
        optimizer = torch.optim.SGD(network.parameters(), lr=rate, momentum=recipe.momentum)
    loss_of = LOSSES[recipe.task]
    found = Alone(layers, [loss_of(network(x), y).item()], [], [])
    for epoch in range(recipe.epochs + 1):
        if epoch:
            total = 0.0
            for batch in order(seed, epoch, len(x)).split(recipe.batch_size):
                optimizer.zero_grad()
                loss = loss_of(network(x[batch]), y[batch])
                loss.backward()
                optimizer.step()
                total += loss.item() * len(batch)
            found.train_loss.append(total / len(x))
        with torch.no_grad():
            z = network(x_held)
            found.validation_loss.append(loss_of(z, y_held).item())
            found.validation_score.append(score(recipe.task, z, y_held))
    return found
