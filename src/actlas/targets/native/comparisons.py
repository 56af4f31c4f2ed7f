"""What the float64 rooms share of primitives that compare, choose or change a sign."""

from __future__ import annotations

import math
from typing import Any

from actlas.targets.native.arithmetic import inlined, select, signed, size

INFINITY = math.inf
_CEILING = 1024 * math.log(2) / 6
_GREAT, _SMALL = 1e12, 1e-12


@inlined
def at_most(a: Any, limit: Any) -> Any:
    """Return the smaller of a and a limit, and NaN where a is NaN."""
    return select(a > limit, limit, a)


@inlined
def at_least(a: Any, limit: Any) -> Any:
    """Return the greater of a and a limit, and NaN where a is NaN."""
    return select(a < limit, limit, a)


@inlined
def ceiling(u: Any) -> Any:
    """Return u, at most a sixth of the greatest exponent."""
    return at_most(u, _CEILING)


@inlined
def at_infinity(y: Any) -> Any:
    """Return the limit that is meant by a value at ±1e30: 0, a number, or an infinity."""
    return select(size(y) > _GREAT, y * INFINITY, select(size(y) < _SMALL, y * 0.0, y))


@inlined
def absolute(u: Any) -> Any:
    """Return |u|."""
    return size(u)


@inlined
def sign(u: Any) -> Any:
    """Return 1 or -1; zeros and NaN stay as they are."""
    return select(size(u) > 0.0, signed(1.0, u), u)


@inlined
def reciprocal(u: Any) -> Any:
    """Return 1/u."""
    return 1.0 / u


@inlined
def relu(u: Any) -> Any:
    """Return max(u, 0)."""
    return at_least(u, 0.0)


@inlined
def isinf(u: Any) -> Any:
    """Say whether u is an infinity."""
    return size(u) == INFINITY


@inlined
def greatest(a: Any, b: Any) -> Any:
    """Return the greater of two numbers, and NaN where one is: it alone is not itself."""
    return select(a > b, a, select(a == a, b, a))


@inlined
def least(a: Any, b: Any) -> Any:
    """Return the smaller of two numbers, and NaN where one is: it alone is not itself."""
    return select(a < b, a, select(a == a, b, a))
