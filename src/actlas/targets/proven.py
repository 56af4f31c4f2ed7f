"""Which form of a formula keeps its digits: every candidate is run, and held against many digits.

`actlas.symbolic.forms` gives equal forms of each branch. Here each is printed, run in float64 over
a grid that reaches from the smallest to the largest numbers and crowds around 0 and around every
break, and compared with what intervals enclose. The first form that stays within the bound is
taken, or else the best one, with a series around 0 where the digits are lost there alone, and with
its limit far out where that has been reached but is not computed.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any

import mpmath
import sympy as sp
import torch

from actlas.definition import Elementwise
from actlas.errors import BadExpression
from actlas.symbolic.calculus import Branch, Branches, branches, by_parameter, defaults
from actlas.symbolic.enclosure import enclosed
from actlas.symbolic.forms import forms, with_wide
from actlas.symbolic.functions import Z, elementary, ramp, where
from actlas.symbolic.references import symbol
from actlas.targets.workshop import build

BOUNDS = (3.0, 8.0, 8.0, 8.0)
"""How many units in the last place a form may be off, for f, f′, f″ and beyond, to be taken."""
_SIZES = (
    *(10.0**-k for k in (300, 100, 30, 16, 12, 8, 6, 5, 4, 3)),
    *(k / 64 for k in (1, 2, 3, 5, 7, 11, 16, 22, 29, 37, 46, 56)),
    *(1.1, 1.37, 1.71, 2.13, 2.66, 3.3, 4.1, 5.2, 6.4, 8.1, 10.3, 13.1, 16.7, 20.3, 25.9, 33.7),
    *(38.2, 47.1, 61.3, 88.7, 130.9, 201.3, 345.1, 502.7, 700.9, 745.5),
    *(1e3, 1e4, 1e8, 1e16, 1e30, 1e60, 1e100, 1e154, 1e200, 1e300, 1.7e308),
)
GRID = (*(-size for size in reversed(_SIZES)), 0.0, *_SIZES)


@cache
def proven(
    definition: Elementwise, order: int = 0, by: str = "", *, wide: bool = False
) -> Branches:
    """Return the branches of a derivative, each in the form that keeps the most digits.

    Args:
        definition: the activation.
        order: which derivative in z.
        by: a parameter, by which that derivative is differentiated once more.
        wide: whether the target can compute exponents in twice the digits.

    Example:
        >>> from actlas.catalogue import definition
        >>> [str(each.formula) for each in proven(definition("elu"))]
        ['z', 'alpha*expm1(z)']
    """
    own, derived = branches(definition), branches(definition, order)
    if by:
        # A parameter's gradient is summed over many numbers: the first form is good enough.
        return tuple(
            Branch(next(forms(by_parameter(each.formula, by))), each.condition) for each in derived
        )
    if order == 0 and [(each.formula, each.condition) for each in own] == _RAMP:
        return (Branch(ramp(Z), sp.true),)
    chosen = []
    for index, branch in enumerate(derived):
        source = next(
            (each.formula for each in own if sp.diff(each.formula, Z, order) == branch.formula),
            None,
        )
        places = [z for z in _grid(derived, definition) if _owner(derived, definition, z) == index]
        candidates = _candidates(branch.formula, source, order, wide=wide)
        chosen.append(
            Branch(_best(definition, branch, candidates, order, places), branch.condition)
        )
    return tuple(chosen)


_RAMP = [(sp.S.Zero, Z < 0), (Z, sp.true)]


def _grid(pieces: Branches, definition: Elementwise) -> Iterator[float]:
    yield from GRID
    bound = defaults(definition)
    for branch in pieces:
        for each in branch.condition.atoms(sp.core.relational.Relational):
            place = sp.sympify(each.rhs).subs(bound)
            if each.lhs == Z and place.is_number and place != 0:
                for step in (1e-12, 1e-8, 1e-4, 0.01, 0.1, 0.5):
                    yield from (float(place) - step, float(place) + step)


def _owner(pieces: Branches, definition: Elementwise, z: float) -> int:
    bound = {**defaults(definition), Z: sp.Float(z, 40)}
    for index, branch in enumerate(pieces):
        if branch.condition.subs(bound) == sp.true:
            return index
    return len(pieces) - 1


def _candidates(
    formula: sp.Expr, source: sp.Expr | None, order: int, *, wide: bool
) -> Iterator[sp.Expr]:
    if formula.is_polynomial(Z):
        return iter((sp.factor(formula), formula))
    narrow = forms(formula) if source is None else forms(source, order)
    return with_wide(narrow) if wide else narrow


def _best(
    definition: Elementwise,
    branch: Branch,
    candidates: Iterator[sp.Expr],
    order: int,
    places: list[float],
) -> sp.Expr:
    if not branch.formula.has(Z) or branch.formula == Z:
        return branch.formula
    truth = _truth(definition, branch.formula, places)
    best: _Trial | None = None
    for form in candidates:
        trial = _tried(definition, form, truth)
        if trial is None:
            continue
        if trial.worst() <= BOUNDS[order]:
            return form
        if best is None or trial.rank() < best.rank():
            best = trial
    if best is None:
        return branch.formula
    for mend in (_with_series, _settled):
        mended = mend(definition, branch.formula, best, truth)
        if mended is not None and mended.rank() < best.rank():
            best = mended
    return best.form


@dataclass(frozen=True)
class _Trial:
    """A form, and by how many ulps it is off at each place."""

    form: sp.Expr
    errors: dict[float, float]

    def worst(self) -> float:
        return max(self.errors.values(), default=0.0)

    def rank(self) -> tuple[int, float]:
        lost = sum(each > _LOST for each in self.errors.values())
        return lost, sum(min(each, 1e16) for each in self.errors.values())


@dataclass(frozen=True)
class _Truth:
    """What is true at a place, and the size against which an error there is held."""

    value: mpmath.mpf
    scale: mpmath.mpf


def _truth(
    definition: Elementwise, formula: sp.Expr, places: list[float]
) -> dict[float, _Truth | None]:
    """Return the true values, and beside a zero of the function's own the size around it."""
    # A kernel is given doubles: 2/3 is 0.66666666666666663, not the decimal it is written as.
    given = {symbol(each.name): sp.Rational(each.default) for each in definition.parameters}
    exact = enclosed(formula.subs(given))
    found: dict[float, _Truth | None] = {}
    for z in places:
        value = exact(z)
        if value is None:
            found[z] = None
            continue
        scale = abs(value)
        if abs(z) > 1e-3:
            around = [exact(z * factor) for factor in _AROUND]
            known = [each for each in around if each is not None]
            if (known != sorted(known) and known != sorted(known, reverse=True)) or _crosses(known):
                scale = max(scale, *(abs(each) for each in known))
        found[z] = _Truth(value, scale)
    return found


_AROUND = (0.7, 0.85, 1.0, 1.15, 1.3)


def _crosses(values: list[Any]) -> bool:
    return bool(min(values) < 0 < max(values))


def _tried(
    definition: Elementwise, form: sp.Expr, truth: dict[float, _Truth | None]
) -> _Trial | None:
    """Run a form in float64; None where the target cannot print it."""
    from actlas.targets import eager

    try:
        run = build(eager.write(definition, (Branch(form, sp.true),), "trial"), "trial")
    except BadExpression:
        return None
    places = list(truth)
    z = torch.tensor(places, dtype=torch.float64)
    got = run(z, *(each.default for each in definition.parameters)).tolist()
    return _Trial(
        form,
        {place: _ulps(value, truth[place]) for place, value in zip(places, got, strict=True)},
    )


_LEAST = mpmath.mpf(2) ** -1022
_EPSILON = mpmath.mpf(2) ** -52


def _ulps(got: float, true: _Truth | None) -> float:
    if true is None:  # not even intervals say what is true there: a number, or an infinity
        return math.inf if math.isnan(got) else 0.0
    if abs(true.value) > mpmath.mpf(2) ** 1023:
        return 0.0 if abs(got) > 1e307 else math.inf
    if not math.isfinite(got):
        return math.inf
    scale = max(true.scale, _LEAST / _EPSILON**2)
    return float(abs(mpmath.mpf(got) - true.value) / (scale * _EPSILON))


_RADII = (1 / 64, 1 / 16, 1 / 8, 1 / 4, 1 / 2, 1.0)
_MOST_TERMS = 40


def _with_series(
    definition: Elementwise, formula: sp.Expr, best: _Trial, truth: dict[float, _Truth | None]
) -> _Trial | None:
    """Return the form with a Taylor polynomial around 0, where the digits are lost there alone."""
    bad = [abs(z) for z, error in best.errors.items() if error > BOUNDS[0]]
    radius = next((each for each in _RADII if max(bad) < each), None)
    if radius is None or (definition.parameters and formula.free_symbols != {Z}):
        return None
    exact = sp.lambdify(Z, elementary(formula), "mpmath")
    try:
        with mpmath.workdps(80):
            middle = mpmath.mpf(10) ** -60
            series = mpmath.taylor(exact, middle, _MOST_TERMS)
    except (ZeroDivisionError, ValueError):
        return None
    coefficients = [
        sp.Float(float(each), 17) if abs(each) > 1e-25 else sp.S.Zero for each in series
    ]
    size = max(abs(float(each)) * radius**n for n, each in enumerate(coefficients))
    while coefficients and abs(coefficients[-1]) * radius ** (len(coefficients) - 1) < 1e-19 * size:
        coefficients.pop()
    polynomial = sp.horner(sp.Poly(coefficients[::-1], Z).as_expr(), Z)
    return _tried(definition, where(sp.Abs(Z) < radius, polynomial, best.form), truth)


def _settled(
    definition: Elementwise, _formula: sp.Expr, best: _Trial, truth: dict[float, _Truth | None]
) -> _Trial | None:
    """Return the form with the limit in its place far out, where that is reached but not computed.

    What is true there must be one number, to the last digit, at all places beyond the edge.
    """
    form, found = best.form, None
    for side in (-1, 1):
        lost = [side * z for z, error in best.errors.items() if error > _LOST and side * z > 0]
        if not lost:
            continue
        inside = sorted((side * z for z in truth if 1 < side * z < min(lost)), reverse=True)
        known = {side * z: float(each.value) for z, each in truth.items() if each is not None}
        beyond = ((edge, [y for z, y in known.items() if z > edge]) for edge in inside)
        edge, values = next((pair for pair in beyond if len(pair[1]) > 1), (0.0, []))
        if len(set(values)) != 1:
            continue
        value = values[0]
        if value and definition.parameters:
            continue  # it may hang on the parameters
        form = where(side * Z > edge, sp.nsimplify(value), form)
        found = _tried(definition, form, truth)
    return found


_LOST = 2.0**20
