"""A number times a share of it, u·σ(v), u·tanh(softplus u) and u·Φ(u), rounded as one, in float32.

Where the share is denormal, few of its digits are left to multiply by; so it stays scaled until the
product is made. At -∞ the products are -0, their limit.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from actlas.targets.native.arithmetic import fma, inlined, power_of_two, select, signed, size
from actlas.targets.native.single.exponential import (
    DOWN,
    LOG_2,
    LOG_2_REST,
    ONE,
    PER_LOG_2,
    ROUND,
    ROUND_DOWN,
    ROUND_UP,
    ZERO,
    at_least,
    at_most,
    parts,
)
from actlas.targets.native.single.logistic import one_and_exp, tanh_softplus_parts

_SETTLED, _VANISHED = np.float32(30), np.float32(-110)


@inlined
def weighted_own_sigmoid(u: Any) -> Any:
    """Return u·σ(u) = u / (1 + e⁻ᵘ), within 1.95 ulps."""
    bounded = at_least(u, _VANISHED)
    s, p = parts(-at_most(bounded, _SETTLED), ZERO, ROUND_DOWN)
    return select(u > _SETTLED, u, bounded / one_and_exp(s, p) * DOWN)


_SCALED_BELOW, _ALL_GONE = np.float32(-60), np.float32(-128)
_LOST_AT, _LOST = np.float32(2.0**24), np.float32(2.0**-24)


@inlined
def weighted_sigmoid(u: Any, h: Any, low: Any) -> Any:
    """Return u·σ(h + l) = u / (1 + e^(-h - l)), within 1.95 ulps, whatever u is beside h.

    Only where e⁻ʰ is large is it scaled; then 1 + e⁻ʰ is large too, and u divided by it is finite.
    """
    gone, scaled = h < _ALL_GONE, h < _SCALED_BELOW
    bounded = at_most(at_least(h, _ALL_GONE), _SETTLED)
    less = select(bounded == h, low, ZERO)
    s, p = parts(-bounded, less, select(scaled, ROUND_DOWN, ROUND))
    p = p + select(s == _LOST_AT, _LOST, ZERO)
    scale = select(scaled, DOWN, ONE)
    return select(gone, signed(ZERO, u), u) / fma(s, p, s + scale) * scale


@inlined
def weighted_sigmoid_of(u: Any, v: Any) -> Any:
    """Return u·σ(v) for a pair v."""
    return weighted_sigmoid(u, v[0], v[1])


_LINEAR = np.float32(12)


@inlined
def weighted_tanh_softplus(u: Any) -> Any:
    """Return u·tanh(log(1 + eᵘ)), within 1.6 ulps."""
    bounded = at_least(u, _VANISHED)
    q, c = tanh_softplus_parts(at_most(bounded, _LINEAR))
    return select(u > _LINEAR, u, signed(fma(bounded, q, bounded * c) * DOWN, u))


_END = np.float32(14.5)
_BACK = np.float32(-(2.0**-65))
_TWICE_LOG_2, _TWICE_REST = np.float32(-2 * LOG_2), np.float32(-2 * LOG_2_REST)
_PER_TWICE_LOG_2 = np.float32(-PER_LOG_2 / 2)
_MIDDLE = np.float32(math.log(math.pi / 2))

# √(2/π)·e^(v/2) = 1 + P(v), where that is between √½ and √2.
_G0 = np.float32(-0.20211543142795563)
_G1 = np.float32(0.7978845834732056 / 2)
_G2 = np.float32(0.3989402949810028 / 4)
_G3 = np.float32(0.13298319280147552 / 8)
_G4 = np.float32(0.03331243619322777 / 16)
_G5 = np.float32(0.006364718545228243 / 32)
_G6 = np.float32(0.0015024958411231637 / 64)

# Mills' ratio of t is D(t) / (t·D(t) + N(t)), 0 ≤ t ≤ 14.5; D's leading coefficient is 1.
_N0 = np.float32(319.0976257324219)
_N1 = np.float32(201.236328125)
_N2 = np.float32(66.50062561035156)
_N3 = np.float32(11.951395034790039)
_N4 = np.float32(1.000098466873169)
_D0 = np.float32(399.9295654296875)
_D1 = np.float32(434.35211181640625)
_D2 = np.float32(226.52438354492188)
_D3 = np.float32(68.39298248291016)
_D4 = np.float32(11.956317901611328)


@inlined
def _bell_parts(t: Any, square: Any) -> Any:
    """Return s and P with √(2/π)·e^(-t²/2) = 2^-64·s·(1 + P); t² is square and what it lost."""
    shifted = fma(fma(t, t, _MIDDLE), _PER_TWICE_LOG_2, ROUND_UP)
    k = shifted - ROUND_UP
    v = fma(k, _TWICE_LOG_2, -square) + fma(k, _TWICE_REST, fma(-t, t, square))
    v2 = v * v
    high = fma(v2, fma(v, _G6, _G5), fma(v, _G4, _G3))
    p = fma(v, fma(v2, high, fma(v, _G2, _G1)), _G0)
    return power_of_two(shifted), p


@inlined
def _mills_parts(t: Any, square: Any) -> Any:
    """Return q and c with q + c = D/E, E = t·D + N, in more digits than float32 has."""
    d_slope = fma(square, fma(t, t + _D4, _D3), fma(t, _D2, _D1))
    d = fma(t, d_slope, _D0)
    d_lost = fma(t, d_slope, _D0 - d)
    n_slope = fma(square, fma(t, _N4, _N3), fma(t, _N2, _N1))
    n = fma(t, n_slope, _N0)
    n_lost = fma(t, n_slope, _N0 - n)
    e = fma(t, d, n)
    e_lost = fma(t, d_lost, fma(t, d, -e) + n + n_lost)
    inverse = ONE / e
    q = d * inverse
    return q, fma(-q, e_lost, fma(-q, e, d) + d_lost) * inverse


@inlined
def weighted_normal(u: Any) -> Any:
    """Return u·Φ(u) = max(u, 0) - t·Φ(-t) with t = |u|, within 2 ulps, in the left tail too.

    Φ(-t) is the bell √(1/2π)·e^(-t²/2) times Mills' ratio. Its reciprocal is t plus a small
    quotient N/D, whose errors matter little beside t.
    """
    t = at_most(size(u), _END)
    square = t * t
    s, p = _bell_parts(t, square)
    q, c = _mills_parts(t, square)
    scaled = t * s
    product = fma(scaled, q, scaled * fma(q, p, c))
    return fma(product, _BACK, at_least(u, ZERO))
