"""Where a derivative is positive, negative or zero: proven by intervals, box by box.

A box is settled when interval arithmetic gives the derivative one sign on it, or when it is
monotone there and so has one zero or none. Other boxes are cut in two, a bounded number of times;
what is still open then is said to be open.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from math import comb
from typing import Any

import mpmath
import numpy as np
import sympy as sp

from actlas.symbolic.functions import Z
from actlas.symbolic.properties import digits
from actlas.symbolic.properties.boxes import FUNCTIONS, Boxes
from actlas.symbolic.properties.ends import End, exact
from actlas.symbolic.properties.jets import Unclear, jet

_ROUNDS, _MOST, _MOST_ROOTS, _MOST_GUESSES = 64, 3000, 32, 12
_CUT = 0.4921875
"""Boxes are not cut in the middle, where zeros like to lie."""
_UNCLEAR = 32
"""So far is looked at box by box where the leading terms are not known."""
_FLATTEST = 8
"""Zeros of a higher order than this are left open."""


@dataclass(frozen=True, slots=True)
class Root:
    """A zero: its place, how far off that may be, and the exact number where it is one."""

    place: float
    error: float = 0.0
    exact: Any = None
    before: int = 0
    after: int = 0


@dataclass(frozen=True, slots=True)
class Stretch:
    """An open interval with one sign: 1, -1, 0, or None where that is open.

    `swings` says that the sign changes again and again, without end; `touches` that it is 0 again
    and again without a change.
    """

    low: float
    high: float
    sign: int | None
    swings: bool = False
    touches: bool = False


Item = Root | Stretch


def pattern(formula: sp.Expr, order: int, low: End, high: End) -> list[Item]:
    """Return the signs of a derivative from one end to another, with its zeros between.

    Args:
        formula: without choices, its parameters bound, analytic between the ends.
        order: which derivative; 0 is the function itself.
        low: where the stretch begins.
        high: where it ends.
    """
    first, last = float(low.place), float(high.place)
    derived = sp.diff(formula, Z, order) if order else formula
    if not derived.has(Z) or (derived.is_polynomial(Z) and sp.expand(derived) == 0):
        return [Stretch(first, last, int(sp.sign(sp.expand(derived))))]
    (left, a), (right, b) = (_collar(formula, order, end) for end in (low, high))
    middle = inner(formula, order, a, b, [end.place for end in (low, high) if not end.singular])
    return merged([*left, *middle, *reversed(right)])


def _collar(formula: sp.Expr, order: int, end: End) -> tuple[list[Item], float]:
    """Return what is known beside an end, and where the rest of the stretch begins."""
    place = float(end.place)
    if not end.singular:
        return [], place
    try:
        tail = end.tail(formula, order)
    except Unclear:
        edge = end.edge(_UNCLEAR)
        return [Stretch(min(edge, place), max(edge, place), None)], edge
    edge = end.edge(tail.start)
    touches = tail.touches()
    sign = touches or tail.sign()
    known = Stretch(min(edge, place), max(edge, place), sign, tail.swings(), bool(touches))
    return [known], edge


def merged(items: Iterable[Item]) -> list[Item]:
    """Join neighbouring stretches of one sign."""
    found: list[Item] = []
    for each in items:
        last = found[-1] if found else None
        if isinstance(each, Stretch) and isinstance(last, Stretch):
            if each.low >= each.high:
                continue
            if (last.sign, last.swings, last.touches) == (each.sign, each.swings, each.touches):
                found[-1] = replace(last, high=each.high)
                continue
        found.append(each)
    return found


def inner(
    formula: sp.Expr, order: int, a: float, b: float, candidates: Sequence[Any] = ()
) -> list[Item]:
    """Return the signs on [a, b], where the formula can be computed everywhere."""
    nice = {*candidates, sp.S.Zero, *_roots(sp.diff(formula, Z, order))}
    found = _signs(formula, order, a, b, nice)
    open_ = [each for each in found if isinstance(each, Stretch) and each.sign is None]
    open_ = sorted(open_, key=lambda each: abs(each.low))[:_MOST_GUESSES]
    guesses = {guess for each in open_ for guess in _simple_within(each)} - nice
    with np.errstate(all="ignore"):
        further = {each for each in guesses if _carved(formula, order, each, a, b)}
    return _signs(formula, order, a, b, nice | further) if further else found


def _simple_within(open_: Stretch) -> Iterator[Any]:
    """Give the simple numbers in a small interval: where a zero may be without a change of sign."""
    if open_.high - open_.low > 0.01:
        return
    middle = open_.low + (open_.high - open_.low) / 2
    for near, kind in ((middle, 0), (middle / math.pi, 1), (middle**2, 2)):
        fraction = Fraction(near).limit_denominator(1000)
        guess = _simple(fraction, kind, middle)
        if open_.low - 1e-12 <= float(guess) <= open_.high + 1e-12:
            yield guess


def _simple(fraction: Fraction, kind: int, place: float) -> Any:
    """Return a fraction (kind 0), that multiple of π (1), or its square root with a sign (2)."""
    q = sp.Rational(fraction.numerator, fraction.denominator)
    if kind == 2:
        return sp.sqrt(q) if place > 0 else -sp.sqrt(q)
    return q * sp.pi if kind else q


def _signs(formula: sp.Expr, order: int, a: float, b: float, nice: set[Any]) -> list[Item]:
    places = sorted((each for each in nice if a <= float(each) <= b), key=float)
    with np.errstate(all="ignore"):
        zeros = [found for each in places if (found := _carved(formula, order, each, a, b))]
        items: list[Item] = []
        start = a
        for low, high, root in zeros:
            if low > start:
                items += _settled(formula, order, start, low)
            if low < root.place:
                items.append(Stretch(max(low, start), root.place, root.before))
            items.append(root)
            if high > root.place:
                items.append(Stretch(root.place, high, root.after))
            start = high
        if start < b:
            items += _settled(formula, order, start, b)
    return items


def _roots(derived: sp.Expr) -> list[Any]:
    """Return the zeros of a polynomial with rational coefficients that are fractions or surds."""
    if not derived.is_polynomial(Z):
        return []
    polynomial = sp.Poly(derived, Z)
    if not (polynomial.domain.is_QQ or polynomial.domain.is_ZZ):
        return []
    factors = [each for each, _ in polynomial.factor_list()[1] if each.degree() <= 2]
    return [root for each in factors for root in sp.roots(each) if root.is_real]


def _carved(
    formula: sp.Expr, order: int, place: Any, a: float, b: float
) -> tuple[float, float, Root] | None:
    """Return a zero at a place, if there is one, and an interval with no other zero."""
    try:
        # One order after the other: exact numbers may grow with each.
        flat = next(
            m for m in range(_FLATTEST + 1) if not vanishes(exact(formula, place, order + m)[-1])
        )
    except (Unclear, StopIteration):
        return None
    if flat == 0:
        return None
    p = float(place)
    radii = np.ldexp(max(abs(p), 1.0), -np.arange(0, 100))
    radii = np.sort(np.concatenate([np.ldexp(1.0, np.arange(20, 0, -1)), radii]))[::-1]
    low, high = np.maximum(p - radii, a), np.minimum(p + radii, b)
    signs = jet(formula, Boxes(low, high), order + flat, FUNCTIONS)[order + flat].sign()
    settled = np.flatnonzero(np.broadcast_to(signs, radii.shape))
    if not len(settled):
        return None
    first = settled[0]
    after = int(np.broadcast_to(signs, radii.shape)[first])
    root = Root(p, 0.0, place, after * (-1) ** flat, after)
    return float(low[first]), float(high[first]), root


def vanishes(number: Any) -> bool:
    """Say whether an exact number is 0."""
    if number.is_Rational:
        return bool(number == 0)
    near = number.evalf(40, maxn=200)
    if near.is_number and abs(near) > sp.Float("1e-30"):
        return False
    return bool(number == 0 or number.is_zero or sp.expand(number) == 0 or sp.simplify(number) == 0)


def edges(a: float, b: float) -> Any:
    """Return cuts from a to b: finer towards 0, and powers of two far out."""
    reach = max(abs(a), abs(b), 1.0)
    powers = np.ldexp(1.0, np.arange(-2, min(int(math.log2(reach)) + 1, 1023)))
    whole = np.arange(-8, 8.25, 0.5) * 1.0078125
    every = np.concatenate([-powers * 1.0078125, powers * 1.0078125, whole, [a, b]])
    return np.unique(every[(every >= a) & (every <= b)])


def enclosure(formula: sp.Expr, order: int, low: Any, high: Any) -> tuple[Boxes, Boxes]:
    """Return bounds of the derivative, over its factorial, and of its slope, on boxes."""
    wide = jet(formula, Boxes(low, high), order + 2, FUNCTIONS)
    middle = low + (high - low) / 2
    exactly = jet(formula, Boxes(middle, middle), order + 1, FUNCTIONS)
    ahead = Boxes(low, high) - Boxes(middle, middle)
    slope = wide[order + 1] * float(order + 1)
    slope = slope.meet(
        exactly[order + 1] * float(order + 1)
        + wide[order + 2] * ahead * float((order + 1) * (order + 2))
    )
    value = wide[order].meet(exactly[order] + slope * ahead)
    squared = ahead * ahead
    squared = Boxes(np.maximum(squared.low, 0.0), squared.high)
    curved = exactly[order + 1] * ahead * float(order + 1)
    value = value.meet(
        exactly[order] + curved + wide[order + 2] * squared * float(comb(order + 2, 2))
    )
    return value, slope


def _settled(formula: sp.Expr, order: int, a: float, b: float) -> list[Item]:
    cuts = edges(a, b)
    low, high = cuts[:-1], cuts[1:]
    items: list[Item] = []
    crossed: list[tuple[float, float, int]] = []
    spent = 0
    for _ in range(_ROUNDS):
        spent += len(low)
        value, slope = enclosure(formula, order, low, high)
        signs = np.broadcast_to(value.sign(), low.shape)
        tilt = np.broadcast_to(slope.sign(), low.shape)
        items += [
            Stretch(float(low[k]), float(high[k]), int(signs[k])) for k in np.flatnonzero(signs)
        ]
        steady = np.flatnonzero((signs == 0) & (tilt != 0))
        left_open = (signs == 0) & (tilt == 0)
        if len(steady):
            ends = np.concatenate([low[steady], high[steady]])
            at = np.broadcast_to(
                jet(formula, Boxes(ends, ends), order, FUNCTIONS)[order].sign(), ends.shape
            )
            for n, before, after in zip(steady, at[: len(steady)], at[len(steady) :], strict=True):
                if before * after > 0:
                    items.append(Stretch(float(low[n]), float(high[n]), int(before)))
                elif before * after < 0:
                    crossed.append((float(low[n]), float(high[n]), int(after)))
                else:
                    left_open[n] = True
        low, high = low[left_open], high[left_open]
        tiny = high - low <= 1e-13 * np.maximum(np.abs(low), np.abs(high)) + 1e-300
        items += [
            Stretch(float(x), float(y), None) for x, y in zip(low[tiny], high[tiny], strict=True)
        ]
        low, high = low[~tiny], high[~tiny]
        if not len(low):
            break
        if spent > _MOST:
            break
        cut = low + (high - low) * _CUT
        low, high = np.concatenate([low, cut]), np.concatenate([cut, high])
    items += [Stretch(float(x), float(y), None) for x, y in zip(low, high, strict=True)]
    crossed.sort(key=lambda each: abs(each[0]))
    for left, right, sign in crossed[:_MOST_ROOTS]:
        items += _around(formula, order, left, right, sign)
    items += [Stretch(left, right, None) for left, right, _ in crossed[_MOST_ROOTS:]]
    items.sort(key=lambda each: each.low if isinstance(each, Stretch) else each.place)
    return merged(items)


def _around(formula: sp.Expr, order: int, low: float, high: float, after: int) -> list[Item]:
    """Return the one zero between two places at which a monotone derivative has two signs."""
    with mpmath.workdps(digits.DIGITS):
        left, right = mpmath.mpf(low), mpmath.mpf(high)
        place = (left + right) / 2
        for _ in range(200):
            value, slope = digits.coefficients(formula, place, order + 1)[order:]
            if value == 0:
                break
            left, right = (left, place) if value * after > 0 else (place, right)
            step = place - value / (slope * (order + 1)) if slope else left
            step = step if left < step < right else (left + right) / 2
            if abs(step - place) <= abs(place) * mpmath.mpf("1e-35"):
                break
            place = step
    found = float(place)
    known = _recognised(formula, order, place)
    found = found if known is None else float(known)
    error = 0.0
    if known is None:
        offsets = np.array([1e-16, 3e-16, 1e-15, 1e-14, 1e-13, 1e-12, 1e-10, 1e-8, 1e-6, 1e-4])
        offsets = offsets * max(abs(found), 1e-300)
        around = np.concatenate([found - offsets, found + offsets])
        signs = jet(formula, Boxes(around, around), order, FUNCTIONS)[order].sign()
        proven = np.flatnonzero(
            (signs[: len(offsets)] == -after) & (signs[len(offsets) :] == after)
        )
        error = float(offsets[proven[0]]) if len(proven) else high - low
    root = Root(found, error, known, -after, after)
    return [Stretch(low, found, -after), root, Stretch(found, high, after)]


def _recognised(formula: sp.Expr, order: int, place: Any) -> Any:
    """Return the simple fraction, the root of one, or multiple of π that a zero is, if any."""
    if not place:
        return None
    with mpmath.workdps(digits.DIGITS):
        for kind, quotient in enumerate((place, place / mpmath.pi, place**2)):
            near = Fraction(float(quotient)).limit_denominator(1000)
            gap = abs(quotient - mpmath.mpf(near.numerator) / near.denominator)
            if gap <= mpmath.mpf("1e-30") * max(abs(quotient), 1):
                guess = _simple(near, kind, float(place))
                try:
                    return guess if vanishes(exact(formula, guess, order)[order]) else None
                except Unclear:
                    return None
    return None
