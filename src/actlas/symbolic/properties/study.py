"""What is worked out once about a curve and asked for by several properties: its signs."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import pairwise
from typing import Any

import mpmath
import numpy as np
import sympy as sp

from actlas.definition import Interval
from actlas.symbolic.functions import Z
from actlas.symbolic.moments import Moment
from actlas.symbolic.properties import digits, scales
from actlas.symbolic.properties.curve import Curve, Part
from actlas.symbolic.properties.ends import End, exact
from actlas.symbolic.properties.jets import Unclear
from actlas.symbolic.properties.signs import Item, Root, Stretch, inner, merged, pattern, vanishes
from actlas.symbolic.properties.waves import line_and_period

_SAMPLES, _GUESSES = 12, 24
_TOUCH = 1e-3
"""In an interval so small, a sign that stays open is that of a curve that touches 0, or nearly."""


@dataclass(frozen=True, slots=True)
class Run:
    """An interval on which f rises (1), falls (-1), or …: neighbouring stretches joined."""

    low: float
    high: float
    sign: int | None
    swings: bool = False

    @property
    def interval(self) -> Interval:
        """The run as an open interval."""
        return Interval(self.low, self.high)


class Study:
    """A curve, and what has been found of it so far."""

    def __init__(self, curve: Curve, moment: Callable[[str], Moment]) -> None:
        self.curve = curve
        self.moment = moment
        """From a kind to that expectation of the curve under the normal distribution."""
        self.guessed: set[tuple[int, int]] = set()
        self._proven: dict[tuple[int, int], list[list[Item]]] = {}
        self._patterns: dict[tuple[int, int], list[list[Item]]] = {}

    @property
    def parts(self) -> tuple[Part, ...]:
        """The parts of the curve, from left to right."""
        return self.curve.parts

    @cached_property
    def everywhere(self) -> bool:
        """Whether f is defined on the whole line."""
        joined = all(
            n in self.curve.joints and self.curve.joints[n].value is not None
            for n in range(len(self.parts) - 1)
        )
        outer = self.parts and self.parts[0].low.infinite and self.parts[-1].high.infinite
        return bool(joined and outer)

    @cached_property
    def wave(self) -> tuple[Any, Any] | None:
        """Slope m and period T where f(z) - m·z repeats itself; None where that is not seen."""
        if (
            len(self.parts) != 1
            or not self.parts[0].low.infinite
            or not self.parts[0].high.infinite
        ):
            return None
        return line_and_period(self.parts[0].formula)

    def window(self, order: int, shift: int = 0) -> tuple[float, float] | None:
        """Return one period, about 0, where a derivative of f - shift·z repeats itself."""
        if self.wave is None or (order == 0 and self.wave[0] != shift):
            return None
        period = float(self.wave[1])
        return -0.4921875 * period, 0.5078125 * period

    def signs(self, order: int, shift: int = 0) -> list[list[Item]]:
        """Return for each part the signs of a derivative of f(z) - shift·z.

        Where the signs could not be proven, the derivative is computed in 50 digits at some places;
        if it has one sign at all of them that is taken, and the fact noted in `guessed`.
        """
        key = (order, shift)
        if key not in self._patterns:
            budget = [_GUESSES]
            self._patterns[key] = [
                merged(self._guess(part, order, shift, each, budget) for each in items)
                for part, items in zip(self.parts, self.proven_signs(order, shift), strict=True)
            ]
        return self._patterns[key]

    def proven_signs(self, order: int, shift: int = 0) -> list[list[Item]]:
        """Return the signs that could be proven, for each part."""
        key = (order, shift)
        if key not in self._proven:
            self._proven[key] = [self._signs(part, order, shift) for part in self.parts]
        return self._proven[key]

    def _signs(self, part: Part, order: int, shift: int) -> list[Item]:
        formula = part.formula - shift * Z
        window = self.window(order, shift)
        if window is not None:
            assert self.wave is not None
            steps = [self.wave[1] * sp.Rational(k, 24) for k in range(-12, 13)]
            return _rounded(merged(inner(formula, order, *window, steps)), window[1] - window[0])
        return pattern(formula, order, part.low, part.high)

    def _guess(self, part: Part, order: int, shift: int, item: Item, budget: list[int]) -> Item:
        if not isinstance(item, Stretch) or item.sign is not None or item.swings or not budget[0]:
            return item
        budget[0] -= 1
        formula = part.formula - shift * Z
        if item.high - item.low <= _TOUCH:
            return self._touched(formula, order, (order, shift), item)
        seen = set()
        for place in _sample(item.low, item.high):
            try:
                with mpmath.workdps(digits.DIGITS):
                    value = digits.derivative(formula, place, order)
            except (ValueError, ZeroDivisionError, OverflowError):
                continue
            if not isinstance(value, mpmath.mpf) or not mpmath.isfinite(value):
                continue
            seen.add(int(mpmath.sign(value)))
        if len(seen - {0}) == 1:
            self.guessed.add((order, shift))
            return replace(item, sign=(seen - {0}).pop())
        return item

    def _touched(self, formula: sp.Expr, order: int, key: tuple[int, int], item: Stretch) -> Item:
        """Return the zero in a small interval whose ends have one sign, or that sign."""
        with mpmath.workdps(digits.DIGITS):
            low, high = mpmath.mpf(item.low), mpmath.mpf(item.high)
            ends = [digits.derivative(formula, each, order) for each in (low, high)]
            if not ends[0] * ends[1] > 0:
                return item
            tilt = digits.derivative(formula, low, order + 1)
            for _ in range(120):
                middle = (low + high) / 2
                here = digits.derivative(formula, middle, order + 1)
                low, high = (middle, high) if here * tilt > 0 else (low, middle)
            least = digits.derivative(formula, low, order)
            sign = int(mpmath.sign(ends[0]))
            self.guessed.add(key)
            size = max(abs(each) for each in ends)
            if abs(least) > size * mpmath.mpf("1e-15"):
                # On the other side it crosses 0 twice, who knows where.
                return replace(item, sign=sign) if least * sign > 0 else item
            place = float(low)
        return Root(place, item.high - item.low, None, sign, sign)

    def proven(self, order: int, shift: int = 0) -> bool:
        """Say whether every sign of a derivative was proven, none guessed."""
        self.signs(order, shift)
        return (order, shift) not in self.guessed

    def settled(self, order: int, shift: int = 0) -> bool:
        """Say whether the signs are known everywhere, if only as swings."""
        return not any(
            isinstance(each, Stretch) and each.sign is None and not each.swings
            for items in self.signs(order, shift)
            for each in items
        )

    def limits(self, index: int, end: End, order: int) -> tuple[Any, Any]:
        """Return what a derivative comes to at an end of a part."""
        return end.limits(self.parts[index].formula, order)

    def runs(self, order: int) -> list[Run]:
        """Return where a derivative has one sign, joined across zeros that change nothing.

        Parts are joined where f is continuous (order 1) or f and f′ are (order 2; there a slope
        that jumps with the sign joins, too).
        """
        found: list[Run] = []
        for index, items in enumerate(self.signs(order)):
            for n, each in enumerate(items):
                if isinstance(each, Root):
                    continue
                run = Run(each.low, each.high, each.sign, each.swings)
                last = found[-1] if found else None
                inside = n > 0
                if (
                    last is not None
                    and (last.sign, last.swings) == (run.sign, run.swings)
                    and (inside or self.joined(index - 1, order, run.sign))
                ):
                    found[-1] = replace(last, high=run.high)
                else:
                    found.append(run)
        return found

    def joined(self, index: int, order: int, sign: int | None) -> bool:
        """Say whether what holds left of a joint goes on right of it."""
        gaps = [self.gap(index, each) for each in range(order)]
        if gaps[0] != 0:
            return False
        if order == 1 or gaps[1] == 0:
            return True
        return gaps[1] is not None and sign is not None and sign != 0 and gaps[1] == sign

    def gap(self, index: int, order: int) -> int | None:
        """Return the sign of the jump of a derivative at the joint after a part, 0 for none.

        For f itself 0 says that it is continuous there, its value included. None: not known, or
        there is no joint.
        """
        joint = self.curve.joints.get(index)
        if joint is None or (order == 0 and joint.value is None):
            return None
        try:
            left = self.limits(index, self.parts[index].high, order)
            right = self.limits(index + 1, self.parts[index + 1].low, order)
        except Unclear:
            return None
        if left[0] != left[1] or right[0] != right[1]:
            return None
        if order == 0 and differ(left[0], joint.value) and differ(right[0], joint.value):
            return differ(right[0], left[0]) or 1
        return differ(right[0], left[0])

    def pairs(self) -> Iterator[tuple[int, Part, Part]]:
        """Give every two neighbouring parts, with the index of the first."""
        for index, (left, right) in enumerate(pairwise(self.parts)):
            yield index, left, right


def _rounded(items: list[Item], period: float) -> list[Item]:
    """Return the signs on one period, begun at a zero, so that no stretch is cut in two."""
    first, last = items[0], items[-1]
    if len(items) < 3 or not isinstance(first, Stretch) or not isinstance(last, Stretch):
        return items
    if first.sign != last.sign:
        return items
    return [*items[1:-1], replace(last, high=first.high + period)]


def differ(one: Any, other: Any) -> int:
    """Return the sign of one - other, and 0 where both are the same."""
    if one == other:
        return 0
    if one.is_infinite or other.is_infinite:
        return 1 if one == sp.oo or other == -sp.oo else -1
    gap = one - other
    if any(each.has(sp.Float) for each in (one, other)):
        size = max(abs(float(one)), abs(float(other)), 1e-300)
        return 0 if abs(float(gap)) <= 1e-12 * size else 1 if gap > 0 else -1
    if vanishes(gap):
        return 0
    return scales.sign(gap)


def _sample(low: float, high: float) -> Any:
    """Return places in an interval, geometrically spaced where it is unbounded or wide."""
    if np.isinf(low) and np.isinf(high):
        return np.linspace(-50, 50, _SAMPLES)
    if np.isinf(high):
        return low + np.geomspace(1, 1e8, _SAMPLES)
    if np.isinf(low):
        return high - np.geomspace(1, 1e8, _SAMPLES)
    return low + (high - low) * (np.arange(_SAMPLES) + 0.37) / _SAMPLES


def at_root(formula: sp.Expr, root: Root, order: int) -> tuple[Any, Any]:
    """Return a derivative at a zero of another: in 50 digits, and exactly or None."""
    precise = None
    if root.exact is not None:
        try:
            precise = exact(formula, root.exact, order)[order] * sp.factorial(order)
        except Unclear:
            precise = None
    if precise is not None:
        return scales.number(precise), precise
    return digits.derivative(formula, root.place, order), None
