"""From trained networks to a `Comparison`: the choice, the reading of the test, and the facts."""

from __future__ import annotations

import platform
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

from actlas.compare.choice import best, rate_points, worst
from actlas.compare.comparison import Comparison, Curves, Facts, RatePoint, Row, Run
from actlas.compare.remarks import remarks
from actlas.compare.stages import Fresh, Ints, Relay, learn, learn_fresh
from actlas.compare.standings import standings
from actlas.compare.statistics import improvement, improvement_interval, interval
from actlas.compare.verdict import Judgement, ScoreName, judge
from actlas.data import Dataset, HeldOut, Part

if TYPE_CHECKING:
    from actlas.compare.choice import Floats
    from actlas.compare.plan import Plan
    from actlas.training import Progress, Recipe, Trained


@dataclass(slots=True)
class Work:
    """What is compared on what, and what training made of it; the test part is not looked at."""

    dataset: Dataset
    held: HeldOut
    plan: Plan
    recipe: Recipe
    tuned: Trained | None = None  # None where there was one rate, and nothing to choose
    points: list[list[RatePoint]] = field(default_factory=list)  # [A][L], on validation
    chosen: list[int] = field(default_factory=list)  # the place of each activation's rate
    fresh: Fresh = field(default_factory=lambda: Fresh(()))

    @property
    def score(self) -> ScoreName:
        """What is counted: "accuracy" or "r2"."""
        return "r2" if self.dataset.task == "regression" else "accuracy"

    @property
    def overlap(self) -> float:
        """Rows of the pool that a seed does not learn from, over those it learns from."""
        kept = self.held.validation
        return kept / (len(self.held.pool_rows) - kept)

    @property
    def rates(self) -> list[float]:
        """The rate of each activation."""
        return [self.plan.grid.learning_rates[place] for place in self.chosen]

    def train(self, progress: Callable[[Progress], None] | None) -> None:
        """Choose the rates with the tuning seeds, then train with the fresh ones."""
        relay, grid, tuning = Relay(progress, self.plan.networks), self.plan.grid, self.plan.tuning
        self.chosen = [0] * len(grid.activations)
        if tuning is not None:
            self.tuned = learn(tuning, self.recipe, self.held, relay.next(tuning.networks))
            self.points = rate_points(self.tuned, self.score)
            self.chosen = [best(each) for each in self.points]
        self.fresh = learn_fresh(
            grid.activations, self.rates, grid.seeds, self.recipe, self.held, relay.next
        )
        if tuning is None:
            self.points = rate_points(self.fresh.groups[0][1], self.score)


@dataclass(frozen=True, slots=True)
class _Read:
    """What the networks did on the test part and on their training rows."""

    shares: Floats  # [A, S, n]; in a diverged run, the worst score in every row
    floor: float
    calibration: Floats  # [A, 2, S]: log loss and calibration error; nan for a regression
    idle: Floats  # [A, 2, S]: shares of dead and of saturated units


def conclude(work: Work, test: Part, *, command: str, started: str, split_seed: int) -> Comparison:
    """Return what was found, from networks that are trained and a test part read here once."""
    grid = work.plan.grid
    read = _read(work, test)
    labels = tuple(activation.label for activation in grid.activations)
    judgement = judge(labels, read.shares, work.score, work.overlap, work.plan.equal_within)
    rows = _rows(work, read, judgement)
    facts = _facts(work, test)
    told = (
        ()
        if work.tuned is None
        else standings(work.tuned, work.plan, work.chosen, work.score, work.overlap)
    )
    return Comparison(
        verdict=judgement.verdict,
        rows=tuple(rows),
        score=work.score,
        equal_within=work.plan.equal_within,
        smallest_difference=judgement.smallest,
        standings=tuple(each.ordered(judgement.order) for each in told),
        audit=None,
        facts=facts,
        run=_run(work, command, started, split_seed),
        notes=(
            *work.dataset.notes,
            *remarks(rows, facts, len(work.plan.tuning_seeds), work.plan.equal_within, read.floor),
        ),
    )


def _read(work: Work, test: Part) -> _Read:
    fresh = work.fresh
    train, _ = work.held.draw(work.plan.grid.seeds)

    def idle(trained: Trained, rates: Ints) -> Floats:
        units = trained.units(train, rates)
        return np.stack((units.dead, units.saturated), axis=1)

    def calibration(trained: Trained, rates: Ints) -> Floats:
        found = trained.calibration(test, rates)
        missing = np.full((2, *trained.diverged[0].shape), np.nan)
        both = missing if found is None else np.stack((found.log_loss, found.error))
        return both.swapaxes(0, 1)

    shares = fresh.read(lambda trained, rates: trained.shares(test, rates))
    floor = worst(shares.mean(axis=2), work.score)
    return _Read(
        shares=np.where(np.isnan(shares), floor, shares),
        floor=floor,
        calibration=fresh.read(calibration),
        idle=fresh.read(idle),
    )


def _rows(work: Work, read: _Read, judgement: Judgement) -> list[Row]:
    grid, fresh, shares = work.plan.grid, work.fresh, read.shares
    scores = shares.mean(axis=2)
    beats, sure = improvement(scores), improvement_interval(scores)
    timed = fresh.read(lambda trained, _: trained.microseconds)
    timed = timed if work.tuned is None else work.tuned.microseconds
    curves = [fresh.curve(name) for name in ("train_loss", "validation_loss", "validation_score")]
    ends = (0, len(grid.learning_rates) - 1)
    leader = judgement.order[0]
    rows = []
    for a in judgement.order:
        low, high = interval(shares[a], work.overlap) or (None, None)
        if low is not None and high is not None:  # no score is above 1, no accuracy below 0
            low, high = max(low, 0.0) if work.score == "accuracy" else low, min(high, 1.0)
        behind = None if a == leader else interval(shares[leader] - shares[a], work.overlap)
        tried = np.zeros((0, 0)) if work.tuned is None else work.tuned.diverged[:, a]
        rows.append(
            Row(
                label=grid.activations[a].label,
                activation=grid.activations[a],
                score=float(scores[a].mean()),
                low=low,
                high=high,
                scores=tuple(scores[a].tolist()),
                rate=work.rates[a],
                rate_at_edge=work.chosen[a] in ends and ends[1] > 0,
                rates=tuple(work.points[a]),
                curves=Curves(*(tuple(map(tuple, each[a].tolist())) for each in curves)),
                runs=tried.size + len(grid.seeds),
                diverged=int(tried.sum() + fresh.diverged[a].sum()),
                diverged_at_rate=int(fresh.diverged[a].sum()),
                log_loss=_mean(read.calibration[a, 0]),
                calibration_error=_mean(read.calibration[a, 1]),
                dead=_mean(read.idle[a, 0]),
                saturated=_mean(read.idle[a, 1]),
                microseconds=float(timed[a]),
                improvement=beats[a],
                improvement_low=(sure[a] or (None, None))[0],
                improvement_high=(sure[a] or (None, None))[1],
                difference=judgement.differences[a],
                difference_low=(behind or (None, None))[0],
                difference_high=(behind or (None, None))[1],
                p_value=judgement.p_values[a],
                best=judgement.best[a],
            )
        )
    return rows


def _mean(shares: Floats) -> float | None:
    """Return the mean over the seeds that did not diverge."""
    finite = shares[np.isfinite(shares)]
    return float(finite.mean()) if finite.size else None


def _facts(work: Work, test: Part) -> Facts:
    dataset, held = work.dataset, work.held
    rows, columns = dataset.x.shape
    shares = np.bincount(dataset.y) / rows if dataset.classes else None
    return Facts(
        name=dataset.name,
        task=dataset.task,
        target=dataset.target,
        rows=rows,
        columns=columns,
        classes=dataset.classes,
        imputed=dataset.imputed,
        dropped_rows=dataset.dropped_rows,
        train=len(held.pool_rows) - held.validation,
        validation=held.validation,
        test=len(test.x),
        repeated=_repeated(test, held.pool),
        commonest=None if shares is None else float(shares.max()),
        rarest=None if shares is None else float(shares.min()),
        notes=dataset.notes,
    )


def _repeated(test: Part, pool: Part) -> int:
    """Return how many test rows have all columns in common with a row of the pool."""
    seen = {hash(row.tobytes()) for row in pool.x + 0.0}  # 0 and -0 are one number
    return sum(hash(row.tobytes()) in seen for row in test.x + 0.0)


def _run(work: Work, command: str, started: str, split_seed: int) -> Run:
    import torch

    from actlas import __version__

    recipe, plan = work.recipe, work.plan
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
        tuning_seeds=plan.tuning_seeds,
        split_seed=split_seed,
        networks=plan.networks,
        steps=work.fresh.groups[0][1].steps,
        seconds=work.fresh.seconds + (work.tuned.seconds if work.tuned else 0.0),
    )
