"""Pairs (h, l) of float32 numbers that mean h + l: what exponents are computed in.

The rest of a product is exact by a fused multiply-add, that of a sum by Knuth's six operations
(1969). Where the leading part has overflowed or is no number, the rest is 0; so it may be computed
by operations that are undefined there, and that cost nothing where a rest is the constant 0.
"""

from __future__ import annotations

from typing import Any

from actlas.targets.native.arithmetic import (
    added,
    fma,
    inlined,
    loose_fma,
    scaled,
    select,
    size,
)
from actlas.targets.native.single.exponential import INFINITY, ZERO


@inlined
def pair_number(value: Any, low: Any) -> Any:
    """Return value + low as a pair."""
    return value, low


@inlined
def pair_negative(u: Any) -> Any:
    """Return -u."""
    return -u[0], -u[1]


@inlined
def pair_absolute(u: Any) -> Any:
    """Return |u|."""
    return size(u[0]), select(u[0] < ZERO, -u[1], u[1])


@inlined
def _finite(total: Any, left: Any) -> Any:
    return total, select(size(total) < INFINITY, left, ZERO)


@inlined
def pair_plus(u: Any, v: Any) -> Any:
    """Return u + v."""
    total = u[0] + v[0]
    share = total - u[0]
    left = (u[0] - (total - share)) + (v[0] - share)
    return _finite(total, added(added(left, u[1]), v[1]))


@inlined
def pair_times(u: Any, v: Any) -> Any:
    """Return u·v."""
    product = u[0] * v[0]
    left = added(scaled(u[0], v[1]), scaled(v[0], u[1]))
    return _finite(product, added(loose_fma(u[0], v[0], -product), left))


@inlined
def pair_over(u: Any, v: Any) -> Any:
    """Return u / v."""
    quotient = u[0] / v[0]
    left = added(fma(-quotient, v[0], u[0]), added(u[1], scaled(-quotient, v[1])))
    return _finite(quotient, left / v[0])
