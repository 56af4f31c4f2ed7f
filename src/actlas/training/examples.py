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
    """Rows to learn from or to be judged on, as `actlas.data.split` gives them."""

    @property
    def x(self) -> NDArray[np.float64]:
        """Inputs, float64 [n, d], all finite."""

    @property
    def y(self) -> NDArray[Any]:
        """Targets [n]: class indices, or numbers for regression."""


@dataclass(frozen=True, slots=True, eq=False)
class Examples:
    """Examples as tensors: `y` [n], and `x` [n, d + 1], its last column 1 to meet the bias."""

    x: Tensor
    y: Tensor

    def __len__(self) -> int:
        return len(self.y)

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
    return Examples(inputs, HEADS[recipe.task].targets(torch.tensor(y), recipe.dtype))


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
