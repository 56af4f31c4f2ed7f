"""The zeros of f, and its fixed points f(z) = z."""

from __future__ import annotations

import math
from typing import Any

import sympy as sp

from actlas.definition import Interval
from actlas.language import mark
from actlas.symbolic.properties.ends import exact
from actlas.symbolic.properties.jets import Unclear
from actlas.symbolic.properties.known import Known, Places, exactly, numerically, unknown
from actlas.symbolic.properties.signs import Root
from actlas.symbolic.properties.study import Study, differ


def group(study: Study) -> dict[str, Known]:
    """Return zeros, fixed points, and whether f(0) = 0."""
    zero = _value_at_zero(study)
    return {
        "zeros": _crossings(study, 0),
        "fixed_points": _crossings(study, 1),
        "zero_at_zero": exactly(zero, mark("the formula at 0"))
        if zero is not None
        else exactly(False, mark("f is not defined at 0")),
    }


def _value_at_zero(study: Study) -> bool | None:
    value = value_at(study, sp.S.Zero)
    return None if value is None else differ(value, sp.S.Zero) == 0


def value_at(study: Study, place: Any) -> Any:
    """Return f at one place, exactly; None where it is not defined."""
    for joint in study.curve.joints.values():
        if joint.place == place:
            return joint.value
    for edge, value in study.curve.edges:
        if edge == place:
            return value
    for part in study.parts:
        if part.low.place < place < part.high.place:
            try:
                return exact(part.formula, place, 0)[0]
            except Unclear:
                return None
    return None


def _crossings(study: Study, shift: int) -> Known:
    points: list[float] = []
    intervals: list[Interval] = []
    error, exact, endless = 0.0, True, study.window(0, shift) is not None
    open_ = not study.settled(0, shift)
    for items in study.signs(0, shift):
        for item in items:
            if isinstance(item, Root):
                points.append(item.place)
                error, exact = max(error, item.error), exact and item.exact is not None
            elif item.sign == 0:
                intervals.append(Interval(item.low, item.high))
            else:
                endless = endless or item.swings or item.touches
    joints = [(each.place, each.value) for each in study.curve.joints.values()]
    for place, value in (*joints, *study.curve.edges):
        if value is not None and differ(value, shift * place) == 0:
            points.append(float(place))
    intervals = _closed(intervals, points)
    points = sorted({each for each in points if not any(each in one for one in intervals)})
    found = Places(tuple(points), tuple(intervals), endless and bool(points or open_))
    if open_:
        return unknown(found, mark("the sign could not be settled everywhere"))
    if not study.proven(0, shift):
        return numerically(found, math.inf, mark("the sign at many places, in 50 digits"))
    if found.endless and study.window(0, shift) is not None and study.wave is not None:
        text = mark("it repeats itself after every {period}")
        made = float(study.wave[1])
        return (
            exactly(found, text, period=made)
            if exact
            else numerically(found, error, text, period=made)
        )
    if found.endless:
        text = mark("it swings for ever about it; those near 0 are listed")
    elif not found:
        text = mark("it has one sign everywhere, by interval arithmetic and its leading terms")
    else:
        text = mark("each was enclosed by interval arithmetic; elsewhere the sign is proven")
    return exactly(found, text) if exact else numerically(found, error, text)


def _closed(intervals: list[Interval], points: list[float]) -> list[Interval]:
    """Join intervals that touch in a point of the set, and close their ends where those belong."""
    found: list[Interval] = []
    for each in intervals:
        now = Interval(each.low, each.high, each.low in points, each.high in points)
        if found and found[-1].high == now.low and found[-1].closed_high:
            now = Interval(found[-1].low, now.high, found[-1].closed_low, now.closed_high)
            found.pop()
        found.append(now)
    return found
