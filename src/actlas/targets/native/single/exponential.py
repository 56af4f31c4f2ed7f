"""The exponential in float32, and what everything that is rational in it begins with.

k = round(u / log 2) is what adding 1.5·2^23 leaves in a number's last digits, r = u - k·log 2 is
taken in two parts (Cody and Waite 1980; the first has twelve digits, so k times it is exact), and
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
LOG_2 = np.float32(float.fromhex("0x1.62ep-1"))
LOG_2_REST = np.float32(float.fromhex("0x1.0bfbe8e7bcd5ep-15"))
"""Both are positive: of u = -0 then -0 is left."""
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
def bend(r: Any, square: Any) -> Any:
    """Return (eʳ - 1 - r) / r² for |r| ≤ log(2)/2; what is r² is given."""
    return fma(square, fma(square, _E4, fma(_E3, r, _E2)), fma(_E1, r, _E0))


@inlined
def growth(r: Any) -> Any:
    """Return eʳ - 1 for |r| ≤ log(2)/2, within 2^-26."""
    square = r * r
    return fma(bend(r, square), square, r)


@inlined
def reduced(u: Any, rounding: Any) -> Any:
    """Return 2^k times the power of two that is in `rounding`, and r."""
    shifted = fma(u, PER_LOG_2, rounding)
    k = shifted - rounding
    return power_of_two(shifted), fma(k, -LOG_2_REST, fma(k, -LOG_2, u))


@inlined
def parts(u: Any, less: Any, rounding: Any) -> Any:
    """Return 2^k times the power of two that is in `rounding`, and eʳ - 1, for e^(u - less).

    What is taken away costs nothing where it is the constant 0.
    """
    s, r = reduced(u, rounding)
    return s, growth(r - less)


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
    """Return e^(h + l), within 1.7 ulps; l is within the exponent, which may be at its end."""
    below = u[0] < ZERO
    h = at_most(at_least(u[0], _LEAST), _GREATEST)
    less = select(h == u[0], -u[1], ZERO)
    s, p = parts(h, less, select(below, ROUND_UP, ROUND_DOWN))
    return fma(s, p, s) * select(below, DOWN, UP)


_ROUND_HALF = np.float32(ROUND - 1)
_ALL_LOST = np.float32(-18)
_TINY = np.float32(2.0**-100)


@inlined
def expm1(u: Any) -> Any:
    """Return eᵘ - 1 as 2·(2^(k - 1)·(eʳ - 1) + (2^(k - 1) - 1/2)), within 1.7 ulps.

    Half of the smallest numbers is none: they are returned as they are.
    """
    half, p = parts(at_most(at_least(u, _ALL_LOST), _GREATEST), ZERO, _ROUND_HALF)
    y = fma(half, p, half - HALF)
    return select(size(u) > _TINY, signed(y + y, u), u)


@inlined
def exp_below(u: Any) -> Any:
    """Return eᵘ for u ≤ 0, within 1.1 ulps; what it returns above is nothing."""
    s, p = parts(at_least(u, _LEAST), ZERO, ROUND_UP)
    return fma(s, p, s) * DOWN


@inlined
def expm1_below(u: Any) -> Any:
    """Return eᵘ - 1 for u ≤ 0 as -(2^k·(1 - eʳ) + (1 - 2^k)), within 1.7 ulps; above, nothing.

    In this form, and with 1 - eʳ from -r, the result of -0 is -0.
    """
    s, r = reduced(at_least(u, _ALL_LOST), ROUND)
    square = r * r
    shrunk = fma(-bend(r, square), square, -r)
    return fma(-s, shrunk, -(ONE - s))
