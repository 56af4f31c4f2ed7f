"""Where f is defined, where it jumps or has a pole, and how smooth it is."""

from __future__ import annotations

import math
from typing import Any

import sympy as sp

from actlas.definition import Interval
from actlas.language import mark
from actlas.symbolic.properties.ends import exact
from actlas.symbolic.properties.jets import Unclear
from actlas.symbolic.properties.known import Jump, Known, exactly, numerically, unknown
from actlas.symbolic.properties.study import Study, differ

_HIGHEST_ORDER = 12
"""Derivatives that agree so far, of formulas that differ, are taken to agree for ever."""


def group(study: Study) -> dict[str, Known]:
    """Return domain, poles, jumps, kinks and smoothness."""
    poles = _poles(study)
    jumps = [found for index, _, _ in study.pairs() if (found := _jump(study, index))]
    return {
        "domain": _domain(study),
        "poles": exactly(
            tuple(poles),
            mark("f grows beyond all bounds beside z = {places}")
            if poles
            else mark("f is bounded near every number"),
            **({"places": tuple(poles)} if poles else {}),
        ),
        "jumps": exactly(
            tuple(jumps),
            mark("both sides of every joint were compared, and the value at it")
            if study.curve.joints
            else mark("a single formula without a pole or a gap"),
        ),
        "kinks": _kinks(study),
        "smoothness": _smoothness(study, bool(poles)),
    }


def _domain(study: Study) -> Known:
    values = {float(place): True for place, _ in study.curve.edges}
    found: list[Interval] = []
    for index, part in enumerate(study.parts):
        low, high = float(part.low.place), float(part.high.place)
        joint = study.curve.joints.get(index - 1)
        if joint is not None and joint.value is not None:
            before = found.pop()
            found.append(Interval(before.low, high, before.closed_low, high in values))
        else:
            found.append(Interval(low, high, low in values, high in values))
    if study.everywhere:
        return exactly(tuple(found), mark("no division by 0, no root or logarithm of a negative"))
    return exactly(tuple(found), mark("where no divisor is 0 and roots and logarithms are real"))


def _poles(study: Study) -> list[float]:
    found = set()
    for index, part in enumerate(study.parts):
        for end in (part.low, part.high):
            if end.singular and not end.infinite:
                try:
                    low, high = study.limits(index, end, 0)
                except Unclear:
                    continue
                if low.is_infinite or high.is_infinite:
                    found.add(float(end.place))
    return sorted(found)


def _jump(study: Study, index: int) -> Jump | None:
    joint = study.curve.joints.get(index)
    if joint is None:
        return None
    try:
        left = study.limits(index, study.parts[index].high, 0)
        right = study.limits(index + 1, study.parts[index + 1].low, 0)
    except Unclear:
        return None
    if left[0] != left[1] or right[0] != right[1]:
        return None
    same = joint.value is not None and not differ(left[0], joint.value)
    if same and not differ(right[0], joint.value):
        return None
    if left[0].is_infinite or right[0].is_infinite:
        return None  # a pole
    if joint.value is None and not differ(left[0], right[0]):
        return None  # a hole
    value = math.nan if joint.value is None else float(joint.value)
    return Jump(float(joint.place), float(left[0]), value, float(right[0]))


def _kinks(study: Study) -> Known:
    found, open_ = [], False
    for index, left, _right in study.pairs():
        if index not in study.curve.joints:
            continue
        slopes = study.gap(index, 1)
        if study.curve.joints[index].value is None:
            continue
        if slopes is None and study.gap(index, 0) is not None:
            open_ = True
        elif slopes:
            found.append(float(left.high.place))
    if open_:
        return unknown(tuple(found), mark("the slope beside some joint could not be settled"))
    if not study.curve.joints:
        return exactly((), mark("a single formula, which has a slope wherever it is defined"))
    return exactly(tuple(found), mark("the slopes on both sides of every joint were compared"))


def _smoothness(study: Study, poles: bool) -> Known:
    if poles:
        return exactly(-1, mark("f has a pole"))
    least, why = math.inf, None
    for index, left, _right in study.pairs():
        if index not in study.curve.joints:
            continue
        found = _agreement(study, index)
        if found is None:
            return unknown(math.nan, mark("how the pieces meet could not be settled"))
        if found < least:
            least, why = found, float(left.high.place)
    if why is not None:
        return exactly(
            least,
            mark("at z = {place} the derivatives up to order {order} agree, the next does not")
            if least >= 0
            else mark("f jumps at z = {place}"),
            place=why,
            **({"order": int(least)} if least >= 0 else {}),
        )
    if any(
        end.singular and not end.infinite for part in study.parts for end in (part.low, part.high)
    ):
        return exactly(math.inf, mark("smooth inside its domain"))
    same = all(
        study.parts[index].formula == study.parts[index + 1].formula for index in study.curve.joints
    )
    if study.curve.joints and not same:
        text = mark("all derivatives up to order {order} agree where pieces meet")
        return numerically(math.inf, 0.0, text, order=_HIGHEST_ORDER)
    return exactly(math.inf, mark("composed of smooth functions alone"))


def _agreement(study: Study, index: int) -> float | None:
    """Return how many derivatives agree at a joint, infinity where all do."""
    left, right = study.parts[index], study.parts[index + 1]
    if study.curve.joints[index].value is None or study.gap(index, 0):
        return -1
    if left.high.singular or right.low.singular:
        for order in range(1, 3):
            gap = study.gap(index, order)
            if gap is None or gap:
                return None if gap is None else order - 1
        return None
    place = left.high.place
    for order in range(_HIGHEST_ORDER + 1):
        try:
            gap = _gap(left.formula, right.formula, place, order)
        except Unclear:
            return None
        if gap:
            return order - 1
    return math.inf


def _gap(left: Any, right: Any, place: Any, order: int) -> int:
    one, other = (exact(each, place, order)[order] for each in (left, right))
    return differ(sp.sympify(one), sp.sympify(other))
