"""Moments of an activation φ under z ~ N(0, σ²): E[φ], E[φ²], its variance, E[φ′²]; and the gain.

In closed form where there is one, with its expression. Else by quadrature in float64, which is
checked at the places that count: where their values do not have the digits, many digits are used.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache, partial
from typing import Any

import mpmath
import numpy as np
import sympy as sp

from actlas.definition import Elementwise
from actlas.errors import BadExpression, BadParameter
from actlas.symbolic.closed import NoClosedForm, closed_form, number
from actlas.symbolic.curve import Array, Curve
from actlas.symbolic.functions import Z, elementary
from actlas.symbolic.infinite import infinite
from actlas.symbolic.quadrature import MOST_PANELS, Integral, expectation

Bound = tuple[tuple[str, float], ...]

TOLERANCE = 1e-10
"""The relative error that a moment by quadrature stays within, or says that it does not."""
_TRUSTED = 1e-12
_SAMPLES = 12
_DIGITS = (40, 80, 160, 320)
_CENTRE = 80


@dataclass(frozen=True, slots=True)
class Moment:
    """An expectation: its value, a bound of its error, and how it was found.

    `exact` says that the value is that of `expression`, a closed form; `error` then is rounding
    alone. Without one, the value comes from quadrature. A mean that vanishes has an absolute error.
    """

    value: float
    error: float
    expression: sp.Expr | None = None

    @property
    def exact(self) -> bool:
        """Whether there is a closed form."""
        return self.expression is not None


@dataclass(frozen=True, slots=True)
class Moments:
    """What is known of φ(z) and φ′(z) for z ~ N(0, σ²)."""

    sigma: float
    mean: Moment
    """E[φ]; NaN where it does not exist."""
    mean_square: Moment
    """E[φ²]; infinity where the function grows too fast."""
    variance: Moment
    """E[φ²] - E[φ]², computed without cancelling."""
    slope_square: Moment
    """E[φ′²]; infinity where φ leaps, since the slope of a leap is infinite."""


KINDS = ("mean", "mean_square", "variance", "slope_square")
MODES = {"forward": "mean_square", "std": "variance", "backward": "slope_square"}
"""Which expectation each mode of the gain brings to its desired size."""


def moments(
    definition: Elementwise, parameters: Mapping[str, float], sigma: float = 1.0
) -> Moments:
    """Return the moments of an activation, its parameters bound, under z ~ N(0, σ²).

    Args:
        definition: an elementwise activation.
        parameters: a value for each of its parameters.
        sigma: the standard deviation σ of its argument.

    Raises:
        BadParameter: σ is not a positive number.

    Example:
        >>> from actlas.catalogue import definition
        >>> found = moments(definition("relu"), {})
        >>> found.mean_square.expression, found.mean.expression, round(found.variance.value, 12)
        (1/2, sqrt(2)/(2*sqrt(pi)), 0.340845056908)
    """
    mean, mean_square, variance, slope_square = (
        moment(definition, parameters, kind, sigma) for kind in KINDS
    )
    return Moments(sigma, mean, mean_square, variance, slope_square)


def moment(
    definition: Elementwise,
    parameters: Mapping[str, float],
    kind: str = "mean_square",
    sigma: float = 1.0,
) -> Moment:
    """Return one of the moments: "mean", "mean_square", "variance" or "slope_square"."""
    deviation = float(sigma)
    if not (0 < deviation < math.inf):
        raise BadParameter("sigma must be a positive number, got {sigma!r}", sigma=sigma)
    return _moment(definition, tuple(sorted(parameters.items())), kind, deviation)


def gain(
    definition: Elementwise,
    parameters: Mapping[str, float],
    mode: str = "forward",
    sigma: float = 1.0,
) -> float:
    """Return the factor on weights that keeps the signal's or the gradient's size, z ~ N(0, σ²).

    - forward: σ / √E[φ²], which keeps the mean square (He et al., 2015);
    - std: σ / √Var[φ], which keeps the variance;
    - backward: 1 / √E[φ′²], which keeps the gradient's mean square.

    It is infinite where the expectation is 0, and 0 where that is infinite.

    Raises:
        BadParameter: there is no such mode, or σ is not a positive number.

    Example:
        >>> from actlas.catalogue import definition
        >>> round(gain(definition("tanh"), {}), 6)
        1.592537
    """
    check_mode(mode, sigma)
    expected = moment(definition, parameters, MODES[mode], sigma).value
    kept = 1.0 if mode == "backward" else float(sigma)
    return math.inf if expected == 0 else kept / math.sqrt(expected)


def check_mode(mode: str, sigma: float) -> None:
    """Refuse what is no mode of the gain, or no standard deviation.

    Raises:
        BadParameter: there is no such mode, or σ is not a positive number.
    """
    if mode not in MODES:
        raise BadParameter(
            "a gain is one of: {known}; got {mode!r}", known=", ".join(MODES), mode=mode
        )
    if not (0 < float(sigma) < math.inf):
        raise BadParameter("sigma must be a positive number, got {sigma!r}", sigma=sigma)


@cache
def _curve(definition: Elementwise, bound: Bound, order: int, less: sp.Expr = sp.S.Zero) -> Curve:
    return Curve(definition, dict(bound), order, less)


@cache
def _moment(definition: Elementwise, bound: Bound, kind: str, sigma: float) -> Moment:
    curve = _curve(definition, bound, int(kind == "slope_square"))
    power = 1 if kind == "mean" else 2
    if kind == "slope_square" and _curve(definition, bound, 0).jumps:
        return Moment(math.inf, 0.0)
    endless = infinite(curve, power, sigma)
    if endless is not None:
        return Moment(endless, 0.0)
    exact = _closed(definition, bound, kind, sigma)
    if exact is not None:
        value = float(number(exact))
        return Moment(value, abs(value) * 2.0**-52 if math.isfinite(value) else 0.0, exact)
    if kind == "variance":
        return _variance(definition, bound, sigma)
    return _by_quadrature(curve, power, sigma)


@cache
def _closed(definition: Elementwise, bound: Bound, kind: str, sigma: float) -> sp.Expr | None:
    curve = _curve(definition, bound, int(kind == "slope_square"))
    if not curve.linear:
        return None
    deviation = sp.Rational(repr(sigma))
    if kind == "variance":
        mean = _closed(definition, bound, "mean", sigma)
        square = _closed(definition, bound, "mean_square", sigma)
        return None if mean is None or square is None else sp.expand(square - mean**2)
    power = 1 if kind == "mean" else 2
    try:
        return closed_form(
            ((low, high, formula**power) for low, high, formula in curve.parts), deviation
        )
    except NoClosedForm:
        pass
    if len(curve.parts) == 1:
        half = _even_part(curve.parts[0][2] ** power)
        if half is not None:
            return closed_form([(-sp.oo, sp.oo, half)], deviation)
    return None


_SHORT = 40


def _even_part(formula: sp.Expr) -> sp.Expr | None:
    """Return (f(z) + f(-z)) / 2, which has the same expectation, where it is a polynomial."""
    both = elementary(formula + formula.subs(Z, -Z)).rewrite(sp.exp)
    if both.count_ops() > _SHORT or both.has(sp.log):
        return None
    found = sp.cancel(sp.together(both)) / 2
    return found if found.is_polynomial(Z) else None


def _variance(definition: Elementwise, bound: Bound, sigma: float) -> Moment:
    """Return E[(φ - m)²], where m is φ(0) and a small rest, so that both keep their digits."""
    mean = _moment(definition, bound, "mean", sigma)
    if mean.exact and mean.value == 0:
        return _moment(definition, bound, "mean_square", sigma)
    with mpmath.workdps(_CENTRE):
        middle = _curve(definition, bound, 0).at(mpmath.mpf(0), _CENTRE)
        said = mpmath.nstr(middle, _CENTRE) if mpmath.isfinite(middle) else "0"
    moved = _curve(definition, bound, 0, sp.Rational(said))
    rest = mean if middle == 0 else _by_quadrature(moved, 1, sigma)
    if not math.isfinite(rest.value):
        return Moment(abs(rest.value), 0.0)
    return _by_quadrature(moved, 2, sigma, less=rest.value)


def _by_quadrature(curve: Curve, power: int, sigma: float, less: float = 0.0) -> Moment:
    """Return E[(f - less)^power], computed in ever more costly ways until the digits are there."""
    best: tuple[float, Integral] | None = None
    for way in _ways(curve):
        found = _integrated(way, power, sigma, less, curve.centres)
        if math.isnan(found.value):
            return Moment(math.nan, 0.0)
        doubt = _doubt(curve, found, power, less, way)
        if best is None or doubt < best[0]:
            best = (doubt, found)
        if doubt <= _TRUSTED or (way.slow and math.isinf(doubt)):
            break
    assert best is not None
    doubt, found = best
    if math.isinf(doubt):
        return Moment(math.inf if power == 2 else found.value, 0.0)
    return Moment(found.value, found.error + doubt * found.size)


@dataclass(frozen=True, slots=True)
class _Way:
    """A way to compute the values; `slow` by many digits, where it must do with fewer panels."""

    values: Callable[[Array], Any]
    slow: bool = False


_FEW_PANELS = 1_500


def _ways(curve: Curve) -> Iterator[_Way]:
    """Give ways to compute the values: as written, in steadier forms, and in many digits."""
    yield _Way(partial(_mended, curve))
    try:
        steady = curve.steady
    except (BadExpression, StopIteration):
        pass
    else:
        yield _Way(partial(_mended, steady))
    for digits in _DIGITS:
        yield _Way(partial(_in_digits, curve, digits), slow=True)


def _in_digits(curve: Curve, digits: int, z: Array) -> Any:
    return np.array([curve.at(mpmath.mpf(each), digits) for each in z])


def _integrated(
    way: _Way, power: int, sigma: float, less: float, centres: tuple[float, ...]
) -> Integral:
    def weighed(z: Array, root: Array) -> Array:
        # In one product with the density's root, large values do not overflow.
        one = np.asarray((way.values(z) - less) * root, dtype=np.float64)
        return one * (root if power == 1 else one)

    with np.errstate(all="ignore"):
        return expectation(weighed, sigma, centres, _FEW_PANELS if way.slow else MOST_PANELS)


_MOST_MENDED = 64


def _mended(curve: Curve, z: Array) -> Any:
    """Return the values in float64; some that overflow or are NaN by way of many digits."""
    found = curve(z)
    lost = np.flatnonzero(~np.isfinite(found))
    if not len(lost):
        return found
    probes = lost[:: max(1, len(lost) // 8)]
    if all(mpmath.isnan(curve.at(mpmath.mpf(z[each]))) for each in probes):
        return found  # the function is not defined there
    if len(lost) > _MOST_MENDED:
        # Infinite is what the next way is tried for; not a number would say that there is no value.
        return np.where(np.isfinite(found), found, np.inf)
    mended = found.astype(object)
    for each in lost:
        mended[each] = curve.at(mpmath.mpf(z[each]))
    return mended


def _doubt(curve: Curve, found: Integral, power: int, less: float, way: _Way) -> float:
    """Return the relative error of the integral that comes from errors of the function's values.

    It is estimated at places that are drawn as often as they contribute, in proven digits.
    """
    if not math.isfinite(found.size):
        return math.inf
    if found.size == 0:  # nothing is there, or all of it has cancelled
        return float(any(curve.digits(z) != less for z in (-1.3, 0.2, 0.7)))
    order = np.argsort(found.places)
    reached = np.cumsum(found.shares[order]) / found.shares.sum()
    quantiles = (np.arange(_SAMPLES) + 0.5) / _SAMPLES
    places = np.unique(found.places[order][np.searchsorted(reached, quantiles)])
    errors = []
    for z, computed in zip(map(float, places), way.values(places), strict=True):
        true, got = curve.digits(z) - less, mpmath.mpf(computed) - less
        if true != 0 and mpmath.isfinite(true) and mpmath.isfinite(got):
            errors.append(float(abs(got - true) / abs(true)))
    return power * sum(errors) / len(errors) if errors else 0.0


def weighted(
    definition: Elementwise,
    parameters: Mapping[str, float],
    sigma: float,
    *,
    order: int = 0,
    power: int = 2,
    bent: bool = False,
) -> float:
    """Return E[f(σz)^power], or E[f(σz)^power·(z² - 1)] if `bent`, for the `order`-th derivative f.

    It is meant for maps that are followed over many σ: quadrature in float64 and nothing else, some
    twelve digits, a leap of f not counted in its derivative. What is not finite is infinite.

    Example:
        >>> from actlas.catalogue import definition
        >>> round(weighted(definition("relu"), {}, 2.0), 12)
        2.0
    """
    curve = fastest(definition, parameters, order)

    def share(z: Array, root: Array) -> Array:
        one = np.asarray(_mended(curve, z) * root, dtype=np.float64)
        found = one * (root if power == 1 else one)
        return found * ((z / sigma) ** 2 - 1) if bent else found

    with np.errstate(all="ignore"):
        value = expectation(share, sigma, curve.centres, _FEW_PANELS).value
    return value if math.isfinite(value) else math.inf


_TRIALS = (1e-9, 1e-6, 1e-3, 0.3, 3.0, 30.0, 400.0)


def fastest(definition: Elementwise, parameters: Mapping[str, float], order: int = 0) -> Curve:
    """Return a derivative in the form, as written or steadier, that keeps more digits."""
    return _fastest(definition, tuple(sorted(parameters.items())), order)


@cache
def _fastest(definition: Elementwise, bound: Bound, order: int) -> Curve:
    curve = _curve(definition, bound, order)
    places = np.array([side * z for z in _TRIALS for side in (1, -1)])
    true = [curve.digits(float(z)) for z in places]

    def lost(form: Curve) -> float:
        pairs = zip(form(places), true, strict=True)
        errors = [float(abs(got - y) / abs(y)) for got, y in pairs if y and mpmath.isfinite(y)]
        return sum(1.0 if math.isnan(each) else min(each, 1.0) for each in errors)

    try:
        return min((curve, curve.steady), key=lost)
    except (BadExpression, StopIteration):
        return curve
