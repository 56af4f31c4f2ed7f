"""A test part held out once, and for every seed a split of its own of what remains."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from actlas.data.dataset import Dataset, Part
from actlas.data.split import check_varied, cut, part_sizes, prepare, scaled_target


@dataclass(frozen=True, slots=True, eq=False)
class HeldOut:
    """A data set in two parts without a common row: the pool to learn from, and the test.

    Columns of `x` have mean 0 and standard deviation 1 over the pool, and so has `y` in regression;
    the test rows had no say in that.
    """

    dataset: Dataset
    pool: Part
    test: Part
    pool_rows: NDArray[np.intp]  # which rows of the data set they are
    test_rows: NDArray[np.intp]
    validation: int  # rows of the pool that a seed does not learn from

    def draw(self, seeds: Sequence[int]) -> tuple[Part, Part]:
        """Return what the seeds learn from and what they are validated on: each its own split.

        Both parts share the pool's `x` and `y`; `rows` [S, k] says who reads what. A seed's split
        depends on the seed alone.

        Raises:
            DataError: a part has one target value only.

        Example:
            >>> from actlas.data import load
            >>> train, validation = hold_out(load("iris")).draw([0, 1])
            >>> train.rows.shape, validation.rows.shape
            ((2, 90), (2, 30))
        """
        places = np.full(len(self.dataset.y), -1, dtype=np.intp)
        places[self.pool_rows] = np.arange(len(self.pool_rows))
        parts = [cut(self.dataset, self.pool_rows, self.validation, seed) for seed in seeds]
        for rows in (part for pair in parts for part in pair):
            check_varied(self.dataset, rows)
        train, validation = (places[np.stack(each)] for each in zip(*parts, strict=True))
        x, y = self.pool.x, self.pool.y
        return Part(x, y, train), Part(x, y, validation)


def hold_out(
    dataset: Dataset, seed: int = 0, validation: float = 0.2, test: float = 0.2
) -> HeldOut:
    """Return a data set with its test part held out, prepared by what the other rows tell.

    Missing values are replaced by the pool's median, columns are standardised on the pool, and a
    column that is constant there is 0 everywhere. In regression the target is scaled likewise.

    Args:
        dataset: any data set; classes are spread evenly over the parts (stratified).
        seed: the same seed holds out the same rows.
        validation: share of all rows that a seed keeps apart from learning, between 0 and 1.
        test: share of all rows that is held out.

    Raises:
        BadInput: the shares are not between 0 and 1, or leave nothing to train on.
        DataError: there are too few rows for the number of classes.

    Example:
        >>> from actlas.data import load
        >>> held = hold_out(load("iris"))
        >>> held.pool.x.shape, held.test.x.shape
        ((120, 4), (30, 4))
    """
    sizes = part_sizes(dataset, validation, test)
    pool, held = (np.sort(each) for each in cut(dataset, np.arange(len(dataset.y)), sizes[1], seed))
    check_varied(dataset, held)
    x = prepare(dataset.x, pool)
    y, _, _ = scaled_target(dataset, pool)
    return HeldOut(dataset, Part(x[pool], y[pool]), Part(x[held], y[held]), pool, held, sizes[0])
