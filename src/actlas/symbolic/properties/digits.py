"""Taylor coefficients in many digits: values at places that intervals have found."""

from __future__ import annotations

from typing import Any

import mpmath
import sympy as sp

from actlas.symbolic.properties.jets import Arithmetic, jet

DIGITS = 50
_FAR = 10**6
_LARGEST_PHASE = 10**30


def _constant(number: Any) -> Any:
    if number.is_Rational:
        return mpmath.mpf(int(number.p)) / int(number.q)
    return mpmath.mpf(sp.Float(number.evalf(DIGITS + 10), DIGITS + 10)._mpf_)


def _power(u: Any, r: Any) -> Any:
    return u ** int(r) if r.is_Integer else u ** _constant(r)


def _exp(u: Any) -> Any:
    return mpmath.exp(max(min(u, _FAR), -_FAR))


def _wave(function: Any) -> Any:
    def applied(u: Any) -> Any:
        if abs(u) > _LARGEST_PHASE:
            raise ValueError("a phase that takes more digits than are carried")
        return function(u)

    return applied


def _sinc(u: Any, n: int) -> Any:
    if abs(u) > 1:
        value = mpmath.sin(u) / u
        for k in range(1, n + 1):
            value = (mpmath.sin(u + k * mpmath.pi / 2) - k * value) / u
        return value
    # (-1)^j·u^(2j)/(2j + 1)!, differentiated n times
    total = mpmath.mpf(0)
    for j in range((n + 1) // 2, 40):
        p = 2 * j - n
        total += (
            (-1) ** j
            * u**p
            * mpmath.factorial(2 * j)
            / mpmath.factorial(p)
            / mpmath.factorial(2 * j + 1)
        )
    return total


def _softplus(u: Any) -> Any:
    return max(u, 0) + mpmath.log1p(_exp(-abs(u)))


def _sigmoid(u: Any) -> Any:
    w = _exp(-abs(u))
    return 1 / (1 + w) if u >= 0 else w / (1 + w)


def _sech2(u: Any) -> Any:
    w = _exp(-2 * abs(u))
    return 4 * w / (1 + w) ** 2


MANY_DIGITS: Arithmetic = {
    "exp": _exp,
    "expm1": mpmath.expm1,
    "log": mpmath.log,
    "log1p": mpmath.log1p,
    "tanh": mpmath.tanh,
    "sech2": _sech2,
    "sigmoid": _sigmoid,
    "softplus": _softplus,
    "erf": mpmath.erf,
    "erfc": mpmath.erfc,
    "normal": mpmath.ncdf,
    "bell": lambda u: _exp(-(u**2)),
    "atan": mpmath.atan,
    "sin": _wave(mpmath.sin),
    "cos": _wave(mpmath.cos),
    "sinc": _sinc,
    "power": _power,
    "constant": _constant,
}


def coefficients(
    formula: sp.Expr, place: Any, order: int, number: int | None = DIGITS
) -> list[Any]:
    """Return the Taylor coefficients of a formula at a place in 50 digits, or as many as are set.

    Example:
        >>> from actlas.symbolic.functions import Z
        >>> [float(each) for each in coefficients(sp.exp(Z), 0, 2)]
        [1.0, 1.0, 0.5]
    """
    with mpmath.workdps(number or mpmath.mp.dps):
        return jet(formula, mpmath.mpf(place), order, MANY_DIGITS)


def derivative(formula: sp.Expr, place: Any, order: int) -> Any:
    """Return one derivative at a place in 50 digits."""
    with mpmath.workdps(DIGITS):
        return coefficients(formula, place, order)[order] * mpmath.factorial(order)
