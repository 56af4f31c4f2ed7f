"""Activations as functions within formulas: `elu(2*z)` is what the pieces of elu say of 2·z.

What is called is replaced by its formula when the text is read, so that a formula keeps its meaning
when a name that it called is given another one.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextvars import ContextVar
from functools import lru_cache
from typing import Any

import sympy as sp

from actlas import catalogue
from actlas.definition import OTHERWISE, Elementwise
from actlas.errors import BadExpression, UnknownName
from actlas.symbolic.conditions import solved
from actlas.symbolic.functions import Z, where

LARGEST = 400
"""Nodes of a formula that may be written into another one."""
TOO_LARGE = BadExpression("written out, this grows too long; nest less")
_reading: ContextVar[tuple[str, ...]] = ContextVar("reading", default=())


def symbol(name: str) -> sp.Symbol:
    """Return the real SymPy symbol that stands for a parameter of that name."""
    return sp.Symbol(name, real=True)


def size(expression: Any) -> int:
    """Return how many nodes an expression has, written out."""
    return sum(1 for _ in sp.preorder_traversal(expression))


def names() -> list[str]:
    """Return the names by which activations can be called."""
    return catalogue.names()


def known(name: str) -> str | None:
    """Return the catalogue's name for what is called, or None."""
    try:
        return catalogue.canonical(name)
    except UnknownName:
        return None


def called(name: str, arguments: Sequence[Any], named: Mapping[str, Any]) -> sp.Expr:
    """Return the formula of the activation `name` at its first argument.

    Args:
        name: its name in the catalogue.
        arguments: the number it is applied to, and values of its parameters in their order.
        named: values of its parameters by name.

    Raises:
        BadExpression: it works on vectors, calls itself, or does not take those parameters.

    Example:
        >>> called("elu", [2 * Z], {"alpha": sp.Integer(3)})
        where(z > 0, 2*z, 3*exp(2*z) - 3)
    """
    if name in _reading.get():
        raise BadExpression("{name} cannot call itself", name=name)
    definition = catalogue.definition(name)
    if not isinstance(definition, Elementwise):
        raise BadExpression("{name} works on vectors and cannot stand in a formula", name=name)
    values = _values(name, definition, arguments[1:], named)
    token = _reading.set((*_reading.get(), name))
    try:
        formula = as_formula(definition)
    finally:
        _reading.reset(token)
    places = sum(each == Z for each in sp.preorder_traversal(formula))
    if size(formula) + places * size(arguments[0]) > LARGEST:
        raise TOO_LARGE
    return formula.xreplace({Z: arguments[0], **values}).replace(
        where, lambda condition, first, other: where(solved(condition), first, other)
    )


def _values(
    name: str, definition: Elementwise, placed: Sequence[Any], named: Mapping[str, Any]
) -> dict[sp.Symbol, Any]:
    parameters = {each.name: each for each in definition.parameters}
    if len(placed) > len(parameters):
        raise BadExpression(
            "{name} takes z and {limit} parameters, got {count}",
            name=name,
            limit=len(parameters),
            count=len(placed),
        )
    given = dict(zip(parameters, placed, strict=False))
    for each in named:
        if each not in parameters:
            raise BadExpression(
                "{name} has no parameter {parameter!r}; it takes: {known}",
                name=name,
                parameter=each,
                known=", ".join(parameters) or "-",
            )
        if each in given:
            raise BadExpression("{name} is given twice", name=each)
    given |= named
    for each, value in given.items():
        if value.has(Z):
            raise BadExpression(
                "{parameter} of {name} cannot depend on z", parameter=each, name=name
            )
        if value.is_number and float(value) not in parameters[each].domain:
            raise BadExpression(
                "{parameter} of {name} must be a number in {domain}, got {value!r}",
                parameter=each,
                name=name,
                domain=str(parameters[each].domain),
                value=float(value),
            )
    return {
        symbol(each): given.get(each, sp.Rational(repr(parameter.default)))
        for each, parameter in parameters.items()
    }


@lru_cache(maxsize=256)
def as_formula(definition: Elementwise) -> sp.Expr:
    """Return a function in pieces as one expression, its pieces as choices."""
    from actlas.symbolic.grammar import parse

    parameters = tuple(each.name for each in definition.parameters)
    drawn = definition.drawn
    allowed = parameters if drawn is None else (*parameters, drawn.symbol)
    *before, last = definition.pieces
    found = parse(last.formula, allowed)
    for piece in reversed(before):
        assert piece.condition != OTHERWISE
        found = where(parse(piece.condition, allowed), parse(piece.formula, allowed), found)
    if drawn is not None:
        found = found.xreplace({symbol(drawn.symbol): parse(drawn.evaluated, parameters)})
    return found
