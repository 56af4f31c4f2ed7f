"""One end of a stretch on which a single formula holds: what f, f′, f″ come to there."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import sympy as sp

from actlas.symbolic.functions import Z
from actlas.symbolic.properties import waves
from actlas.symbolic.properties.expansions import tail
from actlas.symbolic.properties.jets import EXACT, Unclear, jet
from actlas.symbolic.properties.tails import Tail, X

_STARTS = (4, 8, 16, 32, 64, 2**10, 2**20, 2**64, 2**200, 2**1000)
"""How far out a tail may begin to be understood: the first that decides is taken."""
_SEEN = 32
"""Of what swings for ever, so much is looked at box by box."""


@dataclass(frozen=True, slots=True)
class End:
    """The end of a stretch at `place`; the stretch lies to its right (side 1) or left (-1).

    `singular` says that the formula cannot be computed at the place: a pole, log(0), or infinity.
    `scale` is what z is measured in.
    """

    place: Any
    side: int
    singular: bool
    scale: Any = sp.S.One

    @property
    def infinite(self) -> bool:
        """Whether the stretch has no end here."""
        return self.place in (sp.oo, -sp.oo)

    @property
    def variable(self) -> sp.Expr:
        """The argument z in terms of the x that goes to infinity."""
        if self.infinite:
            return -self.side * self.scale * X
        return self.place + self.side * self.scale / X

    def edge(self, start: int) -> float:
        """Return up to where a tail that is understood from `start` on reaches."""
        step = self.scale * start if self.infinite else self.scale / sp.Integer(start)
        return float(-self.side * step) if self.infinite else float(self.place + self.side * step)

    def tail(self, formula: sp.Expr, order: int) -> Tail:
        """Return the tail of a derivative, from where on its sign is known if that ever is.

        Raises:
            Unclear: it is none that can be understood.
        """
        if self.place.is_Float:
            raise Unclear("the place is not known exactly")
        return _tail(formula, self.variable, order)

    def bounds(self, formula: sp.Expr, order: int, edge: float) -> tuple[Any, Any]:
        """Return bounds of a derivative beyond an edge, a place at which some tail begins."""
        far = abs(edge) if self.infinite else 1 / abs(edge - float(self.place))
        start = max(3, math.floor(far / float(self.scale)))
        try:
            return tail(sp.diff(_plain(formula), Z, order), self.variable, start).bounds()
        except Unclear:
            return -sp.oo, sp.oo

    def limits(self, formula: sp.Expr, order: int) -> tuple[sp.Expr, sp.Expr]:
        """Return the least and greatest number that a derivative comes near to: mostly one number.

        Raises:
            Unclear: that is not known.
        """
        if not formula.has(Z):
            return (formula, formula) if order == 0 else (sp.S.Zero, sp.S.Zero)
        if self.singular:
            return self.tail(formula, order).limits()
        value = exact(formula, self.place, order)[order] * sp.factorial(order)
        return value, value


@lru_cache(maxsize=4096)
def _tail(formula: sp.Expr, variable: sp.Expr, order: int) -> Tail:
    derived = sp.diff(_plain(formula), Z, order)
    found: Tail | None = None
    why: Unclear | None = None
    for start in _STARTS:
        try:
            found = tail(derived, variable, start)
        except Unclear as problem:
            why = problem
            continue
        if (found.swings() or found.touches()) and start < _SEEN:
            continue
        if found.sign() is not None or found.swings() or found.touches() or hopeless(found):
            break
    if found is None:
        raise why or Unclear(str(formula))
    return found


def hopeless(found: Tail) -> bool:
    """Say whether no start, however far out, would give the tail one sign."""
    if not found.terms:
        return True
    low, high, _ = waves.ends(found.terms[0][0])
    return low < 0 < high or (len(found.terms) == 1 and low * high == 0)


@lru_cache(maxsize=4096)
def _plain(formula: sp.Expr) -> sp.Expr:
    from actlas.symbolic.functions import elementary, sinc

    return elementary(formula.replace(sinc, lambda u: sp.sin(u) / u))


@lru_cache(maxsize=4096)
def exact(formula: sp.Expr, place: sp.Expr, order: int) -> list[Any]:
    """Return the Taylor coefficients at a place, as exact as the place is.

    Raises:
        Unclear: one of them is no real number.
    """
    found = jet(formula, sp.sympify(place), order, EXACT)
    if any(each.has(sp.zoo, sp.nan, sp.I, sp.oo) for each in found):
        raise Unclear(str(place))
    return found


@lru_cache(maxsize=4096)
def natural(formula: sp.Expr) -> Any:
    """Return the power of two that z is measured in: 1/1024 for a formula in exp(1000·z)."""
    rates = []
    for each in formula.atoms(sp.Function):
        for inner in each.args:
            if inner.has(Z) and inner.is_polynomial(Z):
                rates += [abs(float(inner.coeff(Z)))]
    for each in formula.atoms(sp.Pow):
        # In b + c·z, what is measured is where both are of a size.
        slope, offset = each.base.coeff(Z), each.base.coeff(Z, 0)
        if each.base.is_polynomial(Z) and slope.is_number and slope and offset.is_number and offset:
            rates += [abs(float(slope / offset))]
    rates = [each for each in rates if each]
    if not rates or 1 / 8 <= max(rates) <= 8:
        return sp.S.One
    return sp.Integer(2) ** -round(math.log2(max(rates)))
