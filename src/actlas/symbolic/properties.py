"""What can be said of an elementwise activation with its parameters bound: range, slopes, gain.

Ends are exact limits by SymPy, piece by piece. Turning points inside a piece are found where a
derivative changes sign on a dense grid, then refined: numbers, not proofs.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from typing import Any

import mpmath
import sympy as sp

from actlas.definition import Elementwise, Interval
from actlas.symbolic.calculus import branches, owner
from actlas.symbolic.functions import Z, elementary
from actlas.symbolic.references import symbol

_GRID = [i / 8 for i in range(-240, 241)]
"""Where turning points are looked for, around 0 and around every break."""
_DIGITS = 50
_HIGHEST_ORDER = 12
"""Pieces whose derivatives agree so far are taken to meet smoothly."""


@dataclass(frozen=True, slots=True)
class Properties:
    """What is known of an activation, for the parameters at hand."""

    range: Interval
    """The values it takes."""
    limits: tuple[float, float]
    """Its limits at -∞ and at +∞; NaN where there is none."""
    kinks: tuple[float, ...]
    """Where the slope jumps."""
    smoothness: float
    """How many derivatives are continuous: infinity for a smooth function, -1 with a jump in f."""
    monotone: str
    """"increasing", "decreasing" (both not strictly), "constant" or "no"."""
    zero_at_zero: bool
    odd: bool
    bounded: tuple[bool, bool]
    """Whether it is bounded below, and above."""
    saturates: tuple[bool, bool]
    """Whether its slope tends to 0 at -∞, and at +∞."""
    lipschitz: float
    """The largest absolute slope; infinity with a jump in f."""
    gain: float
    """1 / √E[f(z)²] for z ~ N(0, 1): the factor on weights that keeps the mean square at 1."""


def properties(definition: Elementwise, parameters: Mapping[str, float]) -> Properties:
    """Return the properties of an activation whose parameters have the given values.

    Example:
        >>> from actlas.catalogue import definition
        >>> found = properties(definition("elu"), {"alpha": 1.0})
        >>> str(found.range), found.monotone, round(found.gain, 6)
        ('(-1, ∞)', 'increasing', 1.245198)
    """
    return _properties(definition, tuple(sorted(parameters.items())))


class _Pieces:
    """The pieces of one derivative on their intervals, with parameters bound."""

    def __init__(self, definition: Elementwise, bound: Mapping[Any, Any], order: int) -> None:
        held = branches(definition)
        self._numeric = tuple(
            type(each)(each.formula.subs(bound), each.condition.subs(bound)) for each in held
        )
        breaks = sorted({c.rhs for c in (each.condition for each in self._numeric) if c != sp.true})
        self.breaks = [float(each) for each in breaks]
        self.parts = []
        for low, high in pairwise((-sp.oo, *breaks, sp.oo)):
            # The symbolic formula: where a parameter is bound to 0, other terms may vanish with it.
            own = held[owner(self._numeric, _between(low, high))].formula
            formula = _one_fraction(elementary(sp.diff(own, Z, order)).subs(bound))
            self.parts.append((low, high, formula, sp.lambdify(Z, formula, "mpmath")))
        self.ends = [
            (_limit(formula, low, "+"), _limit(formula, high, "-"))
            for low, high, formula, _ in self.parts
        ]

    def values_at_breaks(self) -> list[float]:
        """Return what the function itself is at each break."""
        return [self.value(sp.nsimplify(place, rational=True)) for place in self.breaks]

    def value(self, place: Any) -> float:
        """Return what the function itself is at one place."""
        return float(elementary(self._numeric[owner(self._numeric, place)].formula).subs(Z, place))

    def jumps(self) -> Iterator[tuple[int, float]]:
        """Give the breaks at which both sides differ: index, and right side less left side."""
        for index, ((_, left), (right, _)) in enumerate(pairwise(self.ends)):
            if left.low != left.high or right.low != right.high:
                yield index, math.nan
            elif not math.isclose(left.low, right.low):
                yield index, right.low - left.low

    def turning_values(self) -> list[float]:
        """Return the values where the parts turn from rising to falling or back."""
        found = []
        centres = (0.0, *self.breaks)
        everywhere = sorted({centre + step for centre in centres for step in _GRID})
        for low, high, formula, value in self.parts:
            slope = _real(sp.lambdify(Z, _one_fraction(sp.diff(formula, Z)), "mpmath"))
            grid = [z for z in everywhere if low < z < high] if formula.has(Z) else []
            known = [(z, steepness) for z in grid if (steepness := slope(z)) is not None]
            for (left, before), (right, after) in pairwise(known):
                if before == 0 or before * after < 0:
                    turn = _real(value)(_root(slope, left, right) if before else left)
                    found += [] if turn is None else [float(turn)]
        return found

    def mean(self, of: Callable[[Any], Any]) -> float:
        """Return E[of(f(z))] for z ~ N(0, 1), by quadrature split at the breaks."""
        total = mpmath.mpf(0)
        for low, high, _, value in self.parts:
            points = [p for p in (-40, -8, -2, 0, 2, 8, 40) if low < p < high]
            points = [max(low, -40), *points, min(high, 40)]
            points = sorted({mpmath.mpf(float(p)) for p in points})
            total += mpmath.quad(lambda z, f=value: of(f(z)) * mpmath.npdf(z), points)
        return float(total)


def _one_fraction(formula: sp.Expr) -> sp.Expr:
    # Far out, differences of exponentials would cancel to nothing.
    return sp.cancel(sp.together(formula)) if formula.has(sp.exp) else formula


def _between(low: Any, high: Any) -> Any:
    if low == -sp.oo:
        return sp.Integer(0) if high == sp.oo else high - 1
    return low + 1 if high == sp.oo else (low + high) / 2


def _real(function: Callable[[Any], Any]) -> Callable[[Any], Any]:
    """Let a function say None where it has no real value."""

    def asked(z: Any) -> Any:
        try:
            with mpmath.workdps(_DIGITS):
                value = function(mpmath.mpf(z))
        except (ZeroDivisionError, ValueError):
            return None
        return value if mpmath.im(value) == 0 else None

    return asked


def _root(slope: Callable[[Any], Any], left: float, right: float) -> Any:
    """Return where a slope that changes sign between both places is 0, by bisection."""
    low, high, sign = mpmath.mpf(left), mpmath.mpf(right), mpmath.sign(slope(left))
    for _ in range(60):
        middle = (low + high) / 2
        here = slope(middle)
        if not here:
            return middle
        low, high = (middle, high) if here * sign > 0 else (low, middle)
    return middle


def _limit(formula: sp.Expr, at: Any, side: str) -> Interval:
    """Return the least and the greatest value that the formula comes near to: mostly one number."""
    found = sp.limit(formula, Z, at, side) if formula.has(Z) else formula
    low, high = (found.min, found.max) if isinstance(found, sp.AccumBounds) else (found, found)
    known = low.is_extended_real and low.is_number and high.is_number
    return Interval(float(low), float(high)) if known else Interval()


def _single(limit: Interval) -> float:
    return limit.low if limit.low == limit.high else math.nan


@cache
def _properties(definition: Elementwise, bound: tuple[tuple[str, float], ...]) -> Properties:
    values = {symbol(name): sp.Rational(repr(value)) for name, value in bound}
    own, slope = (_Pieces(definition, values, order) for order in (0, 1))
    reached = {*own.turning_values(), *own.values_at_breaks()}
    reached |= {float(formula) for _, _, formula, _ in own.parts if not formula.has(Z)}
    low, high = _hull(own, reached)
    jumps = [math.copysign(math.inf, height) for _, height in own.jumps()]
    steepest = _hull(slope, {*slope.turning_values(), *jumps})
    left, right = slope.ends[0][0], slope.ends[-1][1]
    return Properties(
        range=Interval(low, high, low in reached, high in reached),
        limits=(_single(own.ends[0][0]), _single(own.ends[-1][1])),
        kinks=tuple(own.breaks[index] for index, _ in slope.jumps()),
        smoothness=_smoothness(definition, values),
        monotone=_direction(*steepest),
        zero_at_zero=own.value(sp.Integer(0)) == 0,
        odd=_is_odd(own),
        bounded=(math.isfinite(low), math.isfinite(high)),
        saturates=(_single(left) == 0, _single(right) == 0),
        lipschitz=max(map(abs, steepest)),
        gain=_gain(own),
    )


def _hull(pieces: _Pieces, inner: set[float]) -> tuple[float, float]:
    ends = [end for pair in pieces.ends for end in pair]
    return min(inner | {each.low for each in ends}), max(inner | {each.high for each in ends})


def _smoothness(definition: Elementwise, values: Mapping[Any, Any]) -> float:
    for order in range(_HIGHEST_ORDER + 1):
        pieces = _Pieces(definition, values, order)
        if any(pieces.jumps()):
            return order - 1
        if len({formula for _, _, formula, _ in pieces.parts}) == 1:
            break
    return math.inf


def _direction(least: float, greatest: float) -> str:
    if least == greatest == 0:
        return "constant"
    noise = 1e-12 * max(abs(slope) for slope in (least, greatest, 0.0) if math.isfinite(slope))
    if least >= -noise:
        return "increasing"
    return "decreasing" if greatest <= noise else "no"


def _is_odd(own: _Pieces) -> bool:
    mirrored = reversed([formula.subs(Z, -Z) for _, _, formula, _ in own.parts])
    places = own.breaks == [-each for each in reversed(own.breaks)]
    return places and all(
        sp.simplify(formula + mirror) == 0
        for (_, _, formula, _), mirror in zip(own.parts, mirrored, strict=True)
    )


def _gain(own: _Pieces) -> float:
    second_moment = own.mean(lambda y: y * y)
    return 1 / math.sqrt(second_moment) if second_moment > 0 else math.inf
