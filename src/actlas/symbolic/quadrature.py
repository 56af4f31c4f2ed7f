"""Integrals against the normal density, by panels that are halved until they agree.

Both signs of z are taken together, so that what is odd vanishes exactly. Panels shrink
geometrically towards every place where the function may change within little space.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]

FARTHEST = 53.0
"""In standard deviations: beyond, the root of the density is below every float."""
Weighed = Callable[[Array, Array], Array]
"""From places and roots of the density there, to function times density."""
_NODES, _WEIGHTS = np.polynomial.legendre.leggauss(20)
_AGREE = 2e-14
_ROUNDING = 2.0**-51
MOST_PANELS = 20_000
"""Where so many panels are not enough, their error is told and halving ends."""
_DEPTH = 60
_MANY = 16
_EDGES = (0.0, 0.5, 1.0, 1.5, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0, 8.0, 10.0, 12.0, 16.0, 20.0, 28.0, 38.0)


@dataclass(frozen=True, slots=True)
class Integral:
    """An integral, a bound of its error, and ∫|·| (against which the error is to be held).

    `places` and `shares` are nodes and what each contributes to ∫|·|.
    """

    value: float
    error: float
    size: float
    places: Array
    shares: Array


def expectation(
    weighed: Weighed, sigma: float, centres: Iterable[float] = (), most: int = MOST_PANELS
) -> Integral:
    """Return E[f(z)] for z ~ N(0, σ²).

    Args:
        weighed: from finite places z and the root of the normal density there, both float64, to
            f(z) times that density: the root comes alone, so that f = y² is (y·root)², which
            overflows later.
        sigma: the standard deviation, positive.
        most: when so many panels have been computed, halving ends.
        centres: where f has kinks or leaps, or changes within little space.

    Example:
        >>> round(expectation(lambda z, root: (z**2 * root) ** 2, 1.0).value, 12)
        3.0
    """
    edges = _edges([abs(each) / sigma for each in centres], sigma)
    low, high = edges[:-1], edges[1:]
    whole = _panels(weighed, sigma, low, high)
    settled: list[_Panels] = []
    gaps, spent = 0.0, 0
    for depth in range(_DEPTH):
        middle = (low + high) / 2
        halves = _panels(weighed, sigma, _woven(low, middle), _woven(middle, high))
        gap = np.abs(whole.sums - halves.sums.reshape(-1, 2).sum(1))
        size = sum(float(each.sizes.sum()) for each in settled) + float(halves.sizes.sum())
        spent += 2 * len(low)
        last = depth == _DEPTH - 1 or spent > most
        ready = ~(gap > _AGREE * size) | (high - low < 1e-15 * high) | last
        settled.append(halves.where(np.repeat(ready, 2)))
        gaps += float(gap[ready].sum())
        if ready.all():
            break
        again = np.repeat(~ready, 2)
        low, high = _woven(low, middle)[again], _woven(middle, high)[again]
        whole = halves.where(again)
    return Integral(
        value=math.fsum(np.concatenate([each.sums for each in settled])),
        error=gaps + _ROUNDING * size,
        size=size,
        places=np.concatenate([each.places.ravel() for each in settled]),
        shares=np.concatenate([each.shares.ravel() for each in settled]),
    )


@dataclass(frozen=True, slots=True)
class _Panels:
    """What panels contribute to an integral and to that of |·|, and each of their nodes."""

    sums: Array
    sizes: Array
    places: Array
    shares: Array

    def where(self, mask: NDArray[np.bool_]) -> _Panels:
        return _Panels(self.sums[mask], self.sizes[mask], self.places[mask], self.shares[mask])


def _panels(weighed: Weighed, sigma: float, low: Array, high: Array) -> _Panels:
    half = ((high - low) / 2)[:, None]
    t = (low + high)[:, None] / 2 + half * _NODES
    root = np.exp(-t * t / 4) / (2 * math.pi) ** 0.25
    places, roots = np.stack([sigma * t, -sigma * t]), np.stack([root, root])
    found = weighed(places.ravel(), roots.ravel()).reshape(places.shape) * half * _WEIGHTS
    return _Panels(
        sums=(found[0] + found[1]).sum(1),
        sizes=np.abs(found).sum((0, 2)),
        places=np.concatenate([places[0], places[1]], axis=1),
        shares=np.abs(np.concatenate([found[0], found[1]], axis=1)),
    )


def _woven(first: Array, second: Array) -> Array:
    return np.stack([first, second], axis=1).ravel()


def _edges(centres: list[float], sigma: float) -> Array:
    """Return where panels meet: everyday places, and ever closer around each centre."""
    finest = 1e-16 / max(1.0, min(sigma, 1e100))
    steps = 4.0 ** -np.arange(0, math.ceil(math.log(1 / finest, 4)))
    found = [np.array([*_EDGES, FARTHEST])]
    near_ones = {0.0, *(each for each in centres if each < FARTHEST)}
    if len(near_ones) > _MANY:
        steps = steps[:2]  # the breaks of a wave: they are edges, and beside each nothing new
    for centre in near_ones:
        near = steps[steps > 1e-15 * centre]
        found += [centre + near, centre - near, np.array([centre])]
    edges = np.unique(np.concatenate(found))
    return edges[(edges >= 0) & (edges <= FARTHEST)]
