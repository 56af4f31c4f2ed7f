"""From a formula to a definition: its pieces, and its kinks with the slope that the rule gives."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import sympy as sp

from actlas.definition import Elementwise, Kink, Parameter, Piece, Reference
from actlas.errors import BadExpression
from actlas.symbolic.characters import refusal, tokens
from actlas.symbolic.conditions import solved
from actlas.symbolic.functions import Total, Z, where
from actlas.symbolic.grammar import parse
from actlas.symbolic.kinks import kinks as found_kinks
from actlas.symbolic.references import as_formula, symbol
from actlas.symbolic.unfold import reachable
from actlas.symbolic.writer import written


def from_text(
    name: str,
    text: str,
    parameters: tuple[Parameter, ...] = (),
    *,
    kinks: tuple[Kink, ...] | None = None,
    references: tuple[Reference, ...] = (),
    aliases: tuple[str, ...] = (),
) -> Elementwise:
    """Return the definition that a formula in z, or x, states.

    Args:
        name: what it will be called; the formula may not call it.
        text: the formula, in the grammar of `actlas.symbolic.grammar`.
        parameters: what may appear in it besides z.
        kinks: the slopes chosen at kinks; found by the rule of `actlas.symbolic.kinks` when None.
        references: where the function comes from.
        aliases: other names for it.

    Raises:
        BadExpression: the text cannot be read, or is no function of z.

    Example:
        >>> found = from_text("bent", "x if x > 0 else α·x", (Parameter("alpha", 0.5),))
        >>> [(each.formula, each.condition) for each in found.pieces]
        [('z', 'z > 0'), ('alpha*z', '')]
        >>> [(each.at, each.derivative) for each in found.kinks]
        [('0', 'alpha')]
    """
    names = tuple(each.name for each in parameters)
    formula = parse(text, names, name)
    _check(formula, text, names)
    return from_formula(formula, parameters, kinks=kinks, references=references, aliases=aliases)


def from_formula(formula: sp.Expr, parameters: tuple[Parameter, ...], **rest: Any) -> Elementwise:
    """Return the definition of a SymPy formula in the functions of our grammar."""
    return in_pieces(_pieces(formula), parameters, **rest)


def in_pieces(
    pieces: tuple[Piece, ...],
    parameters: tuple[Parameter, ...],
    *,
    kinks: tuple[Kink, ...] | None = None,
    references: tuple[Reference, ...] = (),
    aliases: tuple[str, ...] = (),
) -> Elementwise:
    """Return the definition of a function in pieces, its kinks found where they are None."""
    made = Elementwise(pieces=pieces, parameters=parameters, references=references, aliases=aliases)
    if kinks is None:
        bound = {symbol(each.name): sp.Rational(repr(each.default)) for each in parameters}
        kinks = found_kinks(as_formula(made), bound)
    return replace(made, kinks=kinks)


def _check(formula: Any, text: str, names: tuple[str, ...]) -> None:
    if not isinstance(formula, sp.Expr) or formula.has(Total):
        raise BadExpression(
            "{text!r} is no formula of one number; write comparisons as conditions of pieces, and "
            "sum(...) in vector activations",
            text=text,
        )
    words = {each.text: each for each in tokens(text) if each.kind == "name"}
    if "z" in words and "x" in words:
        place = words["x"].place
        raise refusal(BadExpression("z and x are both the variable; use one"), text, place)
    unused = [each for each in names if symbol(each) not in formula.free_symbols]
    if unused:
        raise BadExpression(
            "the parameter {name} does not appear in the formula; use it or leave it out",
            name=unused[0],
        )
    if not formula.has(Z):
        raise BadExpression("the formula {text!r} does not depend on z", text=text)


def _pieces(formula: sp.Expr) -> tuple[Piece, ...]:
    cases = reachable(list(_choices(formula)))
    simple = all(condition == sp.true or _simple(condition) for _, condition in cases)
    if not simple:
        return (Piece(written(formula)),)
    *before, (last, _) = cases
    return (*(Piece(written(each), written(c)) for each, c in before), Piece(written(last)))


def _choices(formula: sp.Expr) -> Iterator[tuple[sp.Expr, Any]]:
    """Give the branches of the outermost choices, and what holds otherwise."""
    while isinstance(formula, where):
        condition, first, formula = formula.args
        yield first, solved(condition)
    yield formula, sp.true


def _simple(condition: Any) -> bool:
    relation = isinstance(condition, sp.core.relational.Relational)
    return relation and condition.lhs == Z and not condition.rhs.has(Z)
