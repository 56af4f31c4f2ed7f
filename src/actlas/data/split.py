"""Train, validation and test: three parts, all prepared with what the training part alone tells."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from actlas.data.dataset import Dataset, Outcome, Part, Split
from actlas.errors import BadInput, DataError

Rows = NDArray[np.intp]


def split(dataset: Dataset, seed: int = 0, validation: float = 0.2, test: float = 0.2) -> Split:
    """Return the data set in three parts, standardised on the training part.

    With m and s the mean and the standard deviation of a column over the training rows, after
    missing values were replaced by the training median, every part holds (x - m)/s. A column that
    is constant over the training rows is 0 in every part. In regression the target is scaled in
    the same way.

    Args:
        dataset: any data set; classes are spread evenly over the parts (stratified).
        seed: the same seed gives the same parts.
        validation: share of the rows in the validation part, between 0 and 1.
        test: share of the rows in the test part.

    Returns:
        The parts, with x float64 [rows, d], and y int64 [rows] (classes) or float64 [rows].

    Raises:
        BadInput: the shares are not between 0 and 1, or leave nothing to train on.
        DataError: there are too few rows for the number of classes.

    Example:
        >>> from actlas.data import load
        >>> parts = split(load("iris"))
        >>> parts.train.x.shape, parts.validation.x.shape, parts.test.x.shape
        ((90, 4), (30, 4), (30, 4))
    """
    train_rows, validation_rows, test_rows = _deal(dataset, seed, validation, test)
    inputs = prepare(dataset.x, train_rows)
    y, y_mean, y_scale = scaled_target(dataset, train_rows)
    for rows in (train_rows, validation_rows, test_rows):
        check_varied(dataset, rows)

    def part(rows: Rows) -> Part:
        return Part(x=inputs[rows], y=y[rows])

    return Split(part(train_rows), part(validation_rows), part(test_rows), y_mean, y_scale)


def _deal(dataset: Dataset, seed: int, validation: float, test: float) -> tuple[Rows, Rows, Rows]:
    sizes = part_sizes(dataset, validation, test)
    rest, test_rows = cut(dataset, np.arange(len(dataset.y)), sizes[1], seed)
    train_rows, validation_rows = cut(dataset, rest, sizes[0], seed)
    return train_rows, validation_rows, test_rows


def part_sizes(dataset: Dataset, validation: float, test: float) -> tuple[int, int]:
    """Return how many rows validation and test get, or say why they can't be parted so.

    Raises:
        BadInput: the shares are not between 0 and 1, or leave nothing to train on.
        DataError: a part would have fewer rows than there are classes.
    """
    if not (0 < validation < 1 and 0 < test < 1 and validation + test < 1):
        raise BadInput(
            "validation and test are shares between 0 and 1 that leave rows to train on;"
            " got {validation} and {test}",
            validation=validation,
            test=test,
        )
    count, classes = len(dataset.y), len(dataset.classes)
    sizes = round(count * validation), round(count * test)
    if min(*sizes, count - sum(sizes)) < max(classes, 2):
        raise DataError(
            "{rows} rows are too few to split: each of the three parts needs {least} or more; add"
            " rows, or merge rare classes",
            rows=count,
            least=max(classes, 2),
        )
    return sizes


def cut(dataset: Dataset, rows: Rows, size: int, seed: int) -> tuple[Rows, Rows]:
    """Return rows in two parts, the second of a given size, classes spread evenly over both."""
    from sklearn.model_selection import train_test_split

    labels = dataset.y[rows] if dataset.classes else None
    first, second = train_test_split(rows, test_size=size, random_state=seed, stratify=labels)
    return first, second


def check_varied(dataset: Dataset, rows: Rows) -> None:
    """Refuse a part in which there is nothing to tell apart.

    Raises:
        DataError: the target is the same in all its rows.
    """
    if np.ptp(dataset.y[rows]) == 0:
        raise DataError(
            "the target {target!r} is the same in all {rows} rows of a part of the split; add"
            " rows, or choose another column",
            target=dataset.target,
            rows=len(rows),
        )


def prepare(x: NDArray[np.float64], known: Rows) -> NDArray[np.float64]:
    """Return all rows filled in and standardised by what the known ones alone tell."""
    from sklearn.impute import SimpleImputer
    from sklearn.pipeline import make_pipeline
    from sklearn.preprocessing import MaxAbsScaler, StandardScaler

    # A column without any value in the known rows is filled with 0, and so stays constant.
    # MaxAbsScaler changes nothing in the result, but columns near 1e300 no longer overflow.
    steps = make_pipeline(
        SimpleImputer(strategy="median", keep_empty_features=True), MaxAbsScaler(), StandardScaler()
    )
    prepared = steps.fit(x[known]).transform(x)
    flat = np.ptp(prepared[known], axis=0) < 1e-9
    return np.where(flat, 0.0, np.asarray(prepared, dtype=np.float64))


def scaled_target(dataset: Dataset, known: Rows) -> tuple[Outcome, float, float]:
    """Return y, for a regression on the known rows' scale, with its mean and scale there."""
    if dataset.task != "regression":
        return dataset.y, 0.0, 1.0
    mean, scale = float(dataset.y[known].mean()), float(dataset.y[known].std()) or 1.0
    return (dataset.y - mean) / scale, mean, scale
