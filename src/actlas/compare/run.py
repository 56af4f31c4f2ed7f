"""`actlas.compare`: which activation suits this data? Load, tune, train afresh, test, judge."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING, SupportsFloat, SupportsIndex

from actlas.compare.comparison import Comparison
from actlas.compare.defaults import (
    BATCH_SIZE,
    EPOCHS,
    EQUAL_WITHIN,
    HIDDEN,
    OPTIMIZER,
    SEEDS,
    TUNING_SEEDS,
)
from actlas.data import Dataset, Part, Task, hold_out, load
from actlas.errors import UsageError

if TYPE_CHECKING:
    from actlas.activation import Activation
    from actlas.training import Progress

SPLIT_SEED = 0
"""The same rows are held out whenever the data are the same."""


def compare(
    data: object = "digits",
    activations: Iterable[str | Activation] | None = None,
    *,
    target: str | None = None,
    task: Task | None = None,
    hidden: Sequence[SupportsIndex] | SupportsIndex = HIDDEN,
    seeds: Sequence[SupportsIndex] | SupportsIndex = SEEDS,
    tuning_seeds: Sequence[SupportsIndex] | SupportsIndex = TUNING_SEEDS,
    epochs: SupportsIndex = EPOCHS,
    optimizer: str = OPTIMIZER,
    learning_rates: Sequence[SupportsFloat] | None = None,
    batch_size: SupportsIndex = BATCH_SIZE,
    equal_within: SupportsFloat = EQUAL_WITHIN,
    audit: bool = False,
    progress: Callable[[Progress], None] | None = None,
) -> Comparison:
    """Train the same network with every activation and say which one suits the data.

    A test part is held out once. All activation x learning rate x tuning seed networks are trained
    as one computation, and each activation gets the rate with the best mean validation score. Then
    every activation is trained at its rate with fresh seeds; after that the test part is read,
    once. Whatever the activation, networks of one seed share rows, batches and, scaled by each
    activation's own gain, weights. The score is accuracy, or R^2 for regression. A run that
    diverges stays in every mean, with the worst score there is.

    Args:
        data: what `actlas.data.load` takes, or a `Dataset`.
        activations: names, specifications such as "elu(alpha=0.5)" or `Activation` objects; by
            default every elementwise activation.
        target: the column to predict, for files and frames.
        task: "binary", "classes" or "regression"; by default it is read from the target.
        hidden: units of each hidden layer.
        seeds: how many fresh seeds, or which: their scores are told. A seed sets the initial
            weights, the order of the batches, and which rows are for training and validation.
        tuning_seeds: how many seeds, or which, the learning rates are chosen with; no seed may be
            in both.
        equal_within: the largest difference in score that counts as equal in practice.
        audit: whether the protocol is tried on this data where the truth is known, which trains
            more networks; see `Comparison.audit`.
        epochs: passes over the training rows.
        optimizer: "adam" or "sgd" (momentum 0.9).
        learning_rates: the grid to choose from; by default two rates per decade.
        batch_size: rows per step.
        progress: called with a `Progress` as the training goes on.

    Returns:
        A `Comparison`: verdict, rows (best first), table, frame, JSON and report.

    Raises:
        UsageError, BadInput, UnknownName, BadParameter, DataError: what was asked for can't be
            done; raised before training.
        WorkFailed: every network diverged.

    Example:
        >>> import actlas
        >>> found = actlas.compare("iris", ["relu", "tanh"], seeds=2, epochs=3)
        >>> sorted(row.label for row in found.rows), found.run.networks
        (['relu', 'tanh'], 74)
    """
    from actlas.compare.conclusion import Work, conclude
    from actlas.compare.plan import command, make_plan

    plan = make_plan(
        activations,
        hidden,
        seeds,
        epochs,
        optimizer,
        learning_rates,
        batch_size,
        tuning_seeds,
        equal_within,
    )
    if isinstance(data, Dataset) and (target is not None or task is not None):
        raise UsageError(
            "the data set {name} has its own target ({task}); leave target and task out",
            name=data.name,
            task=data.task,
        )
    started = datetime.now().astimezone().isoformat(timespec="seconds")
    dataset = data if isinstance(data, Dataset) else load(data, target, task)
    held = hold_out(dataset, seed=SPLIT_SEED)
    work = Work(dataset, held, plan, plan.recipe(dataset.task, max(len(dataset.classes), 1)))
    work.train(progress)
    # Everything is chosen: now the test part is read, here and nowhere else.
    test = Part(held.test.x, held.test.y)
    said = command(data, target, task, plan)
    comparison = conclude(work, test, command=said, started=started, split_seed=SPLIT_SEED)
    if not audit:
        return comparison
    from actlas.compare.audit import audited

    return replace(comparison, audit=audited(work, test, comparison))
