"""Where a function has no value, a pole or a jump: what its user should be told.

Logarithms, roots and fractions are evaluated in many digits over a dense grid, and the places at
which they cease to be defined are refined by bisection: numbers, not proofs. Jumps are found where
pieces meet.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache, partial
from itertools import pairwise
from typing import Any

import mpmath
import sympy as sp

from actlas.definition import Elementwise
from actlas.language import _, current_language, format_number
from actlas.symbolic.calculus import branches
from actlas.symbolic.functions import Z, elementary
from actlas.symbolic.kinks import meetings
from actlas.symbolic.references import as_formula, symbol
from actlas.symbolic.unfold import holds

_SIZES = (*(k / 8 for k in range(1, 97)), *(13.1, 17.3, 23.7, 31.9, 50.3, 97.1, 311.7, 1013.3))
_GRID = (*(-size for size in reversed(_SIZES)), 0.0, *_SIZES)
_DIGITS = 40
_MOST = 4
"""So many places are told one by one, those that are nearest to 0."""
_BEYOND = mpmath.mpf(10) ** 500
_HUGE = mpmath.mpf(10) ** 100_000
"""Stands for what is a number, though no one would write it out."""


@dataclass(frozen=True, slots=True)
class Gaps:
    """Stretches without a value (with the ends that belong to them), poles, holes and jumps."""

    stretches: tuple[tuple[float, float, bool, bool], ...]
    poles: tuple[float, ...]
    holes: tuple[float, ...]
    jumps: tuple[tuple[float, float, float], ...]


@lru_cache(maxsize=256)
def gaps(definition: Elementwise, parameters: tuple[tuple[str, float], ...]) -> Gaps:
    """Return what there is to be told of a function whose parameters have the given values.

    Example:
        >>> from actlas.catalogue import definition
        >>> gaps(definition("elu"), (("alpha", 1.0),))
        Gaps(stretches=(), poles=(), holes=(), jumps=())
    """
    bound = {symbol(name): sp.Rational(repr(value)) for name, value in parameters}
    curve = _Curve(definition, bound)
    known = [curve.value(z) is not None for z in _GRID]
    stretches, points = [], []
    for first, last in _runs(known):
        if first == last and 0 < first < len(_GRID) - 1:
            points.append(_GRID[first])
        else:
            stretches.append(_stretch(curve, first, last))
    # A pole between two places of the grid is where something divided by changes its sign.
    points += curve.zeros_below()
    ends = {end for low, high, _l, _h in stretches for end in (low, high)}
    steps = list(_steps(definition, bound))
    inner = {_nice(each) for each in points} | {place for place, *_rest in steps}
    inner = {each for each in inner if not any(math.isclose(each, end) for end in ends)}
    poles = sorted(each for each in inner if curve.grows(each))
    return Gaps(
        tuple(stretches),
        tuple(poles),
        tuple(sorted(each for each in inner - set(poles) if curve.value(each) is None)),
        tuple(_jumps(steps)),
    )


def notes(definition: Elementwise, parameters: Mapping[str, float]) -> tuple[str, ...]:
    """Return sentences in the language in use on poles, gaps and jumps; none for most functions."""
    found = gaps(definition, tuple(sorted(parameters.items())))

    def number(value: float) -> str:
        return format_number(value, 6, current_language())

    told = [
        _("It is not defined for {where}.").format(where=_range(each, number))
        for each in found.stretches
    ]
    if found.poles:
        nearest = sorted(sorted(found.poles, key=abs)[:_MOST])
        listed = ", ".join(number(each) for each in nearest)
        listed += ", …" if len(found.poles) > _MOST else ""
        told.append(_("It has a pole at z = {places}.").format(places=listed))
    if found.holes:
        listed = ", ".join(number(each) for each in found.holes[:_MOST])
        told.append(_("It has no value at z = {places}.").format(places=listed))
    told += [
        _("It jumps at z = {place}, from {left} to {right}.").format(
            place=number(place), left=number(left), right=number(right)
        )
        for place, left, right in found.jumps
    ]
    return tuple(told)


def _range(stretch: tuple[float, float, bool, bool], number: Callable[[float], str]) -> str:
    low, high, with_low, with_high = stretch
    left = f"{number(low)} {'≤' if with_low else '<'} " if math.isfinite(low) else ""
    right = f" {'≤' if with_high else '<'} {number(high)}" if math.isfinite(high) else ""
    if left and not right:
        return f"z {'≥' if with_low else '>'} {number(low)}"
    return f"{left}z{right}"


class _Curve:
    """The function in many digits, on whichever branch holds."""

    def __init__(self, definition: Elementwise, bound: Mapping[Any, Any]) -> None:
        self._branches = [
            (sp.sympify(each.condition).subs(bound), elementary(each.formula.subs(bound)))
            for each in branches(definition)
        ]
        self._compiled = [_compiled(formula) for _, formula in self._branches]

    def _owner(self, z: float) -> int:
        place = sp.Rational(z)
        for index, (condition, _formula) in enumerate(self._branches):
            if condition == sp.true or holds(condition, place) == sp.true:
                return index
        return len(self._branches) - 1

    def value(self, z: float) -> Any:
        """Return f(z), or None where it is no real number."""
        return _real(self._compiled[self._owner(z)], z)

    def zeros_below(self) -> Iterator[float]:
        """Give where something that a branch divides by changes its sign."""
        for index, (_condition, formula) in enumerate(self._branches):
            for base in _divisors(formula):
                divisor = _compiled(base)
                positive = partial(_positive, divisor)
                for left, right in pairwise(_GRID):
                    before, after = _real(divisor, left), _real(divisor, right)
                    if before is None or after is None or before * after >= 0:
                        continue
                    place = _nice(float(_turn(positive, left, right)))
                    if self._owner(place) == index:
                        yield place

    def grows(self, place: float) -> bool:
        """Say whether the function grows without bound towards a place, on a side of it."""
        for side in (-1, 1):
            near = [place + side * step for step in _NEAR]
            values = [_real(self._compiled[self._owner(each)], each) for each in near]
            if None in values:
                continue
            first, second, third = (abs(each) for each in values)
            # A logarithm grows by as much in every step; what settles, by ever less.
            if second - first > 0 and third - second > (second - first) / 2:
                return True
        return False


_NEAR = (1e-4, 1e-6, 1e-8)


def _exp(u: Any) -> Any:
    if abs(u) > _BEYOND:
        return _HUGE if u > 0 else 1 / _HUGE
    return mpmath.exp(u)


def _compiled(formula: sp.Expr) -> Callable[[Any], Any]:
    # A power that moves is one of positive numbers, as computers take it.
    formula = formula.replace(
        lambda e: e.is_Pow and not e.exp.is_number and not e.base.is_positive,
        lambda e: sp.exp(e.exp * sp.log(e.base), evaluate=False),
    )
    made: Callable[[Any], Any] = sp.lambdify(Z, formula, [{"exp": _exp}, "mpmath"])
    return made


def _real(function: Callable[[Any], Any], z: float) -> Any:
    try:
        with mpmath.workdps(_DIGITS):
            value = mpmath.mpmathify(function(mpmath.mpf(z)))
    except (ZeroDivisionError, ValueError, OverflowError, TypeError):
        return None
    if mpmath.im(value) != 0 or not mpmath.isfinite(value):
        return None
    return mpmath.re(value)


def _positive(function: Callable[[Any], Any], z: float) -> bool:
    value = _real(function, z)
    return value is not None and value > 0


def _divisors(formula: sp.Expr) -> set[sp.Expr]:
    return {
        each.base
        for each in formula.atoms(sp.Pow)
        if each.exp.is_number and each.exp.is_negative and each.base.has(Z)
    }


def _runs(known: list[bool]) -> Iterator[tuple[int, int]]:
    """Give first and last index of each run of places without a value."""
    start = None
    for index, each in enumerate([*known, True]):
        if not each and start is None:
            start = index
        elif each and start is not None:
            yield start, index - 1
            start = None


def _stretch(curve: _Curve, first: int, last: int) -> tuple[float, float, bool, bool]:
    low, high = -math.inf, math.inf

    def known(z: Any) -> bool:
        return curve.value(float(z)) is not None

    if first > 0:
        low = _nice(float(_turn(known, _GRID[first - 1], _GRID[first])))
    if last < len(_GRID) - 1:
        high = _nice(float(_turn(known, _GRID[last], _GRID[last + 1])))
    ends = (math.isfinite(each) and curve.value(each) is None for each in (low, high))
    with_low, with_high = ends
    return low, high, with_low, with_high


def _turn(question: Callable[[Any], bool], left: float, right: float) -> float:
    """Return where the answer changes between two places, by bisection."""
    answer = question(left)
    for _step in range(60):
        middle = (left + right) / 2
        if question(middle) == answer:
            left = middle
        else:
            right = middle
    return (left + right) / 2


def _nice(place: float) -> float:
    """Return a place as the short number that it is next to, if it is."""
    short = float(f"{place:.9g}")
    return 0.0 if abs(place) < 1e-12 else short if abs(short - place) < 1e-12 else place


def _steps(definition: Elementwise, bound: Mapping[Any, Any]) -> Iterator[tuple[float, Any, Any]]:
    """Give where pieces meet, and what each side comes to there."""
    for place, left, right in meetings(as_formula(definition), bound):
        at = place.subs(bound)
        one, other = (elementary(each).subs(bound).subs(Z, at) for each in (left, right))
        yield float(at), one, other


def _jumps(steps: list[tuple[float, Any, Any]]) -> Iterator[tuple[float, float, float]]:
    for place, left, right in steps:
        if left.is_real and left.is_finite and right.is_real and right.is_finite:
            one, other = float(left.evalf(30)), float(right.evalf(30))
            if not math.isclose(one, other, rel_tol=1e-12, abs_tol=1e-12):
                yield place, one, other
