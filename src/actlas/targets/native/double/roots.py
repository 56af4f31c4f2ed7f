"""What is made of √(1 + u²)."""

from __future__ import annotations

from typing import Any

from actlas.targets.native.arithmetic import fma, inlined, select, size, sqrt

_LARGE = 2.0**60
"""From here on √(1 + u²) is |u|, and no square has overflowed."""


@inlined
def hypot1(u: Any) -> Any:
    """Return √(1 + u²)."""
    return select(size(u) > _LARGE, size(u), sqrt(fma(u, u, 1.0)))


@inlined
def hypot1m1(u: Any) -> Any:
    """Return √(1 + u²) - 1 as |u| times |u| / (1 + √(1 + u²))."""
    x = size(u)
    return select(x > _LARGE, x, x * (x / (1.0 + sqrt(fma(u, u, 1.0)))))


@inlined
def lift(u: Any) -> Any:
    """Return u + √(1 + u²), for u < 0 by 1 / (√(1 + u²) - u)."""
    greater = size(u) + hypot1(u)
    return select(u < 0.0, 1.0 / greater, greater)


@inlined
def algebraic(u: Any) -> Any:
    """Return (1 + u/√(1 + u²)) / 2, its smaller half as 1 / (2h·(h + |u|)) with h = √(1 + u²)."""
    h = hypot1(u)
    smaller = 0.5 / h / (h + size(u))
    return select(u < 0.0, smaller, 1.0 - smaller)
