"""The remarks under the table: what may make its numbers weaker than they look."""

from __future__ import annotations

import numpy as np

from actlas.compare.comparison import Facts, Row
from actlas.compare.statistics import ENOUGH, quantile
from actlas.data import Note
from actlas.language import mark

_WEIGHTY = 3
"""A test part is tiny if so few rows, or fewer, make a difference that is not equal in practice."""

_UNBALANCED = 3
"""Classes are unbalanced if one has so many times the rows of another."""

_SETTLED = 0.01
"""A settled loss falls, in the last quarter of the epochs, by less than this share of its start."""


def remarks(
    rows: list[Row], facts: Facts, tuning_seeds: int, within: float, floor: float
) -> list[Note]:
    """Return what a reader should know before trusting the table.

    Args:
        rows: the table.
        facts: what is known of the data.
        tuning_seeds: how many seeds chose the learning rates; 0 where there was nothing to choose.
        within: the largest difference that is equal in practice.
        floor: the score that a diverged run counts with.
    """
    return [*_of_data(facts, within), *_of_runs(rows, tuning_seeds, floor)]


def _of_data(facts: Facts, within: float) -> list[Note]:
    notes = []
    if facts.test * within < _WEIGHTY:
        message = mark(
            "the test part is tiny: it has {rows} rows, and a verdict on so few holds for them more"
            " than for the data"
        )
        notes.append(Note(message, {"rows": facts.test}))
    if facts.repeated:
        message = mark(
            "leakage: {count} of {rows} test rows have the same columns as a row that networks"
            " learned from; scores may be too high. Remove duplicate rows"
        )
        notes.append(Note(message, {"count": facts.repeated, "rows": facts.test}))
    if facts.commonest and facts.rarest and facts.commonest >= _UNBALANCED * facts.rarest:
        message = mark(
            "the classes are unbalanced: the commonest has {common} % of the rows, the rarest"
            " {rare} %; always answering the commonest is right that often"
        )
        shares = {"common": 100 * facts.commonest, "rare": 100 * facts.rarest}
        notes.append(Note(message, shares))
    return notes


def _of_runs(rows: list[Row], tuning_seeds: int, floor: float) -> list[Note]:
    notes = []
    seeds = len(rows[0].scores)
    if 1 < seeds < ENOUGH:
        message = mark(
            "{seeds} seeds are too few to know how much luck the seed is: an interval is {t}"
            " standard errors to each side, with {enough} seeds {less}; take {enough} seeds or more"
        )
        t, less = quantile(seeds), quantile(ENOUGH)
        notes.append(Note(message, {"seeds": seeds, "t": t, "enough": ENOUGH, "less": less}))
    if 0 < tuning_seeds < ENOUGH:
        message = mark(
            "{seeds} seeds chose the learning rates, which may owe something to luck; take"
            " {enough} tuning seeds or more"
        )
        notes.append(Note(message, {"seeds": tuning_seeds, "enough": ENOUGH}))
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
