"""The target: is it a class or a quantity, and can it be learned?"""

from __future__ import annotations

from collections import Counter

import numpy as np

from actlas.data.columns import Numbers, Texts
from actlas.data.dataset import Outcome, Task
from actlas.data.note import Note
from actlas.errors import DataError
from actlas.language import mark

MOST_CLASSES = 100

MOST_WHOLE_CLASSES = 20
"""A target of whole numbers with more values than this is a quantity, not a set of classes."""

LEAST_ROWS_PER_CLASS = 3
"""One for training, one for validation, one for the test."""


def encode_target(
    target: str, values: Numbers | Texts, task: Task | None
) -> tuple[Outcome, Task, tuple[str, ...]]:
    """Return y, the task and the names of the classes, from a target without missing values.

    Raises:
        DataError: one value only, too many or too rare classes, or texts for a regression.

    Example:
        >>> encode_target("sex", ["f", "m", "f"] * 4, None)[1:]
        ('binary', ('f', 'm'))
    """
    if isinstance(values, np.ndarray):
        if (task or _guess(values)) == "regression":
            if np.ptp(values) == 0:
                raise _one_value(target, f"{values[0]:g}")
            return values, "regression", ()
        distinct, y = np.unique(values, return_inverse=True)
        classes = tuple(f"{value:.12g}" for value in distinct)
    else:
        if task == "regression":
            raise DataError(
                "the target {target!r} holds texts, and a regression needs numbers; leave the task"
                " out or choose another column",
                target=target,
            )
        labels, y = np.unique(np.array(values, dtype=str), return_inverse=True)
        classes = tuple(str(label) for label in labels)
    _check_classes(target, y, classes, task)
    return y.astype(np.int64), "binary" if len(classes) == 2 else "classes", classes


def _guess(values: Numbers) -> Task:
    """Whole numbers with few values, each met three times on average, are classes."""
    if not np.array_equal(values, np.round(values)):
        return "regression"
    distinct = len(np.unique(values))
    few = distinct <= MOST_WHOLE_CLASSES and distinct * LEAST_ROWS_PER_CLASS <= len(values)
    return "classes" if few else "regression"


def _one_value(target: str, value: str) -> DataError:
    return DataError(
        "the target {target!r} is {value!r} in every row; there is nothing to tell apart: choose a"
        " column with at least two values",
        target=target,
        value=value,
    )


def _check_classes(target: str, y: Outcome, classes: tuple[str, ...], task: Task | None) -> None:
    if len(classes) == 1:
        raise _one_value(target, classes[0])
    if len(classes) > MOST_CLASSES:
        raise DataError(
            "the target {target!r} has {count} different values, more than {most} classes; choose"
            " another column",
            target=target,
            count=len(classes),
            most=MOST_CLASSES,
        )
    if task == "binary" and len(classes) != 2:
        raise DataError(
            "the target {target!r} has {count} classes, and a binary task needs two; leave the task"
            " out or choose another column",
            target=target,
            count=len(classes),
        )
    rarest, count = min(Counter(y.tolist()).items(), key=lambda pair: pair[1])
    if count < LEAST_ROWS_PER_CLASS:
        raise DataError(
            "the class {label!r} of {target!r} has too few rows ({count}, and {least} are needed);"
            " add rows, or leave that class out",
            label=classes[rarest],
            target=target,
            count=count,
            least=LEAST_ROWS_PER_CLASS,
        )


def target_notes(
    target: str, values: Numbers | Texts, task: Task, classes: tuple[str, ...]
) -> tuple[Note, ...]:
    """Return what a reader should know about how the target was read."""
    if not isinstance(values, np.ndarray) or task != "classes":
        return ()
    message = mark("{target} holds {count} different numbers; they were read as classes")
    return (Note(message, {"target": target, "count": len(classes)}),)
