"""Intervals and probabilities: how far luck may carry a score, and who beats whom how often."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

LEVEL = 0.05
"""A corrected p-value below this is a difference found; intervals cover 1 - LEVEL."""

POWER = 0.8
"""What a run could have found is what it would have found in this share of repetitions."""

ENOUGH = 5
"""From so many seeds on, an interval's t is no more than half again its value for many, 1.96: it is
12.7 with 2 seeds, 4.3 with 3, 3.2 with 4 and 2.8 with 5. With fewer, its width says more of t."""

_RESAMPLES = 4999
_MOST_ROWS = 5000
"""More rows than this are drawn in groups, whose means tell the same spread."""

Array = NDArray[np.float64]


def quantile(seeds: int) -> float:
    """Return t(0.975, S - 1), by which an interval of S seeds is wider than its standard error.

    Example:
        >>> [round(quantile(seeds), 1) for seeds in (2, 5, 100)]
        [12.7, 2.8, 2.0]
    """
    from scipy import stats

    return float(stats.t.ppf(1 - LEVEL / 2, seeds - 1))


def interval(shares: Array, overlap: float = 0.0) -> tuple[float, float] | None:
    """Return the 95 % bootstrap interval of a mean over seeds and rows; None for one seed.

    Seeds and rows are drawn again, each with replacement, and the percentiles of the mean are read.
    For the difference of two activations give their paired differences. The seeds' deviations are
    stretched beforehand: by √(S/(S - 1)) and t/z, because percentiles of few values are too narrow
    (Hesterberg's expanded percentiles), and by √(1 + S·overlap), Nadeau and Bengio's correction for
    splits that overlap.

    Args:
        shares: [seeds, rows]; with a single row, seeds alone are drawn.
        overlap: rows kept from training over rows trained on.

    References:
        Hesterberg (2015), What teachers should know about the bootstrap, The American Statistician
        69. Nadeau & Bengio (2003), Inference for the generalization error, Machine Learning 52.

    Example:
        >>> low, high = interval(np.array([[0.1], [0.2], [0.3], [0.2], [0.2]]))
        >>> 0.1 < low < 0.2 < high < 0.3
        True
    """
    from scipy import stats

    seeds, rows = shares.shape
    if seeds < 2:
        return None
    centre = float(shares.mean())
    by_seed, by_row = shares.mean(axis=1), _grouped(shares.mean(axis=0))
    wider = quantile(seeds) / float(stats.norm.ppf(1 - LEVEL / 2))
    stretch = wider * math.sqrt(seeds / (seeds - 1) * (1 + seeds * overlap))
    drawn = centre + (by_seed - centre) * stretch

    def mean(of_seeds: Array, of_rows: Array, axis: int) -> Array:
        both: Array = of_seeds.mean(axis) + of_rows.mean(axis) - by_row.mean()
        return both

    found = stats.bootstrap(
        (drawn, by_row) if rows > 1 else (drawn, np.repeat(by_row, 2)),
        mean,
        vectorized=True,
        method="percentile",
        n_resamples=_RESAMPLES,
        batch=1000,
        rng=np.random.default_rng(0),
    ).confidence_interval
    return float(found.low), float(found.high)


def _grouped(by_row: Array) -> Array:
    """Return the means of groups of rows that stand far apart, where there are very many rows."""
    size = -(-len(by_row) // _MOST_ROWS)
    groups = len(by_row) // size
    grouped: Array = by_row[: groups * size].reshape(size, groups).mean(axis=0)
    return grouped


def holm(p_values: Sequence[float]) -> list[float]:
    """Return the p-values corrected for being many, by Holm's step-down method.

    In ascending order, the k-th of m is multiplied by m - k + 1; none may fall below the one
    before it, nor rise above 1. The chance of one or more false differences is then at most the
    level, whichever pair is looked at afterwards.

    Reference:
        Holm (1979), A simple sequentially rejective multiple test procedure, Scandinavian Journal
        of Statistics 6.

    Example:
        >>> holm([0.01, 0.04, 0.03])
        [0.03, 0.06, 0.06]
    """
    corrected = [0.0] * len(p_values)
    so_far = 0.0
    for done, index in enumerate(sorted(range(len(p_values)), key=p_values.__getitem__)):
        so_far = max(so_far, min(1.0, p_values[index] * (len(p_values) - done)))
        corrected[index] = so_far
    return corrected


def improvement(scores: Array) -> list[float | None]:
    """Return, for each activation, its probability of beating another one: mean over the others.

    For scores x, y of two activations it is P(x > y) + P(x = y)/2 over the seeds, which both were
    given alike; one half says that they are alike. Alone it has none.

    Args:
        scores: [activations, seeds].

    Reference:
        Bouthillier et al. (2021), Accounting for variance in machine learning benchmarks, MLSys.

    Example:
        >>> improvement(np.array([[0.9, 0.8], [0.7, 0.8]]))
        [0.75, 0.25]
    """
    wins = _wins(scores)
    return [None] * len(scores) if wins is None else [float(each.mean()) for each in wins]


def improvement_interval(scores: Array) -> list[tuple[float, float] | None]:
    """Return the 95 % bootstrap interval of each probability of improvement; seeds are drawn.

    Args:
        scores: [activations, seeds].

    Example:
        >>> improvement_interval(np.array([[0.9, 0.8, 0.9], [0.7, 0.9, 0.9]]))
        [(0.0, 1.0), (0.0, 1.0)]
    """
    from scipy import stats

    wins = _wins(scores)
    if wins is None or scores.shape[1] < 2:
        return [None] * len(scores)
    ends = [
        stats.bootstrap(
            (each,),
            np.mean,
            method="percentile",
            n_resamples=_RESAMPLES,
            rng=np.random.default_rng(0),
        ).confidence_interval
        for each in wins
    ]
    return [(float(each.low), float(each.high)) for each in ends]


def _wins(scores: Array) -> Array | None:
    """Return the share of the others that each activation beats with each seed, [A, S]."""
    count = len(scores)
    if count < 2:
        return None
    beats = (np.sign(scores[:, None] - scores[None]) + 1) / 2
    wins: Array = (beats.sum(axis=1) - 0.5) / (count - 1)  # with itself everyone ties
    return wins
