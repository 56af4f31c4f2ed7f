"""What the difference of two activations is worth: its error, its test, and what it could show.

A score is a mean over test rows: a row's share is 1 or 0 (right or wrong) for accuracy, and
1 - (y - p)^2 / var(y) for R^2. Kept apart, the shares [activation, seed, row] tell both kinds of
luck: that of the seed (initial weights, order of the batches, split into training and validation)
and that of the rows that happen to be in the test set. Five seeds that all agree on thirty rows do
not prove much; a test that looks at the seeds alone would think so.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from itertools import combinations

import numpy as np
from numpy.typing import NDArray

from actlas.compare.statistics import LEVEL, POWER

MOST_SEEDS = 1000
"""More seeds than this are not advised."""

_TELLING = 10
"""On so many test rows two activations must differ for the spread to be known."""

Array = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Difference:
    """How much better one activation is than another, and how sure that is."""

    mean: float
    of_seeds: float  # variance of one seed's difference
    seeds: int
    seed_freedom: float
    overlap: float  # rows kept from training, over rows trained on; see `all_pairs`
    of_rows: float  # variance of the mean that is due to the test rows
    row_freedom: float
    grain: float  # what one test row is worth, see `all_pairs`
    rows_apart: int  # test rows on which the two differ, with one seed or more

    @property
    def variance(self) -> float:
        """The variance of the mean, both kinds of luck together."""
        return self._of_seed_mean + self.of_rows

    @property
    def _of_seed_mean(self) -> float:
        return self.of_seeds * (1 / self.seeds + self.overlap)

    @property
    def error(self) -> float:
        """The standard error of the mean."""
        return math.sqrt(self.variance)

    @property
    def freedom(self) -> float:
        """Degrees of freedom of the error, by Satterthwaite's formula."""
        if self.variance == 0:
            return min(self.row_freedom, self.seed_freedom)
        # As shares of the variance, so that tiny ones do not vanish when they are squared.
        first, second = self._of_seed_mean / self.variance, self.of_rows / self.variance
        return 1 / (first**2 / self.seed_freedom + second**2 / self.row_freedom)

    @property
    def p_value(self) -> float:
        """Two-sided, of no difference; not corrected for many pairs."""
        excess = max(abs(self.mean) - self.grain, 0.0)
        if excess < 1e-12:  # what is left when equal scores were summed in different orders
            return 1.0
        # However clear they are, so few rows allow no more than a sign test of them would say.
        least = 0.5 ** (self.row_freedom if math.isfinite(self.row_freedom) else self.seeds - 1)
        return min(1.0, max(2 * self._tail(excess), least))

    def equal_p(self, within: float) -> float:
        """One-sided, of a difference as large as `within` or larger: two one-sided t tests."""
        room = within - abs(self.mean) - self.grain
        return 1.0 if room <= 0 else self._tail(room)

    def _tail(self, excess: float) -> float:
        from scipy import stats

        return float(stats.t.sf(excess / self.error, self.freedom)) if self.error > 0 else 0.0

    def detectable(self, level: float) -> float:
        """Return the difference D that would have been found four times in five, at a level.

        It is (t(1 - level/2) + t(0.8))·error + grain. Two activations that hardly ever differ have
        next to no error, but that says nothing of the error which a larger difference would bring
        along. For accuracy it is then taken from the difference itself, √(D (1 - D)/n), as if a row
        were right with all seeds or with none.
        """
        from scipy import stats

        t = float(stats.t.ppf(1 - level / 2, self.freedom) + stats.t.ppf(POWER, self.freedom))
        observed = t * self.error + self.grain
        if self.grain == 0 or self.rows_apart >= _TELLING:
            return observed
        # (D - grain)² = t² D (1 - D) grain, where grain = 1/n; the larger root.
        square = 1 + t * t * self.grain
        half = self.grain * (1 + t * t / 2)
        root = (half + math.sqrt(half * half - square * self.grain * self.grain)) / square
        return max(observed, root)

    def with_seeds(self, seeds: int) -> Difference:
        """Return what would be known with so many seeds that differ as these do."""
        return replace(self, seeds=seeds, seed_freedom=self.seed_freedom * seeds / self.seeds)


def seeds_needed(pairs: list[Difference], within: float, level: float) -> int | None:
    """Return how many seeds would find a difference of `within` in the typical pair.

    None where even `MOST_SEEDS` would not: then it is the test rows that are too few.
    """

    def enough(seeds: int) -> bool:
        return typical([pair.with_seeds(seeds) for pair in pairs], level) <= within

    low, high = pairs[0].seeds, MOST_SEEDS
    if not enough(high):
        return None
    while low < high:
        middle = (low + high) // 2
        low, high = (low, middle) if enough(middle) else (middle + 1, high)
    return low


def typical(pairs: list[Difference], level: float) -> float:
    """Return the difference that the median pair would have shown."""
    return float(np.median([pair.detectable(level) for pair in pairs]))


def all_pairs(
    shares: Array, grain: float, overlap: float = 0.0
) -> dict[tuple[int, int], Difference]:
    """Return the difference of every two activations i < j: how large, and how sure.

    Seeds and rows are both samples, and paired, for all activations were given the same. With d
    [seeds, rows] the differences of two activations' shares, the variance of their mean is

        v = v_seed + v_row,   v_seed = var(mean over rows)·(1/S + overlap),
        v_row = var(mean over seeds)/n,

    a little more than enough, since what seed and row do together is in both. Seeds that learn
    from overlapping rows are not independent: `overlap`, the rows kept from training over those
    trained on, is Nadeau and Bengio's correction, which more seeds do not wear down. Few seeds make
    a poor estimate of v_seed, and what is small by chance would pass for certainty; so no pair's
    is taken to be smaller than the median over all pairs. The degrees of freedom are
    Satterthwaite's, from n - 1 for the rows, and for the seeds S - 1, or (S - 1)(A - 1)/2 where
    the median of A activations speaks.

    Args:
        shares: [activations, seeds, rows], two or more of the first two. A single row is not a
            sample: then each seed has a score of its own rows.
        grain: is taken off the difference before it is tested (a continuity correction): 1/n for
            accuracy, so that the test agrees with McNemar's exact one where few rows differ; 0 for
            R^2.
        overlap: n₂/n₁, see above; 0 for independent seeds.

    References:
        Dorfman, Berbaum & Metz (1992), Receiver operating characteristic rating analysis,
        Investigative Radiology 27: several readers and several cases, both of them samples.
        Nadeau & Bengio (2003), Inference for the generalization error, Machine Learning 52.

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
    usual = float(np.median(list(of_seeds.values())))
    pooled = (seeds - 1) * max(1.0, (count - 1) / 2)
    return {
        (i, j): Difference(
            mean=float(by_seed[i].mean() - by_seed[j].mean()),
            of_seeds=max(of_seeds[i, j], usual),
            seeds=seeds,
            seed_freedom=seeds - 1 if of_seeds[i, j] > usual else pooled,
            overlap=overlap,
            of_rows=float((by_row[i] - by_row[j]).var(ddof=1)) / rows if rows > 1 else 0.0,
            row_freedom=rows - 1 if rows > 1 else math.inf,
            grain=grain,
            rows_apart=int((by_row[i] != by_row[j]).sum()),
        )
        for i, j in pairs
    }


def corrected(pairs: dict[tuple[int, int], Difference]) -> dict[tuple[int, int], float]:
    """Return the p-value of every pair, corrected for their number by Holm's method."""
    from actlas.compare.statistics import holm

    return dict(zip(pairs, holm([each.p_value for each in pairs.values()]), strict=True))


def strictest(pairs: dict[tuple[int, int], Difference]) -> float:
    """Return the level of the first step of Holm's method, by which the smallest p is judged."""
    return LEVEL / len(pairs)
