"""What is asked for, checked before anything is loaded or trained."""

from __future__ import annotations

import shlex
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from operator import index
from os import PathLike, fspath
from typing import SupportsFloat, SupportsIndex

from actlas.activation import Activation, get
from actlas.compare.defaults import (
    ACTIVATIONS,
    EQUAL_WITHIN,
    LEARNING_RATES,
    TUNING_FROM,
    TUNING_SEEDS,
)
from actlas.errors import BadInput, UsageError
from actlas.training import Grid, Recipe
from actlas.training.hidden import check_units


@dataclass(frozen=True, slots=True)
class Plan:
    """The networks to train and how; the task and the number of classes come from the data.

    `grid` has the fresh seeds, whose scores are told; the rates are chosen with `tuning_seeds`,
    which are other ones.
    """

    grid: Grid
    tuning_seeds: tuple[int, ...]  # () where there is one rate, and nothing to choose
    equal_within: float
    hidden: tuple[int, ...]
    optimizer: str
    epochs: int
    batch_size: int

    @property
    def tuning(self) -> Grid | None:
        """The networks that the rates are chosen with; None where there is nothing to choose."""
        return replace(self.grid, seeds=self.tuning_seeds) if self.tuning_seeds else None

    @property
    def networks(self) -> int:
        """How many networks are trained in all."""
        fresh = len(self.grid.activations) * len(self.grid.seeds)
        return fresh + (self.tuning.networks if self.tuning else 0)

    def recipe(self, task: str, outputs: int) -> Recipe:
        """Return the trainer's recipe for a task with that many classes (1 for regression)."""
        return Recipe(
            hidden=self.hidden,
            task=task,
            outputs=outputs,
            optimizer=self.optimizer,
            epochs=self.epochs,
            batch_size=self.batch_size,
        )


def make_plan(
    activations: Iterable[str | Activation] | None,
    hidden: Sequence[SupportsIndex] | SupportsIndex,
    seeds: Sequence[SupportsIndex] | SupportsIndex,
    epochs: SupportsIndex,
    optimizer: str,
    learning_rates: Sequence[SupportsFloat] | None,
    batch_size: SupportsIndex,
    tuning_seeds: Sequence[SupportsIndex] | SupportsIndex = TUNING_SEEDS,
    equal_within: SupportsFloat = EQUAL_WITHIN,
) -> Plan:
    """Return the plan for the arguments of `compare`, or raise the error that says what is wrong.

    Raises:
        UnknownName, BadParameter, BadExpression: an activation that there is not.
        UsageError: a value out of its range, or given twice.
        BadInput: a value of the wrong kind.
    """
    layers = _whole_numbers("hidden", hidden)
    fresh = _seeds("seeds", seeds, 0)
    tuning = _seeds("tuning_seeds", tuning_seeds, TUNING_FROM)
    for seed in fresh:
        if seed in tuning:
            raise UsageError(
                "seed {seed} is in seeds and in tuning_seeds; what chooses the learning rate must"
                " not be scored, so take others",
                seed=seed,
            )
    rates = tuple(sorted(_rates(learning_rates, optimizer)))
    plan = Plan(
        # The rates ascend, so that the first and the last are the ends of the grid.
        grid=Grid(_activations(activations), rates, fresh),
        tuning_seeds=tuning if len(rates) > 1 else (),
        equal_within=_within(equal_within),
        hidden=layers,
        optimizer=optimizer,
        epochs=_whole_number("epochs", epochs),
        batch_size=_whole_number("batch_size", batch_size),
    )
    replace(plan.grid, seeds=tuning)  # a grid checks its own seeds, also where none is needed
    plan.recipe("regression", 1)  # the recipe checks its own numbers; any task will do
    return plan


def _seeds(
    name: str, given: Sequence[SupportsIndex] | SupportsIndex, start: int
) -> tuple[int, ...]:
    if not isinstance(given, SupportsIndex):
        return _whole_numbers(name, given)
    count = _whole_number(name, given)
    if count < 1:
        raise UsageError("{name} must be 1 or more, got {value}", name=name, value=count)
    return tuple(range(start, start + count))


def _within(given: SupportsFloat) -> float:
    try:
        within = float(given)
    except (TypeError, ValueError):
        raise BadInput("equal_within must be a number, got {given!r}", given=given) from None
    if not 0 <= within < 1:
        raise UsageError(
            "equal_within is a difference in score, from 0 up to but not including 1 (0.01 is a"
            " point of accuracy); got {given}",
            given=within,
        )
    return within


def _activations(given: Iterable[str | Activation] | None) -> tuple[Activation, ...]:
    if given is None:
        return tuple(get(name) for name in ACTIVATIONS)
    if isinstance(given, str | Activation):
        given = (given,)
    if not isinstance(given, Iterable):
        raise BadInput(
            "activations must be a list of names such as relu or elu(alpha=0.5), got {kind}",
            kind=type(given).__name__,
        )
    found = tuple(
        (each if isinstance(each, Activation) else get(each)).require_dim() for each in given
    )
    for each in found:
        check_units(each)
    return found


def _rates(given: Sequence[SupportsFloat] | None, optimizer: str) -> tuple[float, ...]:
    if given is None:
        if optimizer not in LEARNING_RATES:
            raise UsageError(
                "no optimizer is called {name!r}; choose one of: {known}",
                name=optimizer,
                known=", ".join(LEARNING_RATES),
            )
        return LEARNING_RATES[optimizer]
    try:
        return tuple(float(rate) for rate in given)
    except (TypeError, ValueError):
        raise BadInput(
            "learning_rates must be a list of numbers, got {given!r}", given=given
        ) from None


def _whole_number(name: str, value: SupportsIndex) -> int:
    try:
        return index(value)
    except TypeError:
        raise BadInput(
            "{name} must be a whole number, got {value!r}", name=name, value=value
        ) from None


def _whole_numbers(name: str, values: Sequence[SupportsIndex] | SupportsIndex) -> tuple[int, ...]:
    if isinstance(values, SupportsIndex):
        return (index(values),)
    try:
        return tuple(index(value) for value in values)
    except TypeError:
        raise BadInput(
            "{name} must be whole numbers, got {values!r}", name=name, values=values
        ) from None


def command(data: object, target: str | None, task: str | None, plan: Plan) -> str:
    """Return the command line that runs the plan again, or the Python call where there is none.

    There is none for data in memory, and for seeds that are not counted as usual.
    """
    grid, tuning = plan.grid, plan.tuning_seeds
    labels = [activation.label for activation in grid.activations]
    counted = _counted(grid.seeds, 0) and _counted(tuning, TUNING_FROM)
    if isinstance(data, str | PathLike) and counted:
        words = ["actlas", "compare", str(fspath(data))]
        words += ["--target", target] if target is not None else []
        words += ["--task", task] if task is not None else []
        words += ["--activations", ",".join(labels), "--hidden", _joined(plan.hidden)]
        words += ["--seeds", str(len(grid.seeds))]
        words += ["--tuning-seeds", str(len(tuning))] if tuning else []
        words += ["--epochs", str(plan.epochs), "--optimizer", plan.optimizer]
        words += ["--batch-size", str(plan.batch_size), "--equal-within", str(plan.equal_within)]
        return shlex.join([*words, "--learning-rates", _joined(grid.learning_rates)])
    source = repr(str(fspath(data))) if isinstance(data, str | PathLike) else "data"
    asked = {"target": target, "task": task, "tuning_seeds": list(tuning) or None}
    named = "".join(f", {key}={value!r}" for key, value in asked.items() if value is not None)
    return (
        f"actlas.compare({source}, {labels}{named}, hidden={plan.hidden}, seeds={list(grid.seeds)},"
        f" epochs={plan.epochs}, optimizer={plan.optimizer!r},"
        f" learning_rates={list(grid.learning_rates)}, batch_size={plan.batch_size},"
        f" equal_within={plan.equal_within})"
    )


def _counted(seeds: tuple[int, ...], start: int) -> bool:
    return seeds == tuple(range(start, start + len(seeds)))


def _joined(numbers: Iterable[float]) -> str:
    return ",".join(str(number) for number in numbers)
