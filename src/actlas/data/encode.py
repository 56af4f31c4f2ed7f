"""From named columns to a `Dataset`: one-hot encoding, and the account of what is left out."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import numpy as np
from numpy.typing import NDArray

from actlas.data.columns import Column, Numbers, Texts
from actlas.data.dataset import Dataset, Task
from actlas.data.note import Note
from actlas.data.target import encode_target, target_notes
from actlas.errors import DataError
from actlas.language import mark

MOST_CATEGORIES = 100
"""A text column with more different values than this is left out."""

LEAST_ROWS = 10


def encode(
    name: str,
    columns: Mapping[str, Column],
    target: str,
    task: Task | None = None,
    notes: Iterable[Note] = (),
) -> Dataset:
    """Return the data set whose target is the column `target` and whose inputs are the others.

    What is left out or changed on the way is told in the data set's notes.

    Raises:
        DataError: the target is unusable, no input is left, or there are too few rows.
    """
    values = columns[target].values
    if values is None:
        raise DataError(
            "the target {target!r} holds neither numbers nor texts; choose another column",
            target=target,
        )
    present = _present(values)
    rows = int(present.sum())
    if rows < LEAST_ROWS:
        raise DataError(
            "only {rows} rows have a value of {target!r}; at least {least} are needed",
            rows=rows,
            target=target,
            least=LEAST_ROWS,
        )
    y, task, classes = encode_target(target, _keep(values, present), task)
    inputs = _Inputs(rows)
    for column, content in columns.items():
        inputs.note_strange(column, content)
        if column != target:
            inputs.add(column, None if content.values is None else _keep(content.values, present))
    if not inputs.blocks:
        raise DataError(
            "no column is left to predict {target!r} from; give at least one of numbers, or of"
            " texts with at most {most} different values",
            target=target,
            most=MOST_CATEGORIES,
        )
    return Dataset(
        name=name,
        x=np.column_stack(inputs.blocks),
        y=y,
        task=task,
        classes=classes,
        features=tuple(inputs.names),
        target=target,
        imputed=inputs.imputed,
        dropped_rows=len(present) - rows,
        notes=(*notes, *inputs.notes(), *target_notes(target, values, task, classes)),
    )


def _present(values: Numbers | Texts) -> NDArray[np.bool_]:
    if isinstance(values, np.ndarray):
        return np.isfinite(values)
    return np.array([value is not None for value in values], dtype=bool)


def _keep(values: Numbers | Texts, rows: NDArray[np.bool_]) -> Numbers | Texts:
    if isinstance(values, np.ndarray):
        return values[rows]
    return [value for value, kept in zip(values, rows, strict=True) if kept]


class _Inputs:
    """The columns of x as they are collected, with the account of what happened to each."""

    def __init__(self, rows: int) -> None:
        self.rows = rows
        self.blocks: list[NDArray[np.float64]] = []
        self.names: list[str] = []
        self.imputed: dict[str, int] = {}
        self.infinite = 0
        self.foreign: list[str] = []
        self.empty: list[str] = []
        self.many: list[str] = []
        self.strange: list[Note] = []

    def note_strange(self, name: str, column: Column) -> None:
        if column.strange:
            message = mark(
                "{column}: values that are not numbers, treated as missing: {count}"
                " (such as {example})"
            )
            count, example = len(column.strange), column.strange[0]
            self.strange.append(Note(message, {"column": name, "count": count, "example": example}))

    def add(self, name: str, values: Numbers | Texts | None) -> None:
        if values is None:
            self.foreign.append(name)
            return
        present = _present(values)
        missing = self.rows - int(present.sum())
        if missing == self.rows:
            self.empty.append(name)
            return
        if isinstance(values, np.ndarray):
            self.infinite += int(np.isinf(values).sum())
            self.blocks.append(np.where(present, values, np.nan))
            self.names.append(name)
        elif not self._add_texts(name, values):
            self.many.append(name)
            return
        if missing:
            self.imputed[name] = missing

    def _add_texts(self, name: str, values: Texts) -> bool:
        categories = sorted({value for value in values if value is not None})
        if len(categories) > MOST_CATEGORIES or len(categories) >= self.rows:
            return False
        if None in values and "missing" not in categories:
            categories.append("missing")
        place = {category: i for i, category in enumerate(categories)}
        block = np.zeros((self.rows, len(categories)))
        block[np.arange(self.rows), [place[value or "missing"] for value in values]] = 1.0
        self.blocks.append(block)
        self.names.extend(f"{name}={category}" for category in categories)
        return True

    def notes(self) -> list[Note]:
        notes = list(self.strange)
        if self.many:
            notes.append(
                Note(
                    mark(
                        "left out, because they hold texts with more than {most} different values"
                        " or a different one in each row: {columns}"
                    ),
                    {"columns": tuple(self.many), "most": MOST_CATEGORIES},
                )
            )
        if self.empty:
            message = mark("left out, because they hold no value at all: {columns}")
            notes.append(Note(message, {"columns": tuple(self.empty)}))
        if self.foreign:
            message = mark("left out, because they hold neither numbers nor texts: {columns}")
            notes.append(Note(message, {"columns": tuple(self.foreign)}))
        if self.infinite:
            message = mark("infinite values, treated as missing: {count}")
            notes.append(Note(message, {"count": self.infinite}))
        return notes
