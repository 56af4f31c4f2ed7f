"""Formulas in plain text: pieces under one another behind a brace, as on paper.

f(z)  = ⎧ z                   if z > 0
        ⎩ alpha·(exp(z) − 1)  otherwise
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, NamedTuple

from actlas.definition import Elementwise, Parameter, Vector
from actlas.language import _

if TYPE_CHECKING:
    import sympy as sp

_SUPERSCRIPTS = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")
_IN_UNICODE = {"lambda": "lamda"}
_RELATIONS = {"<=": "≤", ">=": "≥", "==": "="}


class Line(NamedTuple):
    """One piece, readable, and the condition in words under which it holds; "" for always."""

    formula: str
    condition: str = ""


def readable(text: str) -> str:
    """Return a formula of the definitions or of SymPy as one would write it by hand.

    Example:
        >>> readable("-z**2*exp(-z)/(delta_ij - 1)")
        '−z²·exp(−z)/(δ_ij − 1)'
    """
    text = re.sub(r"\*\*(\d+)", lambda power: power[1].translate(_SUPERSCRIPTS), text)
    text = text.replace("**", "^").replace("*", "·").replace("delta_", "δ_").replace("-", "−")
    for written, sign in _RELATIONS.items():
        text = text.replace(written, sign)
    return text


def letter(sign: str) -> str:
    r"""Return a parameter's sign without LaTeX: the Greek letter for its command.

    Example:
        >>> letter(r"\omega"), letter(r"\lambda"), letter("a")
        ('ω', 'λ', 'a')
    """
    name = sign.removeprefix("\\")
    if name == sign:
        return sign
    return unicodedata.lookup(f"GREEK SMALL LETTER {_IN_UNICODE.get(name, name)}")


def as_defined(definition: Elementwise | Vector) -> list[Line]:
    """Return the function as its definition writes it; nothing heavy is loaded.

    Example:
        >>> from actlas.catalogue import definition
        >>> [line.formula for line in as_defined(definition("elu"))]
        ['z', 'alpha·(exp(z) − 1)']
    """
    if isinstance(definition, Vector):
        return [Line(readable(definition.formula))]
    return _worded([(piece.formula, piece.condition) for piece in definition.pieces])


def of_expression(expression: sp.Expr) -> list[Line]:
    """Return a SymPy expression, piece by piece."""
    import sympy as sp

    if not isinstance(expression, sp.Piecewise):
        return _worded([(str(_turned(expression)), "")])
    return _worded([(str(_turned(piece)), _relation(where)) for piece, where in expression.args])


def _turned(product: sp.Expr) -> sp.Expr:
    """Return -(y - 1)·(y + 1) as (1 - y)·(y + 1): a minus sign in front is easily overlooked."""
    import sympy as sp

    sign, rest = product.as_coeff_Mul()
    if sign != -1:
        return product
    factors = list(sp.Mul.make_args(rest))
    for place, factor in enumerate(factors):
        if isinstance(factor, sp.Add) and factor.as_coeff_Add()[0] < 0:
            factors[place] = -factor
            return sp.Mul(*factors)
    return product


def _relation(condition: sp.Basic) -> str:
    import sympy as sp

    if condition == sp.true:
        return ""
    if isinstance(condition, sp.Eq):
        return f"{condition.lhs} = {condition.rhs}"
    return str(condition)


def _worded(pieces: Sequence[tuple[str, str]]) -> list[Line]:
    if len(pieces) == 1:
        return [Line(readable(pieces[0][0]))]
    return [
        Line(
            readable(formula),
            _("if {condition}").format(condition=readable(condition))
            if condition
            else _("otherwise"),
        )
        for formula, condition in pieces
    ]


def with_signs(lines: Sequence[Line], parameters: Iterable[Parameter]) -> list[Line]:
    """Return the lines with the short sign of each parameter that has one, as print shows it.

    Example:
        >>> with_signs([Line("slope·z")], [Parameter("slope", 0.01, "below zero", sign="a")])
        [Line(formula='a·z', condition='')]
    """
    signs = {each.name: letter(each.sign) for each in parameters if each.sign}

    def signed(text: str) -> str:
        return re.sub(r"\w+", lambda word: signs.get(word[0], word[0]), text)

    return [Line(signed(line.formula), signed(line.condition)) for line in lines]


def equation(left: str, lines: Sequence[Line]) -> list[str]:
    """Return `left = …` in as many rows as there are pieces.

    Example:
        >>> for row in equation("f(z)", [Line("z", "if z > 0"), Line("0.5·z", "otherwise")]):
        ...     print(row)
        f(z) = ⎧ z      if z > 0
               ⎩ 0.5·z  otherwise
    """
    if len(lines) == 1:
        return [f"{left} = {lines[0].formula}"]
    wide = max(len(line.formula) for line in lines)
    braces = ["⎧", *"⎨" * (len(lines) - 2), "⎩"]
    margins = [f"{left} = ", *[" " * (len(left) + 3)] * (len(lines) - 1)]
    return [
        f"{margin}{brace} {line.formula:<{wide}}  {line.condition}"
        for margin, brace, line in zip(margins, braces, lines, strict=True)
    ]


def in_a_row(lines: Sequence[Line]) -> str:
    """Return the pieces on one line.

    Example:
        >>> in_a_row([Line("z", "if z > 0"), Line("0", "otherwise")])
        'z if z > 0, 0 otherwise'
    """
    return ", ".join(f"{line.formula} {line.condition}".strip() for line in lines)
