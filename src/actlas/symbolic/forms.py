"""The forms in which one formula can be computed, in the order in which one would try them.

Which of them keeps its digits is not argued but measured: see `actlas.targets.proven`.
"""

from __future__ import annotations

from collections.abc import Iterator

import sympy as sp

from actlas.symbolic.attempt import attempt
from actlas.symbolic.bells import in_bells
from actlas.symbolic.exponential import two_sided
from actlas.symbolic.functions import Z, algebraic, ceiling, expm1, hypot1, lift, reciprocal, where
from actlas.symbolic.rewrite import rewritten
from actlas.symbolic.widening import inexact, parametric, widened


def forms(formula: sp.Expr, order: int = 0) -> Iterator[sp.Expr]:
    """Give equal forms of the `order`-th derivative of a formula, each once.

    Args:
        formula: the function itself, without choices (`actlas.symbolic.unfold` has taken them out).
        order: how often to differentiate.

    Example:
        >>> for form in forms(1 / (1 + sp.exp(-Z))):
        ...     print(form)
        sigmoid(z)
        where(z < 0, exp(-Abs(z))/(1 + exp(-Abs(z))), 1/(1 + exp(-Abs(z))))
        1/(1 + exp(-z))
    """
    seen = set()
    for form in _all(formula, order):
        if form is not None and form not in seen:
            seen.add(form)
            yield form


def with_wide(narrow: Iterator[sp.Expr]) -> Iterator[sp.Expr]:
    """Give forms, those first whose exponents hang on parameters and are in twice the digits.

    A parameter's default may be the one value at which rounding takes nothing, such as 1; so what
    is measured there does not tell. Last come the forms with all exponents in twice the digits.

    Example:
        >>> [str(form) for form in with_wide(iter([sp.exp(Z / 3)]))]
        ['exp(z/3)', 'wide_exp(z/3)']
    """
    listed = []
    for form in narrow:
        listed.append(form)
        yield widened(form, parametric)
    yield from (form for form in listed if widened(form, parametric) != form)
    for form in listed:
        wide = widened(form, inexact)
        if wide not in (form, widened(form, parametric)):
            yield wide


def _all(formula: sp.Expr, order: int) -> Iterator[sp.Expr | None]:
    derived = sp.diff(formula, Z, order) if order else formula
    bells = in_bells(derived)
    if bells != derived or not derived.atoms(sp.Function):
        yield bells
    safe = rewritten(formula)
    stepwise = safe
    for _ in range(order):
        stepwise = rewritten(sp.diff(stepwise, Z))
    yield stepwise
    yield rewritten(derived)
    yield sp.expand(stepwise)
    yield attempt(two_sided, derived)
    yield attempt(two_sided, stepwise)
    yield attempt(_factored, stepwise)
    yield attempt(_in_one_root, stepwise)
    yield attempt(_apart_in_fractions, derived)
    yield attempt(_far_out, derived)
    yield derived
    yield _capped(stepwise)
    yield _capped(rewritten(derived))


def _factored(formula: sp.Expr) -> sp.Expr | None:
    """Return a sum over a common denominator in lowest terms, its functions taken as letters."""
    atoms = [each for each in formula.atoms(sp.Function) if each.has(Z)]
    letters = {each: sp.Dummy(f"F{n}") for n, each in enumerate(sorted(atoms, key=sp.count_ops))}
    plain = formula.xreplace(letters)
    if not plain.is_rational_function(*letters.values(), Z):
        return None
    found = sp.factor(plain)
    return found.xreplace({letter: each for each, letter in letters.items()})


def _in_one_root(formula: sp.Expr) -> sp.Expr | None:
    """Return a formula in h = √(1 + u²) and z with every u² written h² - 1: much cancels out."""
    roots = formula.atoms(hypot1, algebraic, lift)
    arguments = {each.args[0] for each in roots}
    if len(arguments) != 1:
        return None
    (u,) = arguments
    rate = u / Z
    if rate.has(Z):
        return None
    h = sp.Dummy("h", positive=True)
    plain = formula.replace(algebraic, lambda w: (1 + w / hypot1(w)) / 2)
    plain = plain.replace(lift, lambda w: w + hypot1(w)).xreplace({hypot1(u): h})
    if plain.atoms(sp.Function) or not plain.is_rational_function(Z):
        return None
    above, below = sp.fraction(sp.together(plain))
    if below.has(Z):
        return None
    rest = sp.rem(sp.expand(above), sp.expand(Z**2 - (h**2 - 1) / rate**2), Z)
    return sp.expand(sp.cancel(rest / below)).xreplace({h: hypot1(u)})


def _apart_in_fractions(formula: sp.Expr) -> sp.Expr | None:
    """Return a fraction of polynomials in z as a sum: (2z + 1)/(2z + 2) is 1 - 1/(2z + 2)."""
    if not formula.is_rational_function(Z) or formula.free_symbols != {Z}:
        return None
    return sp.apart(formula, Z)


def _far_out(formula: sp.Expr) -> sp.Expr | None:
    """Return a fraction of polynomials in 1/z where |z| > 1: there nothing overflows."""
    if not formula.is_rational_function(Z) or formula.is_polynomial(Z):
        return None
    above, below = (sp.Poly(each, Z) for each in sp.fraction(sp.cancel(sp.together(formula))))
    w = reciprocal(Z)

    def reversed_(polynomial: sp.Poly) -> sp.Expr:
        return sp.Add(*(c * w**k for k, c in enumerate(polynomial.all_coeffs())))

    growth = above.degree() - below.degree()
    power = Z**growth if growth >= 0 else w**-growth
    far = reversed_(above) / reversed_(below)
    far = far if growth == 0 else sp.Mul(power, far, evaluate=False)
    return where(sp.Abs(Z) > 1, far, sp.factor(formula))


def _capped(formula: sp.Expr) -> sp.Expr | None:
    """Return the formula with a ceiling on exponents, where exponentials stand in functions."""
    functions = formula.atoms(sp.Function)
    if not any(inner.has(sp.exp) for each in functions for inner in each.args):
        return None
    apart = formula.replace(sp.exp, _apart)
    return apart.replace(expm1, lambda u: expm1(u if u.has(ceiling) else ceiling(u)))


def _apart(u: sp.Expr) -> sp.Expr:
    return sp.Mul(
        *(sp.exp(ceiling(each) if not each.has(sp.exp) else each) for each in sp.Add.make_args(u))
    )
