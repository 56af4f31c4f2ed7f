"""Numbers in twice the digits: a pair (h, l) means h + l, where l is what rounding took from h.

Sums and products are exact as pairs (Knuth 1969, Dekker 1971). Where h has overflowed or is NaN, l
is 0. The functions at the end take a pair and return a number.
"""

from __future__ import annotations

import math
from typing import Any

from actlas.targets.native import comparisons
from actlas.targets.native.arithmetic import fma, inlined, power_of_two, select, size
from actlas.targets.native.binade import estrin
from actlas.targets.native.comparisons import INFINITY, at_least, at_most
from actlas.targets.native.double import coefficients as fitted
from actlas.targets.native.double.exponential import (
    bell,
    decay,
    exp_of_sum,
    reduced,
    sigmoid,
    sigmoid_of_sum,
)
from actlas.targets.native.double.gauss import normal
from actlas.targets.native.double.logarithm import log1p


@inlined
def _finite(rest: Any) -> Any:
    return select(size(rest) < INFINITY, rest, 0.0)


@inlined
def _sum(a: Any, b: Any) -> Any:
    total = a + b
    share = total - a
    return total, _finite((a - (total - share)) + (b - share))


@inlined
def pair_number(value: Any, low: Any) -> Any:
    """Return a parameter, or the constant value + low, as a pair."""
    return value, low


@inlined
def pair_negative(u: Any) -> Any:
    """Return -u."""
    return -u[0], -u[1]


@inlined
def pair_absolute(u: Any) -> Any:
    """Return |u|."""
    return size(u[0]), select(u[0] < 0.0, -u[1], u[1])


@inlined
def pair_plus(u: Any, v: Any) -> Any:
    """Return u + v."""
    total, rest = _sum(u[0], v[0])
    return total, (rest + u[1]) + v[1]


@inlined
def pair_times(u: Any, v: Any) -> Any:
    """Return u·v."""
    product = u[0] * v[0]
    return product, _finite(fma(u[0], v[1], fma(v[0], u[1], fma(u[0], v[0], -product))))


@inlined
def pair_over(u: Any, v: Any) -> Any:
    """Return u / v."""
    quotient = u[0] / v[0]
    missing = fma(-quotient, v[1], fma(-quotient, v[0], u[0]) + u[1])
    return quotient, _finite(missing / v[0])


@inlined
def pair_ceiling(u: Any) -> Any:
    """Return u, at most a sixth of the greatest exponent."""
    most = comparisons.ceiling(u[0])
    return most, select(most == u[0], u[1], 0.0)


@inlined
def pair_softplus(u: Any) -> Any:
    """Return log(1 + exp(u)) = max(u, 0) + log1p(exp(-|u|))."""
    e, _ = decay(-size(u[0]), 0.0)
    total, rest = _sum(at_least(u[0], 0.0), log1p(e))
    return total, fma(sigmoid(u[0]), u[1], rest)


_LEAST = 1.5 * 2.0**52
"""From here on a power of two is 0, and is not to go lower."""
_ROOT_2_PI = math.sqrt(0.5 / math.pi)


@inlined
def pair_normal(u: Any) -> Any:
    """Return Φ(u), for u > 0 as 1 - Φ(-u)."""
    slope = bell(u[0], 0.5) * _ROOT_2_PI * u[1]
    return _from_below(normal(-size(u[0])), u[0], slope)


@inlined
def pair_sigmoid(u: Any) -> Any:
    """Return σ(u), for u > 0 as 1 - σ(-u)."""
    smaller = sigmoid(-size(u[0]))
    return _from_below(smaller, u[0], smaller * (1.0 - smaller) * u[1])


@inlined
def _from_below(smaller: Any, u: Any, slope: Any) -> Any:
    above = u > 0.0
    total, rest = _sum(select(above, 1.0, 0.0), select(above, -smaller, smaller))
    return total, rest + slope


@inlined
def pair_exp(u: Any) -> Any:
    """Return the exponential of a pair in 7 binary digits more, as 2^k · eʳ · eʳ, |r| ≤ log(2)/4.

    Of eʳ = 1 + r + r²/2 + …, the first three terms are pairs, the rest is below 10⁻³.
    """
    shifted, twice, rest = reduced(at_most(at_least(u[0], -746.0), 710.0), u[1])
    r = 0.5 * twice
    square = r * r
    bend = fma(square * r, estrin(r, fitted.EXP_REST), 0.5 * fma(r, r, -square))
    line = 1.0 + r
    low = (1.0 - line) + r
    root, lost = _sum(line, 0.5 * square)
    root, lost = _sum(root, (low + lost) + fma(0.5 * rest, line, bend))
    total = root * root
    left = fma(2.0 * root, lost, fma(root, root, -total))
    scale = power_of_two(at_least(shifted - 1.0, _LEAST))
    return (total * scale) * 2.0, _finite((left * scale) * 2.0)


@inlined
def exp_of(u: Any) -> Any:
    """Return the exponential of a pair as a number."""
    return exp_of_sum(u[0], u[1])


@inlined
def sigmoid_of(u: Any) -> Any:
    """Return σ of a pair as a number."""
    return sigmoid_of_sum(u[0], u[1])
