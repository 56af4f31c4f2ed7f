"""Absolute values, largest and smallest values and choices, written as branches.

SymPy differentiates |u|, max and sign to Heaviside steps and delta functions. Here each becomes two
or three cases, every one an ordinary formula with the condition under which it holds. At a tie, and
where an argument is NaN, the last case holds, so that a NaN comes out as NaN:

    |u|         -u where u < 0, else u
    max(c, u)   c where u <= c, else u, where c does not depend on z
    sign(u)     -1 where u < 0, 1 where u > 0, else 0
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations, pairwise
from typing import Any

import sympy as sp

from actlas.errors import BadExpression
from actlas.symbolic.conditions import solved
from actlas.symbolic.functions import Z, where

Case = tuple[sp.Expr, Any]
"""A formula, and the condition under which it holds."""

MOST_CASES = 64
MOST_CHOICES = 16
_MOST_COMBINED = 6
_FEW = 3
"""So many choices are combined with one another; more are taken along the line, one by one."""


def unfold(formula: sp.Expr) -> list[Case]:
    """Return the cases of a formula, tried in order; the last holds everywhere else.

    Raises:
        BadExpression: the choices combine to more cases than anyone would want to read.

    Example:
        >>> unfold(sp.Abs(Z) + 1)
        [(1 - z, z < 0), (z + 1, True)]
    """
    choices = [each for each in formula.atoms(*_SWITCHES) if each.has(Z)]
    if len(choices) > MOST_CHOICES:
        raise _too_many()
    if len(choices) > _FEW:
        found = _along_the_line(formula)
        if found is not None:
            return found
        if len(choices) > _MOST_COMBINED:
            raise _too_many()
    return reachable(list(_cases(formula, [MOST_CASES])))


def _too_many() -> BadExpression:
    return BadExpression(
        "the choices in this formula combine to more than {limit} cases; write it with "
        "fewer of abs, max, min, sign and where",
        limit=MOST_CASES,
    )


def _cases(formula: sp.Expr, budget: list[int]) -> Iterator[Case]:
    node = _decidable(formula)
    if node is None:
        budget[0] -= 1
        if budget[0] < 0:
            raise _too_many()
        yield formula, sp.true
        return
    for value, condition in _choices(node):
        for inner, further in _cases(formula.xreplace({node: value}), budget):
            yield inner, _tightest(sp.And(solved(condition), further))


def _along_the_line(formula: sp.Expr) -> list[Case] | None:
    """Return the cases from left to right, or None where the edges are not known as numbers."""
    regions: list[tuple[Any, sp.Expr]] = []
    if not _cut(formula, -sp.oo, sp.oo, regions):
        return None
    found: list[Case] = []
    for edge, inside in regions[:-1]:
        found.append((inside, sp.Lt(Z, edge)))
        found.append((_decided(formula, edge), sp.Le(Z, edge)))
    found.append((regions[-1][1], sp.true))
    return _joined(found)


def _cut(formula: sp.Expr, low: Any, high: Any, regions: list[tuple[Any, sp.Expr]]) -> bool:
    """Append the right ends of the regions between two places, and what the formula is there."""
    node = _decidable(formula)
    if node is None:
        if len(regions) >= MOST_CASES:
            raise _too_many()
        regions.append((high, formula))
        return True
    edges = _edges(node)
    if edges is None:
        return False
    for left, right in pairwise((low, *(each for each in edges if low < each < high), high)):
        inside = formula.xreplace({node: _first_value(node, between(left, right))})
        if not _cut(inside, left, right, regions):
            return False
    return True


def _decided(formula: sp.Expr, place: Any) -> sp.Expr:
    """Return what the formula is at one place, all its choices taken."""
    while (node := _decidable(formula)) is not None:
        formula = formula.xreplace({node: _first_value(node, place)})
    return formula


def _first_value(node: Any, place: Any) -> sp.Expr:
    return next(value for value, c in _choices(node) if holds(c, place) == sp.true)


def _edges(node: Any) -> list[Any] | None:
    """Return the places at which a choice may change, sorted, or None where they are not known."""
    if isinstance(node, where):
        compared = list(node.args[0].atoms(sp.core.relational.Relational))
    elif isinstance(node, sp.Abs | sp.sign):
        compared = [sp.Gt(node.args[0], 0)]
    else:
        compared = [sp.Gt(one - other, 0) for one, other in combinations(node.args, 2)]
    found = set()
    for each in compared:
        answer = solved(each)
        for edge in answer.atoms(sp.core.relational.Relational):
            if edge.lhs != Z or not edge.rhs.is_number:
                return None
            found.add(edge.rhs)
    return sorted(found)


def between(low: Any, high: Any) -> Any:
    """Return a rational number between two places, either of which may be infinite."""
    if low == -sp.oo:
        return sp.Integer(0) if high == sp.oo else sp.floor(high) - 1
    if high == sp.oo:
        return sp.ceiling(low) + 1
    middle = (low + high) / 2
    return middle if middle.is_Rational else sp.Rational(str(middle.evalf(30)))


_SWITCHES = (sp.Abs, sp.sign, sp.Max, sp.Min, where)


def innermost(formula: sp.Expr) -> Any:
    """Return a choice within whose arguments there is no further one."""
    for node in sp.postorder_traversal(formula):
        if isinstance(node, _SWITCHES) and node.has(Z):
            return node
    return None


def _decidable(formula: sp.Expr) -> Any:
    """Return the outermost choice that can be decided: what it hangs on has no further one."""
    for node in sp.preorder_traversal(formula):
        if isinstance(node, _SWITCHES) and node.has(Z):
            asked = node.args[:1] if isinstance(node, where) else node.args
            if not any(each.has(Z) for part in asked for each in part.atoms(*_SWITCHES)):
                return node
    return None


def _choices(node: Any) -> list[Case]:
    if isinstance(node, where):
        condition, first, other = node.args
        return [(first, condition), (other, sp.true)]
    if isinstance(node, sp.Abs):
        (u,) = node.args
        return [(-u, u < 0), (u, sp.true)]
    if isinstance(node, sp.sign):
        (u,) = node.args
        return [(-sp.S.One, u < 0), (sp.S.One, u > 0), (sp.S.Zero, sp.true)]
    fixed: list[sp.Expr] = []
    moving: list[sp.Expr] = []
    for each in node.args:
        (moving if each.has(Z) else fixed).append(each)
    u, rest = moving[-1], [*fixed, *moving[:-1]]
    other = rest[0] if len(rest) == 1 else node.func(*rest)
    reached = u <= other if isinstance(node, sp.Max) else u >= other
    return [(other, reached), (u, sp.true)]


def _tightest(condition: Any) -> Any:
    """Leave out of an And every comparison of z with a number that another one there implies."""
    if not isinstance(condition, sp.And):
        return condition
    kept = [
        each
        for each in condition.args
        if not any(other != each and _implies(other, each) for other in condition.args)
    ]
    return sp.And(*kept)


def _implies(one: Any, other: Any) -> bool:
    plain = all(
        isinstance(each, sp.core.relational.Relational) and each.lhs == Z and each.rhs.is_number
        for each in (one, other)
    )
    if not plain or (one.gts == Z) != (other.gts == Z):
        return False
    if one.rhs == other.rhs:
        return isinstance(one, sp.StrictLessThan | sp.StrictGreaterThan)
    return bool(one.rhs < other.rhs if one.lts == Z else one.rhs > other.rhs)


def holds(condition: Any, place: Any) -> Any:
    """Return the condition at one place: true, false, or undecided."""
    if condition in (sp.true, sp.false):
        return condition
    return condition.xreplace({Z: sp.sympify(place)})


def reachable(cases: list[Case]) -> list[Case]:
    """Leave out the cases before which another always holds, where the conditions are numbers.

    Example:
        >>> reachable([(sp.S.One, Z < 0), (Z, Z < -1), (-Z, sp.true)])
        [(1, z < 0), (-z, True)]
    """
    edges = set()
    for _, condition in cases:
        atoms = condition.atoms(sp.core.relational.Relational) if condition != sp.true else ()
        for each in atoms:
            if each.lhs != Z or not each.rhs.is_number:
                return cases
            edges.add(each.rhs)
    ordered = sorted(edges)
    between = [(left + right) / 2 for left, right in pairwise(ordered)]
    outside = [ordered[0] - 1, ordered[-1] + 1] if ordered else [sp.S.Zero]
    used = {_first(cases, place) for place in (*ordered, *between, *outside)}
    kept = [case for index, case in enumerate(cases) if index in used]
    if kept[-1][1] != sp.true:
        kept[-1] = (kept[-1][0], sp.true)
    if any(isinstance(condition, sp.And | sp.Or) for _, condition in kept):
        return _from_left_to_right(kept, ordered)
    return kept


def _from_left_to_right(cases: list[Case], edges: list[Any]) -> list[Case]:
    """Return cases each of which holds up to some place, tried in order: one comparison each."""
    found: list[Case] = []
    for low, edge in pairwise((-sp.oo, *edges)):
        found.append((cases[_first(cases, between(low, edge))][0], sp.Lt(Z, edge)))
        found.append((cases[_first(cases, edge)][0], sp.Le(Z, edge)))
    found.append((cases[_first(cases, between(edges[-1], sp.oo))][0], sp.true))
    return _joined(found)


def _joined(cases: list[Case]) -> list[Case]:
    """Leave out each case that is followed by the same formula."""
    last = len(cases) - 1
    return [each for i, each in enumerate(cases) if i == last or each[0] != cases[i + 1][0]]


def _first(cases: list[Case], place: Any) -> int:
    for index, (_, condition) in enumerate(cases):
        if holds(condition, place) == sp.true:
            return index
    raise AssertionError("the last case holds everywhere else")
