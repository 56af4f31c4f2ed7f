"""The graph of an activation with its parameters bound: stretches, and the joints between them.

On a stretch a single formula holds and can be computed; stretches end where pieces of the
definition meet, at poles, and where a logarithm or a root has no real value.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import sympy as sp

from actlas.definition import Elementwise
from actlas.symbolic.calculus import branches
from actlas.symbolic.functions import Z, log1p
from actlas.symbolic.properties.ends import End, exact, natural
from actlas.symbolic.properties.jets import Unclear
from actlas.symbolic.properties.signs import Root, Stretch, pattern
from actlas.symbolic.references import symbol
from actlas.symbolic.unfold import holds


@dataclass(frozen=True, slots=True)
class Part:
    """A formula on the interval between two ends."""

    formula: sp.Expr
    low: End
    high: End


@dataclass(frozen=True, slots=True)
class Joint:
    """A place where one part ends and another begins, and what f is there; None if nothing."""

    place: Any
    value: Any


@dataclass(frozen=True, slots=True)
class Curve:
    """Parts from left to right, and the joints between those that touch."""

    parts: tuple[Part, ...]
    joints: Mapping[int, Joint]
    """By the index of the part on the joint's left."""
    edges: tuple[Any, ...]
    """Single values at the outer ends of parts: place and value."""


def curve(definition: Elementwise, bound: Mapping[str, float]) -> Curve:
    """Return the graph of an activation.

    Raises:
        Unclear: where its pieces meet, or where it is defined, cannot be settled.
    """
    values = {symbol(name): sp.Rational(repr(value)) for name, value in bound.items()}
    cases = [
        (sp.sympify(each.formula).subs(values), sp.sympify(each.condition).subs(values))
        for each in branches(definition)
    ]
    breaks = sorted(_breaks(cases), key=lambda place: place.evalf(40))

    def owner(place: Any) -> sp.Expr:
        return next(formula for formula, condition in cases if holds(condition, place) == sp.true)

    whole: list[tuple[sp.Expr, Any, Any]] = []
    for low, high in pairwise((-sp.oo, *breaks, sp.oo)):
        formula = owner(_between(low, high))
        touching = whole and whole[-1][2] == low
        if touching and whole[-1][0] == formula == owner(low):
            whole[-1] = (formula, whole[-1][1], high)
        else:
            whole.append((formula, low, high))
    parts = [part for each in whole for part in _defined(*each)]
    joints = {
        n: Joint(left.high.place, _value(owner, left.high.place))
        for n, (left, right) in enumerate(pairwise(parts))
        if left.high.place == right.low.place
    }
    outer = [
        end.place
        for n, part in enumerate(parts)
        for end, joined in ((part.low, n - 1 in joints), (part.high, n in joints))
        if not joined and not end.infinite
    ]
    edges = tuple((place, value) for place in outer if (value := _value(owner, place)) is not None)
    return Curve(tuple(parts), joints, edges)


def _value(owner: Any, place: Any) -> Any:
    if place.is_Float and any(True for _ in _dangers(owner(place))):
        return None  # it may be a pole, and is not known exactly
    try:
        return exact(owner(place), place, 0)[0]
    except Unclear:
        return None


def _between(low: Any, high: Any) -> Any:
    if low == -sp.oo:
        return sp.S.Zero if high == sp.oo else sp.Integer(sp.floor(high) - 1)
    if high == sp.oo:
        return sp.Integer(sp.ceiling(low) + 1)
    return (low + high) / 2


def _breaks(cases: list[tuple[sp.Expr, Any]]) -> set[Any]:
    found: set[Any] = set()
    for _, condition in cases:
        for each in condition.atoms(sp.core.relational.Relational):
            found |= set(_solutions(each.lhs - each.rhs))
    return found


def _solutions(gap: sp.Expr) -> Iterator[Any]:
    """Give every place where a difference is 0.

    Raises:
        Unclear: they cannot all be found, or there is no end of them.
    """
    polynomial = sp.Poly(gap, Z) if gap.is_polynomial(Z) else None
    if polynomial is not None and polynomial.degree() == 1:
        slope, offset = polynomial.all_coeffs()
        yield sp.sympify(-offset / slope)
        return
    if polynomial is not None and polynomial.degree() <= 0:
        return
    for part in _defined(gap, -sp.oo, sp.oo):
        for item in pattern(gap, 0, part.low, part.high):
            if isinstance(item, Root):
                yield item.exact if item.exact is not None else _decimal(item)
            elif item.sign in (None, 0):
                raise Unclear("where pieces meet")


def _decimal(root: Root) -> Any:
    return sp.Float(root.place, 17)


def _defined(formula: sp.Expr, low: Any, high: Any) -> list[Part]:
    """Return the parts of an interval on which a formula can be computed."""
    scale = natural(formula)
    ends = (End(low, 1, low == -sp.oo, scale), End(high, -1, high == sp.oo, scale))
    parts = [Part(formula, *ends)]
    for base, zero_only in _dangers(formula):
        parts = [kept for part in parts for kept in _without(part, base, zero_only)]
    return parts


def _dangers(formula: sp.Expr) -> Iterator[tuple[sp.Expr, bool]]:
    """Give what must not be 0 (True), or must be positive (False), the innermost first."""
    seen = set()
    for e in sp.postorder_traversal(formula):
        if not e.has(Z) or e in seen:
            continue
        seen.add(e)
        base, zero_only = None, False
        if e.is_Pow and e.exp.has(Z):
            base = e.base if e.base.has(Z) else None
        elif e.is_Pow and not (e.exp.is_Integer and e.exp > 0):
            base, zero_only = e.base, bool(e.exp.is_Integer)
        elif e.func is sp.log:
            base = e.args[0]
        elif e.func is log1p:
            base = 1 + e.args[0]
        if base is not None and not base.is_positive and not (zero_only and base.is_nonzero):
            yield base, zero_only


def _without(part: Part, base: sp.Expr, zero_only: bool) -> Iterator[Part]:
    items = pattern(base, 0, part.low, part.high)
    cuts = {
        item.place: item.exact if item.exact is not None else _decimal(item)
        for item in items
        if isinstance(item, Root)
    }

    def end(place: float, side: int, own: End) -> End:
        if place not in cuts:
            return own
        return End(cuts[place], side, True, own.scale)

    # An end that is itself a zero of the base can only be reached from one side.
    for item in items:
        if isinstance(item, Stretch):
            if item.sign is None:
                raise Unclear("where it is defined")
            if item.sign > 0 or (item.sign < 0 and zero_only):
                low, high = end(item.low, 1, part.low), end(item.high, -1, part.high)
                yield Part(part.formula, low, high)
