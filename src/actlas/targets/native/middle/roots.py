"""What is made of √(1 + u²); the square of a float32 number does not overflow."""

from __future__ import annotations

from typing import Any

from actlas.targets.native.arithmetic import fma, inlined, select, size, sqrt
from actlas.targets.native.comparisons import INFINITY


@inlined
def hypot1(u: Any) -> Any:
    """Return √(1 + u²).

    Off by 2^-51 at most.
    """
    return sqrt(fma(u, u, 1.0))


@inlined
def hypot1m1(u: Any) -> Any:
    """Return √(1 + u²) - 1 as |u| times |u| / (1 + √(1 + u²)).

    Off by 2^-50 at most.
    """
    square = u * u
    return select(square == INFINITY, square, square / (1.0 + sqrt(1.0 + square)))


@inlined
def lift(u: Any) -> Any:
    """Return u + √(1 + u²), for u < 0 by 1 / (√(1 + u²) - u).

    Off by 2^-50 at most.
    """
    greater = size(u) + hypot1(u)
    return select(u < 0.0, 1.0 / greater, greater)


@inlined
def algebraic(u: Any) -> Any:
    """Return (1 + u/√(1 + u²)) / 2, its smaller half as 1 / (2h·(h + |u|)) with h = √(1 + u²).

    Off by 2^-49 at most.
    """
    h = hypot1(u)
    smaller = 0.5 / (h * (h + size(u)))
    return select(u < 0.0, smaller, 1.0 - smaller)
