"""The derivative written in the function's own output, where that is possible: σ′ = y·(1 - y).

A piece whose formula is a fraction (a·E + b) / (c·E + d) of one exponential E can be solved for E;
put into the derivative, z disappears. Autograd keeps the output anyway, so such a derivative costs
no second exponential.
"""

from __future__ import annotations

import sympy as sp

from actlas.definition import Elementwise
from actlas.symbolic.calculus import Branch, branches, expression
from actlas.symbolic.functions import Z

Y = sp.Symbol("y", real=True)
"""The output, y = f(z)."""


def derivative_of_output(definition: Elementwise) -> sp.Expr | None:
    """Return f′ in y = f(z), conditions still in z; None where some piece has no such form.

    Example:
        >>> from actlas.catalogue import definition
        >>> derivative_of_output(definition("tanh"))
        -(y - 1)*(y + 1)
    """
    values, slopes = branches(definition), branches(definition, 1)
    if len(values) != len(slopes) or not any(each.formula.has(sp.exp) for each in values):
        return None
    pieces = []
    for value, slope in zip(values, slopes, strict=True):
        found = _in_output(value.formula, slope.formula)
        if found is None:
            return None
        pieces.append(Branch(found, slope.condition))
    return expression(tuple(pieces))


def _in_output(value: sp.Expr, slope: sp.Expr) -> sp.Expr | None:
    if not slope.has(Z):
        return slope
    rates = {each.args[0] / Z for each in value.atoms(sp.exp)}
    for rate in (1, 2, *(each for each in rates if not each.has(Z) and not each.is_number)):
        base = sp.Dummy("E", positive=True)
        powers = {each: base ** (each.args[0] / (rate * Z)) for each in value.atoms(sp.exp)}
        fraction = sp.cancel(sp.together(value.xreplace(powers)))
        above, below = sp.fraction(fraction)
        polynomials = all(part.is_polynomial(base) for part in (above, below))
        if fraction.has(Z) or not polynomials:
            continue
        if max(sp.degree(above, base), sp.degree(below, base)) == 1:
            (solved,) = sp.solve(above - Y * below, base)
            powers = {each: solved ** (each.args[0] / (rate * Z)) for each in slope.atoms(sp.exp)}
            return sp.factor(sp.simplify(slope.xreplace(powers)))
    return None
