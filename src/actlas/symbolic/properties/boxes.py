"""Interval arithmetic on many intervals at once: arrays of lower and upper ends, rounded outwards.

Each result is sure to hold every value that the operation can take. Sums, products and quotients
are off by half a unit in the last place at most; for NumPy's and SciPy's functions 64 units are
taken, several times what they promise.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
import sympy as sp
from scipy import special

_LARGEST = np.finfo(np.float64).max
_SLACK = 64 * np.finfo(np.float64).eps


class Boxes:
    """Closed intervals [low, high], element by element; infinite ends mean that nothing is known.

    Example:
        >>> box = Boxes(np.array([1.0]), np.array([2.0]))
        >>> bool((box - box).low < 0 < (box - box).high)
        True
    """

    __slots__ = ("high", "low")

    def __init__(self, low: Any, high: Any) -> None:
        self.low, self.high = low, high

    def __add__(self, other: Any) -> Boxes:
        low, high = _ends(other)
        return _outward(self.low + low, self.high + high)

    __radd__ = __add__

    def __neg__(self) -> Boxes:
        return Boxes(-self.high, -self.low)

    def __sub__(self, other: Any) -> Boxes:
        low, high = _ends(other)
        return _outward(self.low - high, self.high - low)

    def __rsub__(self, other: Any) -> Boxes:
        turned: Boxes = -self + other
        return turned

    def __mul__(self, other: Any) -> Boxes:
        low, high = _ends(other)
        products = [_product(a, b) for a in (self.low, self.high) for b in (low, high)]
        return _outward(np.minimum.reduce(products), np.maximum.reduce(products))

    __rmul__ = __mul__

    def __truediv__(self, other: Any) -> Boxes:
        found: Boxes = self * reciprocal(other if isinstance(other, Boxes) else _as_boxes(other))
        return found

    def __rtruediv__(self, other: Any) -> Boxes:
        found: Boxes = reciprocal(self) * other
        return found

    def sign(self) -> Any:
        """Return 1 where all is positive, -1 where all is negative, 0 where that is open."""
        return np.where(self.low > 0, 1, 0) - np.where(self.high < 0, 1, 0)

    def meet(self, other: Boxes) -> Boxes:
        """Return what both agree on, each being sure to hold the true values."""
        return Boxes(np.maximum(self.low, other.low), np.minimum(self.high, other.high))


def enclosing(number: Any) -> tuple[float, float]:
    """Return two floats, or one twice, between which an exact number lies."""
    if number.is_Rational:
        near = _float(number)
        exact = np.isfinite(near) and sp.Rational(near) == number
        return (near, near) if exact else (np.nextafter(near, -np.inf), np.nextafter(near, np.inf))
    near = float(number.evalf(30))
    return float(np.nextafter(near, -np.inf)), float(np.nextafter(near, np.inf))


def _float(number: Any) -> float:
    try:
        return int(number.p) / int(number.q)
    except OverflowError:
        return float(np.inf if number > 0 else -np.inf)


def constant(number: Any) -> Boxes:
    """Return an exact SymPy number as one interval."""
    low, high = enclosing(number)
    return Boxes(np.float64(min(low, _LARGEST)), np.float64(max(high, -_LARGEST)))


def _as_boxes(number: Any) -> Boxes:
    return Boxes(np.float64(number), np.float64(number))


def _ends(other: Any) -> tuple[Any, Any]:
    return (other.low, other.high) if isinstance(other, Boxes) else (other, other)


def _product(a: Any, b: Any) -> Any:
    # An infinite end bounds finite numbers: 0 times any of them is 0.
    return np.where((a == 0) | (b == 0), 0.0, a * b)


def _outward(low: Any, high: Any, slack: float = 0.0) -> Boxes:
    if slack:
        low, high = low - slack * np.abs(low), high + slack * np.abs(high)
    low = np.nextafter(np.where(np.isnan(low), -np.inf, np.minimum(low, _LARGEST)), -np.inf)
    high = np.nextafter(np.where(np.isnan(high), np.inf, np.maximum(high, -_LARGEST)), np.inf)
    return Boxes(low, high)


def reciprocal(u: Boxes) -> Boxes:
    """Return 1 / u; nothing is known where u may be 0."""
    through = (u.low <= 0) & (u.high >= 0)
    safe_low, safe_high = np.where(through, 1.0, u.low), np.where(through, 1.0, u.high)
    made = _outward(1 / safe_high, 1 / safe_low)
    return Boxes(np.where(through, -np.inf, made.low), np.where(through, np.inf, made.high))


def power(u: Boxes, exponent: Any) -> Boxes:
    """Return u to a rational exponent; nothing is known where that is not real."""
    if exponent.is_Integer:
        n = int(exponent)
        if n < 0:
            return reciprocal(power(u, -exponent))
        ends = u.low**n, u.high**n
        if n % 2:
            return _outward(*ends, _SLACK)
        inside = (u.low <= 0) & (u.high >= 0)
        made = _outward(np.where(inside, 0.0, np.minimum(*ends)), np.maximum(*ends), _SLACK)
        return Boxes(np.maximum(made.low, 0.0), made.high)
    r, root = float(exponent), np.maximum(u.low, 0.0)
    if exponent < 0:
        return reciprocal(power(u, -exponent))
    made = _outward(root**r, np.maximum(u.high, 0.0) ** r, 4 * _SLACK)
    unknown = u.low < 0
    return Boxes(np.where(unknown, -np.inf, np.maximum(made.low, 0.0)), made.high)


def _rising(function: Callable[[Any], Any], least: float, most: float) -> Callable[[Boxes], Boxes]:
    """Return an increasing function on intervals; its values lie between two bounds."""

    def applied(u: Boxes) -> Boxes:
        made = _outward(function(u.low), function(u.high), _SLACK)
        return Boxes(np.maximum(made.low, least), np.minimum(made.high, most))

    return applied


def _log(u: Boxes, function: Callable[[Any], Any] = np.log, pole: float = 0.0) -> Boxes:
    made = _outward(function(np.maximum(u.low, pole)), function(np.maximum(u.high, pole)), _SLACK)
    return Boxes(
        np.where(u.low <= pole, -np.inf, made.low), np.where(u.high <= pole, np.inf, made.high)
    )


def _hump(function: Callable[[Any], Any]) -> Callable[[Boxes], Boxes]:
    """Return an even function that falls with |u| from its value at 0."""

    def applied(u: Boxes) -> Boxes:
        far = np.maximum(np.abs(u.low), np.abs(u.high))
        near = np.where((u.low <= 0) & (u.high >= 0), 0.0, np.minimum(abs(u.low), abs(u.high)))
        made = _outward(function(far), function(near), _SLACK)
        return Boxes(np.maximum(made.low, 0.0), made.high)

    return applied


def _wave(u: Boxes, function: Any, shift: float) -> Boxes:
    """Return a cosine, shifted by a multiple of π: its ends, and ±1 where a crest may lie between.

    Which multiple of π an end is near to is known up to rounding; a crest so near counts.
    """
    low, high = u.low / np.pi + shift, u.high / np.pi + shift
    margin = 1e-12 + 1e-14 * np.maximum(np.abs(low), np.abs(high))
    made = _outward(
        np.minimum(function(u.low), function(u.high)),
        np.maximum(function(u.low), function(u.high)),
        _SLACK,
    )
    crest = np.floor((high + margin) / 2) >= np.ceil((low - margin) / 2)
    trough = np.floor((high + margin - 1) / 2) >= np.ceil((low - margin - 1) / 2)
    lost = ~np.isfinite(low) | ~np.isfinite(high)
    return Boxes(
        np.where(trough | lost, -1.0, np.maximum(made.low, -1.0)),
        np.where(crest | lost, 1.0, np.minimum(made.high, 1.0)),
    )


def sech2(x: Any) -> Any:
    """Return 1 - tanh(x)², with its tails."""
    w = np.exp(-2 * np.abs(x))
    return 4 * w / (1 + w) ** 2


def sinc_derivative(u: Boxes, order: int) -> Boxes:
    """Return a derivative of sin(u)/u: its value in the middle, give or take a bounded slope."""
    middle = np.clip((u.low + u.high) / 2, -_LARGEST, _LARGEST)
    middle = np.where(np.isfinite(middle), middle, 0.0)
    radius = np.maximum(u.high - middle, middle - u.low)
    # The n-th derivative is ∫ tⁿ cos(tu + nπ/2) dt over [0, 1], so at most 1/(n + 1).
    value, bound = _sinc(middle, order), 1 / (order + 1)
    reach = radius / (order + 2) + 1e-13
    return Boxes(np.maximum(value - reach, -bound), np.minimum(value + reach, bound))


_NODES, _WEIGHTS = np.polynomial.legendre.leggauss(48)


def _sinc(x: Any, order: int) -> Any:
    t = (_NODES + 1) / 2
    near = np.clip(x, -40, 40)[..., None] * t
    inner = (np.cos(near + order * np.pi / 2) * t**order * _WEIGHTS / 2).sum(-1)
    far, safe = np.abs(x) > 40, np.where(np.abs(x) > 40, x, 1.0)
    outer = np.sin(safe) / safe
    for n in range(1, order + 1):
        outer = (np.sin(safe + n * np.pi / 2) - n * outer) / safe
    return np.where(far, outer, inner)


FUNCTIONS: Mapping[str, Callable[..., Any]] = {
    "exp": _rising(np.exp, 0.0, np.inf),
    "expm1": _rising(np.expm1, -1.0, np.inf),
    "log": _log,
    "log1p": lambda u: _log(u, np.log1p, -1.0),
    "tanh": _rising(np.tanh, -1.0, 1.0),
    "sech2": _hump(sech2),
    "sigmoid": _rising(special.expit, 0.0, 1.0),
    "softplus": _rising(lambda x: np.logaddexp(0, x), 0.0, np.inf),
    "erf": _rising(special.erf, -1.0, 1.0),
    "erfc": lambda u: -_rising(lambda x: -special.erfc(x), -2.0, 0.0)(u),
    "normal": _rising(special.ndtr, 0.0, 1.0),
    "bell": _hump(lambda x: np.exp(-(x**2)) * (1 - _SLACK)),
    "atan": _rising(np.arctan, -1.5707963267948968, 1.5707963267948968),
    "sin": lambda u: _wave(u, np.sin, -0.5),
    "cos": lambda u: _wave(u, np.cos, 0.0),
    "sinc": sinc_derivative,
    "power": power,
    "constant": constant,
}
"""What `actlas.symbolic.properties.jets` asks of an arithmetic, for arrays of intervals."""
