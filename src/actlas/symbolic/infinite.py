"""Whether an expectation under the normal density exists: growth far out, and poles."""

from __future__ import annotations

import math
from typing import Any

import mpmath
import sympy as sp

from actlas.symbolic.curve import Curve

_FAR = (1e4, 1e6)
"""In standard deviations: where the density has beaten every growth that it ever beats."""
_NEAR = (1e-30, 1e-60)
_BESIDE = (1e-5, 1e-10)
"""Likewise, where the place itself is known to a float's digits."""
_HIGH = 30
_POLES = 8
_SLACK = 1e-3


def infinite(curve: Curve, power: int, sigma: float) -> float | None:
    """Return ±∞ or NaN where E[f(z)^power] has no finite value for z ~ N(0, σ²), else None.

    Growth is judged by whether f^power times the density still falls between 10⁴ and 10⁶ standard
    deviations, and a pole by the exponent with which f grows towards it.

    Example:
        >>> from actlas.catalogue import definition
        >>> infinite(Curve(definition("elu"), {"alpha": 1.0}), 2, 1.0) is None
        True
    """
    signs = {_sign(value) for value in _unbounded(curve, power, sigma)}
    if not signs:
        return None
    if power % 2 and len(signs) > 1:
        return math.nan
    return math.inf if power % 2 == 0 else signs.pop() * math.inf


def _sign(value: Any) -> int:
    return 1 if value > 0 else -1


def _unbounded(curve: Curve, power: int, sigma: float) -> list[Any]:
    """Return a value from every side on which the integral does not exist."""
    found = []
    for side in (-1, 1):
        values = [curve.at(side * mpmath.mpf(sigma) * far) for far in _FAR]
        left = [
            power * _log(value) - mpmath.mpf(far) ** 2 / 2
            for value, far in zip(values, _FAR, strict=True)
        ]
        if left[1] > min(left[0], -_FAR[0]):
            found.append(values[1])
    steps = dict.fromkeys(curve.checked, _NEAR if curve.linear else _BESIDE)
    steps |= {sp.Float(place, 17): _BESIDE for place in sorted(curve.poles, key=abs)[:_POLES]}
    for place, (far, near) in steps.items():
        for before, after in zip(*(curve.sides(place, each) for each in (far, near)), strict=True):
            rise = power * (_log(after) - _log(before)) / math.log(near / far)
            # An edge as of exp(z/1e-300) also falls away from its place, but nothing is high there.
            high = power * _log(after) + math.log(near) > -_HIGH
            if rise <= -1 + _SLACK and high:
                found.append(after)
    return found


def _log(value: Any) -> Any:
    if mpmath.isnan(value) or value == 0:
        return -(mpmath.mpf(10) ** 30)
    return mpmath.inf if mpmath.isinf(value) else mpmath.log(abs(value))
