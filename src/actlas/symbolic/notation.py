"""Formulas for people: SymPy, LaTeX and MathML, the words between pieces in the reader's language.

Parameters are shown by their names, or by the sign that the definition gives them.
"""

from __future__ import annotations

import sympy as sp

from actlas.definition import Elementwise, Kind
from actlas.language import translator
from actlas.symbolic.calculus import Branch, branches, expression, written
from actlas.symbolic.dimension import along_formula, along_latex
from actlas.symbolic.functions import ELEMENTARY, Z, expm1, log1p, softplus, where
from actlas.symbolic.references import symbol
from actlas.symbolic.typeset import typeset
from actlas.symbolic.vocabulary import FUNCTIONS

_LONG, _TENTHS = 1000, 20


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
    if order == 0 or not (fraction or formula.has(sp.exp)) or _of_high_degree(formula):
        return formula
    return sp.factor(sp.cancel(sp.together(formula)))


def legible(formula: sp.Expr) -> sp.Expr:
    """Return a formula for the eye: long fractions become decimals, and helpers are written out.

    A constant such as 1.0507009873554805 is an exact fraction in the calculus; people know it by
    its decimals, of which 15 are shown. What no definition may call, it would not know either.

    Example:
        >>> legible(sp.Rational("1.0507009873554805") * Z / 3)
        0.350233662451827*z
    """
    if isinstance(formula, sp.Piecewise):
        return expression(tuple(Branch(legible(e), where) for e, where in formula.args))
    for helper, meaning in ELEMENTARY.items():
        if helper.__name__ not in FUNCTIONS:
            formula = formula.replace(helper, meaning)
    if not any(_is_long(each) for each in formula.atoms(sp.Rational)):
        return formula
    # A common denominator of many digits may stand in front of a sum: it goes back into its terms.
    spread = formula.replace(
        lambda e: e.is_Mul and _is_long(e.as_coeff_Mul()[0]),
        lambda e: _spread(*e.as_coeff_Mul()),
    )
    long = [each for each in spread.atoms(sp.Rational) if _is_long(each)]
    decimal = spread.xreplace({each: sp.Float(float(each)) for each in long})
    return decimal.replace(lambda e: e.is_Add, _before_brackets)


def _before_brackets(total: sp.Add) -> sp.Expr:
    """Return 1.758·e^z - 1.758 as 1.758·(e^z - 1)."""
    split = [each.as_coeff_Mul() for each in total.args]
    (first, _), *_ = split
    if not isinstance(first, sp.Float) or any(abs(c) != abs(first) for c, _ in split):
        return total
    terms = sp.Add(*(sp.sign(c) * rest for c, rest in split))
    return sp.Mul(abs(first), terms, evaluate=False)


def _spread(factor: sp.Expr, rest: sp.Expr) -> sp.Expr:
    terms = [each for each in sp.Mul.make_args(rest) if isinstance(each, sp.Add)]
    if not terms:
        return factor * rest
    others = sp.Mul(*(each for each in sp.Mul.make_args(rest) if each is not terms[0]))
    return sp.Add(*(factor * each for each in terms[0].args)) * others


def _is_long(number: sp.Expr) -> bool:
    if not number.is_Rational:
        return False
    # 851/500 is 1.702 to its readers, 3/16 a fraction.
    decimal = number.q >= _TENTHS and 10**6 % number.q == 0 and bool(number.q & (number.q - 1))
    return decimal or max(abs(number.p), number.q) >= _LONG


_HIGHEST_RATE = 20


def _of_high_degree(formula: sp.Expr) -> bool:
    """Say whether a fraction in exponentials such as exp(1.702·z) has a degree of hundreds."""
    rates = [number for each in formula.atoms(sp.exp) for number in each.atoms(sp.Rational)]
    return any(max(abs(each.p), each.q) > _HIGHEST_RATE for each in rates)


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
    shown = legible(shown)
    for each in _SPELLED_OUT:
        shown = shown.replace(each, ELEMENTARY[each])
    # Within another function, as in mish, softplus is the shorter word; alone it is written out.
    if not any(each.has(softplus) for each in shown.atoms(sp.Function) - shown.atoms(softplus)):
        shown = shown.replace(softplus, ELEMENTARY[softplus])
    text = typeset(_in_one_list(shown), signs, (_("or"), _("and")))
    text = text.replace(r"\text{for}\:", rf"\text{{{condition}}}\:")
    return text.replace(r"\text{otherwise}", rf"\text{{{rest}}}")


_SPELLED_OUT = (where, expm1, log1p)
"""What a page shows in cases and in elementary functions, though formulas call it by a name."""


def _in_one_list(shown: sp.Expr) -> sp.Expr:
    """Return cases within cases as one list of cases."""
    if not isinstance(shown, sp.Piecewise):
        return shown
    branches = []
    for formula, condition in shown.args:
        inner = _in_one_list(formula)
        cases = inner.args if isinstance(inner, sp.Piecewise) else ((inner, sp.true),)
        branches += [Branch(each, sp.And(condition, within)) for each, within in cases]
    return expression(tuple(branches))


def mathml(text: str) -> str:
    """Return MathML of LaTeX text, ready for a page without scripts."""
    from latex2mathml.converter import convert

    return str(convert(text))
