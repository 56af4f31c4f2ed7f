"""From whatever the user has to a `Dataset`: this room finds out what the source is."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np

from actlas import spelling
from actlas.data.bundled import TASKS, bundled
from actlas.data.columns import Column, read_series, read_values
from actlas.data.dataset import Dataset, Task
from actlas.data.encode import encode
from actlas.data.files import SUFFIXES, read_file
from actlas.errors import BadInput, DataError, UnknownName, UsageError

_LISTED = 30


def names() -> tuple[str, ...]:
    """Return the names of the bundled data sets, sorted; nothing is loaded.

    Example:
        >>> names()
        ('breast_cancer', 'diabetes', 'digits', 'iris', 'wine')
    """
    return tuple(sorted(TASKS))


def load(source: object, target: str | None = None, task: Task | None = None) -> Dataset:
    """Return a data set from a bundled name, a file, a frame or a pair of arrays.

    Columns of numbers stay as they are. Texts, categories and booleans become one column of 0 and
    1 per value (one-hot), unless there are more than 100 values or a different one in each row.
    Missing values (none, empty, NA, N/A, nan, null, ?) and infinite ones stay missing, nan in `x`,
    until `split` fills them in; missing texts are a value of their own. Rows without a target
    value are left out. Everything of the kind is counted in the result.

    Args:
        source: a name from `names()`; a path to a .csv, .tsv or .parquet file; a frame of any
            kind that Narwhals knows (Polars, pandas, PyArrow, ...); or a pair (X, y), X of shape
            [n, d] and y of shape [n].
        target: the column to predict; needed with files and frames.
        task: "binary", "classes" or "regression". By default texts, booleans and whole numbers
            with at most 20 different values are classes, and other numbers a regression.

    Raises:
        UnknownName: no bundled data set is called so.
        MissingFile: there is no such file.
        DataError: the source can't be read, has no such target, or can't be learned from.
        UsageError: a target for a source that has its own, or an unknown task.
        BadInput: the source is of none of these kinds.

    Example:
        >>> data = load("iris")
        >>> data.x.shape, data.task, data.classes
        ((150, 4), 'classes', ('setosa', 'versicolor', 'virginica'))
    """
    if task not in (None, "binary", "classes", "regression"):
        raise UsageError(
            "no task is called {task!r}; choose binary, classes or regression", task=task
        )
    if isinstance(source, str | os.PathLike):
        text = os.fspath(source)
        if isinstance(source, os.PathLike) or _looks_like_a_path(text):
            return _from_file(Path(text), target, task)
        return _from_name(text, target, task)
    if isinstance(source, tuple) and len(source) == 2:
        return _from_arrays(*source, target, task)
    return _from_frame(source, target, task)


def _looks_like_a_path(text: str) -> bool:
    if text in TASKS:
        return False
    return Path(text).exists() or any(sign in text for sign in (".", "/", os.sep))


def _from_name(name: str, target: str | None, task: Task | None) -> Dataset:
    if name not in TASKS:
        near = spelling.near(name, names(), 1)
        if near:
            raise UnknownName(
                "no data set is called {name!r}; did you mean {hint}? There are {known};"
                " a file's name ends in {suffixes}",
                name=name,
                hint=near[0],
                known=", ".join(names()),
                suffixes=", ".join(SUFFIXES),
            )
        raise UnknownName(
            "no data set is called {name!r}; there are {known}; a file's name ends in {suffixes}",
            name=name,
            known=", ".join(names()),
            suffixes=", ".join(SUFFIXES),
        )
    if target is not None or task not in (None, TASKS[name]):
        raise UsageError(
            "the data set {name} has its own target ({task}); leave target and task out",
            name=name,
            task=TASKS[name],
        )
    return bundled(name)


def _from_file(path: Path, target: str | None, task: Task | None) -> Dataset:
    import narwhals as nw

    read = read_file(path)
    frame = nw.from_native(read.frame)
    _require_target(target, frame.columns)
    columns = {
        name: read_series(frame[name], decimal_comma=read.decimal_comma) for name in frame.columns
    }
    return encode(path.name, columns, str(target), task, read.notes)


def _from_frame(source: object, target: str | None, task: Task | None) -> Dataset:
    import narwhals as nw

    try:
        frame: Any = nw.from_native(source)
        columns = [str(name) for name in frame.columns]
    except nw.exceptions.NarwhalsError as error:  # two columns of one name, for example
        raise DataError("cannot read the frame: {reason}", reason=str(error)) from None
    except TypeError:
        raise BadInput(
            "data must be the name of a data set, the path of a file, a frame or a pair (X, y);"
            " got {kind}",
            kind=type(source).__name__,
        ) from None
    if isinstance(frame, nw.LazyFrame):
        frame = frame.collect()
    _require_target(target, columns)
    if len(frame) == 0:
        raise DataError("the frame has no rows; add rows to learn from")
    read = {str(series.name): read_series(series) for series in frame.iter_columns()}
    return encode("frame", read, str(target), task)


def _require_target(target: str | None, columns: list[str]) -> None:
    listed = ", ".join(columns[:_LISTED]) + (", …" if len(columns) > _LISTED else "")
    if target is None:
        raise DataError(
            "which column is to be predicted? Name it as the target (--target COLUMN); the columns"
            " are {columns}",
            columns=listed,
        )
    if target not in columns:
        near = spelling.near(target, columns, 1)
        if near:
            raise DataError(
                "there is no column {target!r}; did you mean {hint!r}? The columns are {columns}",
                target=target,
                hint=near[0],
                columns=listed,
            )
        raise DataError(
            "there is no column {target!r}; the columns are {columns}",
            target=target,
            columns=listed,
        )


def _from_arrays(x: object, y: object, target: str | None, task: Task | None) -> Dataset:
    if target is not None:
        raise UsageError("with arrays (X, y) the target is y; leave target out")
    try:
        inputs, outputs = np.asarray(x), np.asarray(y)
    except (TypeError, ValueError, RuntimeError):  # RuntimeError: a tensor that needs its gradient
        raise BadInput(
            "X and y must be arrays of numbers or texts, X with rows of one length"
        ) from None
    if inputs.ndim == 1:
        inputs = inputs[:, None]
    if outputs.ndim == 2 and outputs.shape[1] == 1:
        outputs = outputs[:, 0]
    if inputs.ndim != 2 or outputs.ndim != 1 or len(inputs) != len(outputs):
        raise BadInput(
            "X must have shape [n, d] and y shape [n]; got {x} and {y}",
            x=list(inputs.shape),
            y=list(outputs.shape),
        )
    columns: Mapping[str, Column] = {
        **{f"x{i}": _array_column(column) for i, column in enumerate(inputs.T)},
        "y": _array_column(outputs),
    }
    return encode("arrays", columns, "y", task)


def _array_column(values: np.ndarray[Any, Any]) -> Column:
    if values.dtype.kind in "iuf":
        return Column(np.array(values, dtype=np.float64))
    return read_values(values.tolist())
