"""SymPy to text of our own grammar, so that what was read can be written and read again.

Numbers are written exactly. What the grammar reads back is the same expression.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import sympy as sp

from actlas.errors import BadExpression
from actlas.symbolic.functions import elementary
from actlas.symbolic.vocabulary import FUNCTIONS

_OR, _AND, _NOT, _SUM, _PRODUCT, _SIGN, _POWER, _ATOM = range(8)
_NAMES: Mapping[Any, str] = {
    function: name for name, function in FUNCTIONS.items() if isinstance(function, type)
}
_CONSTANTS = {sp.pi: "pi", sp.E: "e"}
_RELATIONS: Mapping[Any, str] = {
    sp.StrictLessThan: "<",
    sp.LessThan: "<=",
    sp.StrictGreaterThan: ">",
    sp.GreaterThan: ">=",
}


def written(expression: Any) -> str:
    """Return the text of a formula or a condition, which `parse` reads as the same again.

    Raises:
        BadExpression: it holds what the grammar has no word for.

    Example:
        >>> from actlas.symbolic.grammar import parse
        >>> written(parse("½*x if 0 < x < 1 else |x|²".replace("½", "1/2")))
        'where(z > 0 and z < 1, z/2, z^2)'
    """
    return _form(expression)[0]


def _at(expression: Any, level: int) -> str:
    text, own = _form(expression)
    return f"({text})" if own < level else text


def _form(e: Any) -> tuple[str, int]:
    if e in _CONSTANTS:
        return _CONSTANTS[e], _ATOM
    if isinstance(e, sp.Symbol):
        return e.name, _ATOM
    if e.is_Rational:
        return _rational(e)
    if isinstance(e, sp.And | sp.Or | sp.Not) or type(e) in _RELATIONS:
        return _condition(e)
    if isinstance(e, sp.Add):
        return _sum(e), _SUM
    if isinstance(e, sp.Mul):
        return _product(e)
    if isinstance(e, sp.Pow):
        return _power(e)
    if isinstance(e, sp.Max | sp.Min):
        # The order of SymPy's own printer, whatever the order of a set is in this process.
        arguments = sorted(e.args, key=sp.default_sort_key)
        return f"{_NAMES[e.func]}({', '.join(_at(each, _SUM) for each in arguments)})", _ATOM
    if e.func in _NAMES:
        return f"{_NAMES[e.func]}({', '.join(_at(each, _OR) for each in e.args)})", _ATOM
    plain = elementary(e)
    if plain != e and not isinstance(plain, sp.Piecewise):
        return _form(plain)
    raise BadExpression("a formula has no word for {function}", function=type(e).__name__)


def _rational(e: sp.Rational) -> tuple[str, int]:
    if e < 0:
        return "-" + _at(-e, _POWER), _SIGN if e.is_Integer or _decimal(-e) else _SUM
    if e.is_Integer:
        return str(e), _ATOM
    decimal = _decimal(e)
    return (decimal, _ATOM) if decimal else (f"{e.p}/{e.q}", _PRODUCT)


_LONGEST_DECIMAL = 20


def _decimal(e: sp.Rational) -> str:
    """Return a fraction as a decimal number, where it is one that is not long; else ""."""
    if e.is_Integer:
        return str(e)
    shift, rest = 0, e.q
    while rest % 10 == 0:
        rest, shift = rest // 10, shift + 1
    for prime in (2, 5):
        while rest % prime == 0:
            rest, shift = rest // prime, shift + 1
    if rest != 1 or e.q in (2, 3, 4, 6, 8) or shift > _LONGEST_DECIMAL:
        return ""
    digits = str(e.p * 10**shift // e.q).rjust(shift + 1, "0")
    whole, part = digits[:-shift], digits[-shift:].rstrip("0")
    return f"{whole}.{part}"


def _condition(e: Any) -> tuple[str, int]:
    if isinstance(e, sp.Not):
        return f"not {_at(e.args[0], _NOT)}", _NOT
    if isinstance(e, sp.And | sp.Or):
        level, word = (_AND, " and ") if isinstance(e, sp.And) else (_OR, " or ")
        parts = sorted(e.args, key=sp.default_sort_key)
        return word.join(_at(each, level + 1) for each in parts), level
    return f"{_at(e.lhs, _SUM)} {_RELATIONS[type(e)]} {_at(e.rhs, _SUM)}", _NOT


def _sum(e: sp.Add) -> str:
    terms = sorted(e.as_ordered_terms(), key=lambda term: term.could_extract_minus_sign())
    text = _at(terms[0], _PRODUCT if not terms[0].could_extract_minus_sign() else _SUM)
    for term in terms[1:]:
        negative = term.could_extract_minus_sign()
        text += f" - {_at(-term, _PRODUCT)}" if negative else f" + {_at(term, _PRODUCT)}"
    return text


def _product(e: sp.Mul) -> tuple[str, int]:
    coefficient, rest = e.as_coeff_Mul()
    if coefficient < 0:
        return "-" + _at(sp.Mul(-coefficient, *sp.Mul.make_args(rest)), _PRODUCT), _SIGN
    above: list[str] = []
    below: list[str] = []
    if not coefficient.is_Integer and not _decimal(coefficient):
        above += [str(coefficient.p)] if coefficient.p != 1 else []
        below.append(str(coefficient.q))
    elif coefficient != 1:
        above.append(_at(coefficient, _POWER))
    for factor in rest.as_ordered_factors():
        if factor.is_Pow and factor.exp.is_Rational and factor.exp < 0:
            below.append(_at(factor.base**-factor.exp, _POWER))
        else:
            above.append(_at(factor, _POWER))
    text = "*".join(above) or "1"
    return "/".join((text, *below)), _PRODUCT


def _power(e: sp.Pow) -> tuple[str, int]:
    base, exponent = e.args
    if exponent == sp.Rational(1, 2):
        return f"sqrt({_at(base, _SUM)})", _ATOM
    if exponent.is_Rational and exponent < 0:
        return f"1/{_at(base**-exponent, _POWER)}", _PRODUCT
    return f"{_at(base, _ATOM)}^{_at(exponent, _ATOM)}", _POWER
