"""What float32 does without an exponential: signs, bounds, roots, and what stands for infinity."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from actlas.targets.native.arithmetic import fma, inlined, select, size, sqrt
from actlas.targets.native.single.exponential import INFINITY, ONE, ZERO, at_most

_SIXTH = np.float32(math.log(np.finfo(np.float32).max) / 6)
_LARGE, _SMALL = np.float32(1e12), np.float32(1e-12)


@inlined
def absolute(u: Any) -> Any:
    """Return |u|."""
    return size(u)


@inlined
def sign(u: Any) -> Any:
    """Return 1 or -1, and u itself where it is ±0 or NaN."""
    return select(u > ZERO, ONE, select(u < ZERO, -ONE, u))


@inlined
def reciprocal(u: Any) -> Any:
    """Return 1/u."""
    return ONE / u


@inlined
def relu(u: Any) -> Any:
    """Return max(u, 0)."""
    return select(u < ZERO, ZERO, u)


@inlined
def isinf(u: Any) -> Any:
    """Say whether u is an infinity."""
    return size(u) == INFINITY


@inlined
def greatest(a: Any, b: Any) -> Any:
    """Return the greater number, and NaN where one is NaN."""
    return select(a > b, a, select(a != a, a, b))


@inlined
def least(a: Any, b: Any) -> Any:
    """Return the smaller number, and NaN where one is NaN."""
    return select(a < b, a, select(a != a, a, b))


@inlined
def ceiling(u: Any) -> Any:
    """Return u, at most a sixth of float32's greatest exponent."""
    return at_most(u, _SIXTH)


@inlined
def at_infinity(y: Any) -> Any:
    """Return the limit that is meant by a value at ±1e30: 0, a number, or an infinity."""
    large = size(y)
    return select(large > _LARGE, y * INFINITY, select(large < _SMALL, y * ZERO, y))


_SQUARABLE = np.float32(2.0**30)


@inlined
def hypot1(u: Any) -> Any:
    """Return √(1 + u²), within 1.1 ulps; far out it is |u|."""
    distance = size(u)
    bounded = at_most(distance, _SQUARABLE)
    return select(distance > _SQUARABLE, distance, sqrt(fma(bounded, bounded, ONE)))


@inlined
def hypot1m1(u: Any) -> Any:
    """Return √(1 + u²) - 1 = u² / (1 + √(1 + u²)), within 1.6 ulps; far out it is |u|.

    What u², the sum and the quotient lose is given back.
    """
    distance = size(u)
    bounded = at_most(distance, _SQUARABLE)
    square = bounded * bounded
    root = sqrt(fma(bounded, bounded, ONE))
    d = ONE + root
    inverse = ONE / d
    q = square * inverse
    left = fma(-q, d, square) + fma(bounded, bounded, -square)
    y = fma(fma(-q, root - (d - ONE), left), inverse, q)
    return select(distance > _SQUARABLE, distance, y)
