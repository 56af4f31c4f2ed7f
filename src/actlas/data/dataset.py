"""The frozen data types of this room: a whole data set, and the three parts it is split into."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from actlas.data.note import Note

Task = Literal["binary", "classes", "regression"]

Outcome = NDArray[Any]
"""What is predicted, [n]: int64 class indices, or float64 for regression."""


@dataclass(frozen=True, slots=True, eq=False)
class Dataset:
    """A table of numbers and what is to be predicted from it.

    `x` is float64 [n, d] and may hold nan where a value is missing: `split` fills it in, from the
    training rows alone. `y` is int64 [n], the index into `classes`, or float64 [n] for regression.
    """

    name: str
    x: NDArray[np.float64]
    y: Outcome
    task: Task
    classes: tuple[str, ...]  # the labels, as text; () for regression
    features: tuple[str, ...]  # one name per column of x; "colour=red" after one-hot encoding
    target: str
    imputed: Mapping[str, int]  # column of the source -> missing values that are filled in
    dropped_rows: int  # rows of the source without a target value
    notes: tuple[Note, ...]  # what a reader should know about how the source was read


@dataclass(frozen=True, slots=True, eq=False)
class Part:
    """Some rows of a split, ready for a network: `x` float64 [n, d], `y` [n].

    `rows` int [S, k] tells, for each of S seeds, which k of them it reads; None: all of them.
    """

    x: NDArray[np.float64]
    y: Outcome
    rows: NDArray[np.intp] | None = None


@dataclass(frozen=True, slots=True, eq=False)
class Split:
    """Three parts without a common row, on the scale of the training part.

    Columns of `x` have mean 0 and standard deviation 1 over the training rows. So has `y` in
    regression: a target value in its own unit is `y * y_scale + y_mean`. For classes these are
    0 and 1.
    """

    train: Part
    validation: Part
    test: Part
    y_mean: float
    y_scale: float
