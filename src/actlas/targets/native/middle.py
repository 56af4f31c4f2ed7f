"""Primitives in float64 for results that are rounded to float32: as quick as rounds well.

Inputs are float32 numbers, or were computed from them; the relative error is below 2⁻³², and what
is smaller than 1e-50 may be 0. Numbers of float32 squared do not overflow here, and no exponent
needs more digits than float64 has: a pair, elsewhere two numbers, is here one. The coefficients are
`tools/fit.py`'s.
"""

from __future__ import annotations

import math
from typing import Any

from actlas.targets.native import middle_coefficients as fitted
from actlas.targets.native.arithmetic import fma, inlined, power_of_two, select, signed, size, sqrt
from actlas.targets.native.binade import estrin, split, turned
from actlas.targets.native.comparisons import (
    absolute,
    at_least,
    at_most,
    ceiling,
)

_NAN, _INFINITY = math.nan, math.inf
_MAGIC = 1.5 * 2.0**52
_LOG2_E, _LOG_2 = 1 / math.log(2), math.log(2)
_BIAS = 1023.0
_LOWEST, _HIGHEST = -1023 * math.log(2), 1024 * math.log(2)


@inlined
def _parts(x: Any) -> Any:
    """Return p and s with exp(x) = s·(1 + p): s = 2^k, p = expm1(r), r = x - k·log(2)."""
    shifted = fma(x, _LOG2_E, _MAGIC + _BIAS)
    k = shifted - (_MAGIC + _BIAS)
    r = fma(-k, _LOG_2, x)
    return fma(r * r, estrin(r, fitted.EXP), r), power_of_two(shifted)


@inlined
def exp(u: Any) -> Any:
    """Return the exponential of u: s = 2^k is 0 or ∞ where the result is."""
    p, s = _parts(at_most(at_least(u, _LOWEST), _HIGHEST))
    return s * (1.0 + p)


@inlined
def expm1(u: Any) -> Any:
    """Return exp(u) - 1 as s·p + (s - 1)."""
    p, s = _parts(at_most(at_least(u, _LOWEST), _HIGHEST))
    return signed(select(s == _INFINITY, s, fma(s, p, s - 1.0)), u)


@inlined
def _decay(u: Any) -> Any:
    """Return exp(-|u|) and 1 - exp(-|u|): what sigmoid, tanh and softplus are made of."""
    p, s = _parts(at_least(-size(u), _LOWEST))
    return s * (1.0 + p), (1.0 - s) - s * p


@inlined
def sigmoid(u: Any) -> Any:
    """Return 1 / (1 + e) for u > 0 and e / (1 + e) below, with e = exp(-|u|)."""
    e, _ = _decay(u)
    return select(u < 0.0, e, 1.0) / (1.0 + e)


@inlined
def tanh(u: Any) -> Any:
    """Return (1 - e)(1 + e) / (1 + e²) with the sign of u, and e = exp(-|u|)."""
    e, rest = _decay(u)
    return signed(rest * (1.0 + e) / fma(e, e, 1.0), u)


@inlined
def softplus(u: Any) -> Any:
    """Return max(u, 0) + log(1 + e) with e = exp(-|u|), for 0 ≤ e ≤ 1 by one polynomial."""
    e, _ = _decay(u)
    return at_least(u, 0.0) + e * estrin(e, fitted.LOG1P)


@inlined
def log(u: Any) -> Any:
    """Return the logarithm of u = 2^k·m as k·log 2 + log m."""
    k, m, _ = split(u)
    f = m - 1.0
    value = fma(k, _LOG_2, f * estrin(f, fitted.LOG))
    edge = select(u == 0.0, -_INFINITY, select(u < 0.0, _NAN, u))
    return select((u > 0.0) & (u < _INFINITY), value, edge)


@inlined
def log1p(u: Any) -> Any:
    """Return log(1 + u), where what rounding took from 1 + u is added to its fraction again."""
    w = 1.0 + u
    k, m, scale = split(w)
    f = fma(u - (w - 1.0), scale, m - 1.0)
    value = fma(k, _LOG_2, f * estrin(f, fitted.LOG))
    edge = select(w == 0.0, -_INFINITY, select(w < 0.0, _NAN, u))
    return select((w > 0.0) & (w < _INFINITY) & (u != 0.0), value, edge)


@inlined
def power(a: Any, p: Any) -> Any:
    """Return a to the power p, for a ≥ 0."""
    return select(p == 0.0, 1.0, exp(p * log(a)))


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
    """Return the sine of u; NaN beyond |u| = 2^30."""
    return _sine(u, -0.0, 0.0)


@inlined
def cos(u: Any) -> Any:
    """Return the cosine of u; NaN beyond |u| = 2^30."""
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
    """Return sin(u) / u."""
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
    """Return the angle whose tangent is u, beyond 1 as π/2 less that of 1/u."""
    far = size(u) > 1.0
    q = select(far, 1.0, size(u)) / select(far, size(u), 1.0)
    value = q * estrin(q * q, fitted.ATAN)
    return signed(select(far, _HALF_PI - value, value), u)


_ROOT_HALF = math.sqrt(0.5)
_VANISHED = 40.0


@inlined
def _tail(x: Any) -> Any:
    """Return erfc(x)/2 for x ≥ 0: exp(-x²) times a quotient of polynomials."""
    x = at_most(x, _VANISHED)
    scaled = estrin(x, fitted.ERFCX_ABOVE) / estrin(x, fitted.ERFCX_BELOW)
    return exp(-x * x) * scaled


@inlined
def normal(u: Any) -> Any:
    """Return Φ(u), of u > 0 as 1 - Φ(-u)."""
    tail = _tail(size(u) * _ROOT_HALF)
    return select(u > 0.0, 1.0 - tail, tail)


@inlined
def erfc(u: Any) -> Any:
    """Return one less the error function, of u < 0 as 2 less that of -u."""
    tail = 2.0 * _tail(size(u))
    return select(u < 0.0, 2.0 - tail, tail)


@inlined
def erf(u: Any) -> Any:
    """Return the error function of u: near 0 by a polynomial, else 1 - erfc(|u|)."""
    near = u * estrin(u * u, fitted.ERF)
    return select(size(u) < 0.5, near, signed(1.0 - 2.0 * _tail(size(u)), u))


@inlined
def bell(u: Any, c: Any) -> Any:
    """Return exp(-c·u²)."""
    return exp(-c * (u * u))


@inlined
def hypot1(u: Any) -> Any:
    """Return √(1 + u²)."""
    return sqrt(fma(u, u, 1.0))


@inlined
def hypot1m1(u: Any) -> Any:
    """Return √(1 + u²) - 1 as |u| times |u| / (1 + √(1 + u²))."""
    square = u * u
    return select(square == _INFINITY, square, square / (1.0 + sqrt(1.0 + square)))


@inlined
def lift(u: Any) -> Any:
    """Return u + √(1 + u²), for u < 0 by 1 / (√(1 + u²) - u)."""
    greater = size(u) + hypot1(u)
    return select(u < 0.0, 1.0 / greater, greater)


@inlined
def algebraic(u: Any) -> Any:
    """Return (1 + u/√(1 + u²)) / 2, its smaller half as 1 / (2h·(h + |u|)) with h = √(1 + u²)."""
    h = hypot1(u)
    smaller = 0.5 / (h * (h + size(u)))
    return select(u < 0.0, smaller, 1.0 - smaller)


@inlined
def asinh(u: Any) -> Any:
    """Return log(|u| + √(1 + u²)) with the sign of u."""
    x = size(u)
    return signed(log1p(x + hypot1m1(x)), u)


@inlined
def pair_number(value: Any, low: Any) -> Any:
    """Return a parameter or constant; what of it is beyond float64 does not count here."""
    return value + low


@inlined
def pair_negative(u: Any) -> Any:
    """Return -u."""
    return -u


@inlined
def pair_plus(u: Any, v: Any) -> Any:
    """Return u + v."""
    return u + v


@inlined
def pair_times(u: Any, v: Any) -> Any:
    """Return u·v."""
    return u * v


@inlined
def pair_over(u: Any, v: Any) -> Any:
    """Return u / v."""
    return u / v


pair_absolute, pair_ceiling = absolute, ceiling
pair_exp, pair_normal, pair_sigmoid, pair_softplus = exp, normal, sigmoid, softplus
exp_of, sigmoid_of = exp, sigmoid
