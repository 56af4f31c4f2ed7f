"""Comparisons solved for z, where that can be done exactly.

A comparison of u(z) with 0 becomes one of z with a constant when u is linear; when it is a
polynomial of known roots, a combination of such; when it is a steady function of something simpler,
the comparison of that. What cannot be solved stays as it is, and is computed as it is.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from itertools import pairwise
from typing import Any

import sympy as sp
from sympy.core.relational import Relational

from actlas.symbolic import functions
from actlas.symbolic.functions import Z

_STEADY: Mapping[Any, tuple[Any, Any, Callable[[Any], Any]]] = {
    sp.exp: (0, sp.oo, sp.log),
    sp.tanh: (-1, 1, sp.atanh),
    sp.atan: (-sp.pi / 2, sp.pi / 2, sp.tan),
    functions.expm1: (-1, sp.oo, lambda y: sp.log(1 + y)),
    functions.sigmoid: (0, 1, lambda y: sp.log(y / (1 - y))),
    functions.softplus: (0, sp.oo, lambda y: sp.log(sp.exp(y) - 1)),
}
"""Increasing functions that are defined everywhere: least and greatest value, and the inverse."""
_HIGHEST_DEGREE = 8


def solved(condition: Any) -> Any:
    """Return an equal condition that compares z alone with constants, where there is one.

    Example:
        >>> solved(Z**2 < 4), solved(sp.exp(2 * Z) > 1)
        ((z > -2) & (z < 2), z > 0)
    """
    if isinstance(condition, sp.And | sp.Or):
        return condition.func(*(solved(each) for each in condition.args))
    if not isinstance(condition, Relational):
        return condition
    if condition.lhs == Z and not condition.rhs.has(Z):
        return condition
    difference = condition.lhs - condition.rhs
    if not difference.has(Z):
        return condition.func(difference, 0)
    found = _compared(difference, condition.func)
    return condition if found is None else found


def _compared(u: sp.Expr, relation: Any) -> Any:
    """Return `u relation 0` solved for z, or None."""
    if u.is_polynomial(Z):
        return _linear(u, relation) if sp.degree(u, Z) == 1 else _polynomial(u, relation)
    constant, rest = u.as_independent(Z, as_Add=True)
    factor, inner = rest.as_independent(Z, as_Add=False)
    if inner.func in _STEADY and factor.is_number and constant.is_number:
        return _steady(inner, -constant / factor, relation if factor > 0 else _turned(relation))
    if u.is_Mul:
        return _without_signed_factors(u, relation)
    return None


def _linear(u: sp.Expr, relation: Any) -> Any:
    slope, offset = sp.Poly(u, Z).all_coeffs()
    if slope.is_positive:
        return relation(Z, -offset / slope)
    if slope.is_negative:
        return _turned(relation)(Z, -offset / slope)
    return None


_TURNED = {sp.Lt: sp.Gt, sp.Le: sp.Ge, sp.Gt: sp.Lt, sp.Ge: sp.Le}


def _turned(relation: Any) -> Any:
    return _TURNED.get(relation, relation)


def _steady(inner: sp.Expr, level: sp.Expr, relation: Any) -> Any:
    least, greatest, inverse = _STEADY[inner.func]
    if level <= least:
        return sp.true if relation in (sp.Gt, sp.Ge) else sp.false
    if level >= greatest:
        return sp.true if relation in (sp.Lt, sp.Le) else sp.false
    return solved(relation(inner.args[0], inverse(level)))


def _without_signed_factors(u: sp.Expr, relation: Any) -> Any:
    kept, sign = [], 1
    for each in u.args:
        if each.is_positive or (each.is_Pow and each.base.is_positive):
            continue
        if each.is_negative:
            sign = -sign
        else:
            kept.append(each)
    if len(kept) == len(u.args):
        return None
    return solved((relation if sign > 0 else _turned(relation))(sp.Mul(*kept), 0))


def _polynomial(u: sp.Expr, relation: Any) -> Any:
    polynomial = sp.Poly(u, Z)
    if polynomial.degree() > _HIGHEST_DEGREE or not all(
        each.is_Rational for each in polynomial.all_coeffs()
    ):
        return None
    roots: list[Any] = []
    for factor, _ in polynomial.factor_list()[1]:
        if factor.degree() > 2:
            return None
        roots += [each for each in sp.roots(factor) if each.is_real]
    roots.sort()
    held = relation not in (sp.Lt, sp.Gt)
    edges = [-sp.oo, *roots, sp.oo]
    parts: list[Any] = []
    for low, high in pairwise(edges):
        if relation(u.subs(Z, _inside(low, high)), 0) == sp.true:
            parts.append(_interval(low, high, closed=held))
    parts += [sp.And(sp.Ge(Z, root), sp.Le(Z, root)) for root in roots if held]
    return sp.Or(*(each for each in parts if not _covered(each, parts)))


def _inside(low: Any, high: Any) -> Any:
    if low == -sp.oo:
        return sp.Integer(0) if high == sp.oo else sp.floor(high) - 1
    return sp.ceiling(low) + 1 if high == sp.oo else sp.nsimplify((low + high).evalf(30) / 2)


def _interval(low: Any, high: Any, *, closed: bool) -> Any:
    above, below = (sp.Ge, sp.Le) if closed else (sp.Gt, sp.Lt)
    ends = [above(Z, low)] if low != -sp.oo else []
    ends += [below(Z, high)] if high != sp.oo else []
    return sp.And(*ends)


def _covered(point: Any, parts: list[Any]) -> bool:
    """Say whether a single point lies in one of the other parts."""
    places = {each.rhs for each in point.atoms(Relational)}
    if len(places) != 1 or not isinstance(point, sp.And):
        return False
    (place,) = places
    return any(part != point and part.subs(Z, place) == sp.true for part in parts)
