"""Fit the polynomials of the native target's float32 primitives, and print their coefficients.

Call it as

    python tools/fit32.py

A fit is minimax by Lawson's iteration (1961): least squares whose weights grow where the error is
greatest. The coefficients are then rounded to float32 one by one, the most important first, and
what is left is fitted again by the others, so that each rounding is made good by the rest. After
each name stands log2 of the greatest relative error that the rounded coefficients leave.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import mpmath
import numpy as np
from numpy.typing import NDArray

Numbers = NDArray[np.float64]

_POINTS = 500
_LAWSON_STEPS = 80
_RATIONAL_STEPS = 200
_HALF_LOG_2 = 0.3470
"""A little more than log(2)/2, since a number that lies between two k may be given to either."""


@dataclass(frozen=True)
class Fit:
    """The float32 coefficients of a polynomial, lowest power first, and their relative error."""

    name: str
    coefficients: Sequence[float]
    error: float

    def __str__(self) -> str:
        lines = [f"{self.name}: 2^{np.log2(self.error):.2f}"]
        return "\n".join([*lines, *(f"    {each!r}" for each in self.coefficients)])


def places(low: float, high: float) -> Numbers:
    """Return Chebyshev's points of an interval."""
    turns = np.pi * (np.arange(_POINTS) + 0.5) / _POINTS
    return (low + high) / 2 - (high - low) / 2 * np.cos(turns)


def values(function: Callable[[mpmath.mpf], mpmath.mpf], x: Numbers) -> Numbers:
    """Return a function at points, computed in 40 digits."""
    with mpmath.workdps(40):
        return np.array([float(function(mpmath.mpf(float(each)))) for each in x])


def minimax(columns: Numbers, y: Numbers, weight: Numbers) -> Numbers:
    """Return coefficients c for which weight·|columns·c - y| is nowhere greater than it must be."""
    found, emphasis = np.zeros(columns.shape[1]), np.ones_like(y)
    for _ in range(_LAWSON_STEPS):
        scaled = columns * (emphasis * weight)[:, None]
        size = np.abs(scaled).max(0)
        found = np.linalg.lstsq(scaled / size, y * emphasis * weight, rcond=None)[0] / size
        error = np.abs(weight * (columns @ found - y))
        emphasis = emphasis * np.sqrt(error / error.max() + 1e-4)
        emphasis /= emphasis.max()
    return found


def rounded(columns: Numbers, y: Numbers, weight: Numbers) -> tuple[list[float], float]:
    """Return float32 coefficients, each rounding made good by those after it, and their error."""
    chosen: list[float] = []
    for place in range(columns.shape[1]):
        best = minimax(columns[:, place:], y, weight)
        chosen.append(float(np.float32(best[0])))
        y = y - chosen[-1] * columns[:, place]
    return chosen, float(np.abs(weight * y).max())


def powers(x: Numbers, degrees: range) -> Numbers:
    """Return the powers of x as columns."""
    found: Numbers = x[:, None] ** np.array(degrees, dtype=np.float64)
    return found


def growth() -> Fit:
    """P in eʳ - 1 = r + r²·P(r), |r| ≤ log(2)/2, against the size of eʳ - 1."""
    x = places(-_HALF_LOG_2, _HALF_LOG_2)
    x = x[np.abs(x) > 1e-4]
    y = values(lambda r: (mpmath.expm1(r) - r) / r**2, x)
    return Fit("growth", *rounded(powers(x, range(5)), y, x**2 / np.abs(np.expm1(x))))


def logarithm() -> Fit:
    """Q in log(1 + z) = z + z²·Q(z), 0 ≤ z ≤ 1."""
    x = places(0, 1)
    y = values(lambda z: (mpmath.log1p(z) - z) / z**2, x)
    return Fit("logarithm", *rounded(powers(x, range(9)), y, x**2 / np.log1p(x)))


_TAIL_END = 14.5
_SCALE = float(mpmath.sqrt(2 / mpmath.pi))


def bent(t: mpmath.mpf) -> mpmath.mpf:
    """Return the reciprocal of Mills' ratio less t: √(2/π) at 0, and about 1/t far from it."""
    ratio = mpmath.sqrt(mpmath.pi / 2) * mpmath.exp(t * t / 2) * mpmath.erfc(t / mpmath.sqrt(2))
    return 1 / ratio - t


def _tail_places() -> Numbers:
    return np.sort(np.concatenate([places(0, _TAIL_END), np.geomspace(1e-4, 1, 200)]))


def _below(x: Numbers, y: Numbers, weight: Numbers, low: int, fixed: Numbers, high: int) -> Numbers:
    """Return D's coefficients after the `fixed` ones, where N/D is y; D's leading one is 1."""
    known = powers(x, range(len(fixed))) @ fixed + x**high
    free = range(len(fixed), high)
    below, emphasis, found = np.ones_like(x), np.ones_like(x), np.zeros(0)
    for _ in range(_RATIONAL_STEPS):
        columns = np.concatenate([powers(x, range(low + 1)), -y[:, None] * powers(x, free)], axis=1)
        scaled = columns * (emphasis * weight / below)[:, None]
        size = np.abs(scaled).max(0)
        target = y * known * emphasis * weight / below
        found = np.linalg.lstsq(scaled / size, target, rcond=None)[0] / size
        above = powers(x, range(low + 1)) @ found[: low + 1]
        below = powers(x, free) @ found[low + 1 :] + known
        error = np.abs(weight * (above / below - y))
        emphasis = emphasis * np.sqrt(error / error.max() + 1e-3)
        emphasis /= emphasis.max()
    return found[low + 1 :]


_NEIGHBOURS = 40


def _with_a_round_multiple(value: float, factor: float) -> float:
    """Return a float32 beside `value` whose product with a factor is nearly a float32 too."""
    first = np.float32(value)
    beside = [first + step * np.spacing(first) for step in range(-_NEIGHBOURS, _NEIGHBOURS + 1)]
    return min(
        (float(np.float32(each)) for each in beside),
        key=lambda each: abs(float(np.float32(each * factor)) - each * factor),
    )


def tail() -> tuple[Fit, Fit]:
    """N and D in Mills' ratio D(t) / (t·D(t) + N(t)), 0 ≤ t ≤ 14.5; D's first is 1."""
    x = np.sort(np.concatenate([places(0, _TAIL_END), np.geomspace(1e-4, 1, 200)]))
    y = values(bent, x)
    weight = 1 / (x + y)
    below = np.zeros(0)
    for place in range(5):
        best = _below(x, y, weight, 4, below, 5)[0]
        chosen = float(np.float32(best)) if place else _with_a_round_multiple(best, _SCALE)
        below = np.append(below, chosen)
    denominator = powers(x, range(5)) @ below + x**5
    above, error = rounded(powers(x, range(5)), y * denominator, weight / denominator)
    return Fit("tail above", above, error), Fit("tail below", below.tolist(), error)


_OFFSET = 7 / 32
"""Nearly -log √(2/π), and short: what is taken from an exponent so that it lies about 0."""


def scaled_growth() -> Fit:
    """P in √(2/π)·e^(r + 7/32) = 1 + P(r), where that is between √½ and √2."""
    middle = -np.log(_SCALE) - _OFFSET
    x = places(middle - _HALF_LOG_2, middle + _HALF_LOG_2)
    y = values(lambda r: mpmath.sqrt(2 / mpmath.pi) * mpmath.exp(r + _OFFSET) - 1, x)
    return Fit("scaled growth", *rounded(powers(x, range(7)), y, 1 / (1 + y)))


def main() -> int:
    """Print every fit."""
    for each in (growth(), logarithm(), *tail(), scaled_growth()):
        print(each)
    return 0


if __name__ == "__main__":
    sys.exit(main())
