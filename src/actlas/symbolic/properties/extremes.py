"""The least and the greatest value of f or of its slope, and where they are."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import mpmath
import numpy as np
import sympy as sp

from actlas.definition import Interval
from actlas.symbolic.properties import scales
from actlas.symbolic.properties.ends import End
from actlas.symbolic.properties.jets import Unclear
from actlas.symbolic.properties.known import Places
from actlas.symbolic.properties.signs import Root, Stretch, edges, enclosure
from actlas.symbolic.properties.study import Study, at_root

_SAME = mpmath.mpf("1e-14")


@dataclass(slots=True)
class Extreme:
    """A bound that is met or neared: its value, how far off it may be, where it is."""

    value: Any
    exact: Any = None
    error: float = 0.0
    reached: bool = False
    points: list[float] = field(default_factory=list)
    intervals: list[Interval] = field(default_factory=list)

    @property
    def number(self) -> float:
        """The value as a float."""
        return float(self.value) if self.exact is None else float(self.exact)

    @property
    def places(self) -> Places:
        """Where it is reached, or neared at an infinity or an end that does not belong to it."""
        return Places(tuple(sorted(set(self.points))), tuple(self.intervals))


def extremes(study: Study, order: int) -> tuple[Extreme, Extreme]:
    """Return the least and the greatest value of a derivative, 0 being f itself.

    Raises:
        Unclear: no bound at all can be given.
    """
    found: list[Extreme] = []
    hulls: list[tuple[Any, Any]] = []
    for index, items in enumerate(study.proven_signs(order + 1)):
        part = study.parts[index]
        if study.window(order + 1) is None or study.wave is None:
            for end in (part.low, part.high):
                found += _end(study, index, end, order)
        elif order == 0 and study.wave[0] != 0:
            found += [Extreme(mpmath.inf * each, sp.oo * each) for each in (1, -1)]
        for item in items:
            if isinstance(item, Root):
                found += _turn(part.formula, item, order)
            elif item.sign == 0:
                found += _level(study, index, item, order)
            elif item.sign is None:
                hulls.append(_hull(study, index, item, order))
    if order == 0:
        known = [*study.curve.joints.values()]
        values = [(each.place, each.value) for each in known if each.value is not None]
        for place, value in (*values, *study.curve.edges):
            found.append(_exact(value, float(place), reached=True))
    else:
        found += _jumps(study)
    if not found:
        raise Unclear("no value is known")
    least, most = _best(found, -1), _best(found, 1)
    for low, high in hulls:
        least.error = max(least.error, float(least.value - low) if low < least.value else 0.0)
        most.error = max(most.error, float(high - most.value) if high > most.value else 0.0)
    return least, most


def _exact(value: Any, place: float, *, reached: bool) -> Extreme:
    near = mpmath.inf * (1 if value == sp.oo else -1) if value.is_infinite else scales.number(value)
    return Extreme(near, value, reached=reached, points=[place])


def _end(study: Study, index: int, end: End, order: int) -> list[Extreme]:
    try:
        limits = study.limits(index, end, order)
    except Unclear:
        return []
    reached = False
    if not end.singular and order == 0:
        side = index if end.side < 0 else index - 1
        joint = study.curve.joints.get(side)
        reached = joint is not None and joint.value is not None and joint.value == limits[0]
    elif not end.singular:
        reached = True
    return [_exact(each, float(end.place), reached=reached) for each in dict.fromkeys(limits)]


def _turn(formula: sp.Expr, root: Root, order: int) -> list[Extreme]:
    if root.before * root.after > 0:
        return []
    value, exact = at_root(formula, root, order)
    error = 0.0
    if exact is None:
        with np.errstate(all="ignore"):
            low, high = np.array([root.place - root.error]), np.array([root.place + root.error])
            box, _ = enclosure(formula, order, low, high)
        scale = float(sp.factorial(order))
        around = abs(box.low[0] * scale - float(value)), abs(box.high[0] * scale - float(value))
        error = float(max(around))
    return [Extreme(value, exact, error, True, [root.place])]


def _level(study: Study, index: int, item: Stretch, order: int) -> list[Extreme]:
    """Return the value on a stretch where it does not change."""
    part = study.parts[index]
    derived = sp.expand(sp.diff(part.formula, sp.Symbol("z", real=True), order))
    made = _exact(derived, 0.0, reached=True)
    made.points, made.intervals = [], [Interval(item.low, item.high)]
    return [made]


def _hull(study: Study, index: int, item: Stretch, order: int) -> tuple[Any, Any]:
    """Return bounds on a stretch where it is not known whether a derivative rises or falls."""
    part = study.parts[index]
    low, high = mpmath.inf, -mpmath.inf
    for end in (part.low, part.high):
        if end.singular and float(end.place) in (item.low, item.high):
            edge = item.high if end is part.low else item.low
            least, most = end.bounds(part.formula, order, edge)
            low, high = min(low, mpmath.mpf(least)), max(high, mpmath.mpf(most))
            return low, high
    if item.low < item.high and np.isfinite(item.low) and np.isfinite(item.high):
        cuts = np.linspace(item.low, item.high, 400)
        cuts = np.union1d(cuts, edges(item.low, item.high))
        with np.errstate(all="ignore"):
            box, _ = enclosure(part.formula, order, cuts[:-1], cuts[1:])
        factor = float(sp.factorial(order))
        low, high = min(low, box.low.min() * factor), max(high, box.high.max() * factor)
    return low, high


def _jumps(study: Study) -> list[Extreme]:
    """Return the infinite slopes of the places where f jumps."""
    found = []
    for index, left, _right in study.pairs():
        gap = study.gap(index, 0)
        if gap:
            found.append(Extreme(mpmath.inf * gap, sp.oo * gap, points=[float(left.high.place)]))
    return found


def _best(found: list[Extreme], side: int) -> Extreme:
    lead = max(found, key=lambda each: side * each.value)
    best = Extreme(lead.value, lead.exact, lead.error, lead.reached)
    for each in found:
        tied = each.value == lead.value or (
            mpmath.isfinite(lead.value) and abs(each.value - lead.value) <= _SAME * abs(lead.value)
        )
        if not tied:
            continue
        if each.reached and not best.reached:
            best = Extreme(each.value, each.exact, each.error, reached=True)
        if each.exact is not None and (each.reached or not best.reached):
            best.exact, best.value, best.error = each.exact, each.value, 0.0
        if each.reached == best.reached:
            best.points += each.points
            best.intervals += each.intervals
    return best
