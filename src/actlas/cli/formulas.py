"""Formulas in plain text: pieces under one another behind a brace, as on paper.

f(z)  = ⎧ z                   if z > 0
        ⎩ alpha·(exp(z) − 1)  otherwise
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, NamedTuple

from actlas.definition import Elementwise, Entmax, Kind, Parameter, Parted, Vector
from actlas.language import _

if TYPE_CHECKING:
    import sympy as sp

_SUPERSCRIPTS = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")
_POWER = r"(?:\*\*|\^)(\d+)(?![\d.])"
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
        >>> readable("z*normal(z^2.5)")
        'z·Φ(z^2.5)'
    """
    text = re.sub(_POWER, lambda power: power[1].translate(_SUPERSCRIPTS), text)
    text = re.sub(r"\bnormal\(", "Φ(", text)
    text = re.sub(r"\bsqrt\((\w+)\)", r"√\1", text)
    text = re.sub(r"\bpi\b", "π", text)
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


def as_defined(definition: Kind) -> list[Line]:
    """Return the function as its definition writes it; nothing heavy is loaded.

    Example:
        >>> from actlas.catalogue import definition
        >>> [line.formula for line in as_defined(definition("elu"))]
        ['z', 'alpha·(exp(z) − 1)']
    """
    if isinstance(definition, Elementwise):
        return _worded([(piece.formula, piece.condition) for piece in definition.pieces])
    if isinstance(definition, Vector):
        return [Line(readable(definition.formula))]
    if isinstance(definition, Entmax):
        return [_threshold_rule(definition)]
    if isinstance(definition, Parted):
        return [Line(readable(each)) for each in definition.outputs]
    return [Line("max(z_j)", _("the largest of each group of neighbours"))]


def _threshold_rule(definition: Entmax) -> Line:
    slope, power = definition.alpha - 1, 1 / (definition.alpha - 1)
    distance = "z − tau" if slope == 1 else f"{slope:g}·z − tau"
    raised = "" if power == 1 else f"{power:g}".translate(_SUPERSCRIPTS)
    return Line(f"max({distance}, 0){raised}", _("with tau such that the outputs add up to 1"))


def of_expression(expression: sp.Expr) -> list[Line]:
    """Return a SymPy expression, piece by piece."""
    import sympy as sp

    if isinstance(expression, sp.MatrixBase):
        return [Line(readable(_text(each))) for each in expression]
    from actlas.symbolic.notation import legible

    expression = legible(expression)
    if not isinstance(expression, sp.Piecewise):
        return _worded([(_text(expression), "")])
    return _worded([(_text(piece), _relation(where)) for piece, where in expression.args])


def _text(formula: sp.Expr) -> str:
    turned = _turned(formula)
    if turned.is_Pow and turned.exp.is_negative and turned.exp.is_Integer:
        return f"1/{turned.base**-turned.exp}"  # SymPy writes a power of -2
    return str(turned).replace("Total", "sum")


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

    from actlas.symbolic.typeset import about_z, sides

    if condition == sp.true:
        return ""
    if isinstance(condition, sp.Or | sp.And):
        word = _("or") if isinstance(condition, sp.Or) else _("and")
        return f" {word} ".join(_relation(each) for each in sides(condition))
    if isinstance(condition, sp.Eq):
        return f"{condition.lhs} = {condition.rhs}"
    return str(about_z(condition))


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


def equation(left: str, lines: Sequence[Line], width: int = 80) -> list[str]:
    """Return `left = …` in as many rows as there are pieces, or more where one is too long.

    Example:
        >>> for row in equation("f(z)", [Line("z", "if z > 0"), Line("0.5·z", "otherwise")]):
        ...     print(row)
        f(z) = ⎧ z      if z > 0
               ⎩ 0.5·z  otherwise
    """
    margin = " " * (len(left) + 3)
    if len(lines) == 1:
        rows = _folded(lines[0].formula, width - len(margin))
    elif not any(line.condition for line in lines):  # parts of an output, one after another
        rows = _folded(f"({', '.join(line.formula for line in lines)})", width - len(margin))
    else:
        rows = _braced(lines, width - len(margin))
    return [f"{left} = {rows[0]}", *(margin + row for row in rows[1:])]


def _braced(lines: Sequence[Line], width: int) -> list[str]:
    wide = max(len(line.formula) for line in lines)
    beside = wide + 2 + max(len(line.condition) for line in lines) <= width - 2
    rows: list[str] = []
    for place, line in enumerate(lines):
        if beside:
            parts = [f"{line.formula:<{wide}}  {line.condition}"]
        else:
            parts = [*_folded(line.formula, width - 2), f"    {line.condition}"]
        brace = "⎨" if 0 < place < len(lines) - 1 else "⎪"
        rows += [f"{brace} {parts[0]}", *(f"⎪ {part}" for part in parts[1:])]
    return [f"⎧{rows[0][1:]}", *rows[1:-1], f"⎩{rows[-1][1:]}"]


def _folded(formula: str, width: int) -> list[str]:
    """Break a formula into rows of a width: outside brackets if possible, and best at a sum."""
    rows, rest = [], formula
    while len(rest) > width:
        depth, places = 0, []
        begun = len(rest) - len(rest.lstrip())  # a row that began at a sum is not cut there again
        for place, sign in enumerate(rest[:width]):
            depth += (sign == "(") - (sign == ")")
            if place > begun and sign == "·":
                places.append((-depth, 0, place + 1))
            elif place > begun and sign in "+−" and rest[place - 1 : place + 2] == f" {sign} ":
                places.append((-depth, 1, place))
        if not places:
            break
        *_, place = max(places)
        rows.append(rest[:place].rstrip())
        rest = f"    {rest[place:]}"
    return [*rows, rest]


def in_a_row(lines: Sequence[Line]) -> str:
    """Return the pieces on one line.

    Example:
        >>> in_a_row([Line("z", "if z > 0"), Line("0", "otherwise")])
        'z if z > 0, 0 otherwise'
    """
    return ", ".join(f"{line.formula} {line.condition}".strip() for line in lines)
