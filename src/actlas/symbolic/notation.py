"""Formulas for people: SymPy, LaTeX and MathML, the words between pieces in the reader's language.

Parameters are shown by their names, or by the sign that the definition gives them.
"""

from __future__ import annotations

import sympy as sp

from actlas.definition import Elementwise, Kind
from actlas.language import translator
from actlas.symbolic.calculus import Branch, branches, expression, written
from actlas.symbolic.dimension import along_formula, along_latex
from actlas.symbolic.functions import Z
from actlas.symbolic.grammar import symbol


def formula(definition: Kind, order: int = 0) -> sp.Expr:
    """Return the `order`-th derivative as plain SymPy: f as written, derivatives factored.

    Example:
        >>> from actlas.catalogue import definition
        >>> formula(definition("sigmoid"), 1)
        exp(z)/(exp(z) + 1)**2
    """
    if isinstance(definition, Elementwise):
        pieces = branches(definition, order) if order else written(definition)
        return expression(tuple(Branch(_tidy(p.formula, order), p.condition) for p in pieces))
    return along_formula(definition, order)


def _tidy(formula: sp.Expr, order: int) -> sp.Expr:
    fraction = formula.is_rational_function(Z) and not formula.is_polynomial(Z)
    if order == 0 or not (fraction or formula.has(sp.exp)):
        return formula
    return sp.factor(sp.cancel(sp.together(formula)))


def latex(definition: Kind, order: int = 0, lang: str = "en") -> str:
    r"""Return LaTeX of the `order`-th derivative, with its words in the language `lang`.

    Example:
        >>> from actlas.catalogue import definition
        >>> print(latex(definition("leaky_relu"), 1))
        \begin{cases} 1 & \text{if}\: z > 0 \\a & \text{otherwise} \end{cases}
    """
    shown = formula(definition, order)
    if not isinstance(definition, Elementwise):
        return along_latex(definition, shown, order)
    return write_latex(definition, shown, lang)


def write_latex(definition: Elementwise, shown: sp.Expr, lang: str) -> str:
    """Return LaTeX of any expression in z and the definition's parameters."""
    signs = {symbol(each.name): each.sign for each in definition.parameters if each.sign}
    _ = translator(lang)
    condition, rest = _("if"), _("otherwise")
    text = str(sp.latex(shown, symbol_names=signs))
    text = text.replace(r"\text{for}\:", rf"\text{{{condition}}}\:")
    return text.replace(r"\text{otherwise}", rf"\text{{{rest}}}")


def mathml(text: str) -> str:
    """Return MathML of LaTeX text, ready for a page without scripts."""
    from latex2mathml.converter import convert

    return str(convert(text))
