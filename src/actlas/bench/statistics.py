"""What many timings of one thing say together."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True, slots=True)
class Spread:
    """The middle of some numbers, and the two between which the middle eighty percent lie."""

    median: float
    low: float
    high: float


def spread(values: Sequence[float]) -> Spread:
    """Return the median, the 10th and the 90th percentile, between neighbours linearly.

    Example:
        >>> spread([5.0, 1.0, 3.0, 2.0, 4.0])
        Spread(median=3.0, low=1.4, high=4.6)
    """
    low, median, high = (round(float(each), 12) for each in np.percentile(values, (10, 50, 90)))
    return Spread(median, low, high)


def ratios(over: Sequence[float], under: Sequence[float]) -> Spread:
    """Return the spread of the ratios that two sequences have, pair by pair.

    What slows a whole round down, another program above all, slows both and leaves their ratio.

    Example:
        >>> ratios([2.0, 20.0, 6.0], [1.0, 10.0, 2.0]).median
        2.0
    """
    return spread([one / other for one, other in zip(over, under, strict=True)])
