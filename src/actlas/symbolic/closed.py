"""Moments under the normal density in closed form, for what polynomials, exponentials and erf make.

A term is z^n · exp(-A·z² + B·z + C) · erf(a₁z + b₁) ⋯, and a sine or cosine is an exponential with
an imaginary B. The exponential joins the density, which becomes that of another mean μ = s²B and
variance s² = 1 / (1/σ² + 2A). What is left is done on an interval by the truncated moments

    M_n = μ·M_{n-1} + (n-1)·s²·M_{n-2} - s²·[y^(n-1)·p(y)] at its ends,

and with erf, on the whole line, by E[y·h(y)] = μ·E[h] + s²·E[h′] (Stein 1981), which takes away
either a power or an erf, until E[erf(ay+b)] or the arcsine law for two of them is reached.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

import mpmath
import sympy as sp

from actlas.symbolic import functions
from actlas.symbolic.functions import Z

Part = tuple[sp.Expr, sp.Expr, sp.Expr]
"""Low end, high end, and the integrand between them."""

_MOST_TERMS = 120
_HIGHEST_POWER = 40
_ELSEWHERE = (functions.expm1, functions.bell, functions.normal)


class NoClosedForm(Exception):
    """The integrand is not of the kind that has a closed form here."""


@dataclass(frozen=True, slots=True)
class _Term:
    """factor · z^power · exp(-square·z² + linear·z + constant) · Π erf(a·z + b)."""

    factor: sp.Expr
    power: int = 0
    square: sp.Expr = sp.S.Zero
    linear: sp.Expr = sp.S.Zero
    constant: sp.Expr = sp.S.Zero
    erfs: tuple[tuple[sp.Expr, sp.Expr], ...] = ()


def closed_form(parts: Iterable[Part], sigma: sp.Expr) -> sp.Expr:
    """Return Σ over the parts of E[integrand(z); low < z < high] for z ~ N(0, σ²).

    Args:
        parts: intervals and integrands in z alone.
        sigma: the standard deviation, an exact positive number.

    Raises:
        NoClosedForm: none is known here.

    Example:
        >>> closed_form([(sp.S.Zero, sp.oo, Z**2)], sp.S.One)
        1/2
    """
    total = [
        _expected(term, low, high, sigma)
        for low, high, integrand in parts
        for term in _terms(integrand)
    ]
    return _tidy(sp.expand(sp.Add(*total)))


def _tidy(expression: sp.Expr) -> sp.Expr:
    """Let erf(u) and erfc(u), which make 1 together, not stand beside each other."""
    tails = {each.args[0] for each in expression.atoms(sp.erfc)}
    doubled = {each: 1 - sp.erfc(each.args[0]) for each in expression.atoms(sp.erf)}
    doubled = {each: said for each, said in doubled.items() if each.args[0] in tails}
    return sp.expand(expression.xreplace(doubled)) if doubled else expression


def _terms(integrand: sp.Expr) -> list[_Term]:
    plain = integrand
    for function in _ELSEWHERE:
        plain = plain.replace(function, functions.ELEMENTARY[function])
    plain = plain.replace(sp.erfc, lambda u: 1 - sp.erf(u))
    plain = plain.replace(sp.sin, lambda u: (sp.exp(sp.I * u) - sp.exp(-sp.I * u)) / (2 * sp.I))
    plain = plain.replace(sp.cos, lambda u: (sp.exp(sp.I * u) + sp.exp(-sp.I * u)) / 2)
    if not plain.has(sp.exp, sp.erf) and not plain.is_polynomial(Z):
        raise NoClosedForm
    added = sp.Add.make_args(sp.expand(plain))
    if len(added) > _MOST_TERMS:
        raise NoClosedForm
    return [_term(each) for each in added]


def _term(product: sp.Expr) -> _Term:
    found = _Term(sp.S.One)
    for factor in sp.Mul.make_args(product):
        base, exponent = factor.as_base_exp()
        if not factor.has(Z):
            found = replace(found, factor=found.factor * factor)
        elif isinstance(factor, sp.exp):
            square, linear, constant = _quadratic(factor.args[0])
            found = replace(
                found,
                square=found.square - square,
                linear=found.linear + linear,
                constant=found.constant + constant,
            )
        elif base == Z and exponent.is_Integer and 0 < exponent <= _HIGHEST_POWER:
            found = replace(found, power=found.power + int(exponent))
        elif isinstance(base, sp.erf) and exponent.is_Integer and 0 < exponent <= 2:
            square, linear, constant = _quadratic(base.args[0])
            if square != 0:
                raise NoClosedForm
            found = replace(found, erfs=found.erfs + ((linear, constant),) * int(exponent))
        else:
            raise NoClosedForm
    return found


def _quadratic(exponent: sp.Expr) -> tuple[sp.Expr, sp.Expr, sp.Expr]:
    if not exponent.is_polynomial(Z) or sp.degree(exponent, Z) > 2:
        raise NoClosedForm
    square, linear, constant = (exponent.expand().coeff(Z, n) for n in (2, 1, 0))
    return square, linear, constant


def _expected(term: _Term, low: sp.Expr, high: sp.Expr, sigma: sp.Expr) -> sp.Expr:
    precision = 1 / sigma**2 + 2 * term.square
    if not precision.is_positive:
        raise NoClosedForm
    variance = 1 / precision
    mean = variance * term.linear
    whole = (low, high) == (-sp.oo, sp.oo)
    if term.erfs:
        if not whole or not mean.is_real:
            raise NoClosedForm
        return term.factor * _over_line(replace(term, factor=sp.S.One), sigma)
    if whole:
        moment = _whole_moments(mean, variance, term.power)
    elif mean.is_real:
        moment = _truncated(mean, variance, term.power, low, high)
    else:
        raise NoClosedForm
    size = sp.sqrt(variance) / sigma
    exponent = sp.expand(term.constant + variance * term.linear**2 / 2)
    if exponent.is_real and term.factor.is_real:
        return term.factor * moment * size * sp.exp(exponent)
    # Sines and cosines: conjugate terms stand beside this one, so that its real part is enough.
    growth, angle = exponent.as_real_imag()
    across, along = sp.expand(term.factor * moment).as_real_imag()
    return size * sp.exp(growth) * (across * sp.cos(angle) - along * sp.sin(angle))


def _whole_moments(mean: sp.Expr, variance: sp.Expr, power: int) -> sp.Expr:
    moments = [sp.S.One, mean]
    for n in range(2, power + 1):
        moments.append(sp.expand(mean * moments[-1] + (n - 1) * variance * moments[-2]))
    return moments[power]


def _truncated(
    mean: sp.Expr, variance: sp.Expr, power: int, low: sp.Expr, high: sp.Expr
) -> sp.Expr:
    spread = sp.sqrt(variance)

    def density(place: sp.Expr) -> sp.Expr:
        if place.is_infinite:
            return sp.S.Zero
        return sp.exp(-((place - mean) ** 2) / (2 * variance)) / (spread * sp.sqrt(2 * sp.pi))

    def at_end(place: sp.Expr, n: int) -> sp.Expr:
        return sp.S.Zero if place.is_infinite else place**n * density(place)

    moments = [_between(mean, spread, low, high)]
    for n in range(1, power + 1):
        ends = variance * (at_end(high, n - 1) - at_end(low, n - 1))
        before = (n - 1) * variance * moments[n - 2] if n > 1 else sp.S.Zero
        moments.append(mean * moments[n - 1] + before - ends)
    return moments[power]


def _between(mean: sp.Expr, spread: sp.Expr, low: sp.Expr, high: sp.Expr) -> sp.Expr:
    """Return P(low < y < high) in erfc of what is positive: so its tails keep their digits."""

    def scaled(place: sp.Expr) -> sp.Expr:
        return (place - mean) / (spread * sp.sqrt(2))

    left, right = scaled(low), scaled(high)
    if right.is_nonpositive:
        left, right = -right, -left
    if left.is_nonnegative:
        below = sp.S.Zero if right == sp.oo else sp.erfc(right)
        return (sp.erfc(left) - below) / 2
    return (sp.erf(right) - sp.erf(left)) / 2


def _over_line(term: _Term, sigma: sp.Expr) -> sp.Expr:
    """Return the expectation of a term with error functions over the whole line."""
    variance = 1 / (1 / sigma**2 + 2 * term.square)
    mean = variance * term.linear
    if term.power:
        rest = replace(term, power=term.power - 1)
        parts = [mean * _over_line(rest, sigma)]
        if rest.power:
            lower = replace(rest, power=rest.power - 1)
            parts.append(variance * rest.power * _over_line(lower, sigma))
        for index, (a, b) in enumerate(term.erfs):
            steep = replace(
                rest,
                square=term.square + a**2,
                linear=term.linear - 2 * a * b,
                constant=term.constant - b**2,
                erfs=term.erfs[:index] + term.erfs[index + 1 :],
            )
            parts.append(variance * a * 2 / sp.sqrt(sp.pi) * _over_line(steep, sigma))
        return sp.Add(*parts)
    exponent = term.constant + variance * term.linear**2 / 2
    return sp.sqrt(variance) / sigma * sp.exp(exponent) * _erfs(term, mean, variance)


def _erfs(term: _Term, mean: sp.Expr, variance: sp.Expr) -> sp.Expr:
    centred = all(a * mean + b == 0 for a, b in term.erfs)
    if not term.erfs:
        return sp.S.One
    if centred and len(term.erfs) % 2:
        return sp.S.Zero
    if len(term.erfs) == 1:
        ((a, b),) = term.erfs
        return sp.erf((a * mean + b) / sp.sqrt(1 + 2 * a**2 * variance))
    if len(term.erfs) == 2 and centred:
        (a, _), (c, _) = term.erfs
        widths = sp.sqrt((1 + 2 * a**2 * variance) * (1 + 2 * c**2 * variance))
        return 2 / sp.pi * sp.asin(2 * a * c * variance / widths)
    raise NoClosedForm


def number(expression: sp.Expr) -> mpmath.mpf:
    """Return an exact expression as a number of at least 20 digits; what cancels gets more.

    Example:
        >>> mpmath.nstr(number(sp.exp(1000) * sp.erfc(sp.sqrt(1000))), 10)
        '0.01783233389'
    """
    terms = sp.Add.make_args(expression)
    computed = [sp.lambdify((), each, [{"erfc": _erfc}, "mpmath"]) for each in terms]
    # The digits before the point of an exponent are lost to the number.
    lost = max((_digits_before_point(each) for each in expression.atoms(sp.exp)), default=0)
    digits = 30 + lost
    while digits < _MOST_DIGITS:
        with mpmath.workdps(digits):
            values = [mpmath.mpf(each()) for each in computed]
            value = mpmath.fsum(values)
            largest = max(map(abs, values))
            if abs(value) > largest * mpmath.mpf(10) ** (22 + lost - digits):
                return value
        digits *= 2
    return mpmath.mpf(0)  # what thousands of digits do not tell from 0


_MOST_DIGITS = 4_000
_BEYOND = mpmath.mpf(10) ** 100


def _erfc(u: mpmath.mpf) -> mpmath.mpf:
    # mpmath has no erfc so far out; the next term of the series is beyond 10⁻⁴⁰⁰.
    if u > _BEYOND:
        return mpmath.exp(-u * u) / (u * mpmath.sqrt(mpmath.pi)) * (1 - 1 / (2 * u * u))
    return mpmath.erfc(u)


def _digits_before_point(exponential: sp.Expr) -> int:
    size = abs(exponential.args[0])
    return max(0, int(sp.log(size, 10).evalf(5)) + 1) if size != 0 else 0
