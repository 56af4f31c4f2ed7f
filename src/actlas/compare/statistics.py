"""What a difference is worth: intervals, tests of all pairs, and the probability of improvement.

A score is a mean over test rows: a row's share is 1 or 0 (right or wrong) for accuracy, and
1 - (y - p)^2 / var(y) for R^2. Kept apart, the shares [activation, seed, row] tell both kinds of
luck: that of the seed (initial weights, order of the batches) and that of the rows that happen to
be in the test set. Five seeds that all agree on thirty rows do not prove much; a test that looks
at the seeds alone would think so.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations

import numpy as np
from numpy.typing import NDArray

LEVEL = 0.05
"""A corrected p-value below this is a difference found; intervals cover 1 - LEVEL."""

ENOUGH = 5
"""From so many seeds on, an interval's t is no more than half again its value for many, 1.96: it is
12.7 with 2 seeds, 4.3 with 3, 3.2 with 4 and 2.8 with 5. With fewer, its width says more of t."""

_TELLING = 10
"""On so many test rows two activations must differ for the spread to be known."""

Array = NDArray[np.float64]


def interval(scores: Array) -> tuple[float, float] | None:
    """Return the 95 % interval of Student's t for the mean of `scores`, [seeds].

    m ± t(0.975, S - 1) · s/√S. One score has no interval: None.

    Example:
        >>> [round(end, 3) for end in interval(np.array([0.1, 0.2, 0.3]))]
        [-0.048, 0.448]
    """
    count = len(scores)
    if count < 2:
        return None
    half = quantile(count) * scores.std(ddof=1) / np.sqrt(count)
    return float(scores.mean() - half), float(scores.mean() + half)


def quantile(seeds: int) -> float:
    """Return t(0.975, S - 1), by which an interval of S seeds is wider than its standard error.

    Example:
        >>> [round(quantile(seeds), 1) for seeds in (2, 5, 100)]
        [12.7, 2.8, 2.0]
    """
    from scipy import stats

    return float(stats.t.ppf(1 - LEVEL / 2, seeds - 1))


@dataclass(frozen=True, slots=True)
class Difference:
    """How much better one activation is than another, and how sure that is."""

    mean: float
    error: float  # standard error, both kinds of luck together
    freedom: float  # degrees of freedom of that error
    grain: float  # what one test row is worth, see `all_pairs`
    p_value: float  # two-sided, not corrected
    rows_apart: int  # test rows on which the two differ, with one seed or more

    def smallest(self, level: float) -> float:
        """Return the smallest difference D that would have had a p-value of `level`.

        It is t·error + grain. Two activations that hardly ever differ have next to no error, but
        that says nothing of the error which a larger difference would bring along. For accuracy it
        is then taken from the difference itself, √(D (1 - D)/n), as if a row were right with all
        seeds or with none.
        """
        from scipy import stats

        t = float(stats.t.ppf(1 - level / 2, self.freedom))
        observed = t * self.error + self.grain
        if self.grain == 0 or self.rows_apart >= _TELLING:
            return observed
        # (D - grain)² = t² D (1 - D) grain, where grain = 1/n; the larger root.
        square = 1 + t * t * self.grain
        half = self.grain * (1 + t * t / 2)
        root = (half + math.sqrt(half * half - square * self.grain * self.grain)) / square
        return max(observed, root)


def all_pairs(shares: Array, grain: float) -> dict[tuple[int, int], Difference]:
    """Return the difference of every two activations i < j: how large, and how sure.

    Seeds and rows are both samples, and paired, for all activations were given the same. With d
    [seeds, rows] the differences of two activations' shares, the variance of their mean is

        v = v_seed + v_row,   v_seed = var(mean over rows)/S,   v_row = var(mean over seeds)/n,

    a little more than enough, since what seed and row do together is in both. Few seeds make a
    poor estimate of v_seed, and what is small by chance would pass for certainty; so no pair's
    v_seed is taken to be smaller than the median over all pairs. The degrees of freedom are
    Satterthwaite's, from n - 1 for the rows, and for the seeds S - 1, or (S - 1)(A - 1)/2 where
    the median of A activations speaks.

    Args:
        shares: [activations, seeds, rows], at least two of each.
        grain: is taken off the difference before it is tested (a continuity correction): 1/n for
            accuracy, so that the test agrees with McNemar's exact one where few rows differ; 0 for
            R^2.

    Reference:
        Dorfman, Berbaum & Metz (1992), Receiver operating characteristic rating analysis,
        Investigative Radiology 27: several readers and several cases, both of them samples.

    Example:
        >>> shares = np.ones((2, 5, 30))
        >>> shares[1, :, 0] = 0  # one row that the second gets wrong with every seed
        >>> found = all_pairs(shares, grain=1 / 30)[0, 1]
        >>> round(found.mean, 3), found.p_value
        (0.033, 1.0)
    """
    count, seeds, rows = shares.shape
    by_seed, by_row = shares.mean(axis=2), shares.mean(axis=1)
    pairs = list(combinations(range(count), 2))
    of_seeds = {(i, j): float((by_seed[i] - by_seed[j]).var(ddof=1)) for i, j in pairs}
    typical = float(np.median(list(of_seeds.values())))
    pooled = (seeds - 1) * max(1.0, (count - 1) / 2)
    return {
        (i, j): _test(
            float(by_seed[i].mean() - by_seed[j].mean()),
            of_seeds=max(of_seeds[i, j], typical) / seeds,
            seed_freedom=seeds - 1 if of_seeds[i, j] > typical else pooled,
            of_rows=float((by_row[i] - by_row[j]).var(ddof=1)) / rows,
            row_freedom=rows - 1,
            grain=grain,
            rows_apart=int((by_row[i] != by_row[j]).sum()),
        )
        for i, j in pairs
    }


def _test(
    mean: float,
    *,
    of_seeds: float,
    seed_freedom: float,
    of_rows: float,
    row_freedom: float,
    grain: float,
    rows_apart: int,
) -> Difference:
    from scipy import stats

    variance = of_seeds + of_rows
    error, freedom = math.sqrt(variance), row_freedom
    if variance > 0:
        # As shares of the variance, so that tiny ones do not vanish when they are squared.
        first, second = of_seeds / variance, of_rows / variance
        freedom = 1 / (first**2 / seed_freedom + second**2 / row_freedom)
    excess = max(abs(mean) - grain, 0.0)
    if excess < 1e-12:  # what is left when equal scores were summed in different orders
        return Difference(mean, error, freedom, grain, 1.0, rows_apart)
    tail = 2 * float(stats.t.sf(excess / error, freedom)) if error > 0 else 0.0
    # However clear they are, so few rows allow no more than a sign test of them would say.
    p_value = min(1.0, max(tail, 0.5**row_freedom))
    return Difference(mean, error, freedom, grain, p_value, rows_apart)


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

    For scores x, y of two activations it is P(x > y) + P(x = y)/2 over all pairs of seeds
    (Mann-Whitney's U over S²); one half says that they are alike. Alone it has none.

    Args:
        scores: [activations, seeds].

    Reference:
        Agarwal et al. (2021), Deep reinforcement learning at the edge of the statistical
        precipice, NeurIPS.

    Example:
        >>> improvement(np.array([[0.9, 0.8], [0.7, 0.8]]))
        [0.875, 0.125]
    """
    count = len(scores)
    if count < 2:
        return [None] * count
    signs = np.sign(scores[:, None, :, None] - scores[None, :, None, :])
    beats = (signs.mean(axis=(2, 3)) + 1) / 2
    np.fill_diagonal(beats, 0.0)
    return [float(value) for value in beats.sum(axis=1) / (count - 1)]
