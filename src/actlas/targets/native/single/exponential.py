"""The exponential in float32 and what is rational in it, and the fused forms u·σ(u), u·tanh(softplus u).

All begin alike: k = round(u / log 2) is what adding 1.5·2^23 leaves in a number's last digits,
r = u - k·log 2 is taken in two parts (Cody and Waite 1980; the first has nine digits, so k times it
is exact), and eʳ - 1 = r + r²·P(r) by a polynomial of `tools/fit32.py`. Where 2^k or the result
leaves float32's normal numbers, 2^(k ± 64) is used and taken back at the end.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from actlas.targets.native.arithmetic import fma, inlined, power_of_two, select, signed, size

ZERO, HALF, ONE, TWO = np.float32(0), np.float32(0.5), np.float32(1), np.float32(2)

_PER_LOG_2 = np.float32(1.4426950408889634)
_LOG_2 = np.float32(0.693359375)
_LOG_2_REST = np.float32(-2.12194440e-4)
_ROUND = np.float32(1.5 * 2**23 + 127)
_ROUND_UP = np.float32(1.5 * 2**23 + 127 + 64)
_ROUND_DOWN = np.float32(1.5 * 2**23 + 127 - 64)
_UP, _DOWN = np.float32(2.0**64), np.float32(2.0**-64)

# eʳ = 1 + r + r²·P(r), |r| ≤ log(2)/2.
_E0 = np.float32(0.5000000063032355)
_E1 = np.float32(0.16666542053955702)
_E2 = np.float32(0.04166627759956147)
_E3 = np.float32(0.008366710375941078)
_E4 = np.float32(0.0013946766565310358)


@inlined
def at_least(u: Any, bound: Any) -> Any:
    """Return u, or the bound where u is below it; NaN stays."""
    return select(u < bound, bound, u)


@inlined
def at_most(u: Any, bound: Any) -> Any:
    """Return u, or the bound where u is above it; NaN stays."""
    return select(u > bound, bound, u)


@inlined
def growth(r: Any) -> Any:
    """Return eʳ - 1 for |r| ≤ log(2)/2."""
    square = r * r
    q = fma(square, fma(_E4, square, fma(_E3, r, _E2)), fma(_E1, r, _E0))
    return fma(q, square, r)


@inlined
def rest(u: Any, k: Any) -> Any:
    """Return u - k·log 2."""
    return fma(k, -_LOG_2_REST, fma(k, -_LOG_2, u))


@inlined
def parts(u: Any, rounding: Any) -> Any:
    """Return 2^k times the power of two that is in `rounding`, and e^(u - k·log 2) - 1."""
    shifted = fma(u, _PER_LOG_2, rounding)
    return power_of_two(shifted), growth(rest(u, shifted - rounding))


_LEAST_EXPONENT, _GREATEST_EXPONENT = np.float32(-104.5), np.float32(89)


@inlined
def exp(u: Any) -> Any:
    """Return eᵘ."""
    below = u < ZERO
    u = at_most(at_least(u, _LEAST_EXPONENT), _GREATEST_EXPONENT)
    shifted = fma(u, _PER_LOG_2, select(below, _ROUND_UP, _ROUND_DOWN))
    k = shifted - select(below, _ROUND_UP, _ROUND_DOWN)
    s = power_of_two(shifted)
    return fma(s, growth(rest(u, k)), s) * select(below, _DOWN, _UP)


@inlined
def exp_of(u: Any) -> Any:
    """Return e^(h + l) as eʰ + l·eʰ."""
    y = exp(u[0])
    return select(y < np.float32(np.inf), fma(y, u[1], y), y)


_ROUND_HALF = np.float32(1.5 * 2**23 + 126)
_NO_MORE = np.float32(-18)


@inlined
def expm1(u: Any) -> Any:
    """Return eᵘ - 1 as 2·(2^(k - 1)·(eʳ - 1) + (2^(k - 1) - 1/2))."""
    a = at_most(at_least(u, _NO_MORE), _GREATEST_EXPONENT)
    half, p = parts(a, _ROUND_HALF)
    y = fma(half, p, half - HALF)
    return signed(y + y, u)


_SIGMOID_LEAST, _SIGMOID_GREATEST = np.float32(-104.5), np.float32(30)
_LOST_AT, _LOST = np.float32(2.0 ** (24 - 64)), np.float32(2.0**-24)


@inlined
def sigmoid(u: Any) -> Any:
    """Return σ(u) = 1 / (1 + e⁻ᵘ), 1 + 2^k + 2^k·(eʳ - 1) rounded once."""
    a = at_least(at_most(-u, -_SIGMOID_LEAST), -_SIGMOID_GREATEST)
    s, p = parts(a, _ROUND_DOWN)
    p = p + select(s == _LOST_AT, _LOST, ZERO)
    return _DOWN / fma(s, p, s + _DOWN)


@inlined
def sigmoid_of(u: Any) -> Any:
    """Return σ(h + l) as σ(h) + l·σ(h)·σ(-h)."""
    y = sigmoid(u[0])
    return fma(y * (ONE - y), u[1], y)


_TANH_END = np.float32(10)


@inlined
def tanh(u: Any) -> Any:
    """Return tanh u = n / (n + 2) with n = e^(2|u|) - 1; what n + 2 loses is given back."""
    a = at_most(size(u), _TANH_END)
    s, p = parts(a + a, _ROUND)
    n = fma(s, p, s - ONE)
    d = n + TWO
    lost = n - (d - TWO)
    q = n / d
    return signed(fma(q * lost, fma(HALF, q, -HALF), q), u)


# log(1 + z) = z + z²·Q(z), 0 ≤ z ≤ 1.
_L0 = np.float32(-0.4999993145465851)
_L1 = np.float32(0.33330467343330383)
_L2 = np.float32(-0.24958088994026184)
_L3 = np.float32(0.19692635536193848)
_L4 = np.float32(-0.15346594154834747)
_L5 = np.float32(0.10663748532533646)
_L6 = np.float32(-0.057475581765174866)
_L7 = np.float32(0.020090090110898018)
_L8 = np.float32(-0.00328969513066113)
_FAR = np.float32(-126)


@inlined
def log1p_exp(a: Any) -> Any:
    """Return log(1 + eᵃ) for a ≤ 0."""
    s, p = parts(at_least(a, _FAR), _ROUND_UP)
    z = fma(s, p, s) * _DOWN
    square = z * z
    low = fma(square, fma(_L3, z, _L2), fma(_L1, z, _L0))
    high = fma(square, fma(_L8, square, fma(_L7, z, _L6)), fma(_L5, z, _L4))
    return fma(fma(square * square, high, low), square, z)


@inlined
def softplus(u: Any) -> Any:
    """Return log(1 + eᵘ) = max(u, 0) + log(1 + e^(-|u|))."""
    return at_least(u, ZERO) + log1p_exp(-size(u))


@inlined
def softplus_of(u: Any) -> Any:
    """Return log(1 + e^(h + l)) as softplus(h) + l·σ(h)."""
    return fma(u[1], sigmoid(u[0]), softplus(u[0]))


@inlined
def tanh_softplus(u: Any) -> Any:
    """Return tanh(log(1 + eᵘ)) = w / (w + 2) with w = e(e + 2), e = eᵘ."""
    a = at_most(at_least(u, _WEIGHT_LEAST), _MISH_END)
    s, p = parts(a, _ROUND_UP)
    n = fma(s, p, s)
    e = n * _DOWN
    v = e + TWO
    return n * (v / fma(e, v, TWO)) * _DOWN


_WEIGHT_LEAST = np.float32(-112)
_MISH_END = np.float32(12)


@inlined
def weighted_tanh_softplus(u: Any) -> Any:
    """Return u·tanh(log(1 + eᵘ))."""
    c = at_least(u, _WEIGHT_LEAST)
    a = at_most(c, _MISH_END)
    s, p = parts(a, _ROUND_UP)
    n = fma(s, p, s)
    e = n * _DOWN
    v = e + TWO
    q = v / fma(e, v, TWO)
    product = c * n
    left = fma(c, n, -product) + c * fma(s, p, s - n)
    return select(u > _MISH_END, u, fma(left, q, product * q) * _DOWN)


@inlined
def weighted_sigmoid_of(u: Any, p: Any) -> Any:
    """Return u·σ(h + l)."""
    return u * sigmoid_of(p)
