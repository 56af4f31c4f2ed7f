"""The values that f takes, where it rises and falls, how steep it is, and how it bends."""

from __future__ import annotations

import math
from collections.abc import Callable
from itertools import pairwise
from typing import Any

from actlas.definition import Interval
from actlas.language import mark
from actlas.symbolic.properties.extremes import Extreme, extremes
from actlas.symbolic.properties.jets import Unclear
from actlas.symbolic.properties.known import Known, Places, exactly, numerically, unknown
from actlas.symbolic.properties.signs import Root
from actlas.symbolic.properties.study import Run, Study

_ROUGH = 1e-4
"""A number that may be off by more than this part of it is not given."""
Made = Callable[[Any, str], Known]


def _said(value: Any, found: tuple[Extreme, ...], text: str, **fields: Any) -> Known:
    """Return a value as firmly as the extremes are known that it is made of."""
    error = max(each.error for each in found)
    size = max((abs(each.number) for each in found if math.isfinite(each.number)), default=0.0)
    if error > _ROUGH * max(size, 1e-300):
        return unknown(value, mark("between places that were looked at it may be more"))
    if all(each.exact is not None and not each.error for each in found):
        return exactly(value, text, **fields)
    return numerically(value, error, text, **fields)


def values(study: Study) -> dict[str, Known]:
    """Return the range, and whether f is bounded."""
    try:
        least, most = extremes(study, 0)
    except Unclear:
        return {
            "range": unknown(Interval(), mark("the values of f could not be bounded")),
            "bounded": unknown((False, False), mark("the values of f could not be bounded")),
        }
    low, high = least.number, most.number
    found = Interval(low, high, least.reached, most.reached)
    text = mark("every turning point and every end was found")
    if math.isinf(low) and math.isinf(high):
        text = mark("it has no bound below and none above")
    known = _said(found, (least, most), text)
    if known.reason.standing == "unknown":
        known = unknown(Interval(), known.reason.text)
    ends = (low - least.error, high + most.error)
    bounded = tuple(math.isfinite(each) for each in ends)
    settled = all(
        math.isfinite(each.error) or not math.isfinite(each.number) for each in (least, most)
    )
    return {
        "range": known,
        "bounded": exactly(bounded, mark("from its range"))
        if settled
        else unknown(bounded, mark("the values of f could not be bounded")),
    }


def slopes(study: Study) -> dict[str, Known]:
    """Return the Lipschitz constant and where it is reached."""
    try:
        least, most = extremes(study, 1)
    except Unclear:
        text = mark("the slopes of f could not be bounded")
        return {"lipschitz": unknown(math.inf, text), "lipschitz_at": unknown(Places(), text)}
    size = max(abs(least.value), abs(most.value))
    leading = [
        each
        for each in (least, most)
        if abs(each.value) == size
        or (math.isfinite(size) and abs(abs(each.value) - size) <= 1e-14 * size)
    ]
    value = max((abs(each.number) for each in leading), key=float)
    others = [abs(each.value) + each.error for each in (least, most)]
    for each in leading:
        each.error = max(each.error, float(max(others) - size) if math.isfinite(size) else 0.0)
    places = Places(
        tuple(sorted({place for each in leading for place in each.points})),
        tuple(dict.fromkeys(each for one in leading for each in one.intervals)),
        endless=study.window(1) is not None and any(each.reached for each in leading),
    )
    if any(study.gap(index, 0) for index, _, _ in study.pairs()):
        text = mark("f jumps")
    elif math.isinf(value):
        text = mark("the slope grows beyond all bounds")
    elif any(each.reached for each in leading):
        text = mark("the largest |f′| at all turning points of f′, joints and ends")
    else:
        text = mark("|f′| comes near to it and does not reach it")
    return {
        "lipschitz": _said(float(value), tuple(leading), text),
        "lipschitz_at": _said(places, tuple(leading), text),
    }


def direction(study: Study) -> dict[str, Known]:
    """Return where f rises, falls and is flat, and whether it is monotone."""
    runs = study.runs(1)
    whole_runs = _whole(runs)
    parts = {sign: tuple(r.interval for r in whole_runs if r.sign == sign) for sign in (1, -1, 0)}
    endless = study.window(1) is not None or any(each.swings for each in runs)
    if study.window(1) is not None and len({each.sign for each in runs}) == 1:
        endless, whole = False, (Interval(),)
        parts = {sign: whole if parts[sign] else () for sign in parts}
    made, text = _standing(study, 1, endless)
    names = {1: "rises", -1: "falls", 0: "flats"}
    found = {names[sign]: made(parts[sign], text) for sign in parts}
    return found | {"monotone": _monotone(study, parts, endless, made, text)}


def _whole(runs: list[Run]) -> list[Run]:
    """Leave out the runs that are cut off where what swings for ever is looked at no more."""
    swinging = [each for each in runs if each.swings]
    cut = {each.high for each in swinging} | {each.low for each in swinging}
    return [each for each in runs if not each.swings and not {each.low, each.high} & cut]


WITHOUT_END = (
    mark("f′ changes its sign again and again, without end; what is near 0 is listed"),
    mark("f″ changes its sign again and again, without end; what is near 0 is listed"),
)
"""The reasons of intervals that are some of many."""


def _standing(study: Study, order: int, endless: bool) -> tuple[Made, str]:
    """Return how firmly the signs of f′ or f″ are known, and why."""
    roots = [item for items in study.signs(order) for item in items if isinstance(item, Root)]
    error = max((each.error for each in roots), default=0.0)
    joints = [each.place for each in study.curve.joints.values()]
    exact = all(each.exact is not None for each in roots) and not any(p.is_Float for p in joints)
    first = order == 1
    if not study.settled(order):
        text = mark("the sign of f′ could not be settled everywhere")
        return unknown, text if first else mark("the sign of f″ could not be settled everywhere")
    if not study.proven(order):
        text = mark("the sign of f′ at many places, in 50 digits")
        text = text if first else mark("the sign of f″ at many places, in 50 digits")
        return lambda value, text: numerically(value, math.inf, text), text
    if endless:
        text = WITHOUT_END[order - 1]
    else:
        text = mark("the sign of f′, by interval arithmetic and its leading terms")
        text = (
            text if first else mark("the sign of f″, by interval arithmetic and its leading terms")
        )
    if exact:
        return exactly, text
    return lambda value, text: numerically(value, error, text), text


def _monotone(study: Study, parts: Any, endless: bool, made: Made, text: str) -> Known:
    up, down = _steps(study)
    rises, falls = bool(parts[1]) or up, bool(parts[-1]) or down
    if (rises and falls) or endless:
        if study.proven(1) or endless:
            return exactly("no", mark("it rises somewhere and falls elsewhere"))
        return made("no", text)
    if made is unknown:
        return unknown("unknown", text)
    word = "increasing" if rises else "decreasing" if falls else "constant"
    return exactly(word, text) if study.proven(1) else made(word, text)


def _steps(study: Study) -> tuple[bool, bool]:
    """Return whether f goes up, and whether it goes down, somewhere between two parts."""
    up = down = False
    for index, left, right in study.pairs():
        try:
            before = study.limits(index, left.high, 0)
            after = study.limits(index + 1, right.low, 0)
        except Unclear:
            continue
        joint = study.curve.joints.get(index)
        values = [
            before[1],
            *([joint.value] if joint and joint.value is not None else []),
            after[0],
        ]
        for one, other in pairwise(values):
            if one != other and study.gap(index, 0) != 0:
                up, down = up or bool(other > one), down or bool(other < one)
    return up, down


def bends(study: Study) -> dict[str, Known]:
    """Return the convex and the concave parts, the inflections, and the curvature as a whole."""
    runs = study.runs(2)
    endless = study.window(2) is not None or any(each.swings for each in runs)
    made, text = _standing(study, 2, endless)
    found = _whole(runs)
    convex = tuple(each.interval for each in found if each.sign == 1)
    concave = tuple(each.interval for each in found if each.sign == -1)
    points = [
        one.high
        for one, other in pairwise(runs)
        if one.sign
        and other.sign
        and one.sign == -other.sign
        and one.high == other.low
        and not _broken(study, one.high)
    ]
    if study.window(2) is not None and {each.sign for each in (*runs[:1], *runs[-1:])} == {1, -1}:
        points = [runs[0].low, *points]  # where a period ends and the next begins
    return {
        "convex": made(convex, text),
        "concave": made(concave, text),
        "inflections": made(Places(tuple(points), (), endless and bool(convex or concave)), text),
        "curvature": _curvature(study, convex, concave, endless, made, text),
    }


def _broken(study: Study, place: float) -> bool:
    return any(
        float(left.high.place) == place and (study.gap(index, 0) != 0 or study.gap(index, 1) != 0)
        for index, left, _ in study.pairs()
    )


def _curvature(
    study: Study, convex: Any, concave: Any, endless: bool, made: Made, text: str
) -> Known:
    gaps = [(study.gap(index, 0), study.gap(index, 1)) for index, _, _ in study.pairs()]
    bent = bool(convex and concave) or endless
    if (
        not study.everywhere
        or any(one for one, _ in gaps)
        or (bent and (study.proven(2) or endless))
    ):
        return exactly("no", mark("it bends both ways, jumps, or is not defined everywhere"))
    if made is unknown or any(None in pair for pair in gaps):
        return unknown("unknown", text)
    up = bool(convex) or any(slope == 1 for _, slope in gaps)
    down = bool(concave) or any(slope == -1 for _, slope in gaps)
    if up and down:
        return exactly("no", mark("it bends both ways, jumps, or is not defined everywhere"))
    word = "convex" if up else "concave" if down else "linear"
    return exactly(word, text) if study.proven(2) else made(word, text)
