"""Pairs (h, l) that mean h + l, for Triton to compile, as `actlas.targets.pairs` has them.

A product's rest is found by halves of the digits, which are cut off bit by bit: all products of
halves are exact, so it does not matter which of them a compiler fuses with a sum.
"""

from __future__ import annotations

import math

from actlas.targets.triton.coefficients import ROOT_REST
from actlas.targets.triton.language import by_type, fixed, jit, tl
from actlas.targets.triton.primitives import (
    at_least,
    at_most,
    bell,
    ceiling,
    exp,
    high_half,
    log1p,
    normal,
    power_of_two,
    quotient,
    relu,
    sigmoid,
)

_rest_single, _rest_double = by_type("root_rest", *ROOT_REST)
_INFINITY = fixed(math.inf)
_PER_LOG_2 = fixed(1 / math.log(2))
_PER_ROOT_TWO_PI = fixed(math.sqrt(0.5 / math.pi))
_LEAST_SINGLE, _GREATEST_SINGLE = fixed(-104.5), fixed(89.0)
_LEAST_DOUBLE, _GREATEST_DOUBLE = fixed(-746.0), fixed(710.0)


def _in_parts(digits):
    """Return log(2) as a number of so few digits that k times it is exact, and the rest."""
    step = math.floor(math.log(2) * 2.0**digits) / 2.0**digits
    return fixed(step), fixed((math.log(2) - step) + 2.3190468138462996e-17)


_STEP_SINGLE, _LEFT_SINGLE = _in_parts(16)
_STEP_DOUBLE, _LEFT_DOUBLE = _in_parts(42)


@jit
def _finite(total, rest):
    """Return a sum and its rest, and no rest where the sum has overflowed or is NaN."""
    return total, tl.where(tl.abs(total) < _INFINITY, rest, 0.0)


@jit
def _sum(a, b):
    total = a + b
    share = total - a
    return _finite(total, (a - (total - share)) + (b - share))


@jit
def product(a, b):
    """Return a·b as a pair; where it overflows there is no rest."""
    total = a * b
    a_high, b_high = high_half(a), high_half(b)
    a_low, b_low = a - a_high, b - b_high
    rest = ((a_high * b_high - total) + a_high * b_low + a_low * b_high) + a_low * b_low
    return _finite(total, rest)


@jit
def pair_number(value, low):
    """Return value + low as a pair."""
    return value, low


@jit
def pair_negative(u):
    """Return -u."""
    return -u[0], -u[1]


@jit
def pair_absolute(u):
    """Return |u|."""
    return tl.abs(u[0]), tl.where(u[0] < 0, -u[1], u[1])


@jit
def pair_plus(u, v):
    """Return u + v."""
    total, rest = _sum(u[0], v[0])
    return _finite(total, rest + u[1] + v[1])


@jit
def pair_times(u, v):
    """Return u·v."""
    total, rest = product(u[0], v[0])
    return _finite(total, rest + u[0] * v[1] + v[0] * u[1])


@jit
def pair_over(u, v):
    """Return u / v."""
    total = quotient(u[0], v[0])
    back, rest = product(total, v[0])
    missing = (u[0] - back) - rest + u[1] - total * v[1]
    return _finite(total, quotient(missing, v[0]))


@jit
def pair_ceiling(u):
    """Return u, at most as large as `ceiling` has it."""
    most = ceiling(u[0])
    return most, tl.where(most == u[0], u[1], 0.0)


@jit
def pair_exp(u):
    """Return the exponential as 2^k · eʳ · eʳ, of which the first three terms of eʳ are pairs."""
    if u[0].dtype == tl.float64:
        x = at_most(at_least(u[0], _LEAST_DOUBLE), _GREATEST_DOUBLE)
        k = tl.floor(x * _PER_LOG_2 + 0.5)
        high, low = _sum(x - k * _STEP_DOUBLE, k * -_LEFT_DOUBLE)
    else:
        x = at_most(at_least(u[0], _LEAST_SINGLE), _GREATEST_SINGLE)
        k = tl.floor(x * _PER_LOG_2 + 0.5)
        high, low = _sum(x - k * _STEP_SINGLE, k * -_LEFT_SINGLE)
    high, low = _sum(high * 0.5, (low + u[1]) * 0.5)
    if u[0].dtype == tl.float64:
        tail = high * _rest_double(high)
    else:
        tail = high * _rest_single(high)
    second, rest = pair_times((high, low), (high, low))
    one = high * 0 + 1
    begun, over = pair_plus((one, one * 0), (high, low))
    begun, over = pair_plus((begun, over), (second * 0.5, rest * 0.5 + tail * high * high))
    begun, over = _sum(begun, over)
    total, left = pair_times((begun, over), (begun, over))
    total, left = _sum(total, left)
    half = tl.floor(k * 0.5)
    first, other = power_of_two(half), power_of_two(k - half)
    return _finite(total * first * other, left * first * other)


@jit
def pair_softplus(u):
    """Return log(1 + exp(u)) = max(u, 0) + log1p(exp(-|u|))."""
    total, rest = _sum(relu(u[0]), log1p(exp(-tl.abs(u[0]))))
    return total, rest + sigmoid(u[0]) * u[1]


@jit
def _from_below(smaller, u, slope):
    """Return a function of u that is `smaller` at -|u|, and for u > 0 one less that."""
    one = tl.where(u > 0, 1.0, smaller * 0)
    total, rest = _sum(one, tl.where(u > 0, -smaller, smaller))
    return total, rest + slope


@jit
def pair_normal(u):
    """Return Φ(u), for u > 0 as 1 - Φ(-u)."""
    slope = bell(u[0], 0.5) * _PER_ROOT_TWO_PI * u[1]
    return _from_below(normal(-tl.abs(u[0])), u[0], slope)


@jit
def pair_sigmoid(u):
    """Return σ(u), for u > 0 as 1 - σ(-u)."""
    smaller = sigmoid(-tl.abs(u[0]))
    return _from_below(smaller, u[0], smaller * (1 - smaller) * u[1])


@jit
def exp_of(u):
    """Return exp(h + l) as exp(h) + l·exp(h)."""
    y = exp(u[0])
    return tl.where(y == _INFINITY, y, y + u[1] * y)


@jit
def sigmoid_of(u):
    """Return σ(h + l) as σ(h) + l·σ(h)·σ(-h)."""
    y = sigmoid(u[0])
    return y + y * (1 - y) * u[1]


@jit
def power(a, p):
    """Return a to the power p, for a ≥ 0, as exp(p·log a), with log a in twice the digits.

    With l = log(a) as rounded, what it lacks is log(a/eˡ), or a/eˡ - 1.
    """
    size = tl.log(a)
    back = exp(size)
    missing = tl.where((back > 0) & (back < _INFINITY), quotient(a - back, back), 0.0)
    total, rest = product(p, size)
    return tl.where(p == 0, 1.0, exp_of((total, rest + p * missing)))
