"""Rules that replace what overflows or cancels by a function that does neither.

Each rule is an identity, applied from the inside out:

    log(1 + u)          log1p(u)                    1 + erf(u)       2·Φ(√2·u)
    log1p(exp(u))       softplus(u)                 exp(-c·u²)       bell(u, c)
    exp(u) - 1          expm1(u)                    1 - tanh(u)²     4·σ(2u)·σ(-2u)
    1 / (1 + exp(u))    σ(-u)                       √(1 + u²)        hypot1(u)
    1 - σ(u), 1 - Φ(u)  σ(-u), Φ(-u)                √(1 + u²) - 1    hypot1m1(u)
    u + √(1 + u²)       lift(u)                     1 + u/√(1 + u²)  2·algebraic(u)
    exp(u)·exp(v)       exp(u + v)                  sin(c·z)         wave(z, c, 0)
"""

from __future__ import annotations

from collections.abc import Callable

import sympy as sp

from actlas.symbolic.functions import (
    Z,
    algebraic,
    arsinh,
    bell,
    expm1,
    hypot1,
    hypot1m1,
    lift,
    log1p,
    normal,
    sigmoid,
    softplus,
    wave,
)


def rewritten(formula: sp.Expr) -> sp.Expr:
    """Return an equal formula in functions that keep their digits.

    Example:
        >>> rewritten(sp.log(1 + sp.exp(Z))), rewritten(Z * (1 + sp.erf(Z / sp.sqrt(2))) / 2)
        (softplus(z), z*normal(z))
    """
    if not formula.args:
        return formula
    args = [rewritten(each) if isinstance(each, sp.Expr) else each for each in formula.args]
    formula = formula.func(*args) if args != list(formula.args) else formula
    for rule in _RULES:
        changed = rule(formula)
        if changed is not None:
            return rewritten(changed) if changed.args else changed
    return formula


def _logarithm(e: sp.Expr) -> sp.Expr | None:
    if isinstance(e, sp.log) and isinstance(e.args[0], sp.Add):
        constant, rest = e.args[0].as_coeff_Add()
        if constant == 1 and rest.has(Z):
            return log1p(rest)
        if constant == 2 and isinstance(-rest, sp.exp):
            return log1p(-expm1((-rest).args[0]))
    if isinstance(e, sp.log) and isinstance(e.args[0], lift):
        return arsinh(e.args[0].args[0])
    if isinstance(e, log1p) and isinstance(e.args[0], sp.exp):
        return softplus(e.args[0].args[0])
    return None


def _exponential(e: sp.Expr) -> sp.Expr | None:
    if not isinstance(e, sp.exp):
        return None
    coefficient, rest = e.args[0].as_coeff_Mul()
    for factor in sp.Mul.make_args(rest):
        square = factor.is_Pow and factor.exp == 2 and factor.has(Z) and rest / factor == 1
        if square and coefficient.is_negative:
            return bell(factor.base, -coefficient)
    if isinstance(rest, softplus) and coefficient == -1:
        return sigmoid(-rest.args[0])
    return None


def _error_function(e: sp.Expr) -> sp.Expr | None:
    if isinstance(e, sp.erfc) and e.has(Z):
        return 2 * normal(-sp.sqrt(2) * e.args[0])
    return None


def _root(e: sp.Expr) -> sp.Expr | None:
    if isinstance(e, bell) and e.args[0].could_extract_minus_sign():
        return bell(-e.args[0], e.args[1])
    if not (e.is_Pow and e.exp.is_Rational and e.exp.q == 2 and isinstance(e.base, sp.Add)):
        return None
    if not e.base.is_polynomial(Z) or sp.degree(e.base, Z) != 2:
        return None
    square, middle, constant = sp.Poly(e.base, Z).all_coeffs()
    if middle != 0 or square.is_negative or constant.is_negative or constant == 0:
        return None
    return constant**e.exp * hypot1(sp.sqrt(square) / sp.sqrt(constant) * Z) ** (2 * e.exp)


def _wave(e: sp.Expr) -> sp.Expr | None:
    if not isinstance(e, sp.sin | sp.cos):
        return None
    rate, rest = e.args[0].as_independent(Z, as_Add=False)
    exact = rate.is_Rational and sp.log(abs(rate), 2).is_Integer
    return None if rest != Z or exact else wave(Z, rate, int(isinstance(e, sp.cos)))


def _product(e: sp.Expr) -> sp.Expr | None:
    """Return exp(u)·exp(v) as exp(u + v), which neither overflows nor meets ∞ · 0."""
    powers = [each for each in e.args if isinstance(each, sp.exp)] if e.is_Mul else []
    if len(powers) < 2:
        return None
    others = [each for each in e.args if each not in powers]
    return sp.Mul(*others) * sp.exp(sp.Add(*(each.args[0] for each in powers)))


def _one_plus_power(e: sp.Expr) -> sp.Expr | None:
    """Return (1 + exp(u))^-n as σ(-u)^n."""
    if e.is_Pow and e.exp.is_Integer and e.exp < 0 and isinstance(e.base, sp.Add):
        constant, rest = e.base.as_coeff_Add()
        if constant == 1 and isinstance(rest, sp.exp):
            return sigmoid(-rest.args[0]) ** (-e.exp)
    return None


def _sum(e: sp.Expr) -> sp.Expr | None:
    if not isinstance(e, sp.Add):
        return None
    constant, rest = e.as_coeff_Add()
    if constant == 0:
        return _conjugate(e)
    for term in sp.Add.make_args(rest):
        coefficient, inner = term.as_coeff_Mul()
        others = rest - term
        if isinstance(inner, sp.exp) and coefficient == -constant and inner.has(Z):
            return coefficient * expm1(inner.args[0]) + others
        if isinstance(inner, sigmoid) and coefficient == -constant:
            return constant * sigmoid(-inner.args[0]) + others
        if isinstance(inner, normal) and coefficient == -constant:
            return constant * normal(-inner.args[0]) + others
        if isinstance(inner, sp.erf) and abs(coefficient) == abs(constant):
            sign = coefficient / constant
            return 2 * constant * normal(sign * sp.sqrt(2) * inner.args[0]) + others
        if isinstance(inner, sp.tanh) and abs(coefficient) == abs(constant):
            sign = coefficient / constant
            return 2 * constant * sigmoid(2 * sign * inner.args[0]) + others
        square = inner.is_Pow and inner.exp == 2 and isinstance(inner.base, sp.tanh)
        if square and coefficient == -constant:
            u = 2 * inner.base.args[0]
            return 4 * constant * sigmoid(u) * sigmoid(-u) + others
        bent = _share_of_hypot(inner)
        if bent is not None and coefficient == constant and bent[1] == 1:
            return 2 * constant * algebraic(bent[0]) + others
        if bent is not None and coefficient == -constant and bent[1] == 1:
            return 2 * constant * algebraic(-bent[0]) + others
        if bent is not None and coefficient == -constant and bent[1] == 2:
            return constant / hypot1(bent[0]) ** 2 + others
        if isinstance(inner, hypot1) and coefficient == -constant:
            return coefficient * hypot1m1(inner.args[0]) + others
    return _conjugate(e)


def _share_of_hypot(e: sp.Expr) -> tuple[sp.Expr, int] | None:
    """Return u and n where e is (u / hypot1(u))^n for n = 1 or 2."""
    for each in e.atoms(hypot1):
        (u,) = each.args
        for n in (1, 2):
            if sp.expand(e * each**n - u**n) == 0:
                return u, n
    return None


def _conjugate(e: sp.Expr) -> sp.Expr | None:
    """Return p·z + q·hypot1(u) as a multiple of lift, where both terms could cancel."""
    roots = [each for each in e.args if each.has(hypot1)]
    lines = [each for each in e.args if each.is_polynomial(Z) and sp.degree(each, Z) == 1]
    if len(roots) != 1 or len(lines) != 1:
        return None
    q, root = roots[0].as_independent(Z)
    if not isinstance(root, hypot1):
        return None
    for sign in (1, -1):
        if sp.expand(lines[0] - sign * q * root.args[0]) == 0:
            return q * lift(sign * root.args[0]) + (e - roots[0] - lines[0])
    return None


_RULES: tuple[Callable[[sp.Expr], sp.Expr | None], ...] = (
    _logarithm,
    _exponential,
    _error_function,
    _root,
    _wave,
    _one_plus_power,
    _product,
    _sum,
)
