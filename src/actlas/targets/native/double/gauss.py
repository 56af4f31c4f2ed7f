"""Integrals of the bell curve: their tails are exp(-u²/2) times a function that falls slowly."""

from __future__ import annotations

import math
from typing import Any

from actlas.targets.native.arithmetic import fma, inlined, select, size
from actlas.targets.native.binade import estrin
from actlas.targets.native.comparisons import at_most
from actlas.targets.native.double import coefficients as fitted
from actlas.targets.native.double.exponential import DOWN, bell, bell_parts, decay_parts

_ROOT_2, _ROOT_2_REST = math.sqrt(2), -9.667293313452913e-17
_DENSITY = 1 / math.sqrt(2 * math.pi)
_VANISHED = 40.0
_CENTRE = 3.0


@inlined
def _scaled(x: Any, low: Any) -> Any:
    """Return g(x + low) = Φ(-x)·exp(x²/2) for x ≥ 0 as two numbers.

    It is F(t) / (x + 3) with t = (x - 3) / (x + 3). What rounding took from x + 3 and from its
    inverse is a shift of x, and g′ = x·g - 1/√(2π).
    """
    below = x + _CENTRE
    inverse = 1.0 / below
    shift = fma(-below, fma(-below, inverse, 1.0), x - (below - _CENTRE)) + low
    t = fma(-2.0 * _CENTRE, inverse, 1.0)
    scaled = fma(t, fma(t, estrin(t, fitted.TAIL[2:]), fitted.TAIL[1]), fitted.TAIL[0])
    g = scaled * inverse
    return g, fma(shift, fma(x, g, -_DENSITY), fma(scaled, inverse, -g))


@inlined
def _tail(u: Any, c: Any, x: Any, low: Any) -> Any:
    """Return exp(-c·u²)·g(x + low)."""
    high, rest = bell_parts(u, c)
    total, beyond, scale = decay_parts(-high, -rest)
    g, g_low = _scaled(at_most(x, _VANISHED), low)
    return (fma(total, g, fma(total, g_low, beyond * g)) * scale) * DOWN


@inlined
def normal(u: Any) -> Any:
    """Return Φ(u), of u > 0 as 1 - Φ(-u).

    Off by 2.0 ulps at most.
    """
    tail = _tail(u, 0.5, size(u), 0.0)
    return select(u > 0.0, 1.0 - tail, tail)


@inlined
def erfc(u: Any) -> Any:
    """Return one less the error function, of u < 0 as 2 less that of -u: it is 2·Φ(-√2·u).

    Off by 1.9 ulps at most.
    """
    near = at_most(size(u), _VANISHED)
    x = near * _ROOT_2
    tail = 2.0 * _tail(u, 1.0, x, fma(near, _ROOT_2_REST, fma(near, _ROOT_2, -x)))
    return select(u < 0.0, 2.0 - tail, tail)


_ALL_BUT_1 = 8.5


@inlined
def erf(u: Any) -> Any:
    """Return the error function of u: near 0 by a polynomial, else 1 - erfc(|u|).

    Off by 1.0 ulps at most.
    """
    near = fma(u, estrin(u * u, fitted.ERF), u)
    x = at_most(size(u) * _ROOT_2, _ALL_BUT_1)
    inverse = 1.0 / (x + _CENTRE)
    scaled = estrin(fma(-2.0 * _CENTRE, inverse, 1.0), fitted.ERF_TAIL) * inverse
    far = fma(-2.0 * bell(u, 1.0), scaled, 1.0)
    return select(size(u) < 1.0, near, select(u < 0.0, -far, far))
