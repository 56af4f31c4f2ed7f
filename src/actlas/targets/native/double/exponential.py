"""Exponentials: exp(x) = 2^k·exp(r) with r = x - k·log(2), |r| ≤ log(2)/2.

log(2) is two numbers. As float64 has it, x - k·log(2) is exact: a multiple of 2^-53 below 1. What
the second number takes from it is kept beside r. exp(r) - 1 = r + r²·Q(r), Q of degree 10.
"""

from __future__ import annotations

import math
from typing import Any

from actlas.targets.native.arithmetic import fma, inlined, power_of_two, select, signed, size
from actlas.targets.native.binade import estrin
from actlas.targets.native.comparisons import at_least, at_most
from actlas.targets.native.double import coefficients as fitted

_MAGIC = 1.5 * 2.0**52 + 1023.0
_LOG2_E, _LOG_2, _LOG_2_REST = 1 / math.log(2), math.log(2), 2.3190468138462996e-17
_LOWEST, _HIGHEST = -746.0, 710.0
_FAR = -600.0
_UP, DOWN = 128.0, 2.0**-128


@inlined
def bounded(x: Any, low: Any) -> Any:
    """Return x + low, and no rest where exp(x) is 0 or ∞: such a number's rest may be great."""
    inside = at_most(at_least(x, _LOWEST), _HIGHEST)
    return inside, select(inside == x, low, 0.0)


@inlined
def reduced(x: Any, low: Any) -> Any:
    """Return k + bias + 1.5·2^52, and r and its rest, of x + low."""
    shifted = fma(x, _LOG2_E, _MAGIC)
    k = shifted - _MAGIC
    first = fma(-k, _LOG_2, x)
    second = fma(-k, _LOG_2_REST, low)
    r = first + second
    return shifted, r, (first - r) + second


@inlined
def expm1_parts(x: Any, low: Any) -> Any:
    """Return k + bias + 1.5·2^52, and exp(r) - 1 as h + l."""
    shifted, r, rest = reduced(x, low)
    bend = (r * r) * estrin(r, fitted.EXP)
    h = r + bend
    return shifted, h, (r - h) + (bend + rest)


@inlined
def one_more(h: Any, low: Any) -> Any:
    """Return 1 + h + l, rounded about once, and what rounding took from it."""
    total = 1.0 + h
    return total, ((1.0 - total) + h) + low


@inlined
def exp_of_sum(x: Any, low: Any) -> Any:
    """Return exp(x + low): far below 0 by way of a greater power of two, else of half of it."""
    x, low = bounded(x, low)
    shifted, r, _ = reduced(x, low)
    h = fma(r * r, estrin(r, fitted.EXP), r)
    far = x < _FAR
    scale = power_of_two(shifted + select(far, _UP, -1.0))
    return ((1.0 + h) * scale) * select(far, DOWN, 2.0)


@inlined
def exp(u: Any) -> Any:
    """Return the exponential of u.

    Off by 1.0 ulps at most.
    """
    return exp_of_sum(u, 0.0)


@inlined
def expm1(u: Any) -> Any:
    """Return exp(u) - 1 as twice s·(h + l) + (s - 1/2), where s = 2^(k-1) cannot overflow.

    Off by 1.3 ulps at most.
    """
    shifted, h, rest = expm1_parts(at_most(at_least(u, -50.0), _HIGHEST), 0.0)
    s = power_of_two(shifted - 1.0)
    return signed(2.0 * fma(s, rest, fma(s, h, s - 0.5)), u)


@inlined
def decay_parts(x: Any, low: Any) -> Any:
    """Return exp(x + low) for x ≤ 0 as (t + l)·s·2^-128."""
    inside = at_least(x, _LOWEST)
    return _scaled_parts(inside, select(inside == x, low, 0.0))


@inlined
def _scaled_parts(x: Any, low: Any) -> Any:
    """Return exp(x + low) as (t + l)·s·2^-128, where 2^128 times it is an ordinary number."""
    shifted, h, rest = expm1_parts(x, low)
    total, beyond = one_more(h, rest)
    return total, beyond, power_of_two(shifted + _UP)


@inlined
def decay(x: Any, low: Any) -> Any:
    """Return exp(x + low) for x ≤ 0, and what rounding took from it."""
    total, beyond, scale = decay_parts(x, low)
    return (total * scale) * DOWN, (beyond * scale) * DOWN


@inlined
def ratio(n: Any, n_low: Any, d: Any, d_low: Any) -> Any:
    """Return (n + n_low) / (d + d_low), rounded about once."""
    inverse = 1.0 / d
    q = n * inverse
    return fma((fma(-q, d, n) + n_low) - q * d_low, inverse, q)


@inlined
def _logistic(u: Any, low: Any) -> Any:
    """Return 1 / (1 + e) for u > 0 and e / (1 + e) below, with e = exp(-|u| + low)."""
    e, rest = decay(-size(u), low)
    below, missing = one_more(e, rest)
    left = u < 0.0
    return ratio(select(left, e, 1.0), select(left, rest, 0.0), below, missing)


@inlined
def sigmoid_of_sum(u: Any, low: Any) -> Any:
    """Return 1 / (1 + exp(-u - low))."""
    return _logistic(u, select(u > 0.0, -low, low))


@inlined
def sigmoid(u: Any) -> Any:
    """Return 1 / (1 + exp(-u)).

    Off by 0.8 ulps at most.
    """
    return _logistic(u, 0.0)


_SPENT, _SETTLED = -760.0, 40.0
"""At the first, u·eᵘ is less than the smallest number; from the second on, σ(u) is 1."""


@inlined
def weighted_own_sigmoid(u: Any) -> Any:
    """Return u·σ(u), rounded once where it is denormal; -0 at -∞.

    Off by 1.5 ulps at most.
    """
    x = at_most(at_least(u, _SPENT), _SETTLED)
    total, beyond, scale = _scaled_parts(-size(x), 0.0)
    e, rest = total * scale, beyond * scale
    below, missing = one_more(e * DOWN, rest * DOWN)
    left = u < 0.0
    share, more = select(left, e, 1.0), select(left, rest, 0.0)
    n = x * share
    q = ratio(n, fma(x, share, -n) + x * more, below, missing)
    return select((u > _SETTLED) | (u == 0.0), u, q * select(left, DOWN, 1.0))


@inlined
def weighted_tanh_softplus(u: Any) -> Any:
    """Return u·tanh(log(1 + eᵘ)) = u·w / (w + 2), w = e(e + 2), rounded once where it is denormal.

    Off by 2 ulps at most.
    """
    x = at_most(at_least(u, _SPENT), _SETTLED)
    total, beyond, scale = _scaled_parts(x, 0.0)
    e, rest = total * scale, beyond * scale
    small, small_rest = e * DOWN, rest * DOWN
    two_more = small + 2.0
    lost = ((2.0 - two_more) + small) + small_rest
    w = small * two_more
    w_low = fma(small, two_more, -w) + (small * lost + small_rest * two_more)
    d = 2.0 + w
    d_low = ((2.0 - d) + w) + w_low
    n = e * two_more
    n_low = fma(e, two_more, -n) + (e * lost + rest * two_more)
    product = x * n
    q = ratio(product, fma(x, n, -product) + x * n_low, d, d_low)
    return select((u > _SETTLED) | (u == 0.0), u, q * DOWN)


@inlined
def tanh(u: Any) -> Any:
    """Return -d / (2 + d) with the sign of u, where d = exp(-2|u|) - 1 as two numbers.

    Off by 0.9 ulps at most.
    """
    shifted, h, rest = expm1_parts(-2.0 * at_most(size(u), 20.0), 0.0)
    s = power_of_two(shifted)
    start = s - 1.0
    d = fma(s, h, start)
    d_low = fma(s, rest, ((s - (start + 1.0)) + (start - d)) + s * h)
    below = 2.0 + d
    return signed(ratio(-d, -d_low, below, ((2.0 - below) + d) + d_low), u)


@inlined
def bell_parts(u: Any, c: Any) -> Any:
    """Return c·u² as two numbers; both stay numbers where it overflows."""
    square = u * u
    product = c * square
    rest = fma(c, fma(u, u, -square), fma(c, square, -product))
    return at_most(product, -_LOWEST), select(product < -_LOWEST, rest, 0.0)


@inlined
def bell(u: Any, c: Any) -> Any:
    """Return exp(-c·u²), with c·u² in twice the digits.

    Off by 1.0 ulps at most.
    """
    high, low = bell_parts(u, c)
    value, _ = decay(-high, -low)
    return value
