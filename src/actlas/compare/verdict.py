"""From differences to an answer: a winner, equals that lead, no difference, or too few runs."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from actlas.compare import sentences
from actlas.compare.comparison import Kind, Verdict
from actlas.compare.pairs import (
    Difference,
    all_pairs,
    corrected,
    seeds_needed,
    strictest,
    typical,
)
from actlas.compare.statistics import ENOUGH, LEVEL
from actlas.data.note import Note, Value

ScoreName = Literal["accuracy", "r2"]
Pairs = dict[tuple[int, int], Difference]


@dataclass(frozen=True, slots=True)
class Judgement:
    """The verdict, and what it rests on: per activation, in the order they were given."""

    verdict: Verdict
    order: tuple[int, ...]  # best mean score first, equal ones by their names
    differences: tuple[float | None, ...]  # the leader's score minus this one's
    p_values: tuple[float | None, ...]  # of these, corrected; None for the leader
    best: tuple[bool, ...]  # nobody was shown to be better
    smallest: float | None  # the difference that would have been found four times in five


def judge(
    labels: tuple[str, ...],
    shares: NDArray[np.float64],
    score: ScoreName,
    overlap: float = 0.0,
    within: float = 0.01,
) -> Judgement:
    """Return the verdict on activations from their shares of the score.

    Every pair is tested and Holm's correction made for all of them, because which one leads is
    itself found in the same data. One activation is better than another if the difference is not
    chance, and not shown to be smaller than `within`, which counts as equal in practice. The winner
    is better than each other one; failing that, the activations that nobody was shown to beat are
    equals. If no pair differs, there is no difference to report: either the run could have found
    one of `within`, or more seeds could (too few runs), or the test rows are too few for it.

    Args:
        labels: the activations' names.
        shares: [activations, seeds, rows], see `actlas.compare.pairs`.
        score: "accuracy" or "r2".
        overlap: rows kept from training over rows trained on, see `all_pairs`.
        within: the largest difference that is equal in practice.

    Example:
        >>> shares = np.zeros((2, 3, 100))
        >>> shares[0, :, :90] = shares[1, :, :50] = 1
        >>> judge(("relu", "linear"), shares, "accuracy").verdict.kind
        'winner'
    """
    count, seeds, rows = shares.shape
    means = shares.mean(axis=(1, 2))
    order = tuple(sorted(range(count), key=lambda i: (-round(float(means[i]), 12), labels[i])))
    gaps = tuple(float(means[order[0]] - mean) for mean in means)
    if count == 1 or seeds == 1:
        verdict = _untested(tuple(labels[i] for i in order))
        return Judgement(verdict, order, gaps, (None,) * count, (True,) * count, None)
    pairs = all_pairs(shares, 1 / rows if score == "accuracy" and rows > 1 else 0.0, overlap)
    p_values = corrected(pairs)
    better = _better(pairs, p_values, count, within)
    kind, group = _leading(order, better)
    smallest = typical(list(pairs.values()), strictest(pairs))
    smallest = min(smallest, 1.0) if score == "accuracy" else smallest
    percent = 100.0 if score == "accuracy" else 1.0
    kind, known = _explained(kind, group, pairs, smallest, within, rows, percent)
    named = _named(labels, order, group, means, percent)
    leader = order[0]
    return Judgement(
        verdict=Verdict(
            kind,
            tuple(labels[i] for i in group),
            Note(sentences.choose(kind, score, known), {**named, **known}),
        ),
        order=order,
        differences=gaps,
        p_values=tuple(
            None if i == leader else p_values[min(i, leader), max(i, leader)] for i in range(count)
        ),
        best=tuple(i in group for i in range(count)),
        smallest=smallest,
    )


def _untested(names: tuple[str, ...]) -> Verdict:
    if len(names) == 1:
        return Verdict("none", names, Note(sentences.ALONE, {"name": names[0]}))
    note = Note(sentences.ONE_SEED, {"name": names[0], "enough": ENOUGH})
    return Verdict("too_few", names, note)


def _better(
    pairs: Pairs, p_values: dict[tuple[int, int], float], count: int, within: float
) -> NDArray[np.bool_]:
    """Return [i, j]: i was shown to be better than j, and by more than is equal in practice."""
    better = np.zeros((count, count), dtype=bool)
    for (i, j), p_value in p_values.items():
        if p_value < LEVEL and not pairs[i, j].equal_p(within) < LEVEL:
            better[(i, j) if pairs[i, j].mean > 0 else (j, i)] = True
    return better


def _leading(order: tuple[int, ...], better: NDArray[np.bool_]) -> tuple[Kind, tuple[int, ...]]:
    """Return the verdict's kind, and the winner, the leading group or everyone."""
    if not better.any():
        return "none", order
    unbeaten = tuple(i for i in order if not better[:, i].any())
    if len(unbeaten) > 1:
        return "equals", unbeaten
    # Alone at the top, but a winner only if it was itself shown to be better than each other one.
    (first,) = unbeaten
    close = tuple(i for i in order if not better[first, i])
    return ("winner" if len(close) == 1 else "equals"), close


def _explained(
    kind: Kind,
    group: tuple[int, ...],
    pairs: Pairs,
    smallest: float,
    within: float,
    rows: int,
    percent: float,
) -> tuple[Kind, dict[str, Value]]:
    """Return the kind, which may turn out to be too few runs, and what its sentence needs."""
    found: dict[str, Value] = {"smallest": two_digits(percent * smallest)}
    equal: dict[str, Value] = {"within": two_digits(percent * within)}
    among = [pair for (i, j), pair in pairs.items() if i in group and j in group]
    if kind == "winner":
        return kind, {}
    if all(pair.equal_p(within) < LEVEL for pair in among):
        return kind, equal
    if kind == "equals" or smallest <= within:
        return kind, found
    needed = seeds_needed(among, within, strictest(pairs))
    if needed is not None:
        return "too_few", {**found, **equal, "seeds": among[0].seeds, "needed": needed}
    if rows == 1 or within == 0:
        return kind, found
    return kind, {**found, **equal, "rows": rough(rows * (smallest / within) ** 2)}


def two_digits(value: float) -> float:
    """Return a number with two significant digits."""
    return float(f"{value:.2g}")


def rough(value: float) -> int:
    """Return a number of rows with two significant digits, rounded up.

    Example:
        >>> rough(12345)
        13000
    """
    step = 10 ** max(0, math.floor(math.log10(value)) - 1)
    return int(math.ceil(value / step) * step)


def _named(
    labels: tuple[str, ...],
    order: tuple[int, ...],
    group: tuple[int, ...],
    means: NDArray[np.float64],
    percent: float,
) -> dict[str, Value]:
    """Return what fills any of the sentences; each takes what it names."""
    first, second = order[:2]
    return {
        "name": labels[first],
        "second": labels[second],
        "score": percent * float(means[first]),
        "lead": percent * float(means[first] - means[second]),
        "names": tuple(labels[i] for i in group),
        "others": tuple(labels[i] for i in order if i not in group),
    }
