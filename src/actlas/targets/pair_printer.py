"""Source text that computes an exponent in twice the digits, by the operations of `pairs`."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import sympy as sp

from actlas.errors import BadExpression
from actlas.symbolic import functions
from actlas.symbolic.functions import Z

_FUNCTIONS: Mapping[Any, str] = {
    sp.exp: "exp",
    sp.Abs: "absolute",
    functions.ceiling: "ceiling",
    functions.softplus: "softplus",
    functions.normal: "normal",
    functions.sigmoid: "sigmoid",
}
_HIGHEST_POWER = 4


def pair(e: sp.Expr, x: str, activation: str) -> str:
    """Return source text of an expression as a pair, where the text `x` stands for z.

    Raises:
        BadExpression: there is no such operation on pairs.

    Example:
        >>> pair(-Z * sp.Rational(1, 10), "x", "a formula")
        'pairs.times(pairs.number(-0.1, 5.551115123125783e-18, x), (x, 0.0))'
    """

    def again(part: sp.Expr) -> str:
        return pair(part, x, activation)

    if e == Z:
        return f"({x}, 0.0)"
    if isinstance(e, sp.Symbol):
        return f"pairs.number({e.name}, 0.0, {x})"
    if e.is_number:
        value = float(e)
        return f"pairs.number({value!r}, {float(sp.N(e - sp.Rational(value), 30))!r}, {x})"
    if e.is_Add:
        return _folded("plus", [again(each) for each in e.args])
    if e.is_Mul:
        return _product(e, again)
    if e.is_Pow and e.exp.is_Integer and 1 < e.exp <= _HIGHEST_POWER:
        return _folded("times", [again(e.base)] * int(e.exp))
    name = _FUNCTIONS.get(e.func)
    if name is None:
        raise _missing(e.func.__name__, activation)
    return f"pairs.{name}({again(e.args[0])})"


def _missing(primitive: str, activation: str) -> BadExpression:
    return BadExpression(
        "{activation} needs {primitive}, which the target {target} does not have; "
        "add it to that target's table of primitives",
        activation=activation,
        primitive=primitive,
        target="pairs",
    )


def _product(e: sp.Mul, again: Callable[[sp.Expr], str]) -> str:
    if e.args[0] == -1:
        return f"pairs.negative({again(sp.Mul(*e.args[1:]))})"
    below = [each for each in e.args if _divides(each)]
    above = [each for each in e.args if each not in below] or [sp.S.One]
    text = _folded("times", [again(each) for each in above])
    for each in below:
        text = f"pairs.over({text}, {again(1 / each)})"
    return text


def _divides(factor: sp.Expr) -> bool:
    return bool(factor.is_Pow and factor.exp.is_Integer and factor.exp < 0 and not factor.has(Z))


def _folded(operation: str, texts: list[str]) -> str:
    text = texts[0]
    for each in texts[1:]:
        text = f"pairs.{operation}({text}, {each})"
    return text
