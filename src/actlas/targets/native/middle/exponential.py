"""Exponentials: exp(x) = 2^k·exp(r) with r = x - k·log(2), |r| ≤ log(2)/2.

exp(r) - 1 is r + r²·Q(r), Q of degree 6. Functions of |u| are made of exp(-|u|) alone, so that a
kernel that has several of them computes it once.
"""

from __future__ import annotations

import math
from typing import Any

from actlas.targets.native.arithmetic import fma, inlined, power_of_two, select, signed, size
from actlas.targets.native.binade import estrin
from actlas.targets.native.comparisons import INFINITY, at_least, at_most
from actlas.targets.native.middle import coefficients as fitted

_MAGIC = 1.5 * 2.0**52 + 1023.0
_LOG2_E, _LOG_2 = 1 / math.log(2), math.log(2)
_LOWEST, _HIGHEST = -1023 * math.log(2), 1024 * math.log(2)


@inlined
def _parts(x: Any) -> Any:
    """Return p and s with exp(x) = s·(1 + p): s = 2^k, p = expm1(r), r = x - k·log(2)."""
    shifted = fma(x, _LOG2_E, _MAGIC)
    k = shifted - _MAGIC
    r = fma(-k, _LOG_2, x)
    return fma(r * r, estrin(r, fitted.EXP), r), power_of_two(shifted)


@inlined
def exp(u: Any) -> Any:
    """Return the exponential of u: s = 2^k is 0 or ∞ where the result is.

    Off by 2^-38 at most.
    """
    p, s = _parts(at_most(at_least(u, _LOWEST), _HIGHEST))
    return s * (1.0 + p)


@inlined
def expm1(u: Any) -> Any:
    """Return exp(u) - 1 as s·p + (s - 1).

    Off by 2^-37 at most.
    """
    p, s = _parts(at_most(at_least(u, _LOWEST), _HIGHEST))
    return signed(select(s == INFINITY, s, fma(s, p, s - 1.0)), u)


@inlined
def decay(u: Any) -> Any:
    """Return exp(-|u|) and 1 - exp(-|u|): what sigmoid, tanh and softplus are made of."""
    p, s = _parts(at_least(-size(u), _LOWEST))
    return s * (1.0 + p), (1.0 - s) - s * p


@inlined
def sigmoid(u: Any) -> Any:
    """Return 1 / (1 + e) for u > 0 and e / (1 + e) below, with e = exp(-|u|).

    Off by 2^-38 at most.
    """
    e, _ = decay(u)
    return select(u < 0.0, e, 1.0) / (1.0 + e)


@inlined
def tanh(u: Any) -> Any:
    """Return (1 - e)(1 + e) / (1 + e²) with the sign of u, and e = exp(-|u|).

    Off by 2^-37 at most.
    """
    e, rest = decay(u)
    return signed(rest * (1.0 + e) / fma(e, e, 1.0), u)


@inlined
def bell(u: Any, c: Any) -> Any:
    """Return exp(-c·u²).

    Off by 2^-38 at most.
    """
    return exp(-c * (u * u))
