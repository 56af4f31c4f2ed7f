"""A number times a share of it, u·σ(v), and u·tanh(softplus u), rounded as one, in float32.

Where the share is denormal, few of its digits are left to multiply by; so it stays scaled until the
product is made. At -∞ the products are -0, their limit.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from actlas.targets.native.arithmetic import fma, inlined, select, signed, size
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
from actlas.targets.native.single.logistic import (
    one_and_exp,
    tanh_softplus_parts,
)

_SETTLED, _VANISHED = np.float32(30), np.float32(-110)


@inlined
def weighted_own_sigmoid(u: Any) -> Any:
    """Return u·σ(u) = u / (1 + e⁻ᵘ), within 1.95 ulps."""
    bounded = at_least(u, _VANISHED)
    s, p = parts(-at_most(bounded, _SETTLED), ZERO, ROUND_DOWN)
    return select(u > _SETTLED, u, bounded / one_and_exp(s, p) * DOWN)


_SCALED_BELOW, _ALL_GONE = np.float32(-63), np.float32(-128)
_LOST_AT, _LOST = np.float32(2.0**24), np.float32(2.0**-24)


@inlined
def weighted_sigmoid(u: Any, h: Any, low: Any) -> Any:
    """Return u·σ(h + l) = u / (1 + e^(-h - l)), within 2.1 ulps, whatever u is beside h.

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


_LINEAR, _FOUR = np.float32(12), np.float32(4)


@inlined
def weighted_tanh_softplus(u: Any) -> Any:
    """Return u·tanh(log(1 + eᵘ)), within 1.6 ulps."""
    bounded = at_least(u, _VANISHED)
    q, c = tanh_softplus_parts(at_most(bounded, _LINEAR))
    as_it_is = (u > _LINEAR) | (u == ZERO)  # of -0, the sum of products would be 0
    return select(as_it_is, u, fma(bounded, q, bounded * c) * DOWN)


_FLAT = np.float32(104)


@inlined
def weighted_own_sigmoid_slope(u: Any) -> Any:
    """Return the derivative of u·σ(u), σ(u) + u·σ(u)·σ(-u), both by e^(-|u|).

    Off by 6 ulps, and beside its zero by those of its terms.
    """
    distance = at_most(size(u), _FLAT)
    s, p = parts(-distance, ZERO, ROUND_UP)
    n = fma(s, p, s)
    larger = ONE / fma(n, DOWN, ONE)
    smaller = n * larger * DOWN
    own = select(u < ZERO, smaller, larger)
    return fma(signed(distance, u) * larger, smaller, own)


@inlined
def weighted_tanh_softplus_slope(u: Any) -> Any:
    """Return the derivative of u·tanh(log(1 + eᵘ)), as exact as its terms.

    With d = e² + 2e + 2 it is e·(e + 2 + 4u·(1 + e)/d)/d: one exponential, one division. From 12 on
    it is that of 12, which is 1.
    """
    bounded = at_most(at_least(u, _VANISHED), _LINEAR)
    s, p = parts(bounded, ZERO, ROUND_UP)
    n = fma(s, p, s)
    e = n * DOWN
    two_more = e + TWO
    inverse = ONE / fma(e, two_more, TWO)
    share = fma((_FOUR * bounded) * (ONE + e), inverse, two_more)
    return share * (n * inverse) * DOWN
