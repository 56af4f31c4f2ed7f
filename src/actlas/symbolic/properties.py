"""What can be said of an elementwise activation with its parameters bound: range, limits, slopes, gain.

Ends are exact limits by SymPy, piece by piece. Turning points inside a piece are found where a
derivative changes sign on a dense grid, then refined: numbers, not proofs.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import mpmath
import sympy as sp

from actlas.definition import Elementwise, Interval
from actlas.symbolic.calculus import branches, owner
from actlas.symbolic.functions import Z
from actlas.symbolic.grammar import parse, symbol

_GRID = [i / 8 for i in range(-240, 241)]
_HIGHEST_ORDER = 3


@dataclass(frozen=True, slots=True)
class Properties:
    """What is known of an activation, for the parameters at hand."""

    range: Interval
    """The values it takes."""
    limits: tuple[float, float]
    """Its limits at -∞ and at +∞."""
    kinks: tuple[float, ...]
    """Where the slope jumps."""
    smoothness: float
    """How many derivatives are continuous; infinity for a smooth function."""
    monotone: str
    """"increasing", "decreasing" (both not strictly), "constant" or "no"."""
    zero_at_zero: bool
    odd: bool
    bounded: tuple[bool, bool]
    """Whether it is bounded below, and above."""
    saturates: tuple[bool, bool]
    """Whether its slope tends to 0 at -∞, and at +∞."""
    lipschitz: float
    """The largest absolute slope."""
    gain: float
    """1 / √E[f(z)²] for z ~ N(0, 1): the factor on weights that keeps the signal's mean square at 1."""


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
        breaks = sorted(
            {c.rhs.subs(bound) for c in (b.condition for b in held) if c is not sp.true}
        )
        ends = [-sp.oo, *breaks, sp.oo]
        self.breaks = [float(each) for each in breaks]
        self.parts = []
        for low, high in zip(ends, ends[1:], strict=False):
            inside = 0 if (low, high) == (-sp.oo, sp.oo) else _between(low, high)
            numeric = tuple(type(b)(b.formula, b.condition.subs(bound)) for b in held)
            formula = _safe(sp.diff(held[owner(numeric, inside)].formula, Z, order).subs(bound))
            self.parts.append((low, high, formula, sp.lambdify(Z, formula, "mpmath")))

    def ends(self) -> list[tuple[float, float]]:
        """Return the limits of each part at its left and right end."""
        return [
            (_limit(formula, low, "+"), _limit(formula, high, "-"))
            for low, high, formula, _ in self.parts
        ]

    def turning_values(self) -> list[float]:
        """Return the values where the parts turn from rising to falling or back."""
        found = []
        for low, high, formula, value in self.parts:
            slope = sp.lambdify(Z, _safe(sp.diff(formula, Z)), "mpmath")
            grid = [z for z in _GRID if low < z < high]
            for left, right in zip(grid, grid[1:], strict=False):
                if slope(left) * slope(right) < 0:
                    found.append(
                        float(value(mpmath.findroot(slope, (left, right), solver="anderson")))
                    )
                elif slope(left) == 0 and formula.has(Z):
                    found.append(float(value(left)))
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


def _safe(formula: sp.Expr) -> sp.Expr:
    """Return the formula over one denominator: far out, exponentials would cancel to nothing."""
    return sp.cancel(sp.together(formula)) if formula.has(sp.exp) else formula


def _between(low: Any, high: Any) -> Any:
    if low == -sp.oo:
        return high - 1
    return low + 1 if high == sp.oo else (low + high) / 2


def _limit(formula: sp.Expr, at: Any, side: str) -> float:
    return float(sp.limit(formula, Z, at, side) if formula.has(Z) else formula)


@lru_cache(maxsize=None)
def _properties(definition: Elementwise, bound: tuple[tuple[str, float], ...]) -> Properties:
    values = {symbol(name): sp.nsimplify(value, rational=True) for name, value in bound}
    orders = [_Pieces(definition, values, order) for order in range(_HIGHEST_ORDER + 1)]
    own, slope = orders[0], orders[1]
    ends, slope_ends = own.ends(), slope.ends()
    turning = own.turning_values()
    flat = [end for pair in ends for end in pair]
    low, high = min(flat + turning), max(flat + turning)
    slopes = [end for pair in slope_ends for end in pair] + slope.turning_values()
    reached = {v for v in turning} | {
        e for pair, part in zip(ends, own.parts, strict=True) if not part[2].has(Z) for e in pair
    }
    inner = {
        end for left, right in zip(ends, ends[1:], strict=False) for end in (left[1], right[0])
    }
    reached |= {v for v in inner if math.isfinite(v)}
    return Properties(
        range=Interval(low, high, low in reached, high in reached),
        limits=(ends[0][0], ends[-1][1]),
        kinks=tuple(own.breaks[i] for i in _jumps(slope)),
        smoothness=_smoothness(orders),
        monotone=_direction(slopes),
        zero_at_zero=_at(definition, values, 0) == 0,
        odd=_is_odd(own),
        bounded=(math.isfinite(low), math.isfinite(high)),
        saturates=(slope_ends[0][0] == 0, slope_ends[-1][1] == 0),
        lipschitz=max(abs(each) for each in slopes),
        gain=_gain(own),
    )


def _jumps(pieces: _Pieces) -> list[int]:
    ends = pieces.ends()
    pairs = zip(ends, ends[1:], strict=False)
    return [i for i, (left, right) in enumerate(pairs) if not math.isclose(left[1], right[0])]


def _smoothness(orders: list[_Pieces]) -> float:
    for order, pieces in enumerate(orders):
        if _jumps(pieces):
            return order - 1
    return math.inf


def _direction(slopes: list[float]) -> str:
    if all(each == 0 for each in slopes):
        return "constant"
    if min(slopes) >= 0:
        return "increasing"
    return "decreasing" if max(slopes) <= 0 else "no"


def _at(definition: Elementwise, values: Mapping[Any, Any], z: int) -> Any:
    numeric = tuple(
        type(b)(b.formula.subs(values), b.condition.subs(values)) for b in branches(definition)
    )
    return numeric[owner(numeric, sp.Integer(z))].formula.subs(Z, z)


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
