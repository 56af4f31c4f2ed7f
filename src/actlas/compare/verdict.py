"""From differences to an answer: a winner, a group that leads, or no difference found."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from actlas.compare.comparison import Kind, Verdict
from actlas.compare.statistics import LEVEL, Difference, all_pairs, holm
from actlas.data.note import Note, Value
from actlas.language import mark

ScoreName = Literal["accuracy", "r2"]

_ALONE = mark("Only {name} was trained: there is nothing to compare it with.")
_ONE_SEED = mark(
    "One seed cannot tell: {name} has the highest score, but another seed may turn the order round."
    " Train with several seeds."
)
# Each of these has a form for accuracy, in percent, and one for R^2.
_WINNER: dict[ScoreName, str] = {
    "accuracy": mark(
        "{name} wins: it is right on {score} % of the test rows, {lead} points more than {second},"
        " the next best, and chance does not explain its lead over any of the others."
    ),
    "r2": mark(
        "{name} wins: its R² on the test rows is {score}, {lead} more than that of {second}, the"
        " next best, and chance does not explain its lead over any of the others."
    ),
}
_EQUALS: dict[ScoreName, str] = {
    "accuracy": mark(
        "{names} lead and cannot be told apart; shown to be worse: {others}. The smallest"
        " difference that this run could have found is about {smallest} points of accuracy."
    ),
    "r2": mark(
        "{names} lead and cannot be told apart; shown to be worse: {others}. The smallest"
        " difference that this run could have found is about {smallest} in R²."
    ),
}
_NONE: dict[ScoreName, str] = {
    "accuracy": mark(
        "No difference found: {names} cannot be told apart on this data. The smallest difference"
        " that this run could have found is about {smallest} points of accuracy; more rows to"
        " test on would show smaller ones."
    ),
    "r2": mark(
        "No difference found: {names} cannot be told apart on this data. The smallest difference"
        " that this run could have found is about {smallest} in R²; more rows to test on would"
        " show smaller ones."
    ),
}
_MESSAGES: dict[Kind, dict[ScoreName, str]] = {
    "winner": _WINNER,
    "equals": _EQUALS,
    "none": _NONE,
}


@dataclass(frozen=True, slots=True)
class Judgement:
    """The verdict, and what it rests on: per activation, in the order they were given."""

    verdict: Verdict
    order: tuple[int, ...]  # best mean score first
    differences: tuple[float | None, ...]  # the leader's score minus this one's
    p_values: tuple[float | None, ...]  # of these, corrected; None for the leader
    best: tuple[bool, ...]  # nobody was shown to be better
    smallest: float | None  # the smallest difference that could have been found


def judge(labels: tuple[str, ...], shares: NDArray[np.float64], score: ScoreName) -> Judgement:
    """Return the verdict on activations from their shares of the score.

    Every pair is tested and Holm's correction made for all of them, because which one leads is
    itself found in the same data. The winner was shown to be better than each other one; failing
    that, the activations that nobody was shown to beat are equals; if no pair differs, there is no
    difference to report. The smallest difference that could have been found is the median over
    the pairs of what the strictest step of the correction asks for.

    Args:
        labels: the activations' names.
        shares: [activations, seeds, rows], see `actlas.compare.statistics`.
        score: "accuracy" or "r2".

    Example:
        >>> shares = np.zeros((2, 3, 100))
        >>> shares[0, :, :90] = shares[1, :, :50] = 1
        >>> judge(("relu", "linear"), shares, "accuracy").verdict.kind
        'winner'
    """
    count, seeds, rows = shares.shape
    means = shares.mean(axis=(1, 2))
    order = tuple(int(i) for i in np.argsort(-means, kind="stable"))
    gaps = tuple(float(means[order[0]] - mean) for mean in means)
    if count == 1 or seeds == 1:
        named: dict[str, Value] = {"name": labels[order[0]]}
        note = Note(_ALONE if count == 1 else _ONE_SEED, named)
        nothing = (None,) * count
        verdict = Verdict("none", tuple(labels[i] for i in order), note)
        return Judgement(verdict, order, gaps, nothing, (True,) * count, None)
    pairs = all_pairs(shares, grain=1 / rows if score == "accuracy" else 0.0)
    corrected = dict(zip(pairs, holm([each.p_value for each in pairs.values()]), strict=True))
    better = np.zeros((count, count), dtype=bool)  # [i, j]: i was shown to be better than j
    for (i, j), p_value in corrected.items():
        if p_value < LEVEL:
            better[(i, j) if pairs[i, j].mean > 0 else (j, i)] = True
    kind, group = _leading(order, better)
    smallest = _smallest(pairs, score)
    fields = _fields(labels, order, group, means, smallest, 100.0 if score == "accuracy" else 1.0)
    leader = order[0]
    return Judgement(
        verdict=Verdict(
            kind, tuple(labels[i] for i in group), Note(_MESSAGES[kind][score], fields)
        ),
        order=order,
        differences=gaps,
        p_values=tuple(
            None if i == leader else corrected[min(i, leader), max(i, leader)] for i in range(count)
        ),
        best=tuple(i in group for i in range(count)),
        smallest=smallest,
    )


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


def _smallest(pairs: dict[tuple[int, int], Difference], score: ScoreName) -> float:
    found = float(np.median([pair.smallest(LEVEL / len(pairs)) for pair in pairs.values()]))
    return min(found, 1.0) if score == "accuracy" else found


def _fields(
    labels: tuple[str, ...],
    order: tuple[int, ...],
    group: tuple[int, ...],
    means: NDArray[np.float64],
    smallest: float,
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
        "smallest": float(f"{percent * smallest:.2g}"),
    }
