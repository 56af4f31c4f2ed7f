"""SymPy to source text: what all targets that write Python have in common."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import sympy as sp

from actlas.errors import BadExpression
from actlas.symbolic import functions

_SUM, _PRODUCT, _POWER, _ATOM = range(4)
_SHORT = 3
"""Powers up to this one are short enough to be written out as products."""

_STEEP = 3
"""From this power on √(1 + z²) overflows where a quotient with z above it is still a number."""


@dataclass(frozen=True)
class Printer:
    """Writes an expression with the primitives of one target.

    Args:
        target: the target's name, for error messages.
        primitives: SymPy function -> template with `{}` for each argument, or `*` for all.
        names: symbol, or any other expression -> the text that stands for it.
        conjunction, disjunction: what joins comparisons of which all, or one, must hold.
        power: a template for base and exponent, where `**` could raise an error; short powers of
            names are then products.
        paired: writes the argument of a function that takes it in twice the digits: expression,
            text that stands for z, activation -> text.
    """

    target: str
    primitives: Mapping[Any, str]
    names: Mapping[sp.Expr, str]
    conjunction: str = " and "
    disjunction: str = " or "
    power: str = ""
    paired: Callable[[sp.Expr, str, str], str] | None = None

    def __call__(self, expression: sp.Expr, activation: str = "a formula") -> str:
        """Return the source text of `expression`.

        Raises:
            BadExpression: the target lacks a primitive; names activation, target and primitive.
        """
        return self._write(expression, _SUM, activation)

    def _write(self, e: sp.Expr, level: int, activation: str) -> str:
        text, own = self._form(e, activation)
        return f"({text})" if own < level else text

    def _form(self, e: sp.Expr, activation: str) -> tuple[str, int]:
        if e in self.names:
            return self.names[e], _ATOM
        if isinstance(e, sp.Symbol):
            return e.name, _ATOM
        if e.is_Number:
            return _number(e)
        if e.is_NumberSymbol or (e.is_number and e.is_Pow and not e.exp.is_Integer):
            return repr(float(e)), _ATOM
        if e.is_number and e.is_Function:  # log(2): PyTorch takes logarithms of tensors alone
            return _number(sp.Float(functions.elementary(e).evalf(30), 17))
        if e.is_Add:
            return self._sum(e, activation), _SUM
        if e.is_Mul:
            whole = _one_number(e)
            if not whole.is_Mul:
                return self._form(whole, activation)
            return self._product(whole, activation), _PRODUCT
        if e.is_Pow and e.exp.is_Integer and e.exp < 0:
            below = self._write(e.base ** (-e.exp), _POWER, activation)
            return f"1 / {below}", _PRODUCT
        if e.is_Pow:
            base = self._write(e.base, _ATOM, activation)
            power = self._write(e.exp, _ATOM, activation)
            if self.power and e.exp.is_Integer:
                short = base.isidentifier() and e.exp <= _SHORT
                if short:
                    return " * ".join([base] * int(e.exp)), _PRODUCT
                return self.power.format(self._write(e.base, _SUM, activation), power), _ATOM
            # As formatters write it: close together only where both are names or numbers.
            tight = base.isidentifier() and power.isalnum()
            return f"{base}**{power}" if tight else f"{base} ** {power}", _POWER
        if isinstance(e, sp.And | sp.Or | sp.core.relational.Relational):
            return relation(self, e, activation), _SUM
        template = self.primitives.get(e.func)
        if template is None:
            raise BadExpression(
                "{activation} needs {primitive}, which the target {target} does not have; "
                "add it to that target's table of primitives",
                activation=activation,
                primitive=e.func.__name__,
                target=self.target,
            )
        if self.paired is not None and e.func in functions.WIDE:
            return template.format(
                self.paired(e.args[0], self.names[functions.Z], activation)
            ), _ATOM
        arguments = [self._write(each, _SUM, activation) for each in e.args]
        return template.replace("*", ", ".join(arguments)).format(*arguments), _ATOM

    def _sum(self, e: sp.Expr, activation: str) -> str:
        # Positive terms first, as one writes by hand: `exp(z) - 1` and not `-1 + exp(z)`.
        terms = sorted(e.as_ordered_terms(), key=lambda term: term.could_extract_minus_sign())
        text = self._write(terms[0], _SUM, activation)
        for term in terms[1:]:
            if term.could_extract_minus_sign():
                text += " - " + self._write(-term, _PRODUCT, activation)
            else:
                text += " + " + self._write(term, _PRODUCT, activation)
        return text

    def _product(self, e: sp.Expr, activation: str) -> str:
        if e.args[0] == -1 and len(e.args) > 1:
            return "-" + self._write(sp.Mul(*e.args[1:]), _PRODUCT, activation)
        above = _ordered([each for each in e.args if not _divides(each)])
        below = sp.Mul(*(1 / each for each in e.args if _divides(each)))
        # 3 * (x / h): the product with a number before the division could overflow alone.
        if below != 1 and len(above) > 1 and above[0].is_Rational and abs(above[0]) > 1:
            number, rest = above[0], sp.Mul(*above[1:], 1 / below, evaluate=False)
            return f"{_number(number)[0]} * ({self._product(rest, activation)})"
        first = (
            self._write(above[0], _SUM if above[0].is_Number else _POWER, activation)
            if above
            else "1"
        )
        text = " * ".join((first, *(self._write(each, _POWER, activation) for each in above[1:])))
        for each in _steps(below) if any(each.has(functions.Z) for each in above) else [below]:
            if each != 1:
                text += f" / {self._write(each, _POWER, activation)}"
        return text


def _steps(below: sp.Expr) -> list[sp.Expr]:
    """Return by what to divide in turn: z / h / h⁴ is there where h⁵ has overflowed."""
    for each in sp.Mul.make_args(below):
        if each.is_Pow and each.base.func is functions.hypot1 and each.exp >= _STEEP:
            return [each.base, below / each.base]
    return [below]


def _one_number(e: sp.Mul) -> sp.Expr:
    """Return a product whose irrational numbers are one rounded number."""
    numbers = [each for each in e.args if each.is_number]
    if all(each.is_Rational for each in numbers):
        return e
    others = [each for each in e.args if not each.is_number]
    number = sp.Float(sp.Mul(*numbers).evalf(30), 17)
    if not others or number == 1:
        return sp.Mul(*others) if others else number
    return sp.Mul(number, *others, evaluate=False)


_VANISHING = (
    *(sp.exp, functions.bell, functions.sigmoid, functions.normal, functions.algebraic),
    functions.reciprocal,
    *functions.WIDE,
)


def _ordered(factors: list[sp.Expr]) -> list[sp.Expr]:
    """Return factors with those that may vanish first, and after them each power as a product.

    exp(-z)·z·z is 0 where exp(-z) is; z²·exp(-z) would be ∞ · 0 where z² has overflowed.
    """
    vanishing = [each for each in factors if _vanishes(each)]
    if not vanishing:
        return factors
    rest = []
    for each in factors:
        if each not in vanishing:
            power = each.is_Pow and each.exp.is_Integer and each.exp > 1
            rest += [each.base] * int(each.exp) if power else [each]
    numbers = [each for each in rest if each.is_number]
    return [*numbers, *vanishing, *(each for each in rest if not each.is_number)]


def _vanishes(e: sp.Expr) -> bool:
    return isinstance(e.base if e.is_Pow else e, _VANISHING)


def _divides(e: sp.Expr) -> bool:
    return bool(e.is_Pow and e.exp.is_Integer and e.exp < 0)


def _number(e: sp.Number) -> tuple[str, int]:
    text = str(int(e)) if e.is_Integer else repr(float(e))
    return text, _ATOM if e >= 0 else _SUM


_RELATIONS: Mapping[Any, str] = {
    sp.StrictLessThan: "<",
    sp.LessThan: "<=",
    sp.StrictGreaterThan: ">",
    sp.GreaterThan: ">=",
    sp.Equality: "==",
    sp.Unequality: "!=",
}


def relation(printer: Printer, condition: Any, activation: str) -> str:
    """Return a comparison, or several that hold together, as source text."""
    if isinstance(condition, sp.And | sp.Or):
        sign = printer.conjunction if isinstance(condition, sp.And) else printer.disjunction
        parts = sorted(condition.args, key=str)
        return sign.join(f"({relation(printer, each, activation)})" for each in parts)
    left, right = printer(condition.lhs, activation), printer(condition.rhs, activation)
    return f"{left} {_RELATIONS[condition.func]} {right}"
