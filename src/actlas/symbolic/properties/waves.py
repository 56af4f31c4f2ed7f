"""Sums of waves, a + Σ bᵢ·cos(wᵢx) + cᵢ·sin(wᵢx): what they add up to, their ends, their period."""

from __future__ import annotations

from functools import lru_cache
from math import lcm
from typing import Any

import mpmath
import sympy as sp
from sympy.simplify.fu import TR8

from actlas.symbolic.functions import Z
from actlas.symbolic.properties import scales
from actlas.symbolic.properties.jets import Unclear

_MOST = 400
"""Operations in a formula; products of more waves than that are not multiplied out."""


@lru_cache(maxsize=4096)
def product(a: sp.Expr, b: sp.Expr) -> sp.Expr:
    """Return a·b, a product of waves as a sum."""
    made = a * b
    return summed(made) if a.free_symbols and b.free_symbols else sp.expand(made)


@lru_cache(maxsize=4096)
def summed(formula: sp.Expr) -> sp.Expr:
    """Return products and powers of sines and cosines as sums of them."""
    return sp.expand(TR8(sp.expand(formula)))


Parts = tuple[sp.Expr, dict[sp.Expr, tuple[sp.Expr, sp.Expr]]]


@lru_cache(maxsize=4096)
def parts(wave: sp.Expr) -> Parts | None:
    """Return the constant and the factors of cosine and sine by frequency; None: no wave."""
    level: sp.Expr = sp.S.Zero
    found: dict[sp.Expr, tuple[sp.Expr, sp.Expr]] = {}
    for term in sp.Add.make_args(wave):
        if not term.free_symbols:
            level += term
            continue
        factor, moving = term.as_independent(*term.free_symbols, as_Add=False)
        if moving.func not in (sp.sin, sp.cos):
            return None
        (symbol,) = moving.free_symbols
        inner = sp.expand(moving.args[0])
        w = inner.coeff(symbol)
        shift = sp.expand(inner - w * symbol)
        if w.free_symbols or shift.free_symbols or w == 0:
            return None
        c, s = (sp.cos(shift), sp.sin(shift))
        both = (factor * c, -factor * s) if moving.func is sp.cos else (factor * s, factor * c)
        if scales.sign(w) < 0:
            w, both = -w, (both[0], -both[1])
        old = found.get(w, (sp.S.Zero, sp.S.Zero))
        found[w] = (old[0] + both[0], old[1] + both[1])
    return level, found


@lru_cache(maxsize=4096)
def exact_ends(c: sp.Expr) -> tuple[sp.Expr, sp.Expr, bool]:
    """Return bounds of a wave, and whether it comes to them: with one frequency it does."""
    if not c.free_symbols:
        return c, c, True
    taken = parts(c)
    if taken is None:
        raise Unclear("no sum of waves")
    level, found = taken
    height = sp.Add(*(sp.sqrt(a**2 + b**2) for a, b in found.values()))
    return level - height, level + height, len(found) == 1


@lru_cache(maxsize=4096)
def ends(c: sp.Expr) -> tuple[mpmath.mpf, mpmath.mpf, bool]:
    """Return the bounds of a wave as numbers."""
    low, high, sharp = exact_ends(c)
    least, most = (
        scales.number(each) if scales.sign(each) else mpmath.mpf(0) for each in (low, high)
    )
    return least, most, sharp


def size(c: sp.Expr) -> mpmath.mpf:
    """Return the largest absolute value of a wave."""
    low, high, _ = ends(c)
    return max(abs(low), abs(high))


@lru_cache(maxsize=4096)
def line_and_period(formula: sp.Expr) -> tuple[sp.Expr, sp.Expr] | None:
    """Return m and T where f(z) - m·z repeats itself with period T; None where that is not seen.

    Example:
        >>> line_and_period(Z + sp.sin(Z) ** 2)
        (1, pi)
    """
    moving = formula.atoms(sp.sin, sp.cos)
    if not moving or sp.count_ops(formula) > _MOST:
        return None
    whole = summed(formula)
    slope = whole.coeff(Z, 1) if whole.is_Add or whole == Z else sp.S.Zero
    slope = slope if not slope.free_symbols else sp.S.Zero
    taken = parts(sp.expand(whole - slope * Z))
    if taken is None or not taken[1]:
        return None
    first, *others = list(taken[1])
    ratios: list[Any] = [
        sp.nsimplify(w / first) if not (w / first).is_Rational else w / first for w in others
    ]
    if not all(
        each.is_Rational and sp.expand(first * each - w) == 0
        for each, w in zip(ratios, others, strict=True)
    ):
        return None
    # Each frequency is a whole multiple of first·common/below.
    below = lcm(*(int(each.q) for each in ratios), 1)
    multiples = [below, *(int(each * below) for each in ratios)]
    common = sp.Integer(sp.igcd(*multiples)) if len(multiples) > 1 else sp.Integer(multiples[0])
    return slope, 2 * sp.pi * below / (first * common)
