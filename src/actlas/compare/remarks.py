"""The remarks under the table: what may make its numbers weaker than they look."""

from __future__ import annotations

import numpy as np

from actlas.compare.comparison import Row
from actlas.compare.statistics import ENOUGH, quantile
from actlas.data import Note
from actlas.language import mark

_SETTLED = 0.01
"""A settled loss falls, in the last quarter of the epochs, by less than this share of its start."""


def remarks(rows: list[Row], test_rows: int, floor: float) -> list[Note]:
    """Return what a reader should know before trusting the table.

    Args:
        rows: the table.
        test_rows: rows in the test part.
        floor: the score that a diverged run counts with.
    """
    notes = []
    if rows[0].low is not None:
        message = mark(
            "the intervals tell the luck of the seed alone; the verdict also counts the luck of"
            " which {rows} rows are in the test part"
        )
        notes.append(Note(message, {"rows": test_rows}))
    seeds = len(rows[0].scores)
    if 1 < seeds < ENOUGH:
        message = mark(
            "{seeds} seeds are too few to know how much luck the seed is: an interval is {t}"
            " standard errors to each side, with {enough} seeds {less}; take {enough} seeds or more"
        )
        t, less = quantile(seeds), quantile(ENOUGH)
        notes.append(Note(message, {"seeds": seeds, "t": t, "enough": ENOUGH, "less": less}))
    edge = tuple(row.label for row in rows if row.rate_at_edge)
    if edge:
        message = mark(
            "the best learning rate was the smallest or the largest one tried, and a wider range"
            " may do better: {names}"
        )
        notes.append(Note(message, {"names": edge}))
    falling = tuple(row.label for row in rows if _still_falling(row))
    if falling:
        message = mark("the validation loss was still falling; more epochs may do better: {names}")
        notes.append(Note(message, {"names": falling}))
    diverged = tuple(row.label for row in rows if row.diverged_at_rate)
    if diverged:
        message = mark(
            "some runs diverged at the chosen rate, and count with a score of {floor}: {names}"
        )
        notes.append(Note(message, {"names": diverged, "floor": floor}))
    return notes


def _still_falling(row: Row) -> bool:
    losses = np.array(row.curves.validation_loss).mean(axis=1)
    earlier = losses[-1 - max(1, (len(losses) - 1) // 4)]
    return bool(earlier - losses[-1] > _SETTLED * losses[0])  # False where any of them is nan
