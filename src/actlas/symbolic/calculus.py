"""Derivatives, piece by piece: a definition becomes branches, and branches are differentiated.

SymPy's own derivative of a Piecewise or a Max brings Heaviside steps and delta functions. Here each
piece is an ordinary formula on its own interval, and a kink's slope is the definition's choice.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

import sympy as sp

from actlas.definition import OTHERWISE, Elementwise
from actlas.errors import BadExpression
from actlas.symbolic.functions import Total, Z, elementary, where
from actlas.symbolic.grammar import parse
from actlas.symbolic.references import symbol
from actlas.symbolic.unfold import holds, reachable, unfold


@dataclass(frozen=True, slots=True)
class Branch:
    """A formula and the relation under which it holds; `sympy.true` means everywhere else."""

    formula: sp.Expr
    condition: Any


Branches = tuple[Branch, ...]


def written(definition: Elementwise) -> Branches:
    """Return the function in branches as its definition writes it.

    Raises:
        BadExpression: a formula or a condition cannot be read.
    """
    return tuple(
        Branch(_formula(piece.formula, definition), _condition(piece.condition, definition))
        for piece in definition.pieces
    )


def check(definition: Elementwise) -> None:
    """See that every formula, condition and kink of a definition can be read.

    Raises:
        BadExpression: one cannot.
    """
    written(definition)
    for kink in definition.kinks:
        for text in (kink.at, kink.derivative):
            if _formula(text, definition).has(Z):
                raise BadExpression(
                    "a kink has a place and a slope without z, got {text!r}", text=text
                )


@cache
def branches(definition: Elementwise, order: int = 0) -> Branches:
    """Return the `order`-th derivative of an elementwise activation in branches, tried in order.

    At a kink, the first derivative is the slope that the definition chose, and the higher ones are
    those of the piece which has that slope; where no piece has it, they are 0.

    Args:
        definition: the activation.
        order: how often to differentiate with respect to z; 0 gives the function itself.

    Example:
        >>> from actlas.catalogue import definition
        >>> [str(branch.formula) for branch in branches(definition("elu"), 1)]
        ['1', 'alpha*exp(z)']
    """
    own = _unfolded(definition)
    if order == 0:
        return own
    derived = tuple(Branch(sp.diff(each.formula, Z, order), each.condition) for each in own)
    for kink in definition.kinks:
        place, slope = _formula(kink.at, definition), _formula(kink.derivative, definition)
        derived = _settle(own, derived, place, slope, order, defaults(definition))
    return _merge(derived)


@cache
def _unfolded(definition: Elementwise) -> Branches:
    cases = []
    for piece in written(definition):
        for formula, condition in unfold(piece.formula):
            both = condition if piece.condition == sp.true else sp.And(piece.condition, condition)
            cases.append((formula, both))
    return tuple(Branch(*case) for case in reachable(cases))


def defaults(definition: Elementwise) -> dict[sp.Symbol, sp.Rational]:
    """Return the parameters' defaults by their symbols."""
    return {symbol(each.name): sp.Rational(repr(each.default)) for each in definition.parameters}


def _parsed(text: str, definition: Elementwise) -> Any:
    names = tuple(each.name for each in definition.parameters)
    if definition.drawn is None:
        return parse(text, names)
    evaluated = parse(definition.drawn.evaluated, names)
    return parse(text, (*names, definition.drawn.symbol)).subs(
        symbol(definition.drawn.symbol), evaluated
    )


def _formula(text: str, definition: Elementwise) -> sp.Expr:
    found = _parsed(text, definition)
    if not isinstance(found, sp.Expr) or found.has(Total):
        raise BadExpression(
            "{text!r} is no formula of one number; write comparisons as conditions of pieces, and "
            "sum(...) in vector activations",
            text=text,
        )
    return found


def _condition(text: str, definition: Elementwise) -> Any:
    if text == OTHERWISE:
        return sp.true
    found = _parsed(text, definition)
    if isinstance(found, sp.core.relational.Relational):
        found = found if found.lhs == Z else found.reversed
        if found.lhs == Z and not found.rhs.has(Z):
            return found
    raise BadExpression(
        "the condition {text!r} must compare z with a constant, as in z > 0", text=text
    )


def by_parameter(formula: sp.Expr, name: str) -> sp.Expr:
    """Return the derivative of a formula by one of its parameters, a tie of max or min split.

    Example:
        >>> a = symbol("a")
        >>> by_parameter(sp.Max(a, 1) * Z, "a")
        z*where(a - 1 > 0, 1, where(a - 1 < 0, 0, 1/2))
    """
    derived = sp.diff(formula, symbol(name))
    half = sp.Rational(1, 2)
    derived = derived.replace(sp.Heaviside, lambda u, *_: where(u > 0, 1, where(u < 0, 0, half)))
    return derived.replace(sp.DiracDelta, lambda *_: sp.S.Zero)


def owner(pieces: Branches, place: sp.Expr, bound: Mapping[Any, Any] | None = None) -> int:
    """Return the index of the first branch that holds at `place`, with parameters `bound`."""
    values = dict(bound or {})
    for index, branch in enumerate(pieces):
        if holds(sp.sympify(branch.condition).subs(values), place.subs(values)) == sp.true:
            return index
    raise BadExpression("no piece holds at {place}; the last piece needs no condition", place=place)


def same(one: sp.Expr, other: sp.Expr) -> bool:
    """Say whether two formulas in the parameters are equal: by algebra, else at sample values."""
    gap = sp.sympify(one - other)
    if gap.is_number and not gap.atoms(sp.Function):
        return bool(sp.simplify(gap) == 0)
    if sp.expand(gap) == 0:
        return True
    exact = elementary(gap)
    for start in (3, 7, 11):
        names = sorted(exact.free_symbols, key=str)
        sample = {each: sp.Rational(start + 2 * n, 10) for n, each in enumerate(names)}
        number = exact.subs(sample).evalf(40)
        if number.is_number and abs(number) > sp.Float("1e-30"):
            return False
    return True


def _settle(
    own: Branches,
    derived: Branches,
    place: sp.Expr,
    slope: sp.Expr,
    order: int,
    bound: Mapping[Any, Any],
) -> Branches:
    """Give the kink at `place` the derivative that goes with the slope chosen there."""
    agree = [same(_at(sp.diff(each.formula, Z), place), slope) for each in own]
    home = owner(own, place, bound)
    if agree[home]:
        return derived
    neighbours = [
        index
        for index, agrees in enumerate(agree)
        if agrees
        and any(
            holds(own[index].condition.subs(bound), end) == sp.true for end in _beside(place, bound)
        )
    ]
    if neighbours:
        chosen = _at(derived[neighbours[0]].formula, place)
    else:
        chosen = slope if order == 1 else sp.S.Zero
    return (Branch(chosen, sp.Eq(Z, place)), *derived)


def _at(formula: sp.Expr, place: sp.Expr) -> sp.Expr:
    return formula.subs(Z, place)


def _beside(place: sp.Expr, bound: Mapping[Any, Any]) -> tuple[sp.Expr, sp.Expr]:
    near, step = place.subs(bound), sp.Rational(1, 10**9)
    return near - step, near + step


_CLOSED = {sp.StrictLessThan: sp.Le, sp.StrictGreaterThan: sp.Ge}


def _merge(pieces: Branches) -> Branches:
    """Draw a point into the half-line beside it that has the same value: z = 0, z < 0 is z <= 0."""
    if len(pieces) > 1 and isinstance(pieces[0].condition, sp.Eq):
        point, beside = pieces[0], pieces[1]
        place = point.condition.rhs
        joined = _CLOSED.get(type(beside.condition))
        adjacent = getattr(beside.condition, "args", None) == (Z, place)
        agrees = adjacent and same(_at(beside.formula, place), point.formula)
        if joined is not None and agrees:
            pieces = (Branch(beside.formula, joined(Z, place)), *pieces[2:])
    constant = all(each.formula == pieces[0].formula for each in pieces)
    return (Branch(pieces[0].formula, sp.true),) if constant else pieces


def expression(pieces: Branches) -> sp.Expr:
    """Return branches as one SymPy expression: a Piecewise, or the formula where there is one."""
    if len(pieces) == 1:
        return pieces[0].formula
    return sp.Piecewise(*((each.formula, each.condition) for each in pieces))
