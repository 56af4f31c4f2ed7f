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
from itertools import pairwise
from typing import Any

import sympy as sp

from actlas.errors import BadExpression
from actlas.symbolic.conditions import solved
from actlas.symbolic.functions import Z, where

Case = tuple[sp.Expr, Any]
"""A formula, and the condition under which it holds."""

MOST_CASES = 64


def unfold(formula: sp.Expr) -> list[Case]:
    """Return the cases of a formula, tried in order; the last holds everywhere else.

    Raises:
        BadExpression: the choices combine to more cases than anyone would want to read.

    Example:
        >>> unfold(sp.Abs(Z) + 1)
        [(1 - z, z < 0), (z + 1, True)]
    """
    budget = [MOST_CASES]
    return reachable(list(_cases(formula, budget)))


def _cases(formula: sp.Expr, budget: list[int]) -> Iterator[Case]:
    node = innermost(formula)
    if node is None:
        budget[0] -= 1
        if budget[0] < 0:
            raise BadExpression(
                "the choices in this formula combine to more than {limit} cases; write it with "
                "fewer of abs, max, min, sign and where",
                limit=MOST_CASES,
            )
        yield formula, sp.true
        return
    for value, condition in _choices(node):
        for inner, further in _cases(formula.xreplace({node: value}), budget):
            yield inner, _tightest(sp.And(solved(condition), further))


_SWITCHES = (sp.Abs, sp.sign, sp.Max, sp.Min, where)


def innermost(formula: sp.Expr) -> Any:
    """Return a choice within whose arguments there is no further one."""
    for node in sp.postorder_traversal(formula):
        if isinstance(node, _SWITCHES) and node.has(Z):
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
    return condition.subs(Z, place)


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
    below = edges[0] - 1
    for edge in edges:
        found.append((cases[_first(cases, (below + edge) / 2)][0], sp.Lt(Z, edge)))
        found.append((cases[_first(cases, edge)][0], sp.Le(Z, edge)))
        below = edge
    found.append((cases[_first(cases, below + 1)][0], sp.true))
    last = len(found) - 1
    return [each for i, each in enumerate(found) if i == last or each[0] != found[i + 1][0]]


def _first(cases: list[Case], place: Any) -> int:
    for index, (_, condition) in enumerate(cases):
        if holds(condition, place) == sp.true:
            return index
    raise AssertionError("the last case holds everywhere else")
