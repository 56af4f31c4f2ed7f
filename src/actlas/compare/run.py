"""`actlas.compare`: which activation suits this data? Load, split, train, choose, test, judge."""

from __future__ import annotations

import platform
from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, SupportsFloat, SupportsIndex

import numpy as np

from actlas.compare.comparison import Comparison, Curves, Facts, Row, Run
from actlas.compare.defaults import BATCH_SIZE, EPOCHS, HIDDEN, OPTIMIZER, SEEDS
from actlas.data import Dataset, Split, Task, load, split
from actlas.errors import UsageError, WorkFailed

if TYPE_CHECKING:
    from actlas.activation import Activation
    from actlas.compare.choice import Floats
    from actlas.compare.plan import Plan
    from actlas.training import Progress, Trained

SPLIT_SEED = 0
"""The same rows are in the same part whenever the data are the same."""


def compare(
    data: object = "digits",
    activations: Iterable[str | Activation] | None = None,
    *,
    target: str | None = None,
    task: Task | None = None,
    hidden: Sequence[SupportsIndex] | SupportsIndex = HIDDEN,
    seeds: Sequence[SupportsIndex] | SupportsIndex = SEEDS,
    epochs: SupportsIndex = EPOCHS,
    optimizer: str = OPTIMIZER,
    learning_rates: Sequence[SupportsFloat] | None = None,
    batch_size: SupportsIndex = BATCH_SIZE,
    progress: Callable[[Progress], None] | None = None,
) -> Comparison:
    """Train the same network with every activation and say which one suits the data.

    All activation x learning rate x seed networks are trained as one computation. Each
    activation's learning rate is the one with the best mean validation score over the seeds;
    after that choice the test part is read, once. The score is accuracy, or R^2 for regression.
    A run that diverges stays in every mean, with the worst score there is.

    Args:
        data: what `actlas.data.load` takes, or a `Dataset`.
        activations: names, specifications such as "elu(alpha=0.5)" or `Activation` objects; by
            default every elementwise activation.
        target: the column to predict, for files and frames.
        task: "binary", "classes" or "regression"; by default it is read from the target.
        hidden: units of each hidden layer.
        seeds: how many, or which. A seed sets the initial weights and the order of the batches.
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
        (['relu', 'tanh'], 28)
    """
    from actlas.compare.plan import command, make_plan
    from actlas.training import train

    plan = make_plan(activations, hidden, seeds, epochs, optimizer, learning_rates, batch_size)
    if isinstance(data, Dataset) and (target is not None or task is not None):
        raise UsageError(
            "the data set {name} has its own target ({task}); leave target and task out",
            name=data.name,
            task=data.task,
        )
    started = datetime.now().astimezone().isoformat(timespec="seconds")
    dataset = data if isinstance(data, Dataset) else load(data, target, task)
    parts = split(dataset, seed=SPLIT_SEED)
    recipe = plan.recipe(dataset.task, max(len(dataset.classes), 1))
    trained = train(plan.grid, recipe, parts.train, parts.validation, progress)
    if trained.diverged.all():
        raise WorkFailed(
            "all {count} networks diverged; try smaller learning rates than {rate:g}",
            count=plan.grid.networks,
            rate=plan.grid.learning_rates[0],
        )
    return _conclude(
        dataset,
        parts,
        plan,
        trained,
        command=command(data, target, task, plan),
        started=started,
    )


def _conclude(
    dataset: Dataset, parts: Split, plan: Plan, trained: Trained, *, command: str, started: str
) -> Comparison:
    from actlas.compare.choice import best, rate_points, worst
    from actlas.compare.remarks import remarks
    from actlas.compare.statistics import improvement, interval
    from actlas.compare.verdict import ScoreName, judge

    score: ScoreName = "r2" if dataset.task == "regression" else "accuracy"
    points = rate_points(trained, score)
    chosen = np.array([best(each) for each in points], dtype=np.intp)
    found = trained.shares(parts.test, chosen)
    floor = worst(found.mean(axis=2), score)
    found = np.where(np.isnan(found), floor, found)
    scores = found.mean(axis=2)
    labels = tuple(activation.label for activation in plan.grid.activations)
    judgement = judge(labels, found, score)
    units = trained.units(parts.train, chosen)
    beats = improvement(scores)
    ends = (0, len(plan.grid.learning_rates) - 1)
    rows = []
    for a in judgement.order:
        low, high = interval(scores[a]) or (None, None)
        if low is not None and high is not None:  # no score is above 1, no accuracy below 0
            low, high = max(low, 0.0) if score == "accuracy" else low, min(high, 1.0)
        rows.append(
            Row(
                label=labels[a],
                activation=plan.grid.activations[a],
                score=float(scores[a].mean()),
                low=low,
                high=high,
                scores=tuple(scores[a].tolist()),
                rate=plan.grid.learning_rates[chosen[a]],
                rate_at_edge=chosen[a] in ends and ends[1] > 0,
                rates=tuple(points[a]),
                curves=_curves(trained, int(chosen[a]), a),
                runs=trained.diverged[:, a].size,
                diverged=int(trained.diverged[:, a].sum()),
                diverged_at_rate=int(trained.diverged[chosen[a], a].sum()),
                dead=_mean(units.dead[a]),
                saturated=_mean(units.saturated[a]),
                microseconds=float(trained.microseconds[a]),
                improvement=beats[a],
                difference=judgement.differences[a],
                p_value=judgement.p_values[a],
                best=judgement.best[a],
            )
        )
    return Comparison(
        verdict=judgement.verdict,
        rows=tuple(rows),
        score=score,
        smallest_difference=judgement.smallest,
        facts=_facts(dataset, parts, found.shape[-1]),
        run=_run(plan, trained, command, started),
        notes=(*dataset.notes, *remarks(rows, found.shape[-1], floor)),
    )


def _mean(shares: Floats) -> float | None:
    """Return the mean over the seeds that did not diverge."""
    finite = shares[np.isfinite(shares)]
    return float(finite.mean()) if finite.size else None


def _curves(trained: Trained, rate: int, activation: int) -> Curves:
    def listed(values: Floats) -> tuple[tuple[float, ...], ...]:
        return tuple(tuple(epoch) for epoch in values[:, rate, activation].tolist())

    curves = trained.curves
    return Curves(
        listed(curves.train_loss), listed(curves.validation_loss), listed(curves.validation_score)
    )


def _facts(dataset: Dataset, parts: Split, test_rows: int) -> Facts:
    rows, columns = dataset.x.shape
    return Facts(
        name=dataset.name,
        task=dataset.task,
        target=dataset.target,
        rows=rows,
        columns=columns,
        classes=dataset.classes,
        imputed=dataset.imputed,
        dropped_rows=dataset.dropped_rows,
        train=len(parts.train.x),
        validation=len(parts.validation.x),
        test=test_rows,
        notes=dataset.notes,
    )


def _run(plan: Plan, trained: Trained, command: str, started: str) -> Run:
    import torch

    from actlas import __version__

    recipe = trained.recipe
    return Run(
        command=command,
        started=started,
        versions={
            "python": platform.python_version(),
            "torch": torch.__version__,
            "actlas": __version__,
        },
        hidden=recipe.hidden,
        optimizer=recipe.optimizer,
        momentum=recipe.momentum,
        epochs=recipe.epochs,
        batch_size=recipe.batch_size,
        learning_rates=plan.grid.learning_rates,
        seeds=plan.grid.seeds,
        split_seed=SPLIT_SEED,
        networks=plan.grid.networks,
        steps=trained.steps,
        seconds=trained.seconds,
    )
