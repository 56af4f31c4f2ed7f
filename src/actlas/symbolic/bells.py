"""What is rational in one exponential, in tanh, sigmoid and expm1: neither overflow nor cancelling.

Most activations are rational in one exponential E = exp(c·z). Written so, their factors tell which
stable function they are:

    E^m - 1 over E^m + 1      tanh(m·c·z / 2)
    1 / (1 + E^m)             sigmoid(-m·c·z), and with E^m above it, sigmoid(m·c·z)
    E^m - 1                   expm1(m·c·z)

Each result equals its source symbolically; the tests hold both against 50 digits.
"""

from __future__ import annotations

import sympy as sp

from actlas.symbolic.attempt import attempt
from actlas.symbolic.functions import Z, expm1, sigmoid

_E = sp.Dummy("E", positive=True)


def in_bells(formula: sp.Expr) -> sp.Expr:
    """Return an equal formula in sigmoids, tanh and expm1, where it has one.

    A fraction of polynomials is brought to one factored fraction; a formula that is not rational
    in one exponential is returned as it is.

    Example:
        >>> in_bells(1 / (1 + sp.exp(-Z))), in_bells(sp.exp(Z) - 1)
        (sigmoid(z), expm1(z))
    """
    found = attempt(_in_bells, formula)  # a root of the exponential is no polynomial in it
    return formula if found is None else found


def _in_bells(formula: sp.Expr) -> sp.Expr:
    if formula.is_rational_function(Z) and not formula.is_polynomial(Z):
        return sp.factor(sp.cancel(sp.together(formula)))
    rate = _common_rate(formula)
    if rate is None:
        return formula
    powers = {each: _E ** (each.args[0] / (rate * Z)) for each in formula.atoms(sp.exp)}
    above, below = sp.fraction(sp.cancel(sp.together(formula.xreplace(powers))))
    split = _bell_factors(below)
    if split is None:
        return formula
    constant, low, bells = split
    result = 1 / constant
    for index, (m, count) in enumerate(bells):
        left = count
        while left and sp.rem(above, _E**m - 1, _E) == 0:
            above, left = sp.quo(above, _E**m - 1, _E), left - 1
            result *= sp.tanh(m * rate * Z / 2)
        bells[index] = (m, left)
    coefficient, factors = sp.factor_list(above, _E)
    result *= coefficient
    mixed = sp.S.One
    for factor, count in factors:
        m = sp.degree(factor, _E)
        if factor == _E:
            low += count
        elif sp.expand(factor - (_E**m - 1)) == 0:
            # (E^m - 1) / E^m is 1 - E^-m: a quotient of both would overflow twice.
            falling = min(count, max(-low, 0) // m)
            low += falling * m
            result *= expm1(m * rate * Z) ** (count - falling) * (-expm1(-m * rate * Z)) ** falling
        else:
            mixed *= factor**count
    terms = sp.Poly(mixed, _E).terms()
    return result * sum(c * _monomial(low + int(k[0]), bells, rate) for k, c in terms)


def _common_rate(formula: sp.Expr) -> sp.Rational | None:
    """Return the greatest c with every exponential exp(k·c·z), k whole; None if there is none."""
    rates = []
    for each in formula.atoms(sp.exp):
        rate = sp.cancel(each.args[0] / Z)
        if not rate.is_Rational or rate == 0:
            return None
        rates.append(abs(rate))
    others = formula.atoms(sp.Function) - formula.atoms(sp.exp)
    if not rates or any(each.has(Z) for each in others):
        return None
    return sp.gcd(rates)


def _bell_factors(below: sp.Expr) -> tuple[sp.Expr, int, list[tuple[int, int]]] | None:
    """Split a denominator into constant · E^(-low) · Π (1 + E^m)^count; None where that fails."""
    constant, factors = sp.factor_list(below, _E)
    low, bells = 0, []
    for factor, count in factors:
        m = sp.degree(factor, _E)
        if factor == _E:
            low -= count
        elif not factor.has(_E):
            constant *= factor**count
        elif sp.expand(factor - (_E**m + 1)) == 0:
            bells.append((int(m), count))
        else:
            return None
    return constant, low, bells


def _monomial(k: int, bells: list[tuple[int, int]], rate: sp.Rational) -> sp.Expr:
    """Return E^k over the bells, each bell taking E^m from above while there is enough of it."""
    result = sp.S.One
    for m, count in bells:
        rising = min(count, max(k, 0) // m)
        k -= rising * m
        result *= sigmoid(m * rate * Z) ** rising * sigmoid(-m * rate * Z) ** (count - rising)
    return result * sp.exp(k * rate * Z)
