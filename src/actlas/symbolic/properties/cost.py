"""How many operations a number takes in the form that is computed first."""

from __future__ import annotations

from typing import Any

import sympy as sp

from actlas.language import mark
from actlas.symbolic import functions
from actlas.symbolic.functions import Z
from actlas.symbolic.properties.known import Cost, Known, exactly
from actlas.symbolic.properties.study import Study
from actlas.symbolic.rewrite import rewritten

_SAVED = (functions.where, functions.ceiling, sp.Abs, sp.sign, sp.Max, sp.Min)
_TWICE = {functions.softplus: 2}


def group(study: Study) -> dict[str, Known]:
    """Return the cost of the branch that takes most."""
    counted = [count(part.formula) for part in study.parts] or [Cost(0, 0, 0, 0)]
    most = max(
        counted, key=lambda c: (c.transcendental, c.divisions, c.multiplications, c.additions)
    )
    text = mark("counted in the rewritten formula; what occurs twice is computed once")
    return {"cost": exactly(most, text)}


def count(formula: sp.Expr) -> Cost:
    """Return the operations of a formula; a subexpression that occurs twice counts once.

    Example:
        >>> count(Z / (1 + sp.exp(-Z)))
        Cost(transcendental=1, divisions=0, multiplications=1, additions=0)
    """
    form = rewritten(formula)
    calls = divisions = products = sums = 0
    seen: set[Any] = set()
    for e in sp.postorder_traversal(form):
        if e in seen or not e.has(Z):
            continue
        seen.add(e)
        if e.is_Add:
            sums += len(e.args) - 1
        elif e.is_Mul:
            below = [each for each in e.args if each.is_Pow and each.exp.is_negative]
            signs = sum(each in (1, -1) for each in e.args)
            products += max(
                len(e.args) - signs - max(len(below), 0) - (len(below) < len(e.args)), 0
            )
            divisions += len(below)
        elif e.is_Pow:
            calls, divisions, products = _power(e, calls, divisions, products)
        elif e.is_Function and not isinstance(e, _SAVED):
            calls += _TWICE.get(e.func, 1)
    return Cost(calls, divisions, products, sums)


def _power(e: sp.Expr, calls: int, divisions: int, products: int) -> tuple[int, int, int]:
    size = abs(e.exp)
    if size.is_Integer:
        return calls, divisions, products + int(size).bit_length() - 1
    return calls + 1, divisions, products
