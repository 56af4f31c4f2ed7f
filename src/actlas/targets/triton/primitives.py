"""Primitives on float32 and on float64 numbers, whichever they are given, for Triton to compile.

Of Triton's own functions only those are used that a graphics processor computes to the last digits:
exp is not one of them in float32, where it is 2^(u·log₂e) after u·log₂e has been rounded; nor are
division and the square root, beside which stand variants that round rightly. A constant that is
written takes the type of the operand beside it; no choice has constants on both sides, since
these would be float32. `actlas.targets.triton.pairs` has what works in twice the digits.
"""

from __future__ import annotations

import math

from actlas.targets.triton import coefficients
from actlas.targets.triton.language import by_type, fixed, jit, tl

_growth_single, _growth_double = by_type("growth", *coefficients.GROWTH)
_angle_single, _angle_double = by_type("angle", *coefficients.ANGLE)
_erf_single, _erf_double = by_type("erf", *coefficients.ERF)
_erfcx_single, _erfcx_double = by_type("erfcx", *coefficients.ERFCX)
_MIDDLE_SINGLE, _MIDDLE_DOUBLE = map(fixed, coefficients.ERFCX_MIDDLE)
_END_SINGLE, _END_DOUBLE = map(fixed, coefficients.ERFCX_END)
_INFINITY = fixed(math.inf)
_PER_LOG_2, _LOG_2 = fixed(1 / math.log(2)), fixed(math.log(2))
_STEP_SINGLE, _LEFT_SINGLE = fixed(0.693359375), fixed(math.log(2) - 0.693359375)
_STEP_DOUBLE, _LEFT_DOUBLE = fixed(0.693147180369123816490), fixed(1.90821492927058770002e-10)
_LEAST_SINGLE, _GREATEST_SINGLE = fixed(-104.5), fixed(89.0)
_VANISHED_SINGLE, _VANISHED_DOUBLE = fixed(-18.0), fixed(-38.0)
_TANH_SINGLE, _TANH_DOUBLE = fixed(10.0), fixed(20.0)
_GREATEST_LOG_SINGLE, _GREATEST_LOG_DOUBLE = fixed(128 * math.log(2)), fixed(1024 * math.log(2))
_ROOT_HALF, _HALF_PI, _QUARTER_PI = (
    fixed(each) for each in (math.sqrt(0.5), math.pi / 2, math.pi / 4)
)
_TAN_EIGHTH = fixed(math.sqrt(2) - 1)
_FAR = fixed(2.0**30)
"""From here on 1 + u² is u²."""
_CLEAR = fixed(2.0**50)
"""Here exp(-c·u²) has long vanished, and u² can be written."""


@jit
def select(condition, a, b):
    """Return a where the condition holds, else b."""
    return tl.where(condition, a, b)


@jit
def quotient(a, b):
    """Return a / b, rounded rightly."""
    if b.dtype == tl.float64:
        q = a / b
    else:
        q = tl.div_rn(a, b)
    return q


@jit
def sqrt(u):
    """Return √u, rounded rightly."""
    if u.dtype == tl.float64:
        root = tl.sqrt(u)
    else:
        root = tl.sqrt_rn(u)
    return root


@jit
def square(u):
    """Return u²."""
    return u * u


@jit
def absolute(u):
    """Return |u|."""
    return tl.abs(u)


@jit
def sign(u):
    """Return 1 or -1; zeros and NaN stay as they are."""
    return tl.where(u > 0, 1.0, tl.where(u < 0, -1.0, u))


@jit
def reciprocal(u):
    """Return 1/u."""
    return quotient(1.0, u)


@jit
def relu(u):
    """Return max(u, 0)."""
    return tl.where(u < 0, 0.0, u)


@jit
def isinf(u):
    """Say whether u is an infinity."""
    return tl.abs(u) == _INFINITY


@jit
def greatest(a, b):
    """Return the greater number, and NaN where one is: it alone is not itself."""
    return tl.where(a > b, a, tl.where(a == a, b, a))


@jit
def least(a, b):
    """Return the smaller number, and NaN where one is: it alone is not itself."""
    return tl.where(a < b, a, tl.where(a == a, b, a))


@jit
def at_least(u, bound):
    """Return u, or the bound where u is below it; NaN stays."""
    return tl.where(u < bound, bound, u)


@jit
def at_most(u, bound):
    """Return u, or the bound where u is above it; NaN stays."""
    return tl.where(u > bound, bound, u)


@jit
def at_infinity(y):
    """Return the limit that is meant by a value at ±1e30: 0, a number, or an infinity."""
    size = tl.abs(y)
    return tl.where(size > 1e12, y * _INFINITY, tl.where(size < 1e-12, y * 0.0, y))


@jit
def ceiling(u):
    """Return u, at most a sixth of the greatest exponent of its type."""
    if u.dtype == tl.float64:
        y = at_most(u, _GREATEST_LOG_DOUBLE / 6)
    else:
        y = at_most(u, _GREATEST_LOG_SINGLE / 6)
    return y


@jit
def high_half(u):
    """Return u without the lower half of its digits: what it is squared with is exact."""
    if u.dtype == tl.float64:
        high = (u.to(tl.int64, bitcast=True) & -0x8000000).to(tl.float64, bitcast=True)
    else:
        high = (u.to(tl.int32, bitcast=True) & -0x1000).to(tl.float32, bitcast=True)
    return high


@jit
def power_of_two(k):
    """Return 2^k for a whole number k within the type's normal exponents."""
    k = tl.where(k == k, k, 0.0)
    if k.dtype == tl.float64:
        scale = ((k.to(tl.int64) + 1023) << 52).to(tl.float64, bitcast=True)
    else:
        scale = ((k.to(tl.int32) + 127) << 23).to(tl.float32, bitcast=True)
    return scale


@jit
def parts(u):
    """Return k and e^(u - k·log 2) - 1, where k is u / log 2 rounded.

    k·log 2 is taken from u in two parts, of which the first product is exact.
    """
    k = tl.floor(u * _PER_LOG_2 + 0.5)
    if u.dtype == tl.float64:
        r = (u - k * _STEP_DOUBLE) - k * _LEFT_DOUBLE
        p = r * r * _growth_double(r) + r
    else:
        r = (u - k * _STEP_SINGLE) - k * _LEFT_SINGLE
        p = r * r * _growth_single(r) + r
    return k, p


@jit
def exp(u):
    """Return eᵘ; in float32 as 2^i·(2^j·(1 + p)), so that its least numbers are reached too."""
    if u.dtype == tl.float64:
        y = tl.exp(u)
    else:
        k, p = parts(at_most(at_least(u, _LEAST_SINGLE), _GREATEST_SINGLE))
        half = tl.floor(k * 0.5)
        scale = power_of_two(half)
        y = (scale * p + scale) * power_of_two(k - half)
    return y


@jit
def expm1(u):
    """Return eᵘ - 1 as 2·(2^(k - 1)·p + (2^(k - 1) - 1/2))."""
    if u.dtype == tl.float64:
        bounded = at_most(at_least(u, _VANISHED_DOUBLE), _GREATEST_LOG_DOUBLE + 0.1)
    else:
        bounded = at_most(at_least(u, _VANISHED_SINGLE), _GREATEST_SINGLE)
    k, p = parts(bounded)
    half = power_of_two(k - 1)
    y = half * p + (half - 0.5)
    return tl.where(u == 0, u, y + y)


@jit
def log(u):
    """Return the logarithm of u."""
    return tl.log(u)


@jit
def log1p(u):
    """Return log(1 + u) as log(w)·u/(w - 1), w = 1 + u: the quotient gives back what w lost."""
    w = u + 1
    y = tl.log(w) * quotient(u, w - 1)
    return tl.where((w == 1) | (w == _INFINITY), u, y)


@jit
def sigmoid(u):
    """Return 1 / (1 + e) for u ≥ 0 and e / (1 + e) below, with e = exp(-|u|)."""
    e = exp(-tl.abs(u))
    return quotient(tl.where(u < 0, e, 1.0), e + 1)


@jit
def tanh(u):
    """Return n / (n + 2) with the sign of u, and n = exp(2|u|) - 1."""
    if u.dtype == tl.float64:
        size = at_most(tl.abs(u), _TANH_DOUBLE)
    else:
        size = at_most(tl.abs(u), _TANH_SINGLE)
    n = expm1(size + size)
    y = quotient(n, n + 2)
    return tl.where(u > 0, y, tl.where(u == 0, u, -y))


@jit
def softplus(u):
    """Return log(1 + eᵘ) = max(u, 0) + log(1 + exp(-|u|))."""
    return relu(u) + log1p(exp(-tl.abs(u)))


@jit
def bell(u, c):
    """Return exp(-c·u²), with u² = h² + (u - h)(u + h), where h has half of u's digits."""
    u = at_most(at_least(u, -_CLEAR), _CLEAR)
    h = high_half(u)
    rest = at_most(at_least(c * ((h - u) * (h + u)), -1.0), 1.0)
    return exp(-c * (h * h)) * exp(rest)


@jit
def erfcx(x):
    """Return exp(x²)·erfc(x) for x ≥ 1/2, as long as exp(-x²) has not vanished."""
    if x.dtype == tl.float64:
        x = at_most(x, _END_DOUBLE)
        y = _erfcx_double((x - _MIDDLE_DOUBLE) / (x + _MIDDLE_DOUBLE))
    else:
        x = at_most(x, _END_SINGLE)
        y = _erfcx_single(quotient(x - _MIDDLE_SINGLE, x + _MIDDLE_SINGLE))
    return quotient(y, x + x + 1)


@jit
def _tail(x):
    """Return erfc(x) for x ≥ 1/2."""
    return bell(x, 1.0) * erfcx(x)


@jit
def erf(u):
    """Return the error function of u: near 0 by its series, else 1 - erfc(|u|)."""
    near = at_most(at_least(u, -0.5), 0.5)
    if u.dtype == tl.float64:
        series = near * _erf_double(near * near)
    else:
        series = near * _erf_single(near * near)
    far = 1 - _tail(at_least(tl.abs(u), 0.5))
    return tl.where(tl.abs(u) < 0.5, series, tl.where(u < 0, -far, far))


@jit
def erfc(u):
    """Return one less the error function: near 0 as that, of u < 0 as 2 less that of -u."""
    far = _tail(at_least(tl.abs(u), 0.5))
    far = tl.where(u < 0, 2 - far, far)
    return tl.where(tl.abs(u) < 0.5, 1 - erf(u), far)


@jit
def normal(u):
    """Return Φ(u), below -1 as exp(-u²/2)·erfcx(-u/√2) / 2."""
    tail = bell(u, 0.5) * erfcx(at_least(-u, 1.0) * _ROOT_HALF)
    return 0.5 * tl.where(u < -1, tail, erfc(at_least(u, -1.0) * -_ROOT_HALF))


@jit
def atan(u):
    """Return the angle whose tangent is u: beyond 1 by 1/u, beyond √2 - 1 by what π/4 lacks."""
    size = tl.abs(u)
    far = size > 1
    q = tl.where(far, quotient(1.0, at_least(size, 1.0)), size)
    steep = q > _TAN_EIGHTH
    t = tl.where(steep, quotient(q - 1, q + 1), q)
    if u.dtype == tl.float64:
        angle = t * t * t * _angle_double(t * t) + t
    else:
        angle = t * t * t * _angle_single(t * t) + t
    angle = tl.where(steep, _QUARTER_PI + angle, angle)
    angle = tl.where(far, _HALF_PI - angle, angle)
    return tl.where(u < 0, -angle, tl.where(u == 0, u, angle))


@jit
def hypot1(u):
    """Return √(1 + u²)."""
    size = tl.abs(u)
    return tl.where(size > _FAR, size, sqrt(square(at_most(u, _FAR)) + 1))


@jit
def hypot1m1(u):
    """Return √(1 + u²) - 1 as |u| times |u| / (1 + √(1 + u²))."""
    size = tl.abs(u)
    return tl.where(size == _INFINITY, size, size * quotient(size, hypot1(u) + 1))


@jit
def lift(u):
    """Return u + √(1 + u²), for u < 0 by 1 / (√(1 + u²) - u)."""
    greater = tl.abs(u) + hypot1(u)
    return tl.where(u < 0, quotient(1.0, greater), greater)


@jit
def algebraic(u):
    """Return (1 + u/√(1 + u²)) / 2, its smaller half as 1 / (2h·(h + |u|)) with h = √(1 + u²)."""
    h = hypot1(u)
    smaller = quotient(quotient(0.5, h), h + tl.abs(u))
    return tl.where(u < 0, smaller, 1 - smaller)


@jit
def asinh(u):
    """Return log(|u| + √(1 + u²)) with the sign of u."""
    size = tl.abs(u)
    near = at_most(size, _FAR)
    y = tl.where(size > _FAR, tl.log(size) + _LOG_2, log1p(near + hypot1m1(near)))
    return tl.where(u < 0, -y, tl.where(u == 0, u, y))
