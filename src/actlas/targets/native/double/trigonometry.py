"""Sines and arctangents.

u - k·π/2 is taken in three parts. The first difference is exact, since both numbers are multiples
of 2^-53 and it is below 1; what the second loses is kept. By the last digits of k the result is
± sin(r) or ± cos(r), |r| ≤ π/4.
"""

from __future__ import annotations

import math
from typing import Any

from actlas.targets.native.arithmetic import (
    bits,
    fma,
    from_bits,
    inlined,
    select,
    signed,
    size,
)
from actlas.targets.native.binade import estrin
from actlas.targets.native.double import coefficients as fitted

_NAN = math.nan
_REACH = 2.0**30
_MAGIC = 1.5 * 2.0**52
_PER_QUARTER = 2 / math.pi
_QUARTER, _REST, _LAST = math.pi / 2, 1.2246467991473532e-16 / 2, -2.9947698097183397e-33 / 2
"""π/2 in three numbers."""


@inlined
def _wave(u: Any, low: Any, quarters: Any) -> Any:
    """Return sin(u + low + quarters·π/2)."""
    shifted = fma(u, _PER_QUARTER, _MAGIC)
    k = shifted - _MAGIC
    first = fma(-k, _QUARTER, u)
    second = fma(-k, _REST, first)
    tail = fma(-k, _REST, first - second) + fma(-k, _LAST, low)
    r = second + tail
    rest = (second - r) + tail
    z = r * r
    half = 0.5 * z
    sine = r + fma(r * z, estrin(z, fitted.SINE), rest)
    start = 1.0 - half
    cosine = start + fma(z * z, estrin(z, fitted.COSINE), fma(-r, rest, (1.0 - start) - half))
    turns = bits(shifted) + quarters
    value = select((turns & 1) == 0, sine, cosine)
    return select(size(u) < _REACH, from_bits(bits(value) ^ ((turns & 2) << 62)), _NAN)


@inlined
def sin(u: Any) -> Any:
    """Return the sine of u; NaN beyond |u| = 2^30.

    Off by 0.9 ulps at most.
    """
    return select(u == 0.0, u, _wave(u, 0.0, 0))


@inlined
def cos(u: Any) -> Any:
    """Return the cosine of u; NaN beyond |u| = 2^30.

    Off by 0.9 ulps at most.
    """
    return _wave(u, 0.0, 1)


@inlined
def _wave_of_product(u: Any, c: Any, quarters: Any) -> Any:
    """Return sin(c·u + quarters·π/2), with c·u in twice the digits; NaN beyond |c·u| = 2^30."""
    product = c * u
    return _wave(product, fma(c, u, -product), quarters)


@inlined
def wave_0(u: Any, c: Any) -> Any:
    """Return sin(c·u).

    Off by 0.9 ulps at most.
    """
    return _wave_of_product(u, c, 0)


@inlined
def wave_1(u: Any, c: Any) -> Any:
    """Return cos(c·u).

    Off by 0.9 ulps at most.
    """
    return _wave_of_product(u, c, 1)


@inlined
def wave_2(u: Any, c: Any) -> Any:
    """Return -sin(c·u).

    Off by 0.9 ulps at most.
    """
    return _wave_of_product(u, c, 2)


@inlined
def wave_3(u: Any, c: Any) -> Any:
    """Return -cos(c·u).

    Off by 0.9 ulps at most.
    """
    return _wave_of_product(u, c, 3)


@inlined
def sinc_0(u: Any) -> Any:
    """Return sin(u) / u.

    Off by 1.5 ulps at most.
    """
    return select(u == 0.0, 1.0, sin(u) / u)


@inlined
def _first(u: Any) -> Any:
    return (cos(u) - sin(u) / u) / u


@inlined
def _second(u: Any) -> Any:
    return (-sin(u) - 2.0 * _first(u)) / u


@inlined
def sinc_1(u: Any) -> Any:
    """Return the derivative of sin(u) / u: near 0 by a polynomial, else (cos(u) - sinc(u)) / u."""
    near = u * estrin(u * u, fitted.SINC_1)
    return select(size(u) < 2.5, near, _first(u))


@inlined
def sinc_2(u: Any) -> Any:
    """Return the second derivative of sin(u) / u, as `sinc_1`."""
    near = estrin(u * u, fitted.SINC_2)
    return select(size(u) < 3.5, near, _second(u))


@inlined
def sinc_3(u: Any) -> Any:
    """Return the third derivative of sin(u) / u, as `sinc_1`."""
    near = u * estrin(u * u, fitted.SINC_3)
    return select(size(u) < 4.5, near, (-cos(u) - 3.0 * _second(u)) / u)


_NEAR, _FAR = 0.6, 1 / 0.6
_EIGHTH, _EIGHTH_REST = math.pi / 4, 1.2246467991473532e-16 / 4


@inlined
def atan(u: Any) -> Any:
    """Return the angle whose tangent is u.

    Beyond 0.6 it is π/4 and the angle of (x - 1) / (x + 1), beyond 1/0.6 it is π/2 less that of
    1/x. What is left is below 0.6 and has a polynomial. Off by 0.9 ulps at most.
    """
    x = size(u)
    middle, far = x > _NEAR, x > _FAR
    above = select(far, -1.0, select(middle, x - 1.0, x))
    q = above / select(far, x, select(middle, x + 1.0, 1.0))
    eighths = select(far, 2.0, select(middle, 1.0, 0.0))
    z = q * q
    bend = fma(q * z, estrin(z, fitted.ATAN), eighths * _EIGHTH_REST)
    start = eighths * _EIGHTH
    total = start + q
    return signed(total + (((start - total) + q) + bend), u)
