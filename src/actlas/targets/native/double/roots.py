"""What is made of √(1 + u²), a root h and what it lacks: (1 + u² - h²) / 2h."""

from __future__ import annotations

from typing import Any

from actlas.targets.native.arithmetic import fma, inlined, select, size, sqrt
from actlas.targets.native.comparisons import at_most
from actlas.targets.native.double.exponential import ratio

_LARGE = 2.0**60
"""From here on √(1 + u²) is |u|, and no square has overflowed."""


@inlined
def hypot1(u: Any) -> Any:
    """Return √(1 + u²).

    Off by 0.9 ulps at most.
    """
    return select(size(u) > _LARGE, size(u), sqrt(fma(u, u, 1.0)))


@inlined
def root_parts(x: Any) -> Any:
    """Return √(1 + x²) for 0 ≤ x ≤ 2^60 as two numbers, and x² as two."""
    square = x * x
    square_low = fma(x, x, -square)
    total = 1.0 + square
    one_less = total - 1.0
    low = ((1.0 - (total - one_less)) + (square - one_less)) + square_low
    h = sqrt(total)
    return h, 0.5 * (fma(-h, h, total) + low) / h, square, square_low


@inlined
def hypot1m1(u: Any) -> Any:
    """Return √(1 + u²) - 1 as u² / (1 + √(1 + u²)).

    Off by 0.8 ulps at most.
    """
    x = size(u)
    h, low, square, square_low = root_parts(at_most(x, _LARGE))
    below = 1.0 + h
    value = ratio(square, square_low, below, ((h - below) + 1.0) + low)
    return select(x > _LARGE, x, value)


@inlined
def lift_parts(x: Any) -> Any:
    """Return x + √(1 + x²) for 0 ≤ x ≤ 2^60 as two numbers."""
    h, low, _, _ = root_parts(x)
    total = h + x
    return total, ((h - total) + x) + low


@inlined
def lift(u: Any) -> Any:
    """Return u + √(1 + u²), for u < 0 by 1 / (√(1 + u²) - u); far out 2u, or -1/2u.

    Off by 0.6 ulps at most.
    """
    x = size(u)
    total, low = lift_parts(at_most(x, _LARGE))
    far, left = x > _LARGE, u < 0.0
    near = select(left, ratio(1.0, 0.0, total, low), total + low)
    return select(far, select(left, 0.5 / x, x + x), near)


@inlined
def algebraic(u: Any) -> Any:
    """Return (1 + u/√(1 + u²)) / 2, its smaller half as 1 / (2h·(h + |u|)) with h = √(1 + u²).

    The divisor is 2(1 + u²) + 2|u|·h, in two numbers. Off by 1.2 ulps at most.
    """
    x = size(u)
    near = at_most(x, _LARGE)
    h, low, square, square_low = root_parts(near)
    product = near * h
    rest = fma(near, low, fma(near, h, -product)) + square_low
    total = square + product
    rest = rest + ((product - total) + square)
    below = 1.0 + total
    smaller = 0.5 * ratio(1.0, 0.0, below, rest + _lost(1.0, total, below))
    smaller = select(x > _LARGE, 0.25 / x / x, smaller)
    return select(u < 0.0, smaller, 1.0 - smaller)


@inlined
def _lost(a: Any, b: Any, total: Any) -> Any:
    """Return what rounding took from a + b."""
    share = total - a
    return (a - (total - share)) + (b - share)
