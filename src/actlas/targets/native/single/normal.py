"""The normal distribution in float32: Φ(u), and u·Φ(u) rounded as one.

With t = |u|, Φ(-t) is the bell √(1/2π)·e^(-t²/2) times Mills' ratio. The reciprocal of that ratio
is t + N(t)/D(t), and the quotient is small beside t but near 0; so the ratio is D / (t·D + N), of
which D may be off by some ulps. The bell is 2^k·(1 + P), P of degree 6, t² in twice the digits.
Each is kept as a number and what rounding took from it. `tools/fit32.py` finds the coefficients.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from actlas.targets.native.arithmetic import fma, inlined, power_of_two, select, size
from actlas.targets.native.single.exponential import (
    LOG_2,
    LOG_2_REST,
    ONE,
    PER_LOG_2,
    ROUND_UP,
    ZERO,
    at_least,
    at_most,
)

_END = np.float32(14.5)
_BACK = np.float32(2.0**-65)
_TWICE_LOG_2, _TWICE_REST = np.float32(-2 * LOG_2), np.float32(-2 * LOG_2_REST)
_PER_TWICE_LOG_2 = np.float32(-PER_LOG_2 / 2)
_MIDDLE, _OFFSET = np.float32(math.log(math.pi / 2)), np.float32(7 / 16)

# √(2/π)·e^((v + 7/16)/2) = 1 + P(v), where that is between √½ and √2.
_G0 = np.float32(-0.007016620133072138)
_G1 = np.float32(0.9929834008216858 / 2)
_G2 = np.float32(0.4964916408061981 / 4)
_G3 = np.float32(0.16549517214298248 / 8)
_G4 = np.float32(0.04137490317225456 / 16)
_G5 = np.float32(0.0083137983456254 / 32)
_G6 = np.float32(0.001381178735755384 / 64)

# N and D, 0 ≤ t ≤ 14.5; D's leading coefficient is 1.
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
_N_IS_LARGER = np.float32(0.75)


@inlined
def _bell_parts(t: Any, square: Any) -> Any:
    """Return s and P with √(2/π)·e^(-t²/2) = 2^-64·s·(1 + P); 2·log 2 is taken from t² k times."""
    shifted = fma(fma(t, t, _MIDDLE), _PER_TWICE_LOG_2, ROUND_UP)
    k = shifted - ROUND_UP
    v = (fma(k, _TWICE_LOG_2, -square) - _OFFSET) + fma(k, _TWICE_REST, fma(-t, t, square))
    v2 = v * v
    high = fma(v2, fma(v, _G6, _G5), fma(v, _G4, _G3))
    return power_of_two(shifted), fma(v, fma(v2, high, fma(v, _G2, _G1)), _G0)


@inlined
def _mills_parts(t: Any, square: Any) -> Any:
    """Return q and c whose sum is Mills' ratio D / E, E = t·D + N, in more digits than float32's.

    What E loses is exact where the larger of its terms is the one that E is first taken from.
    """
    slope = fma(square, fma(t, t + _D4, _D3), fma(t, _D2, _D1))
    d = fma(t, slope, _D0)
    d_lost = fma(t, slope, _D0 - d)
    slope = fma(square, fma(t, _N4, _N3), fma(t, _N2, _N1))
    n = fma(t, slope, _N0)
    n_lost = fma(t, slope, _N0 - n)
    e = fma(t, d, n)
    near = t < _N_IS_LARGER
    left = fma(t, d, select(near, n, ZERO) - e) + select(near, ZERO, n)
    e_lost = fma(t, d_lost, left + n_lost)
    inverse = ONE / e
    q = d * inverse
    return q, fma(-q, e_lost, fma(-q, e, d) + d_lost) * inverse


@inlined
def _tail(t: Any, factor: Any) -> Any:
    """Return 2^65·factor·Φ(-t), rounded nearly once."""
    square = t * t
    s, p = _bell_parts(t, square)
    q, c = _mills_parts(t, square)
    scaled = factor * s
    product = scaled * q
    lost = fma(scaled, c, fma(scaled, q, -product))
    return product + fma(product, p, lost)


@inlined
def weighted_normal(u: Any) -> Any:
    """Return u·Φ(u) = max(u, 0) - |u|·Φ(-|u|), within 1.9 ulps, in the left tail too."""
    t = at_most(size(u), _END)
    return fma(_tail(t, t), -_BACK, at_least(u, ZERO))


@inlined
def normal(u: Any) -> Any:
    """Return Φ(u), for u > 0 as 1 - Φ(-u), within 1.9 ulps, in the left tail too."""
    tail = _tail(at_most(size(u), _END), ONE)
    below = u < ZERO
    return fma(tail, select(below, _BACK, -_BACK), select(below, ZERO, ONE))


@inlined
def weighted_normal_slope(u: Any) -> Any:
    """Return the derivative of u·Φ(u), Φ(u) + u·φ(u), for u > 0 as 1 - Φ(-u) + u·φ(u).

    Off by 4 ulps, and beside its zero by those of its terms.
    """
    t = at_most(size(u), _END)
    s, p = _bell_parts(t, t * t)
    weighted = t * s
    small = _tail(t, ONE) - fma(weighted, p, weighted)
    below = u < ZERO
    return fma(small, select(below, _BACK, -_BACK), select(below, ZERO, ONE))
