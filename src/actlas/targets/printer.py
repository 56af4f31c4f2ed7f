"""SymPy to source text: what all targets that write Python have in common."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import sympy as sp

from actlas.errors import BadExpression

_SUM, _PRODUCT, _POWER, _ATOM = range(4)


@dataclass(frozen=True)
class Printer:
    """Writes an expression with the primitives of one target.

    Args:
        target: the target's name, for error messages.
        primitives: SymPy function -> template with `{}` for its argument.
        names: symbol -> the text that stands for it.
    """

    target: str
    primitives: Mapping[Any, str]
    names: Mapping[sp.Symbol, str]

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
        if isinstance(e, sp.Symbol):
            return self.names.get(e, e.name), _ATOM
        if e.is_Number:
            return _number(e)
        if e.is_NumberSymbol:
            return repr(float(e)), _ATOM
        if e.is_Add:
            return self._sum(e, activation), _SUM
        if e.is_Mul:
            return self._product(e, activation), _PRODUCT
        if e.is_Pow and e.exp.is_Integer and e.exp < 0:
            below = self._write(e.base ** (-e.exp), _POWER, activation)
            return f"1 / {below}", _PRODUCT
        if e.is_Pow:
            base = self._write(e.base, _ATOM, activation)
            power = self._write(e.exp, _ATOM, activation)
            # As formatters write it: close together only where both are names or numbers.
            tight = base.isidentifier() and power.isalnum()
            return f"{base}**{power}" if tight else f"{base} ** {power}", _POWER
        template = self.primitives.get(e.func)
        if template is None:
            raise BadExpression(
                "{activation} needs {primitive}, which the target {target} does not have; "
                "add it to that target's table of primitives",
                activation=activation,
                primitive=e.func.__name__,
                target=self.target,
            )
        return template.format(*(self._write(each, _SUM, activation) for each in e.args)), _ATOM

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
        above = [each for each in e.args if not _divides(each)]
        below = sp.Mul(*(1 / each for each in e.args if _divides(each)))
        first = (
            self._write(above[0], _SUM if above[0].is_Number else _POWER, activation)
            if above
            else "1"
        )
        text = " * ".join((first, *(self._write(each, _POWER, activation) for each in above[1:])))
        return text if below == 1 else f"{text} / {self._write(below, _POWER, activation)}"


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
}


def relation(printer: Printer, condition: Any, activation: str) -> str:
    """Return a comparison as source text."""
    left, right = printer(condition.lhs, activation), printer(condition.rhs, activation)
    return f"{left} {_RELATIONS[condition.func]} {right}"
