"""The border where data comes in: arrays are checked once and become tensors."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from actlas.errors import DataError
from actlas.training.grid import Recipe
from actlas.training.heads import HEADS


class Part(Protocol):
    """Rows to learn from or to be judged on, as `actlas.data.split` gives them.

    A part may also have `rows`, int [S, k]: then every seed of a grid reads k rows of its own, the
    first those of `rows[0]`, and so on.
    """

    @property
    def x(self) -> NDArray[np.float64]:
        """Inputs, float64 [n, d], all finite."""

    @property
    def y(self) -> NDArray[Any]:
        """Targets [n]: class indices, or numbers for regression."""


@dataclass(frozen=True, slots=True, eq=False)
class Examples:
    """Examples as tensors: `y` [n], and `x` [n, d + 1], its last column 1 to meet the bias.

    `rows` int64 [S, k] says which of them each seed reads; without it, each reads all.
    """

    x: Tensor
    y: Tensor
    rows: Tensor | None = None

    def __len__(self) -> int:
        return len(self.y) if self.rows is None else self.rows.shape[1]

    def of(self, seeds: slice) -> Examples:
        """Return what a range of seeds reads."""
        return self if self.rows is None else Examples(self.x, self.y, self.rows[seeds])

    def piece(self, start: int, stop: int) -> tuple[Tensor, Tensor]:
        """Return a range of examples: x [b, d + 1] and y [1, 1, 1, b], or with `rows` [S, ...]."""
        if self.rows is None:
            return self.x[start:stop], self.y[start:stop].view(1, 1, 1, -1)
        chosen = self.rows[:, start:stop]
        return self.x[chosen], self.y[chosen].view(len(chosen), 1, 1, -1)

    def targets(self) -> Tensor:
        """Return the targets that are read, [n], or with `rows` [S, 1, 1, k]."""
        return self.y if self.rows is None else self.y[self.rows][:, None, None]

    @property
    def features(self) -> int:
        """How many columns the data has, the column of ones not counted."""
        return self.x.shape[1] - 1


def examples(part: Part, recipe: Recipe, features: int | None = None) -> Examples:
    """Return the rows of a part as tensors that a recipe can be trained on.

    Args:
        part: x [n, d] and y [n].
        recipe: its task and dtype count.
        features: the d that is expected, where the networks are there already.

    Raises:
        DataError: the shapes do not fit, x is not finite, or y is not what the task needs.

    Example:
        >>> from types import SimpleNamespace
        >>> part = SimpleNamespace(x=np.zeros((2, 3)), y=np.array([0, 1]))
        >>> examples(part, Recipe(outputs=2)).x
        tensor([[0., 0., 0., 1.],
                [0., 0., 0., 1.]])
    """
    x, y = np.asarray(part.x), np.asarray(part.y)
    if x.ndim != 2 or y.shape != x.shape[:1] or not x.size:
        raise DataError(
            "expected x of shape [n, d] and y of shape [n], n and d above zero; got {x} and {y}",
            x=str(list(x.shape)),
            y=str(list(y.shape)),
        )
    if features is not None and x.shape[1] != features:
        raise DataError(
            "the networks read {features} columns, got {columns}; give every part the same columns",
            features=features,
            columns=x.shape[1],
        )
    if not np.isfinite(x).all():
        raise DataError("x holds nan or inf; fill in missing values first")
    _check_targets(y, recipe)
    inputs = torch.ones(len(x), x.shape[1] + 1, dtype=recipe.dtype)
    inputs[:, :-1] = torch.tensor(x)
    rows = getattr(part, "rows", None)
    own = None if rows is None else torch.as_tensor(np.asarray(rows, dtype=np.int64))
    return Examples(inputs, HEADS[recipe.task].targets(torch.tensor(y), recipe.dtype), own)


def _check_targets(y: NDArray[Any], recipe: Recipe) -> None:
    if recipe.task == "regression":
        if y.dtype.kind not in "fiu" or not np.isfinite(y).all():
            raise DataError("for regression y must be finite numbers; drop rows without a target")
        return
    classes = recipe.outputs if recipe.task == "classes" else 2
    if y.dtype.kind not in "iu" or y.min() < 0 or y.max() >= classes:
        raise DataError(
            "for {classes} classes y must be whole numbers from 0 to {last}; "
            "encode the labels, or set outputs to their number",
            classes=classes,
            last=classes - 1,
        )
