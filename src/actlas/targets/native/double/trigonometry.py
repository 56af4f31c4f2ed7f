"""Sines and arctangents.

u - k·π is taken in three parts, with k whole for a sine and half of an odd number for a cosine.
The first difference is exact, since both are multiples of 2^-52 and it is below 2; what the
second loses is kept. ± sin(r), |r| ≤ π/2, is one polynomial for both.
"""

from __future__ import annotations

import math
from typing import Any

from actlas.targets.native import double_coefficients as fitted
from actlas.targets.native.arithmetic import fma, inlined, select, signed, size
from actlas.targets.native.binade import estrin, polynomial, turned

_NAN = math.nan
_REACH = 2.0**30
_MAGIC = 1.5 * 2.0**52
_PER_PI = 1 / math.pi
_PI, _PI_REST, _PI_LAST = math.pi, 1.2246467991473532e-16, -2.9947698097183397e-33


@inlined
def _wave(u: Any, low: Any, half: Any) -> Any:
    """Return sin(u + low + half·π); half is 0 or 1/2."""
    shifted = fma(u, _PER_PI, half) + _MAGIC
    k = (shifted - _MAGIC) - half
    first = fma(-k, _PI, u)
    lost = u - fma(k, _PI, first)
    second = fma(-k, _PI_REST, first)
    tail = fma(-k, _PI_REST, first - second) + fma(-k, _PI_LAST, low + lost)
    r = second + tail
    rest = (second - r) + tail
    z = r * r
    value = r + fma(r * z, estrin(z, fitted.SINE), rest * fma(z, -0.5, 1.0))
    return select(size(u) < _REACH, turned(value, shifted), _NAN)


@inlined
def sin(u: Any) -> Any:
    """Return the sine of u; NaN beyond |u| = 2^30."""
    return select(u == 0.0, u, _wave(u, 0.0, 0.0))


@inlined
def cos(u: Any) -> Any:
    """Return the cosine of u; NaN beyond |u| = 2^30."""
    return _wave(u, 0.0, 0.5)


@inlined
def wave_0(u: Any, c: Any) -> Any:
    """Return sin(c·u), with c·u in twice the digits; NaN beyond |c·u| = 2^30."""
    product = c * u
    return _wave(product, fma(c, u, -product), 0.0)


@inlined
def wave_1(u: Any, c: Any) -> Any:
    """Return cos(c·u), as `wave_0`."""
    product = c * u
    return _wave(product, fma(c, u, -product), 0.5)


@inlined
def wave_2(u: Any, c: Any) -> Any:
    """Return -sin(c·u), as `wave_0`."""
    return -wave_0(u, c)


@inlined
def wave_3(u: Any, c: Any) -> Any:
    """Return -cos(c·u), as `wave_0`."""
    return -wave_1(u, c)


@inlined
def sinc_0(u: Any) -> Any:
    """Return sin(u) / u."""
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
    near = u * polynomial(u * u, fitted.SINC_1)
    return select(size(u) < 2.5, near, _first(u))


@inlined
def sinc_2(u: Any) -> Any:
    """Return the second derivative of sin(u) / u, as `sinc_1`."""
    near = polynomial(u * u, fitted.SINC_2)
    return select(size(u) < 3.5, near, _second(u))


@inlined
def sinc_3(u: Any) -> Any:
    """Return the third derivative of sin(u) / u, as `sinc_1`."""
    near = u * polynomial(u * u, fitted.SINC_3)
    return select(size(u) < 4.5, near, (-cos(u) - 3.0 * _second(u)) / u)


_NEAR, _FAR = 0.6, 1 / 0.6
_QUARTER, _QUARTER_REST = math.pi / 4, 1.2246467991473532e-16 / 4


@inlined
def atan(u: Any) -> Any:
    """Return the angle whose tangent is u.

    Beyond 0.6 it is π/4 and the angle of (x - 1) / (x + 1), beyond 1/0.6 it is π/2 less that of
    1/x. What is left is below 0.6 and has a polynomial.
    """
    x = size(u)
    middle, far = x > _NEAR, x > _FAR
    above = select(far, -1.0, select(middle, x - 1.0, x))
    q = above / select(far, x, select(middle, x + 1.0, 1.0))
    quarters = select(far, 2.0, select(middle, 1.0, 0.0))
    z = q * q
    bend = fma(q * z, polynomial(z, fitted.ATAN), quarters * _QUARTER_REST)
    start = quarters * _QUARTER
    total = start + q
    return signed(total + (((start - total) + q) + bend), u)
