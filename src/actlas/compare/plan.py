"""What is asked for, checked before anything is loaded or trained."""

from __future__ import annotations

import shlex
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from operator import index
from os import PathLike, fspath
from typing import SupportsFloat, SupportsIndex

from actlas.activation import Activation, get
from actlas.compare.defaults import ACTIVATIONS, LEARNING_RATES
from actlas.errors import BadInput, UsageError
from actlas.training import Grid, Recipe
from actlas.training.hidden import check_units


@dataclass(frozen=True, slots=True)
class Plan:
    """The networks to train and how; the task and the number of classes come from the data."""

    grid: Grid
    hidden: tuple[int, ...]
    optimizer: str
    epochs: int
    batch_size: int

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
) -> Plan:
    """Return the plan for the arguments of `compare`, or raise the error that says what is wrong.

    Raises:
        UnknownName, BadParameter, BadExpression: an activation that there is not.
        UsageError: a value out of its range, or given twice.
        BadInput: a value of the wrong kind.
    """
    layers = _whole_numbers("hidden", hidden)
    if isinstance(seeds, SupportsIndex):
        count = _whole_number("seeds", seeds)
        if count < 1:
            raise UsageError("seeds must be 1 or more, got {count}", count=count)
        chosen_seeds = tuple(range(count))
    else:
        chosen_seeds = _whole_numbers("seeds", seeds)
    plan = Plan(
        # The rates ascend, so that the first and the last are the ends of the grid.
        grid=Grid(
            _activations(activations),
            tuple(sorted(_rates(learning_rates, optimizer))),
            chosen_seeds,
        ),
        hidden=layers,
        optimizer=optimizer,
        epochs=_whole_number("epochs", epochs),
        batch_size=_whole_number("batch_size", batch_size),
    )
    plan.recipe("regression", 1)  # the recipe checks its own numbers; any task will do
    return plan


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

    There is none for data in memory, and for seeds that do not count from 0.
    """
    grid = plan.grid
    labels = [activation.label for activation in grid.activations]
    if isinstance(data, str | PathLike) and grid.seeds == tuple(range(len(grid.seeds))):
        words = ["actlas", "compare", str(fspath(data))]
        words += ["--target", target] if target is not None else []
        words += ["--task", task] if task is not None else []
        words += ["--activations", ",".join(labels), "--hidden", _joined(plan.hidden)]
        words += ["--seeds", str(len(grid.seeds)), "--epochs", str(plan.epochs)]
        words += ["--optimizer", plan.optimizer, "--batch-size", str(plan.batch_size)]
        return shlex.join([*words, "--learning-rates", _joined(grid.learning_rates)])
    source = repr(str(fspath(data))) if isinstance(data, str | PathLike) else "data"
    asked = {"target": target, "task": task}
    named = "".join(f", {key}={value!r}" for key, value in asked.items() if value is not None)
    return (
        f"actlas.compare({source}, {labels}{named}, hidden={plan.hidden}, seeds={list(grid.seeds)},"
        f" epochs={plan.epochs}, optimizer={plan.optimizer!r},"
        f" learning_rates={list(grid.learning_rates)}, batch_size={plan.batch_size})"
    )


def _joined(numbers: Iterable[float]) -> str:
    return ",".join(str(number) for number in numbers)
