"""Sines and arctangents; a sine is NaN beyond the reach of its reduction, |u| = 2^30."""

from __future__ import annotations

import math
from typing import Any

from actlas.targets.native.arithmetic import fma, inlined, select, signed, size
from actlas.targets.native.binade import estrin, turned
from actlas.targets.native.middle import coefficients as fitted

_NAN = math.nan
_MAGIC = 1.5 * 2.0**52
_REACH = 2.0**30
_PER_PI = 1 / math.pi
_PI, _PI_REST = math.pi, 1.2246467991473532e-16


@inlined
def _sine(u: Any, low: Any, half: Any) -> Any:
    """Return sin(u + low + half·π) as ± sin(r), |r| ≤ π/2: half is 0 or 1/2.

    The multiple of π is subtracted in two parts. As float64 has π, the first difference is exact.
    """
    shifted = fma(u, _PER_PI, half) + _MAGIC
    k = (shifted - _MAGIC) - half
    r = fma(-k, _PI_REST, fma(-k, _PI, u)) + low
    z = r * r
    value = turned(r * fma(z, estrin(z, fitted.SINE), 1.0), shifted)
    return select(size(u) < _REACH, value, _NAN)


@inlined
def sin(u: Any) -> Any:
    """Return the sine of u; NaN beyond |u| = 2^30.

    Off by 2^-43 at most.
    """
    return _sine(u, -0.0, 0.0)


@inlined
def cos(u: Any) -> Any:
    """Return the cosine of u; NaN beyond |u| = 2^30.

    Off by 2^-43 at most.
    """
    return _sine(u, -0.0, 0.5)


@inlined
def wave_0(u: Any, c: Any) -> Any:
    """Return sin(c·u), with c·u in twice the digits; NaN beyond |c·u| = 2^30."""
    product = c * u
    return _sine(product, fma(c, u, -product), 0.0)


@inlined
def wave_1(u: Any, c: Any) -> Any:
    """Return cos(c·u), as `wave_0`."""
    product = c * u
    return _sine(product, fma(c, u, -product), 0.5)


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
    """Return sin(u) / u.

    Off by 2^-43 at most.
    """
    return select(u == 0.0, 1.0, sin(u) / u)


@inlined
def sinc_1(u: Any) -> Any:
    """Return the derivative of sin(u) / u: near 0 by a polynomial, else (cos(u) - sinc(u)) / u."""
    far = (cos(u) - sinc_0(u)) / u
    return select(size(u) < 2.5, u * estrin(u * u, fitted.SINC_1), far)


@inlined
def sinc_2(u: Any) -> Any:
    """Return the second derivative of sin(u) / u, as `sinc_1`."""
    far = (-sin(u) - 2.0 * sinc_1(u)) / u
    return select(size(u) < 3.5, estrin(u * u, fitted.SINC_2), far)


@inlined
def sinc_3(u: Any) -> Any:
    """Return the third derivative of sin(u) / u, as `sinc_1`."""
    far = (-cos(u) - 3.0 * sinc_2(u)) / u
    return select(size(u) < 4.5, u * estrin(u * u, fitted.SINC_3), far)


_HALF_PI = math.pi / 2


@inlined
def atan(u: Any) -> Any:
    """Return the angle whose tangent is u, beyond 1 as π/2 less that of 1/u.

    Off by 2^-33 at most.
    """
    far = size(u) > 1.0
    q = select(far, 1.0, size(u)) / select(far, size(u), 1.0)
    value = q * estrin(q * q, fitted.ATAN)
    return signed(select(far, _HALF_PI - value, value), u)
