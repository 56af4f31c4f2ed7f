"""The exponential in float32, and what everything that is rational in it begins with.

k = round(u / log 2) is what adding 1.5·2^23 leaves in a number's last digits, r = u - k·log 2 is
taken in two parts (Cody and Waite 1980; the first has nine digits, so k times it is exact), and
eʳ - 1 = r + r²·P(r), P of degree 4, by `tools/fit32.py`. Where 2^k or a result leaves float32's
normal numbers, 2^(k ± 64) stands for 2^k, and the end takes it back.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from actlas.targets.native.arithmetic import fma, inlined, power_of_two, select, signed, size

ZERO, HALF, ONE, TWO = np.float32(0), np.float32(0.5), np.float32(1), np.float32(2)
INFINITY = np.float32(np.inf)
UP, DOWN = np.float32(2.0**64), np.float32(2.0**-64)

PER_LOG_2 = np.float32(1.4426950408889634)
LOG_2, LOG_2_REST = np.float32(0.693359375), np.float32(-2.12194440e-4)
ROUND = np.float32(1.5 * 2**23 + 127)
"""Added to k it leaves k and the bias of exponents in the last digits: what 2^k is made of."""
ROUND_UP, ROUND_DOWN = np.float32(ROUND + 64), np.float32(ROUND - 64)
"""The same for 2^(k + 64) and 2^(k - 64)."""

_E0 = np.float32(0.4999999701976776)
_E1 = np.float32(0.1666654646396637)
_E2 = np.float32(0.04166743531823158)
_E3 = np.float32(0.008366277441382408)
_E4 = np.float32(0.0013870723778381944)


@inlined
def at_least(u: Any, bound: Any) -> Any:
    """Return u, or the bound where u is below it; NaN and -0 stay."""
    return select(u < bound, bound, u)


@inlined
def at_most(u: Any, bound: Any) -> Any:
    """Return u, or the bound where u is above it; NaN stays."""
    return select(u > bound, bound, u)


@inlined
def growth(r: Any) -> Any:
    """Return eʳ - 1 for |r| ≤ log(2)/2, within 2^-26."""
    square = r * r
    high = fma(square, _E4, fma(_E3, r, _E2))
    return fma(fma(square, high, fma(_E1, r, _E0)), square, r)


@inlined
def parts(u: Any, less: Any, rounding: Any) -> Any:
    """Return 2^k times the power of two that is in `rounding`, and eʳ - 1, for e^(u - less).

    What is taken away costs nothing where it is the constant 0.
    """
    shifted = fma(u, PER_LOG_2, rounding)
    k = shifted - rounding
    r = fma(k, -LOG_2_REST, fma(k, -LOG_2, u)) - less
    return power_of_two(shifted), growth(r)


_LEAST, _GREATEST = np.float32(-104.5), np.float32(89)


@inlined
def exp(u: Any) -> Any:
    """Return eᵘ, within 1.1 ulps; the power is scaled towards 1 and back."""
    below = u < ZERO
    u = at_most(at_least(u, _LEAST), _GREATEST)
    s, p = parts(u, ZERO, select(below, ROUND_UP, ROUND_DOWN))
    return fma(s, p, s) * select(below, DOWN, UP)


@inlined
def exp_of(u: Any) -> Any:
    """Return e^(h + l) as eʰ + l·eʰ, within 1.6 ulps."""
    y = exp(u[0])
    return select(y < INFINITY, fma(y, u[1], y), y)


_ROUND_HALF = np.float32(ROUND - 1)
_ALL_LOST = np.float32(-18)
_TINY = np.float32(2.0**-100)


@inlined
def expm1(u: Any) -> Any:
    """Return eᵘ - 1 as 2·(2^(k - 1)·(eʳ - 1) + (2^(k - 1) - 1/2)), within 1.6 ulps.

    Half of the smallest numbers is none: they are returned as they are.
    """
    half, p = parts(at_most(at_least(u, _ALL_LOST), _GREATEST), ZERO, _ROUND_HALF)
    y = fma(half, p, half - HALF)
    return select(size(u) > _TINY, signed(y + y, u), u)
