"""What is to be trained: the grid of networks, the recipe they share, and the progress made."""

from __future__ import annotations

import math
from dataclasses import dataclass
from itertools import pairwise

import torch

from actlas.activation import Activation
from actlas.errors import UsageError
from actlas.training.heads import HEADS
from actlas.training.optimizers import OPTIMIZERS

_PRECISIONS = (torch.float32, torch.float64)


@dataclass(frozen=True, slots=True)
class Grid:
    """The networks: one for every learning rate, activation and seed.

    Networks of one seed start from the same weights and see the same batches in the same order,
    whatever their activation and rate; results are therefore paired by seed.

    Args:
        activations: A activations; a vector activation with `dim=-1`, over a layer's units.
        learning_rates: L positive numbers.
        seeds: S whole numbers from 0 on.

    Raises:
        UsageError: one of the three is empty or holds a value twice, a rate is not a positive
            number, or a seed is negative.

    Example:
        >>> import actlas
        >>> Grid((actlas.get("elu"), actlas.get("relu")), (0.001, 0.01, 0.1), (0, 1)).shape
        (3, 2, 2)
    """

    activations: tuple[Activation, ...]
    learning_rates: tuple[float, ...]
    seeds: tuple[int, ...]

    def __post_init__(self) -> None:
        if not self.activations:
            raise UsageError("there is no activation to train with; name one or more")
        if not self.learning_rates:
            raise UsageError("there is no learning rate to train with; give one or more")
        if not self.seeds:
            raise UsageError("there is no seed to train with; give one or more")
        for rate in self.learning_rates:
            if not (math.isfinite(rate) and rate > 0):
                raise UsageError(
                    "a learning rate must be a finite number above zero, got {rate!r}", rate=rate
                )
        for seed in self.seeds:
            if seed < 0 or seed != int(seed):
                raise UsageError("a seed must be a whole number from 0 on, got {seed!r}", seed=seed)
        for values in (self.activations, self.learning_rates, self.seeds):
            for value in values:
                if values.count(value) > 1:
                    raise UsageError("{value} is given twice; give it once", value=str(value))

    @property
    def shape(self) -> tuple[int, int, int]:
        """(L, A, S): learning rates, activations, seeds."""
        return len(self.learning_rates), len(self.activations), len(self.seeds)

    @property
    def networks(self) -> int:
        """How many networks there are: L·A·S."""
        return math.prod(self.shape)


@dataclass(frozen=True, slots=True)
class Recipe:
    """How every network of a grid is built and trained.

    Args:
        hidden: units in each hidden layer; their number is the depth.
        task: the head: "binary" (one unit, sigmoid), "classes" (softmax) or "regression" (one
            linear unit).
        outputs: the number of classes; the other two heads have one unit and do not read it.
        optimizer: "adam" (PyTorch's defaults but for the rate) or "sgd" (with momentum).
        momentum: for SGD, from 0 up to but not including 1.
        epochs: passes over the training examples.
        batch_size: examples in a step; the last batch of an epoch may hold fewer.
        dtype: torch.float32 or torch.float64.

    Raises:
        UsageError: an argument is outside its range.

    Example:
        >>> Recipe(hidden=(64, 32), task="binary").hidden
        (64, 32)
    """

    hidden: tuple[int, ...] = (64,)
    task: str = "classes"
    outputs: int = 10
    optimizer: str = "adam"
    momentum: float = 0.9
    epochs: int = 20
    batch_size: int = 64
    dtype: torch.dtype = torch.float32

    def __post_init__(self) -> None:
        if not self.hidden or min(self.hidden) < 1:
            raise UsageError(
                "a network needs one hidden layer or more, each of 1 unit or more; got {hidden}",
                hidden=str(self.hidden),
            )
        _one_of("task", self.task, tuple(HEADS))
        _one_of("optimizer", self.optimizer, tuple(OPTIMIZERS))
        if self.task == "classes" and self.outputs < 2:
            raise UsageError("classes must be 2 or more, got {outputs}", outputs=self.outputs)
        if not 0 <= self.momentum < 1:
            raise UsageError(
                "momentum must be from 0 up to but not including 1, got {momentum!r}",
                momentum=self.momentum,
            )
        for name, value in (("epochs", self.epochs), ("batch_size", self.batch_size)):
            if value < 1:
                raise UsageError("{name} must be 1 or more, got {value}", name=name, value=value)
        if self.dtype not in _PRECISIONS:
            raise UsageError(
                "training runs in torch.float32 or torch.float64, got {dtype}",
                dtype=str(self.dtype),
            )

    def sizes(self, features: int) -> tuple[int, ...]:
        """Return the width of every layer, from the inputs to the head.

        Example:
            >>> Recipe(hidden=(16,), outputs=3).sizes(4)
            (4, 16, 3)
        """
        return (features, *self.hidden, HEADS[self.task].units(self.outputs))

    def parameters(self, features: int) -> int:
        """Return how many weights and biases a network has.

        Example:
            >>> Recipe(hidden=(16,), outputs=3).parameters(4)
            131
        """
        return sum(out * (into + 1) for into, out in pairwise(self.sizes(features)))


def _one_of(name: str, value: str, known: tuple[str, ...]) -> None:
    if value not in known:
        raise UsageError(
            "{name} must be one of {known}; got {value!r}",
            name=name,
            known=", ".join(known),
            value=value,
        )


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a training has come; `on_epoch` receives one several times a second."""

    epoch: int
    """Epochs finished."""
    epochs: int
    steps_done: int
    steps_total: int
    """Steps of the whole training; in each, every network takes one."""
    networks: int
    diverged: int
    """Networks found diverged at the end of the last finished epoch."""
    score: float
    """The best validation score of any network so far; nan when all have diverged."""
    seconds: float
    """Wall time since training began."""
