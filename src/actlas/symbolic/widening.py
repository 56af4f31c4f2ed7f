"""Exponents in twice the digits: where an exponential multiplies what rounding took from them.

exp(u) of a u that was rounded is off by |u|·2⁻⁵³, which is |u|/2 units in the last place: at
σ(1.702·z) far to the left some hundreds. An exponent that is z itself is exact and stays as it is.
"""

from __future__ import annotations

from collections.abc import Callable

import sympy as sp

from actlas.symbolic.functions import (
    Z,
    bell,
    ceiling,
    log1p,
    ramp,
    sigmoid,
    softplus,
    wide_exp,
    wide_sigmoid,
)


def widened(formula: sp.Expr, rounded: Callable[[sp.Expr], bool]) -> sp.Expr:
    """Return the formula with those exponents in twice the digits that `rounded` tells of.

    Example:
        >>> print(widened(3 * sigmoid(3 * Z), inexact))
        3*wide_sigmoid(3*z)
    """
    if isinstance(formula, bell) and rounded(formula) and formula.args[0] != Z:
        u, c = formula.args
        return wide_exp(-c * u**2)
    if isinstance(formula, sp.exp | sigmoid) and rounded(formula.args[0]):
        wide = wide_exp if isinstance(formula, sp.exp) else wide_sigmoid
        return wide(formula.args[0])  # within it everything is in twice the digits
    if isinstance(formula, softplus) and rounded(formula.args[0]):
        (u,) = formula.args
        return ramp(u) + log1p(wide_exp(-sp.Abs(u)))
    if not formula.args:
        return formula
    args = [widened(each, rounded) if isinstance(each, sp.Expr) else each for each in formula.args]
    return formula.func(*args) if args != list(formula.args) else formula


def inexact(exponent: sp.Expr) -> bool:
    """Say whether an exponent is more than z, -z or -|z|, which no rounding touches."""
    return bool(exponent.has(Z)) and exponent.replace(ceiling, lambda u: u) not in (
        Z,
        -Z,
        -sp.Abs(Z),
    )


def parametric(exponent: sp.Expr) -> bool:
    """Say whether an exponent hangs on a parameter, whose default may be the one that is exact."""
    return inexact(exponent) and exponent.free_symbols != {Z}
