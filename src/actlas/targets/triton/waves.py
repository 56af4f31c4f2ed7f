"""Sine and cosine, sin(u)/u and its derivatives, and waves of any rate, for Triton to compile."""

from __future__ import annotations

import math
import sys

from actlas.targets.triton.coefficients import SINC
from actlas.targets.triton.language import fixed, jit, polynomial, tl
from actlas.targets.triton.pairs import product
from actlas.targets.triton.primitives import at_least, at_most, quotient

_sinc_0, _sinc_1, _sinc_2, _sinc_3 = (
    polynomial(f"sinc_{order}", each) for order, each in enumerate(SINC)
)
_INFINITY = fixed(math.inf)
_LARGEST_SINGLE, _LARGEST_DOUBLE = fixed((2 - 2.0**-23) * 2.0**127), fixed(sys.float_info.max)


@jit
def sin(u):
    """Return the sine of u."""
    return tl.sin(u)


@jit
def cos(u):
    """Return the cosine of u."""
    return tl.cos(u)


@jit
def sinc_0(u):
    """Return sin(u) / u: near 0 by its series."""
    far = at_least(tl.abs(u), 1.5)
    return tl.where(tl.abs(u) < 1.5, _sinc_0(u * u), quotient(tl.sin(far), far))


@jit
def sinc_1(u):
    """Return the derivative of sin(u) / u: near 0 by its series, else (cos(u) - sinc(u)) / u."""
    far = tl.where(tl.abs(u) < 2.5, 4.0, u)
    return tl.where(tl.abs(u) < 2.5, u * _sinc_1(u * u), quotient(tl.cos(far) - sinc_0(far), far))


@jit
def sinc_2(u):
    """Return the second derivative of sin(u) / u, as `sinc_1`."""
    far = tl.where(tl.abs(u) < 3.5, 4.0, u)
    return tl.where(tl.abs(u) < 3.5, _sinc_2(u * u), quotient(-tl.sin(far) - 2 * sinc_1(far), far))


@jit
def sinc_3(u):
    """Return the third derivative of sin(u) / u, as `sinc_1`."""
    far = tl.where(tl.abs(u) < 4.5, 5.0, u)
    return tl.where(
        tl.abs(u) < 4.5, u * _sinc_3(u * u), quotient(-tl.cos(far) - 3 * sinc_2(far), far)
    )


@jit
def _turns(u, c):
    """Return c·u in twice the digits: where it overflows, the largest number, and NaN at ∞."""
    total, rest = product(u, c)
    rest = tl.where(tl.abs(total) < _INFINITY, rest, u - u)
    if u.dtype == tl.float64:
        total = at_most(at_least(total, -_LARGEST_DOUBLE), _LARGEST_DOUBLE)
    else:
        total = at_most(at_least(total, -_LARGEST_SINGLE), _LARGEST_SINGLE)
    return total, rest


@jit
def wave_0(u, c):
    """Return sin(c·u), with c·u in twice the digits: its rounding alone would shift the wave."""
    high, low = _turns(u, c)
    return tl.sin(high) * tl.cos(low) + tl.cos(high) * tl.sin(low)


@jit
def wave_1(u, c):
    """Return cos(c·u), as `wave_0`."""
    high, low = _turns(u, c)
    return tl.cos(high) * tl.cos(low) - tl.sin(high) * tl.sin(low)


@jit
def wave_2(u, c):
    """Return -sin(c·u), as `wave_0`."""
    return -wave_0(u, c)


@jit
def wave_3(u, c):
    """Return -cos(c·u), as `wave_0`."""
    return -wave_1(u, c)
