"""The two stages of training: rates are tried with some seeds, and scored with fresh ones."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from actlas.data import HeldOut
from actlas.errors import WorkFailed
from actlas.training import Grid, Progress, Recipe

if TYPE_CHECKING:
    from actlas.activation import Activation
    from actlas.training import Trained

Listener = Callable[[Progress], None]
Ints = NDArray[np.intp]


@dataclass(frozen=True, slots=True, eq=False)
class Fresh:
    """The networks whose scores are told: every activation at its own rate, with every seed.

    Activations of one rate were trained together. The axes of what is read are [A, S, ...], in the
    order that the activations were given in.
    """

    groups: tuple[tuple[Ints, Trained], ...]  # places of activations, and their networks

    def read(self, question: Callable[[Trained, Ints], NDArray[Any]]) -> NDArray[Any]:
        """Return the answers [A, ...] to a question put to each group, given its rates' places."""
        answers = [
            question(trained, np.zeros(len(places), dtype=np.intp))
            for places, trained in self.groups
        ]
        order = np.concatenate([places for places, _ in self.groups])
        together = np.concatenate(answers)
        found = np.empty_like(together)
        found[order] = together
        return found

    def curve(self, name: str) -> NDArray[np.float64]:
        """Return one of the learning curves, [A, epochs + 1, S]."""
        return self.read(lambda trained, _: getattr(trained.curves, name)[:, 0].swapaxes(0, 1))

    @property
    def diverged(self) -> NDArray[np.bool_]:
        """Which networks diverged, [A, S]."""
        return self.read(lambda trained, _: trained.diverged[0])

    @property
    def seconds(self) -> float:
        """Wall time of the training."""
        return sum(trained.seconds for _, trained in self.groups)


def learn(grid: Grid, recipe: Recipe, held: HeldOut, listener: Listener | None = None) -> Trained:
    """Train a grid, every seed on its own split of the pool.

    Raises:
        WorkFailed: every network diverged.
    """
    from actlas import training

    trained = training.train(grid, recipe, *held.draw(grid.seeds), listener)
    if trained.diverged.all():
        raise WorkFailed(
            "all {count} networks diverged; try smaller learning rates than {rate:g}",
            count=grid.networks,
            rate=grid.learning_rates[0],
        )
    return trained


def learn_fresh(
    activations: Sequence[Activation],
    rates: Sequence[float],
    seeds: tuple[int, ...],
    recipe: Recipe,
    held: HeldOut,
    tell: Callable[[int], Listener | None] = lambda _: None,
    splits: tuple[int, ...] | None = None,
) -> Fresh:
    """Train every activation at its own rate with fresh seeds.

    Args:
        activations: A of them.
        rates: A learning rates.
        seeds: other ones than the rates were chosen with.
        recipe: how to build and train the networks.
        held: the data.
        tell: from how many networks come next to what hears of their progress.
        splits: the seeds that the rows are split with; by default `seeds`.
    """
    from actlas import training

    parts = held.draw(splits or seeds)
    groups = []
    for rate in sorted(set(rates)):
        places = np.array([i for i, own in enumerate(rates) if own == rate], dtype=np.intp)
        grid = Grid(tuple(activations[i] for i in places), (rate,), seeds)
        trained = training.train(grid, recipe, *parts, tell(grid.networks))
        groups.append((places, trained))
    fresh = Fresh(tuple(groups))
    if fresh.diverged.all():
        raise WorkFailed(
            "all {count} networks diverged; try smaller learning rates than {rate:g}",
            count=fresh.diverged.size,
            rate=min(rates),
        )
    return fresh


class Relay:
    """Tells the progress of several trainings as if they were one.

    Args:
        listener: hears of it; None for nobody.
        networks: how many are trained in all.
    """

    def __init__(self, listener: Listener | None, networks: int) -> None:
        self.listener, self.networks = listener, networks
        self.began = time.perf_counter()
        self.done = 0
        """Networks of the trainings before the present one."""
        self.present = 0
        self.earlier = (0, np.nan)
        """How many of those diverged, and their best score."""
        self.latest = self.earlier

    def next(self, networks: int) -> Listener | None:
        """Return what hears of the next training, of so many networks."""
        if self.listener is None:
            return None
        self.done, self.present = self.done + self.present, networks
        self.earlier = self.latest
        return self._hear

    def _hear(self, progress: Progress) -> None:
        assert self.listener is not None, "nobody listens"
        diverged, score = self.earlier
        self.latest = (diverged + progress.diverged, float(np.fmax(score, progress.score)))
        steps = self.done * progress.steps_total + progress.networks * progress.steps_done
        self.listener(
            replace(
                progress,
                networks=self.networks,
                steps_done=steps // self.networks,
                diverged=self.latest[0],
                score=self.latest[1],
                seconds=time.perf_counter() - self.began,
            )
        )
