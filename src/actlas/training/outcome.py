"""What a training leaves: curves, trained networks, and questions that can be put to them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from actlas.errors import UsageError
from actlas.training.calibration import Calibration, calibration_error
from actlas.training.examples import Part, examples
from actlas.training.grid import Grid, Recipe
from actlas.training.heads import HEADS
from actlas.training.judge import Judge
from actlas.training.parameters import Layers, Stack
from actlas.training.units import Units, idle

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class Curves:
    """How the networks fared, epoch by epoch: float64 [epochs + 1, L, A, S] each.

    Index 0 is before training. The training loss of a later epoch is the mean over its examples,
    each taken just before the step that learns from it, as a training loop sees it; validation is
    read after the epoch. The score is accuracy, or R² for regression, and nan once a network has
    diverged.
    """

    train_loss: Floats
    validation_loss: Floats
    validation_score: Floats


@dataclass(frozen=True, slots=True, eq=False)
class Scores:
    """Mean loss and score on some examples; the score is nan where a network diverged."""

    loss: Floats
    score: Floats


@dataclass(frozen=True, slots=True, eq=False)
class Trained:
    """The networks of a grid after training; axes are [L, A, S]: rates, activations, seeds."""

    grid: Grid
    recipe: Recipe
    curves: Curves
    diverged: NDArray[np.bool_]
    """[L, A, S]: whether a parameter or a loss ever ceased to be finite."""
    microseconds: Floats
    """[A]: for one network and step, the shared work's part and the activation's own work."""
    seconds: float
    """Wall time of the whole training, evaluation of the epochs included."""
    steps: int
    """Steps that each network took."""
    stack: Stack
    """The weights, as the trainer holds them; `network` hands them out one by one."""

    def network(self, rate: int, activation: int, seed: int) -> Layers:
        """Return one network's (weight [out, in], bias [out]) for each layer.

        Args:
            rate: place of the learning rate in the grid, from 0 on.
            activation: place of the activation.
            seed: place of the seed.
        """
        return self.stack.network(rate, activation, seed)

    def evaluate(self, part: Part, rates: NDArray[np.intp] | None = None) -> Scores:
        """Return loss and score on a part.

        Args:
            part: x [n, d] and y [n].
            rates: int [A], the place of the learning rate to read for each activation.

        Returns:
            Arrays [A, S] where rates are given, else [L, A, S].

        Raises:
            DataError: the part does not fit the networks.
            UsageError: `rates` does not fit the grid.
        """
        judge, diverged = self._judge(rates)
        with torch.no_grad():
            loss, score = judge.evaluate(examples(part, self.recipe, self._features))
        score = score.masked_fill(diverged | ~loss.isfinite(), torch.nan)
        found = Scores(public(loss), public(score))
        return found if rates is None else Scores(found.loss[0], found.score[0])

    def units(self, part: Part, rates: NDArray[np.intp]) -> Units:
        """Return the shares of dead and saturated hidden units on a part, [A, S].

        Args:
            part: x [n, d] and y [n].
            rates: int [A], the place of the learning rate to read for each activation.

        Raises:
            DataError: the part does not fit the networks.
            UsageError: `rates` does not fit the grid.
        """
        judge, diverged = self._judge(rates)
        with torch.no_grad():
            shares = idle(judge, examples(part, self.recipe, self._features))
        dead, saturated = (public(each.masked_fill(diverged, torch.nan))[0] for each in shares)
        return Units(dead, saturated)

    def calibration(self, part: Part, rates: NDArray[np.intp]) -> Calibration | None:
        """Return log loss and calibration error on a part, [A, S]; None for a regression.

        Args:
            part: x [n, d] and y [n].
            rates: int [A], the place of the learning rate to read for each activation.

        Raises:
            DataError: the part does not fit the networks.
            UsageError: `rates` does not fit the grid.
        """
        judge, diverged = self._judge(rates)
        if judge.head.confidence is None:
            return None
        rows = examples(part, self.recipe, self._features)
        with torch.no_grad():
            found = (judge.evaluate(rows)[0], calibration_error(judge, rows))
        lost = diverged | ~found[0].isfinite()
        loss, error = (public(each.masked_fill(lost, torch.nan))[0] for each in found)
        return Calibration(loss, error)

    def shares(self, part: Part, rates: NDArray[np.intp]) -> Floats:
        """Return what each row adds to each network's score: shares [A, S, n], whose mean it is.

        A share is 1 or 0 for accuracy, and 1 - (y - p)² / var(y) for R². It is nan in all rows for
        a network that diverged, or whose score is not finite. The part is read once.

        Args:
            part: x [n, d] and y [n].
            rates: int [A], the place of the learning rate to read for each activation.

        Raises:
            DataError: the part does not fit the networks.
            UsageError: `rates` does not fit the grid.
        """
        judge, diverged = self._judge(rates)
        rows = examples(part, self.recipe, self._features)
        with torch.no_grad():
            points = torch.cat(list(judge.points(rows)), -1) * len(rows)
            found = judge.head.score(points, rows.y.double())
        lost = diverged | ~found.mean(-1).isfinite()
        found = found.masked_fill(lost.unsqueeze(-1), torch.nan)
        array: Floats = found[:, 0].transpose(0, 1).contiguous().numpy()
        return array

    @property
    def _features(self) -> int:
        return self.stack.weights[0].shape[-1] - 1

    def _judge(self, rates: NDArray[np.intp] | None) -> tuple[Judge, Tensor]:
        """Return a judge of the chosen networks and their `diverged`, [S, L, A] or [S, 1, A]."""
        stack, diverged = self.stack, torch.from_numpy(self.diverged).movedim(-1, 0)
        if rates is not None:
            chosen = torch.as_tensor(np.asarray(rates, dtype=np.int64))
            count = len(self.grid.learning_rates)
            if (
                chosen.shape != (len(self.grid.activations),)
                or not ((chosen >= 0) & (chosen < count)).all()
            ):
                raise UsageError(
                    "rates holds, for each of {activations} activations, a place from 0 to {last}; "
                    "got {rates}",
                    activations=len(self.grid.activations),
                    last=count - 1,
                    rates=str(chosen.tolist()),
                )
            stack = stack.chosen(chosen)
            diverged = diverged[:, chosen, torch.arange(len(chosen))].unsqueeze(1)
        judge = Judge(stack, self.grid.activations, HEADS[self.recipe.task])
        return judge, diverged


def public(values: Tensor) -> NDArray[Any]:
    """Return a tensor [..., S, L, A] of the trainer as an array [..., L, A, S]."""
    array: NDArray[Any] = values.movedim(-3, -1).contiguous().numpy()
    return array
