"""A formula far out: its leading terms as x → ∞ and a bound on all the rest, valid from x = R on.

    f(x) = c₁·m₁(x) + c₂·m₂(x) + … + e(x),   |e(x)| <= K·m(x)  for every x >= R

The mᵢ are scales (`actlas.symbolic.properties.scales`), each smaller than the one before; a cᵢ is a
number, or a sum of waves such as 2·cos(3x). So limits, asymptotes and signs on all of [R, ∞) are
proven at once, where a computer algebra system's limits fail or take for ever.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import mpmath
import sympy as sp

from actlas.symbolic.properties import scales, waves
from actlas.symbolic.properties.jets import Unclear
from actlas.symbolic.properties.scales import ONE, SLACK, Scale, bound, compare, growth

X = sp.Symbol("x", positive=True)
"""What goes to infinity: z, -z, or 1/|z - p| beside a pole p."""
_TERMS = 7
_NONE = mpmath.mpf(0)
_SERIES = 4
Term = tuple[sp.Expr, Scale]


@dataclass(frozen=True, slots=True)
class Tail:
    """Leading terms, and |rest| <= `slack`·`rest` from `start` on; no rest where it is exact."""

    terms: tuple[Term, ...]
    start: int
    rest: Scale | None = None
    slack: mpmath.mpf = _NONE

    def __add__(self, other: Tail) -> Tail:
        rest, slack = _larger((self.rest, self.slack), (other.rest, other.slack), self.start)
        return _kept(scales.collected((*self.terms, *other.terms)), self.start, rest, slack)

    def __mul__(self, other: Tail) -> Tail:
        products = [(waves.product(a, b), m * n) for a, m in self.terms for b, n in other.terms]
        rest: tuple[Scale | None, mpmath.mpf] = (None, mpmath.mpf(0))
        for one, two in ((self, other), (other, self)):
            if two.rest is not None and one.terms:
                lead, size = one.terms[0][1], _size(one.terms, one.start)
                rest = _larger(rest, (lead * two.rest, size * two.slack), self.start)
        if self.rest is not None and other.rest is not None:
            both = (self.rest * other.rest, self.slack * other.slack)
            rest = _larger(rest, both, self.start)
        return _kept(scales.collected(products), self.start, *rest)

    def scaled(self, c: sp.Expr, m: Scale = ONE) -> Tail:
        """Return c·m times this."""
        return self * Tail(((c, m),), self.start)

    @property
    def leading(self) -> Term:
        """The first term; there is none where all that is known is a bound."""
        if not self.terms:
            raise Unclear("no leading term is known")
        return self.terms[0]

    def sign(self) -> int | None:
        """Return the sign that the tail has on all of [start, ∞): 1, -1, 0, or None: not known."""
        if not self.terms and self.rest is None:
            return 0
        for direction in (1, -1):
            if self._is_positive(direction):
                return direction
        return None

    def _is_positive(self, direction: int) -> bool:
        lows = []
        for c, m in self.terms:
            low, high, _sharp = waves.ends(c)
            lows.append((low if direction > 0 else -high, m))
        while lows and lows[0][0] == 0:
            lows.pop(0)
        if not lows or lows[0][0] < 0:
            return False
        (lead, largest), *others = lows
        with mpmath.workdps(30):
            try:
                against = mpmath.fsum(
                    -low * bound(m / largest, self.start) for low, m in others if low < 0
                )
                if self.rest is not None:
                    against += self.slack * bound(self.rest / largest, self.start)
            except Unclear:
                return False
            return bool(lead > against * SLACK)

    def swings(self) -> bool:
        """Say whether the tail changes its sign again and again for ever."""
        if not self.terms:
            return False
        low, high, sharp = waves.ends(self.terms[0][0])
        vanishing = self.rest is None or compare(self.rest, self.terms[0][1]) < 0
        return sharp and low < 0 < high and vanishing

    def touches(self) -> int:
        """Return the sign of a tail that is 0 again and again without changing it; else 0."""
        if len(self.terms) != 1 or self.rest is not None or not self.terms[0][0].free_symbols:
            return 0
        low, high, sharp = waves.ends(self.terms[0][0])
        if not sharp or (low and high):
            return 0
        return 1 if low == 0 else -1

    def limits(self) -> tuple[sp.Expr, sp.Expr]:
        """Return the least and the greatest value that the tail comes near to again and again.

        Raises:
            Unclear: that is not known.
        """
        if self.rest is not None and growth(self.rest) >= 0:
            first = self.terms[0][1] if self.terms else None
            if first is None or compare(self.rest, first) >= 0:
                raise Unclear("bounded, but how it ends is not known")
        if not self.terms or growth(self.terms[0][1]) < 0:
            return sp.S.Zero, sp.S.Zero
        c, m = self.terms[0]
        if not c.free_symbols:
            end = c if m == ONE else sp.oo * scales.sign(c)
            if m == ONE and self.rest is not None and growth(self.rest) >= 0:
                raise Unclear("bounded, but how it ends is not known")
            return end, end
        low, high, sharp = waves.exact_ends(c)
        if m == ONE:
            if not sharp:
                raise Unclear("several waves")
            return low, high
        if low > 0 or high < 0:
            return (sp.oo, sp.oo) if low > 0 else (-sp.oo, -sp.oo)
        if not sharp or low == 0 or high == 0:
            raise Unclear("several waves")
        return -sp.oo, sp.oo

    def line(self) -> tuple[sp.Expr, sp.Expr] | None:
        """Return slope and offset of the line that it nears as x → ∞; None where there is none."""
        slope = offset = sp.S.Zero
        for c, m in self.terms:
            if growth(m) < 0:
                break
            if c.free_symbols or m not in (scales.X, ONE):
                return None
            slope, offset = (c, offset) if m == scales.X else (slope, c)
        if self.rest is not None and growth(self.rest) >= 0:
            raise Unclear("how it ends is not known")
        return slope, offset

    def bounds(self) -> tuple[mpmath.mpf, mpmath.mpf]:
        """Return bounds on the values on [start, ∞); infinite where the tail grows."""
        low = high = mpmath.mpf(0)
        with mpmath.workdps(30):
            for c, m in self.terms:
                least, most, _ = waves.ends(c)
                if growth(m) > 0:
                    floor = scales.least(m, self.start)
                    low += least * floor if least >= 0 else -mpmath.inf
                    high += most * floor if most <= 0 else mpmath.inf
                elif m == ONE:
                    low, high = low + least, high + most
                else:
                    size = self._largest(m)
                    low, high = low + min(least * size, 0), high + max(most * size, 0)
            if self.rest is not None:
                size = self.slack * self._largest(self.rest)
                low, high = low - size, high + size
        return low, high

    def _largest(self, m: Scale) -> mpmath.mpf:
        try:
            return bound(m, self.start)
        except Unclear:
            return mpmath.inf


def _size(terms: tuple[Term, ...], start: int) -> mpmath.mpf:
    """Return how many times the leading scale all terms together are at most."""
    lead = terms[0][1]
    with mpmath.workdps(30):
        return mpmath.fsum(waves.size(c) * bound(m / lead, start) for c, m in terms) * SLACK


def _larger(
    one: tuple[Scale | None, mpmath.mpf], other: tuple[Scale | None, mpmath.mpf], start: int
) -> tuple[Scale | None, mpmath.mpf]:
    if one[0] is None or other[0] is None:
        return other if one[0] is None else one
    if compare(one[0], other[0]) < 0:
        one, other = other, one
    assert one[0] is not None and other[0] is not None
    with mpmath.workdps(30):
        return one[0], (one[1] + other[1] * bound(other[0] / one[0], start)) * SLACK


def _kept(terms: tuple[Term, ...], start: int, rest: Scale | None, slack: mpmath.mpf) -> Tail:
    """Return a tail of the terms that say more than the rest does, and not too many of them."""
    known = [
        n for n, (_, m) in enumerate(terms) if n < _TERMS and (rest is None or compare(m, rest) > 0)
    ]
    kept, lost = terms[: len(known)], terms[len(known) :]
    found: tuple[Scale | None, mpmath.mpf] = (rest, slack)
    for c, m in lost:
        found = _larger(found, (m, waves.size(c) * SLACK), start)
    return Tail(kept, start, *found)


def small(u: Tail) -> tuple[mpmath.mpf, Scale | None]:
    """Return K and m with |u| <= K·m on [start, ∞), where m vanishes; no m where u is 0."""
    if not u.terms and u.rest is None:
        return mpmath.mpf(0), None
    if not u.terms:
        assert u.rest is not None
        m, size = u.rest, u.slack
    else:
        m, size = u.terms[0][1], _size(u.terms, u.start)
        if u.rest is not None:
            m, size = _larger((m, size), (u.rest, u.slack), u.start)  # type: ignore[assignment]
    if growth(m) >= 0:
        raise Unclear("this does not vanish")
    return size, m


def series(
    u: Tail, coefficients: Callable[[int], sp.Expr], remainder: Callable[[int, Any], Any]
) -> Tail:
    """Return Σ aₙuⁿ of a u that vanishes; `remainder(n, q)` bounds aₙ and what follows, |u| <= q.

    Raises:
        Unclear: u does not vanish, or is still too large at the start.
    """
    size, m = small(u)
    constant = (
        Tail(((coefficients(0), ONE),), u.start) if coefficients(0) != 0 else Tail((), u.start)
    )
    if m is None:
        return constant
    q = size * bound(m, u.start)
    if q > mpmath.mpf("0.9"):
        raise Unclear("not small yet")
    total, powered = constant, u
    for n in range(1, _SERIES + 1):
        a = coefficients(n)
        total = total + powered.scaled(a) if a != 0 else total
        powered = powered * u if n < _SERIES else powered
    last = _SERIES + 1
    with mpmath.workdps(30):
        lost = size**last * remainder(last, q) * SLACK
    return total + Tail((), u.start, m ** sp.Integer(last), lost)
