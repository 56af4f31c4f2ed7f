"""A function of one number with its parameters bound, as quadrature needs it.

It is computed in float64 on arrays, and again at single places in many digits, so that whoever
integrates can ask how far the fast values may be trusted.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from copy import copy
from functools import cached_property
from itertools import pairwise
from typing import Any

import mpmath
import numpy as np
import sympy as sp
from numpy.typing import NDArray
from scipy import special

from actlas.definition import Elementwise
from actlas.symbolic import functions
from actlas.symbolic.calculus import Branch, branches, owner
from actlas.symbolic.conditions import solved
from actlas.symbolic.enclosure import enclosed
from actlas.symbolic.forms import forms
from actlas.symbolic.functions import Z, elementary
from actlas.symbolic.references import symbol

Array = NDArray[np.float64]

_DIGITS = 40
_WAVE = 8
_REACH = 400.0
"""Breaks that no algebra gives are looked for as far from 0 as this."""
_SCAN = 16_001
_FINE, _FINEST = 120, 1_200


def _sinc(u: Any, order: int = 0) -> Any:
    u = np.asarray(u, dtype=np.float64)
    if order == 0:
        return np.sinc(u / np.pi)
    if order > 1:
        return np.full(u.shape, np.nan)  # rarely asked for: many digits step in
    near = np.abs(u) < 1.0
    small, large = np.where(near, u, 0.0), np.where(near, 1.0, u)
    series = sum(
        (-1) ** k * 2 * k * small ** (2 * k - 1) / math.factorial(2 * k + 1) for k in _TERMS
    )
    return np.where(near, series, (np.cos(large) - np.sin(large) / large) / large)


_TERMS = range(1, 12)

_NUMPY: dict[str, Callable[..., Any]] = {
    "expm1": np.expm1,
    "log1p": np.log1p,
    "sigmoid": special.expit,
    "softplus": lambda u: np.logaddexp(0.0, u),
    "bell": lambda u, c: np.exp(-c * u * u),
    "normal": special.ndtr,
    "erf": special.erf,
    "erfc": special.erfc,
    "ripple": _sinc,
    "hypot1": lambda u: np.hypot(1.0, u),
    "hypot1m1": lambda u: u * u / (1.0 + np.hypot(1.0, u)),
    "reciprocal": lambda u: 1.0 / u,
    "ceiling": lambda u: np.minimum(u, 118.0),
    "ramp": lambda u: np.maximum(u, 0.0),
}
# Functions that NumPy's printer does not know are written in elementary ones.
_WRITTEN = (functions.lift, functions.algebraic, functions.where)
# The printer takes our sinc for the one of SymPy, which divides by π and has no order.
_RIPPLE = sp.Function("ripple")


class Curve:
    """The `order`-th derivative of an activation with its parameters bound, less a constant.

    Args:
        definition: an elementwise activation.
        parameters: values for all of its parameters.
        order: 0 for the function itself.
        less: a number that is taken off, so that differences from it keep their digits.
    """

    def __init__(
        self,
        definition: Elementwise,
        parameters: Mapping[str, float],
        order: int = 0,
        less: sp.Expr = sp.S.Zero,
    ) -> None:
        bound = bindings(parameters)
        self.pieces = tuple(
            Branch(
                sp.sympify(each.formula).subs(bound) - less,
                solved(sp.sympify(each.condition).subs(bound)),
            )
            for each in branches(definition, order)
        )
        self._fast = [compiled(each.formula) for each in self.pieces]
        self._conditions = [
            None if each.condition == sp.true else sp.lambdify(Z, each.condition, "numpy")
            for each in self.pieces
        ]
        self._exactly = [
            None if each.condition == sp.true else sp.lambdify(Z, each.condition, "mpmath")
            for each in self.pieces
        ]
        self._sure: dict[int, Callable[[float], Any]] = {}
        self._plain: dict[int, Callable[[Any], Any]] = {}

    def __call__(self, z: Array) -> Array:
        """Return the values at finite places as float64 computes them, overflows included."""
        found = np.full(z.shape, np.nan)
        left = np.ones(z.shape, dtype=bool)
        with np.errstate(all="ignore"):
            for compute, condition in zip(self._fast, self._conditions, strict=True):
                here = left if condition is None else left & np.asarray(condition(z), dtype=bool)
                found[here] = compute(z[here])
                left &= ~here
        return found

    def digits(self, z: float) -> Any:
        """Return the value at a float as an mpmath number: proven digits, where there are any."""
        with mpmath.workdps(_DIGITS):
            index = self._owner(mpmath.mpf(z))
        if index not in self._sure:
            self._sure[index] = enclosed(self.pieces[index].formula)
        found = self._sure[index](z)
        return self.at(mpmath.mpf(z)) if found is None else found

    def at(self, z: Any, digits: int = _DIGITS) -> Any:
        """Return the value at an mpmath number, computed with so many digits; NaN for none."""
        with mpmath.workdps(digits):
            index = self._owner(z)
            if index not in self._plain:
                self._plain[index] = _guarded(self.pieces[index].formula)
            return self._plain[index](z)

    def _owner(self, z: Any) -> int:
        """Return which piece holds at an mpmath number; with the digits in use."""
        for index, holds in enumerate(self._exactly):
            if holds is None or bool(holds(z)):
                return index
        return len(self.pieces) - 1

    @cached_property
    def linear(self) -> bool:
        """Whether every condition compares z with a number, so that `breaks` are exact."""
        atoms = [atom for each in self.pieces for atom in _comparisons(each.condition)]
        return all(each.lhs == Z and each.rhs.is_number for each in atoms)

    @cached_property
    def breaks(self) -> tuple[sp.Expr, ...]:
        """Where one piece gives way to another, in order."""
        found: set[sp.Expr] = set()
        for piece in self.pieces:
            for each in _comparisons(piece.condition):
                if each.lhs == Z and each.rhs.is_number:
                    found.add(each.rhs)
                else:
                    found |= {sp.Float(place, 17) for place in _crossings(each.lhs - each.rhs)}
        return tuple(sorted((each for each in found if each.is_finite), key=float))

    @cached_property
    def parts(self) -> tuple[tuple[sp.Expr, sp.Expr, sp.Expr], ...]:
        """The formulas on the intervals between the breaks: low end, high end, formula."""
        return tuple(
            (low, high, self.pieces[owner(self.pieces, _between(low, high))].formula)
            for low, high in pairwise((-sp.oo, *self.breaks, sp.oo))
        )

    @cached_property
    def checked(self) -> tuple[sp.Expr, ...]:
        """The breaks that are looked at closely: all, or of a wave's those nearest to 0."""
        return self.breaks if self.linear else tuple(sorted(self.breaks, key=abs)[:_WAVE])

    @cached_property
    def centres(self) -> tuple[float, ...]:
        """Where something may happen within little space: breaks, poles, and 0 of arguments."""
        found = {0.0, *map(float, self.breaks)}
        for piece in self.pieces:
            for node in sp.preorder_traversal(piece.formula):
                if isinstance(node, sp.Function) or (node.is_Pow and not node.exp.is_Integer):
                    found |= _roots(node.args[0])
        return tuple(sorted(found | set(self.poles)))

    @cached_property
    def poles(self) -> tuple[float, ...]:
        """Zeros of denominators, and of what a logarithm is taken of."""
        found: set[float] = set()
        for piece in self.pieces:
            for node in sp.preorder_traversal(piece.formula):
                below = sp.S.One
                if node.is_Pow and node.exp.is_negative:
                    below = node.base
                elif isinstance(node, sp.log | functions.log1p):
                    below = node.args[0] + int(isinstance(node, functions.log1p))
                if below.has(Z):
                    found |= _roots(below) | set(_crossings(below))
        return tuple(sorted(found))

    def sides(self, place: sp.Expr, step: float, digits: int = _FINE) -> tuple[Any, Any]:
        """Return the values so far to the left and to the right of a place."""
        with mpmath.workdps(digits):
            here = mpmath.make_mpf(sp.Float(sp.N(place, digits), digits)._mpf_)
            away = mpmath.mpf(step) * max(1, abs(here))
            return self.at(here - away, digits), self.at(here + away, digits)

    @cached_property
    def jumps(self) -> bool:
        """Whether the values leap at some break: nearer to it, their difference stays."""
        return any(
            self._leaps(each) and (not self.linear or self._leaps(each, _FINEST))
            for each in self.checked
        )

    def _leaps(self, place: sp.Expr, digits: int = _FINE) -> bool:
        far, near = (1e-20, 1e-40) if self.linear else (1e-7, 1e-9)
        (a, b), (c, d) = (self.sides(place, step, digits) for step in (far, near))
        least = 0 if self.linear else 1e-4 * max(abs(c), abs(d))
        return bool(abs(d - c) > max(abs(b - a) / 2, least) and b != a)

    @cached_property
    def steady(self) -> Curve:
        """The same function in forms that overflow and cancel less."""
        made = copy(self)
        made.pieces = tuple(
            Branch(
                next(forms(each.formula)) if each.formula.has(Z) else each.formula, each.condition
            )
            for each in self.pieces
        )
        made._fast = [compiled(each.formula) for each in made.pieces]
        return made


def bindings(parameters: Mapping[str, float]) -> dict[sp.Symbol, sp.Rational]:
    """Return the exact values of the parameters by their symbols."""
    return {symbol(name): sp.Rational(repr(float(value))) for name, value in parameters.items()}


def compiled(formula: sp.Expr) -> Callable[[Array], Any]:
    """Return a formula in z as a function of float64 arrays, which may give a single number."""
    for function in _WRITTEN:
        formula = formula.replace(function, functions.ELEMENTARY[function])
    formula = formula.replace(functions.sinc, _RIPPLE)
    made: Callable[[Array], Any] = sp.lambdify(Z, formula, [_NUMPY, "numpy"])
    return made


def _comparisons(condition: Any) -> list[Any]:
    if condition in (sp.true, sp.false):
        return []
    return list(condition.atoms(sp.core.relational.Relational))


def _between(low: sp.Expr, high: sp.Expr) -> Any:
    if low == -sp.oo:
        return sp.Integer(0) if high == sp.oo else high - 1
    return low + 1 if high == sp.oo else (low + high) / 2


def _roots(argument: sp.Expr) -> set[float]:
    """Return where a polynomial in z of degree 1 or 2 is 0, and where the latter turns."""
    if not argument.has(Z) or not argument.is_polynomial(Z) or sp.degree(argument, Z) > 2:
        return set()
    coefficients = [float(each) for each in sp.Poly(argument, Z).all_coeffs()]
    found = {float(each.real) for each in np.roots(coefficients) if not each.imag}
    if len(coefficients) == 3:
        found.add(-coefficients[1] / (2 * coefficients[0]))
    return {each for each in found if np.isfinite(each)}


def _crossings(difference: sp.Expr) -> list[float]:
    """Return where a formula changes its sign on a grid, by bisection."""
    compute = compiled(difference)
    z = np.linspace(-_REACH, _REACH, _SCAN) + 1e-3 / np.pi
    with np.errstate(all="ignore"):
        sign = np.sign(np.broadcast_to(np.asarray(compute(z), dtype=np.float64), z.shape))
        turns = np.flatnonzero(sign[1:] * sign[:-1] < 0)
        low, high, below = z[turns], z[turns + 1], sign[turns]
        for _ in range(60):
            middle = (low + high) / 2
            same = np.sign(compute(middle)) == below
            low, high = np.where(same, middle, low), np.where(same, high, middle)
    return [float(each) for each in (low + high) / 2]


_BEYOND = mpmath.mpf(10) ** 500


def _exp(u: Any) -> Any:
    # The exponent of a result is a whole number with as many digits as u has before its point.
    if mpmath.im(u) == 0 and abs(u) > _BEYOND:
        return mpmath.inf if u > 0 else mpmath.mpf(0)
    return mpmath.exp(u)


def _guarded(formula: sp.Expr) -> Callable[[Any], Any]:
    """Return a function on mpmath numbers that says NaN where the formula has no real value."""
    guards: dict[str, Callable[..., Any]] = {
        "exp": _exp,
        "tanh": lambda u: mpmath.sign(u) if abs(u) > 10_000 else mpmath.tanh(u),
        "erf": lambda u: mpmath.sign(u) if abs(u) > 100 else mpmath.erf(u),
        "erfc": lambda u: mpmath.mpf(0 if u > 0 else 2) if abs(u) > 100 else mpmath.erfc(u),
    }
    compute = sp.lambdify(Z, elementary(formula), [guards, "mpmath"])

    def asked(z: Any) -> Any:
        try:
            found = compute(z)
        except (ZeroDivisionError, ValueError, OverflowError):
            return mpmath.nan
        return mpmath.re(found) if mpmath.im(found) == 0 else mpmath.nan

    return asked
