"""Several data sets: do activations differ in their ranks, and which of them (Demšar, 2006)?"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from actlas.compare.comparison import Comparison
from actlas.compare.statistics import LEVEL
from actlas.data.note import Note, Value
from actlas.errors import UsageError
from actlas.language import mark

LEAST = 3
"""Fewer activations are compared pair by pair; fewer data sets have no ranks worth a mean."""


@dataclass(frozen=True, slots=True)
class Across:
    """What several comparisons say together; labels come best mean rank first."""

    labels: tuple[str, ...]
    ranks: tuple[float, ...]  # mean over the data sets; 1 is the best
    names: tuple[str, ...]  # of the data sets
    p_value: float  # of Friedman's test, in the form of Iman and Davenport
    critical: float  # ranks that are further apart than this differ (Nemenyi)
    groups: tuple[tuple[str, ...], ...]  # the largest sets that cannot be told apart
    note: Note

    def sentence(self, lang: str = "en") -> str:
        """What was found in plain words, in the language `lang`."""
        return self.note.render(lang)


def across(comparisons: Sequence[Comparison]) -> Across:
    """Return what comparisons of the same activations on several data sets say together.

    On each data set the activations are ranked by their mean score, ties sharing their ranks.
    Friedman's test asks whether the mean ranks differ at all, in Iman and Davenport's form
    F = (N - 1)·χ²/(N·(k - 1) - χ²). If they do, two activations differ where their mean ranks are
    further apart than Nemenyi's critical difference q·√(k·(k + 1)/(6·N)).

    Args:
        comparisons: N of them, three or more, each of the same k activations, three or more.

    Raises:
        UsageError: too few data sets or activations, not the same activations, or one data set
            twice, which would count its luck twice.

    References:
        Demšar, J. (2006). Statistical comparisons of classifiers over multiple data sets. Journal
        of Machine Learning Research 7.

    Example:
        >>> import actlas
        >>> quick = {"seeds": 2, "epochs": 2, "learning_rates": [0.01]}
        >>> names = ["relu", "tanh", "elu"]
        >>> found = across(
        ...     [actlas.compare(data, names, **quick) for data in ("iris", "wine", "digits")]
        ... )
        >>> sorted(found.labels), round(found.critical, 2)
        (['elu', 'relu', 'tanh'], 1.91)
    """
    from scipy import stats

    labels = _labels(comparisons)
    scores = np.array(
        [
            [next(row.score for row in each.rows if row.label == label) for label in labels]
            for each in comparisons
        ]
    )
    places = stats.rankdata(-scores.round(12), axis=1)
    sets, count = places.shape
    p_value = _friedman(places)
    critical = float(
        stats.studentized_range.ppf(1 - LEVEL, count, np.inf)
        / math.sqrt(2)
        * math.sqrt(count * (count + 1) / (6 * sets))
    )
    means = places.mean(axis=0)
    order = sorted(range(count), key=lambda i: (round(float(means[i]), 12), labels[i]))
    ranked = tuple(labels[i] for i in order)
    ranks = tuple(float(means[i]) for i in order)
    groups = _groups(ranked, ranks, critical if p_value < LEVEL else math.inf)
    return Across(
        labels=ranked,
        ranks=ranks,
        names=tuple(each.facts.name for each in comparisons),
        p_value=p_value,
        critical=critical,
        groups=groups,
        note=_note(ranked, groups, p_value, critical, sets),
    )


def _labels(comparisons: Sequence[Comparison]) -> tuple[str, ...]:
    """Return the activations that all comparisons have, sorted."""
    if len(comparisons) < LEAST:
        raise UsageError(
            "ranks need {least} data sets or more, got {count}; compare on others",
            least=LEAST,
            count=len(comparisons),
        )
    names = [each.facts.name for each in comparisons]
    for name in names:
        if names.count(name) > 1:
            raise UsageError("{value} is given twice; give it once", value=name)
    sets = [tuple(sorted(row.label for row in each.rows)) for each in comparisons]
    for name, labels in zip(names, sets, strict=True):
        if labels != sets[0]:
            raise UsageError(
                "{first} and {second} have not the same activations; compare the same ones on every"
                " data set",
                first=names[0],
                second=name,
            )
    if len(sets[0]) < LEAST:
        raise UsageError(
            "ranks need {least} activations or more, got {count}; compare more",
            least=LEAST,
            count=len(sets[0]),
        )
    return sets[0]


def _friedman(places: NDArray[np.float64]) -> float:
    """Return the p-value of Friedman's test, from ranks [data sets, activations]."""
    from scipy import stats

    sets, count = places.shape
    if (places == places[0]).all():  # no two data sets disagree: all tie, or nobody doubts
        return 1.0 if (places[0] == places[0, 0]).all() else 0.0
    square = float(stats.friedmanchisquare(*places.T).statistic)
    ratio = (sets - 1) * square / (sets * (count - 1) - square)
    return float(stats.f.sf(ratio, count - 1, (count - 1) * (sets - 1)))


def _groups(
    labels: tuple[str, ...], ranks: tuple[float, ...], critical: float
) -> tuple[tuple[str, ...], ...]:
    """Return the largest runs of neighbours whose ends are no further apart than `critical`."""
    found: list[tuple[int, int]] = []
    for start, first in enumerate(ranks):
        stop = max(i for i, rank in enumerate(ranks) if rank - first <= critical) + 1
        if not found or stop > found[-1][1]:
            found.append((start, stop))
    return tuple(labels[start:stop] for start, stop in found)


def _note(
    labels: tuple[str, ...],
    groups: tuple[tuple[str, ...], ...],
    p_value: float,
    critical: float,
    sets: int,
) -> Note:
    said: dict[str, Value] = {"sets": sets, "critical": float(f"{critical:.2g}")}
    if p_value >= LEVEL or len(groups) == 1:
        return Note(_NONE, {**said, "names": labels})
    leaders = groups[0]
    others = tuple(label for label in labels if label not in leaders)
    if len(leaders) == 1:
        return Note(_FIRST, {**said, "name": leaders[0]})
    return Note(_LEADERS, {**said, "names": leaders, "others": others})


_NONE = mark(
    "No difference found over {sets} data sets: mean ranks of {names} are no further apart than"
    " luck would put them. A difference of {critical} ranks would have counted."
)
_FIRST = mark(
    "{name} is ahead over {sets} data sets: its mean rank is more than {critical} better than that"
    " of any other."
)
_LEADERS = mark(
    "{names} lead over {sets} data sets and cannot be told apart by their ranks; worse than the"
    " first of them by more than {critical} ranks: {others}."
)
