r"""LaTeX as a lecture writes it: σ and Φ by their letters, conditions on z, whole names upright."""

from __future__ import annotations

from typing import Any

import sympy as sp
from sympy.core.relational import Relational
from sympy.printing.latex import LatexPrinter, tex_greek_dictionary
from sympy.printing.latex import greek_letters_set as greek

from actlas.symbolic.functions import Z

_LETTERS = {"sigmoid": r"\sigma", "normal": r"\Phi"}


def typeset(
    shown: sp.Basic,
    signs: dict[sp.Symbol, str] | None = None,
    words: tuple[str, str] = ("or", "and"),
) -> str:
    r"""Return LaTeX of an expression.

    Args:
        shown: the expression.
        signs: what stands for a symbol, in LaTeX.
        words: what stands between conditions of which one must hold, and of which all must.

    Example:
        >>> from actlas.symbolic.functions import sigmoid
        >>> print(typeset(sp.Piecewise((Z * sigmoid(Z), sp.Or(sp.Lt(1, Z), sp.Lt(Z, -1))))))
        \begin{cases} z \sigma\left(z\right) & \text{for}\: z < -1 \text{ or } z > 1 \end{cases}
    """
    return str(_Typesetter({"symbol_names": signs or {}}, words).doprint(shown))


class _Typesetter(LatexPrinter):  # type: ignore[misc]
    """SymPy's printer, told how this field writes."""

    def __init__(self, settings: dict[str, Any], words: tuple[str, str]) -> None:
        super().__init__(settings)
        self._words = words

    def _print_Symbol(self, symbol: sp.Symbol, *args: Any) -> str:  # noqa: N802 - SymPy's name
        name = symbol.name
        first, signs = name.partition("_")[0], self._settings["symbol_names"]
        known = first in greek or first in tex_greek_dictionary or symbol in signs
        word = all(len(part) > 1 for part in name.split("_")) and name.replace("_", "").isalpha()
        if word and not known:
            return rf"\mathrm{{{name.replace('_', chr(92) + '_')}}}"
        return str(super()._print_Symbol(symbol, *args))

    def _print_sigmoid(self, call: sp.Expr, exp: str | None = None) -> str:
        return self._lettered(call, exp)

    def _print_normal(self, call: sp.Expr, exp: str | None = None) -> str:
        return self._lettered(call, exp)

    def _lettered(self, call: sp.Expr, exp: str | None) -> str:
        power = f"^{{{exp}}}" if exp is not None else ""
        letter = _LETTERS[type(call).__name__]
        return rf"{letter}{power}\left({self._print(call.args[0])}\right)"

    def _print_Relational(self, condition: Relational) -> str:  # noqa: N802 - likewise
        return str(super()._print_Relational(about_z(condition)))

    def _print_Or(self, condition: sp.Or) -> str:  # noqa: N802 - likewise
        return self._joined(condition, self._words[0])

    def _print_And(self, condition: sp.And) -> str:  # noqa: N802 - likewise
        return self._joined(condition, self._words[1])

    def _joined(self, condition: sp.And | sp.Or, word: str) -> str:
        return rf" \text{{ {word} }} ".join(self._print(each) for each in sides(condition))

    def _as_ordered_terms(self, sum_: sp.Add, order: str | None = None) -> list[sp.Expr]:
        # What is added first, as one writes by hand: z - c and not -c + z.
        terms = super()._as_ordered_terms(sum_, order)
        return sorted(terms, key=lambda term: term.could_extract_minus_sign())


def about_z(condition: sp.Basic) -> sp.Basic:
    """Return a comparison with z alone on its left, as on paper.

    Example:
        >>> print(about_z(sp.Le(2, -Z)))
        z <= -2
    """
    if not isinstance(condition, Relational):
        return condition
    if condition.rhs.has(Z) and not condition.lhs.has(Z):
        condition = condition.reversed
    if condition.lhs == -Z:
        condition = condition.reversedsign
    return condition


def sides(condition: sp.And | sp.Or) -> list[sp.Basic]:
    """Return what a condition joins, from the left of the axis to the right.

    Example:
        >>> print(sides(sp.Or(sp.Gt(Z, 1), sp.Gt(-1, Z))))
        [z < -1, z > 1]
    """
    return sorted((about_z(each) for each in condition.args), key=_from_left)


def _from_left(condition: sp.Basic) -> bool:
    return isinstance(condition, sp.StrictGreaterThan | sp.GreaterThan)
