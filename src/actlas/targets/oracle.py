"""The oracle target: values and derivatives in many digits by mpmath, for tests and exact figures.

It evaluates the definition's text as written, before any rewriting, and takes derivatives by
differences: of the symbolic engine that it judges it uses only the reading of text.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Mapping
from itertools import pairwise
from typing import Any

import mpmath
import sympy as sp

from actlas.definition import OTHERWISE, Definition, Elementwise
from actlas.symbolic.functions import Z, elementary
from actlas.symbolic.grammar import parse
from actlas.symbolic.references import symbol

# The square of a step is below every double; 1 - σ(710), and the largest double plus a step, span
# more than 300 digits besides.
STEP = mpmath.mpf(10) ** -170
DIGITS = 1_400
SHORT = 40
"""Digits that a shorter calculation has to spare."""
AGREED = mpmath.mpf(10) ** -45
"""How near two shorter calculations must come to each other to be believed."""
MOST_SHORT = 800
"""Beyond so many digits nothing is gained by being short."""
FAR = mpmath.mpf(10) ** 400
"""Stands for infinity: past every double, and yet a number."""


_BEYOND = mpmath.mpf(10) ** 500


def _exp(u: Any) -> Any:
    # The exponent of a result is a whole number with as many digits as u has before its point.
    if abs(u) > _BEYOND:
        return mpmath.inf if u > 0 else mpmath.mpf(0)
    return mpmath.exp(u)


def _tanh(u: Any) -> Any:
    return mpmath.sign(u) if abs(u) > 10_000 else mpmath.tanh(u)


def _erfc(u: Any) -> Any:
    if abs(u) > 100:  # where it has less than 10^-4000 to go
        return mpmath.mpf(0 if u > 0 else 2)
    return mpmath.erfc(u)


_MPMATH = [
    {"exp": _exp, "tanh": _tanh, "erfc": _erfc, "erf": lambda u: 1 - _erfc(u)},
    "mpmath",
]


def bound(definition: Definition, given: Mapping[str, float] | None) -> dict[Any, Any]:
    """Return the parameters' exact values by their symbols, the defaults where none is given."""
    values = {each.name: each.default for each in definition.parameters} | dict(given or {})
    return {symbol(name): sp.Rational(float(value)) for name, value in values.items()}


class Oracle:
    """An elementwise activation in many digits.

    At ±∞ it says the limit, NaN where there is none; what leaves the range of doubles becomes
    infinite when it is made a float.

    Args:
        definition: the activation.
        parameters: values of its parameters; the defaults where left out.

    Example:
        >>> from actlas.catalogue import definition
        >>> float(Oracle(definition("tanh")).value(0.5))
        0.46211715726000974
    """

    def __init__(
        self, definition: Elementwise, parameters: Mapping[str, float] | None = None
    ) -> None:
        values = bound(definition, parameters)

        def compiled(text: str) -> Callable[[Any], Any]:
            names = tuple(each.name for each in definition.parameters)
            if definition.drawn is not None:
                text = re.sub(
                    rf"\b{definition.drawn.symbol}\b", f"({definition.drawn.evaluated})", text
                )
            read = sp.sympify(parse(text, names))
            made: Callable[[Any], Any] = sp.lambdify(Z, elementary(read.subs(values)), _MPMATH)
            return made

        self._pieces = [
            (
                compiled(each.formula),
                None if each.condition == OTHERWISE else compiled(each.condition),
            )
            for each in definition.pieces
        ]
        with mpmath.workdps(DIGITS):
            self._kinks = {
                float(compiled(each.at)(0)): mpmath.mpf(compiled(each.derivative)(0))
                for each in definition.kinks
            }
        self._folded = any("abs" in each.formula for each in definition.pieces)

    @property
    def kinks(self) -> tuple[float, ...]:
        """The places for which the definition states a slope."""
        return tuple(self._kinks)

    def value(self, z: float) -> mpmath.mpf:
        """Return f(z); at NaN it is NaN."""
        if math.isnan(z):
            return mpmath.nan
        return self._on_piece(z, 0)

    def among(self, z: mpmath.mpf) -> mpmath.mpf:
        """Return f(z) for a number of many digits, within the working precision."""
        return mpmath.mpf(self._piece(float(z))(z))

    def derivative(self, z: float, order: int = 1) -> mpmath.mpf:
        """Return the `order`-th derivative at z on the piece that holds there.

        At a kink the first derivative is the slope that the definition states, and higher ones
        are those of the piece that has this slope, or 0 where none has. At NaN it is NaN, except
        for a last piece whose derivative does not depend on z.
        """
        if math.isnan(z):
            last = self._pieces[-1][0]
            places = (mpmath.mpf("0.3"), mpmath.mpf("1.7"))
            first, other = (_quotient(last, at, order, 0, STEP, DIGITS) for at in places)
            return first if abs(first - other) < STEP else mpmath.nan
        if z in self._kinks:
            return self._at_kink(z, order)
        return self._on_piece(z, order)

    def _on_piece(self, z: float, order: int) -> mpmath.mpf:
        piece = self._piece(z)
        # |z| has two sides; at 0 its right one holds.
        side = math.copysign(1, z + 0.0) if self._folded else 0
        if math.isinf(z):
            return _limit(lambda place: _difference(piece, place, order, side), z)
        return _difference(piece, _place(z), order, side)

    def _at_kink(self, z: float, order: int) -> mpmath.mpf:
        slope = self._kinks[z]
        if order == 1:
            return slope
        beside = [self._piece(z), *(self._piece(math.nextafter(z, end)) for end in _ENDS)]
        for piece in beside:
            for side in (1, -1) if self._folded else (0,):
                # Taken on one side, a quotient is off by as much as the slope changes in a step.
                near = STEP if side == 0 else mpmath.sqrt(STEP)
                if abs(_quotient(piece, _place(z), 1, side, STEP, DIGITS) - slope) < near:
                    return _difference(piece, _place(z), order, side)
        return mpmath.mpf(0)

    def _piece(self, z: float) -> Callable[[Any], Any]:
        for formula, condition in self._pieces:
            if condition is None or bool(condition(mpmath.mpf(z))):
                return formula
        raise AssertionError("the last piece has no condition")


_ENDS = (-math.inf, math.inf)
_WHOLE = 1e6
_STRIDES = (1, 2, 3, 5, 7, 11, 13, 17)
_SAME = mpmath.mpf(10) ** -30
_NOTHING = mpmath.mpf(10) ** -340


def _place(z: float) -> mpmath.mpf:
    with mpmath.workdps(DIGITS):
        place = mpmath.mpf(z)
        # mpmath raises e to a whole number by multiplying, which takes long for a large one.
        return place + STEP / 3 if abs(z) > _WHOLE else place


def _limit(value: Callable[[Any], Any], z: float) -> mpmath.mpf:
    """Return what a value tends to at an infinity: by what it is at some places past every double.

    There it stays the same or below every double, or its size grows from each to the next, or it
    does neither, as a wave, and has no limit.
    """
    with mpmath.workdps(DIGITS):
        found = [value(mpmath.sign(z) * (FAR * each + STEP / 3)) for each in _STRIDES]
        sizes = [abs(each) for each in found]
        if all(each < _NOTHING for each in sizes):
            return found[0]
        if all(abs(each - found[0]) <= _SAME * sizes[0] for each in found):
            return found[0]
        signs = {mpmath.sign(each) for each in found}
        grows = all(one < other for one, other in pairwise(sizes))
        return signs.pop() * mpmath.inf if grows and len(signs) == 1 else mpmath.nan


def _difference(
    piece: Callable[[Any], Any], z: mpmath.mpf, order: int, side: float = 0
) -> mpmath.mpf:
    """Return the difference quotient of that order, central unless it is taken on one side.

    Most places need few of the many digits: where two short calculations, of unlike steps and
    digits, agree in a number that is not 0, all the digits would say the same.
    """
    if not side:
        other = _short(piece, z, order, 2 * SHORT)
        one = other and _short(piece, z, order, SHORT)
        if one and other and abs(one - other) <= abs(other) * AGREED:
            return other
    return _quotient(piece, z, order, side, STEP, DIGITS)


def _short(piece: Callable[[Any], Any], z: mpmath.mpf, order: int, spare: int) -> mpmath.mpf | None:
    """Return the quotient in the digits that the place calls for, and some to spare."""
    # So many digits separate z from 1 when it is small, and e to z from 1 when it is large.
    size = abs(z)
    reach = int(min(size, MOST_SHORT) if size >= 1 or not size else -mpmath.log10(size))
    digits = (order + 2) * (reach + spare)
    if digits > MOST_SHORT:
        return None
    return _quotient(piece, z, order, 0, mpmath.mpf(10) ** -(reach + spare), digits)


def _quotient(
    piece: Callable[[Any], Any],
    z: mpmath.mpf,
    order: int,
    side: float,
    step: mpmath.mpf,
    digits: int,
) -> mpmath.mpf:
    with mpmath.workdps(digits):
        total = mpmath.mpf(0)
        for k in range(order + 1):
            shift = mpmath.mpf(order) * (1 + side) / 2
            total += (-1) ** k * mpmath.binomial(order, k) * piece(z + (shift - k) * step)
        return total / step**order
