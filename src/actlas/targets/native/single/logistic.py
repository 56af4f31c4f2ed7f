"""What is rational in one exponential, in float32: σ, tanh, tanh∘softplus; and softplus.

A sigmoid stands here twice. `sigmoid` is quickest where it stands alone. `mirrored_sigmoid` is made
of e^(-|u|), which it shares with σ(-u) and softplus(u) where a kernel needs them too: a compiler
computes the same exponential and the same reciprocal once. `softplus` is mirrored as it is.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from actlas.targets.native.arithmetic import added, fma, inlined, scaled, select, signed, size
from actlas.targets.native.single.exponential import (
    DOWN,
    ONE,
    ROUND,
    ROUND_DOWN,
    ROUND_UP,
    TWO,
    ZERO,
    at_least,
    at_most,
    parts,
)

_SETTLED, _VANISHED = np.float32(30), np.float32(-104.5)
_LOST_AT, _LOST = np.float32(2.0 ** (24 - 64)), np.float32(2.0**-24)


@inlined
def one_and_exp(s: Any, p: Any) -> Any:
    """Return 2^-64·(1 + 2^k·eʳ), rounded once; 1 + 2^k alone is not exact where k is 24."""
    p = p + select(s == _LOST_AT, _LOST, ZERO)
    return fma(s, p, s + DOWN)


@inlined
def sigmoid_of(u: Any) -> Any:
    """Return σ(h + l) = 1 / (1 + e^(-h - l)), within 1.95 ulps, its denormal values too."""
    h = at_most(at_least(u[0], _VANISHED), _SETTLED)
    less = select(h == u[0], u[1], ZERO)
    s, p = parts(-h, less, ROUND_DOWN)
    return DOWN / one_and_exp(s, p)


@inlined
def sigmoid(u: Any) -> Any:
    """Return σ(u), within 1.95 ulps, its denormal values too."""
    return sigmoid_of((u, ZERO))


_FAR = np.float32(104.5)


@inlined
def mirrored_sigmoid_of(u: Any) -> Any:
    """Return σ(h + l) by e^(-|h + l|), within 3 ulps; σ(-h - l) shares all but a product."""
    distance = at_most(size(u[0]), _FAR)
    low = select(distance == size(u[0]), u[1], ZERO)
    s, p = parts(-distance, scaled(low, signed(ONE, u[0])), ROUND_UP)
    n = fma(s, p, s)
    larger = ONE / fma(n, DOWN, ONE)
    return select(u[0] < ZERO, n * larger * DOWN, larger)


@inlined
def mirrored_sigmoid(u: Any) -> Any:
    """Return σ(u) by e^(-|u|), within 3 ulps; σ(-u) shares all but a product."""
    return mirrored_sigmoid_of((u, ZERO))


_TANH_IS_1 = np.float32(10)


@inlined
def tanh(u: Any) -> Any:
    """Return tanh u = n / (n + 2) with n = e^(2|u|) - 1, within 1.8 ulps, and never above 1.

    What the sum and the quotient lose is given back.
    """
    distance = at_most(size(u), _TANH_IS_1)
    s, p = parts(distance + distance, ZERO, ROUND)
    n = fma(s, p, s - ONE)
    d = n + TWO
    lost = n - (d - TWO)
    inverse = ONE / d
    q = n * inverse
    return signed(fma(fma(-q, lost, fma(-q, d, n)), inverse, q), u)


_L0 = np.float32(-0.4999993145465851)
_L1 = np.float32(0.3333047330379486)
_L2 = np.float32(-0.2495819479227066)
_L3 = np.float32(0.19693396985530853)
_L4 = np.float32(-0.153496652841568)
_L5 = np.float32(0.10670919716358185)
_L6 = np.float32(-0.05756990611553192)
_L7 = np.float32(0.020154505968093872)
_L8 = np.float32(-0.0033074074890464544)


@inlined
def _log1p(z: Any) -> Any:
    """Return log(1 + z) = z + z²·Q(z) for 0 ≤ z ≤ 1, Q of degree 8."""
    square = z * z
    low = fma(square, fma(_L3, z, _L2), fma(_L1, z, _L0))
    high = fma(square, fma(_L8, square, fma(_L7, z, _L6)), fma(_L5, z, _L4))
    return fma(fma(square * square, high, low), square, z)


@inlined
def softplus_of(u: Any) -> Any:
    """Return log(1 + e^(h + l)) = max(h + l, 0) + log(1 + e^(-|h + l|)), within 2 ulps."""
    distance = at_most(size(u[0]), _FAR)
    low = select(distance == size(u[0]), u[1], ZERO)
    s, p = parts(-distance, scaled(low, signed(ONE, u[0])), ROUND_UP)
    z = fma(s, p, s) * DOWN
    return at_least(u[0], ZERO) + added(_log1p(z), select(u[0] < ZERO, ZERO, low))


@inlined
def softplus(u: Any) -> Any:
    """Return log(1 + eᵘ) = max(u, 0) + log(1 + e^(-|u|)), within 2 ulps."""
    s, p = parts(-at_most(size(u), _FAR), ZERO, ROUND_UP)
    return at_least(u, ZERO) + _log1p(fma(s, p, s) * DOWN)


_MISH_IS_LINEAR = np.float32(12)


@inlined
def tanh_softplus_parts(u: Any) -> Any:
    """Return q and c with tanh(log(1 + eᵘ)) = 2^-64·(q + c), for -110 ≤ u ≤ 12.

    tanh(log(1 + e)) is w / (w + 2) with w = e² + 2e = 2·2^k + (2·2^k·(eʳ - 1) + e²). What w, w + 2
    and the quotient lose is c.
    """
    s, p = parts(u, ZERO, ROUND_UP)
    twice = s + s
    n = fma(s, p, s)
    z = fma(n, n * DOWN, twice * p)
    w = twice + z
    d = fma(w, DOWN, TWO)
    inverse = ONE / d
    q = w * inverse
    lost = fma(-q, fma(w, DOWN, TWO - d), z - (w - twice))
    return q, (fma(-q, d, w) + lost) * inverse


_MISH_VANISHED = np.float32(-110)


@inlined
def tanh_softplus(u: Any) -> Any:
    """Return tanh(log(1 + eᵘ)), within 1.7 ulps."""
    q, c = tanh_softplus_parts(at_most(at_least(u, _MISH_VANISHED), _MISH_IS_LINEAR))
    return (q + c) * DOWN


_FOUR = np.float32(4)
_SLOPE_VANISHED, _SLOPE_IS_0 = np.float32(-80), np.float32(40)


@inlined
def tanh_softplus_slope(u: Any) -> Any:
    """Return the derivative of tanh(log(1 + eᵘ)), 4e(1 + e) / (w + 2)², within 4 ulps up to 40."""
    s, p = parts(at_most(at_least(u, _SLOPE_VANISHED), _SLOPE_IS_0), ZERO, ROUND)
    e = fma(s, p, s)
    inverse = ONE / fma(e, e + TWO, TWO)
    outside = (u > _SLOPE_IS_0) | (u < _SLOPE_VANISHED)
    return select(outside, ZERO, _FOUR * e * inverse * ((ONE + e) * inverse))
