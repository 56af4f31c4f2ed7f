"""What is rational in one exponential, written for both sides: in e = exp(-|u|), never above 1.

A formula such as mish, z·tanh(softplus(z)), is a fraction N(z, E) / D(E) in E = exp(z). For z < 0
it is computed in E itself, else with both sums divided by the highest power of E, in 1/E. Powers of
e stand first in every product, so that z² · exp(-z) is 0 and not ∞ · 0 where the one has vanished
and the other has overflowed. One exponential and one division, on either side.
"""

from __future__ import annotations

import sympy as sp

from actlas.symbolic.attempt import attempt
from actlas.symbolic.functions import Z, expm1, log1p, sigmoid, softplus, where

_E = sp.Dummy("E", positive=True)


def two_sided(formula: sp.Expr) -> sp.Expr | None:
    """Return an equal formula in exp(-|u|), or None where the formula is no such fraction.

    Example:
        >>> print(two_sided(Z / (1 + sp.exp(-Z))))
        where(z < 0, z*exp(-Abs(z))/(1 + exp(-Abs(z))), z/(1 + exp(-Abs(z))))
    """
    plain = _in_exponentials(formula)
    exponents = [each.args[0] for each in plain.atoms(sp.exp) if each.has(Z)]
    unit = _unit(exponents)
    if unit is None:
        return None
    powers = {each: _E ** sp.cancel(each.args[0] / unit) for each in plain.atoms(sp.exp)}
    fraction = attempt(sp.cancel, sp.together(plain.xreplace(powers)))
    if fraction is None:  # a root of the exponential
        return None
    above, below = sp.fraction(fraction)
    if not all(part.is_polynomial(_E) and part.is_rational_function(Z) for part in (above, below)):
        return None
    if below.has(Z):
        return None
    e = sp.exp(-sp.Abs(unit))
    upper, lower = sp.Poly(above, _E), sp.Poly(below, _E)
    left = _side(upper, lower, e)
    right = _side(_reversed(upper), _reversed(lower), e, upper.degree() - lower.degree())
    return left if left == right else where(unit < 0, left, right)


def _in_exponentials(formula: sp.Expr) -> sp.Expr:
    """Write sigmoid, tanh, expm1, and exponentials and tanh of logarithms, in exponentials."""
    rules = (
        (sp.tanh, _tanh),
        (sigmoid, lambda u: 1 / (1 + sp.exp(-u))),
        (expm1, lambda u: sp.exp(u) - 1),
        (sp.exp, _exp),
    )
    for function, meaning in rules:
        formula = formula.replace(function, meaning)
    return formula


def _exp(u: sp.Expr) -> sp.Expr:
    if isinstance(u, sp.Add):
        return sp.Mul(*(_exp(each) for each in u.args))
    coefficient, rest = u.as_coeff_Mul()
    if coefficient.is_Integer and isinstance(rest, softplus):
        return (1 + sp.exp(rest.args[0])) ** coefficient
    if coefficient.is_Integer and isinstance(rest, log1p):
        return (1 + rest.args[0]) ** coefficient
    if coefficient.is_Integer and isinstance(rest, sp.log):
        return rest.args[0] ** coefficient
    return sp.exp(u)


def _tanh(u: sp.Expr) -> sp.Expr:
    square = _exp(2 * u)
    return (square - 1) / (square + 1)


def _unit(exponents: list[sp.Expr]) -> sp.Expr | None:
    """Return u such that every exponent is a whole multiple of it."""
    if not exponents or any(
        not each.is_polynomial(Z) or sp.degree(each, Z) != 1 for each in exponents
    ):
        return None
    ratios = [sp.cancel(each / exponents[0]) for each in exponents]
    if not all(each.is_Rational for each in ratios):
        return None
    unit = abs(sp.gcd(ratios)) * exponents[0]
    return -unit if unit.could_extract_minus_sign() else unit


def _reversed(polynomial: sp.Poly) -> sp.Poly:
    return sp.Poly(polynomial.all_coeffs()[::-1], _E)


def _side(upper: sp.Poly, lower: sp.Poly, e: sp.Expr, growth: int = 0) -> sp.Expr:
    """Return upper/lower in e; common powers of e are cancelled, `growth` is a power of 1/e."""
    (first_up,), (first_low,) = upper.monoms()[-1], lower.monoms()[-1]
    shift = first_up - first_low - growth
    numerator = [
        (coefficient, power - first_up + max(shift, 0)) for (power,), coefficient in upper.terms()
    ]
    denominator = [
        (coefficient, power - first_low + max(-shift, 0)) for (power,), coefficient in lower.terms()
    ]
    return _series(numerator, e) / _series(denominator, e)


def _series(terms: list[tuple[sp.Expr, int]], e: sp.Expr) -> sp.Expr:
    return sp.Add(*(sp.expand(coefficient * e**power) for coefficient, power in terms))
