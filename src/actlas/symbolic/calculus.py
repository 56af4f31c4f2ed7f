"""Derivatives, piece by piece: a definition becomes branches, and branches are differentiated.

SymPy's own derivative of a Piecewise or a Max brings Heaviside steps and delta functions. Here each
piece is an ordinary formula on its own interval, and a kink's slope is the definition's choice.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Any

import sympy as sp

from actlas.definition import OTHERWISE, Elementwise
from actlas.errors import BadExpression
from actlas.symbolic.functions import Total, Z
from actlas.symbolic.grammar import parse


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
    own = _unfold(written(definition))
    if order == 0:
        return own
    derived = tuple(Branch(sp.diff(each.formula, Z, order), each.condition) for each in own)
    for kink in definition.kinks:
        place, slope = _formula(kink.at, definition), _formula(kink.derivative, definition)
        derived = _settle(own, derived, place, slope, order)
    return _merge(derived)


def _parsed(text: str, definition: Elementwise) -> Any:
    return parse(text, tuple(each.name for each in definition.parameters))


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


def _unfold(own: Branches) -> Branches:
    """Write |z| as two pieces: SymPy's own derivative of it brings steps and delta functions."""
    if not any(each.formula.has(sp.Abs) for each in own):
        return own
    formula = own[0].formula
    if len(own) > 1 or formula.atoms(sp.Abs) != {sp.Abs(Z)}:
        raise BadExpression(
            "abs is understood as abs(z) in a function of one piece; write {formula} in pieces",
            formula=str(formula),
        )
    return (
        Branch(formula.subs(sp.Abs(Z), -Z), Z < 0),
        Branch(formula.subs(sp.Abs(Z), Z), sp.true),
    )


def owner(pieces: Branches, place: sp.Expr) -> int:
    """Return the index of the first branch that holds at `place`."""
    for index, branch in enumerate(pieces):
        holds = branch.condition if branch.condition is sp.true else branch.condition.subs(Z, place)
        if holds == sp.true:
            return index
    raise BadExpression("no piece holds at {place}; the last piece needs no condition", place=place)


def traced(definition: Elementwise) -> Branches:
    """Return the function in branches whose own slopes are the chosen ones, kinks included.

    What differentiates code by itself sees only branches. Where the branch that holds at a kink has
    another slope than the chosen one, a line with that slope takes its place at that one point.
    """
    own = branches(definition)
    points = []
    for kink in definition.kinks:
        place, slope = _formula(kink.at, definition), _formula(kink.derivative, definition)
        home = own[owner(own, place)].formula
        if sp.simplify(sp.diff(home, Z).subs(Z, place) - slope) != 0:
            # Left unevaluated: at z = -0 the product keeps the sign of zero, also with slope 0.
            line = sp.Mul(slope, Z - place, evaluate=False) + home.subs(Z, place)
            points.append(Branch(line, sp.Eq(Z, place)))
    return (*points, *own)


def _settle(
    own: Branches, derived: Branches, place: sp.Expr, slope: sp.Expr, order: int
) -> Branches:
    """Give the kink at `place` the derivative that goes with the slope chosen there."""
    slopes = [sp.simplify(sp.diff(each.formula, Z).subs(Z, place) - slope) for each in own]
    home = owner(own, place)
    if slopes[home] == 0:
        return derived
    neighbours = [i for i, gap in enumerate(slopes) if gap == 0 and _touches(own[i], place)]
    if neighbours:
        chosen = derived[neighbours[0]].formula.subs(Z, place)
    else:
        chosen = slope if order == 1 else sp.S.Zero
    return (Branch(chosen, sp.Eq(Z, place)), *derived)


def _touches(branch: Branch, place: sp.Expr) -> bool:
    return branch.condition is not sp.true and sp.simplify(branch.condition.rhs - place) == 0


_CLOSED = {sp.StrictLessThan: sp.Le, sp.StrictGreaterThan: sp.Ge}


def _merge(pieces: Branches) -> Branches:
    """Draw a point into the half-line beside it that has the same value: z = 0, z < 0 is z <= 0."""
    if len(pieces) > 1 and isinstance(pieces[0].condition, sp.Eq):
        point, beside = pieces[0], pieces[1]
        place = point.condition.rhs
        joined = _CLOSED.get(type(beside.condition))
        adjacent = getattr(beside.condition, "args", None) == (Z, place)
        same = adjacent and sp.simplify(beside.formula.subs(Z, place) - point.formula) == 0
        if joined is not None and same:
            pieces = (Branch(beside.formula, joined(Z, place)), *pieces[2:])
    constant = all(each.formula == pieces[0].formula for each in pieces)
    return (Branch(pieces[0].formula, sp.true),) if constant else pieces


def expression(pieces: Branches) -> sp.Expr:
    """Return branches as one SymPy expression: a Piecewise, or the formula where there is one."""
    if len(pieces) == 1:
        return pieces[0].formula
    return sp.Piecewise(*((each.formula, each.condition) for each in pieces))
