"""How f ends at -∞ and at +∞: limits, asymptotes, saturation."""

from __future__ import annotations

import math
from typing import Any

import sympy as sp

from actlas.language import mark
from actlas.symbolic.properties.ends import End
from actlas.symbolic.properties.jets import Unclear
from actlas.symbolic.properties.known import Known, Line, exactly, unknown
from actlas.symbolic.properties.study import Study


def group(study: Study) -> dict[str, Known]:
    """Return limits, asymptotes and saturation, left and right."""
    first, last = study.parts[0], study.parts[-1]
    ends = ((first.formula, first.low), (last.formula, last.high))
    levels = [_limit(study, *each, 0) for each in ends]
    slopes = [_limit(study, *each, 1) for each in ends]
    lines = [_line(*each) for each in ends]
    settled = all(each is not None for each in levels)
    limits = tuple(_single(each) for each in levels)
    made = exactly if settled else unknown
    flat = tuple(each is not None and each == (0, 0) for each in slopes)
    saturation = exactly if all(each is not None for each in slopes) else unknown
    known_lines = exactly if all(each != "?" for each in lines) else unknown
    return {
        "limits": made(
            limits,
            mark("from the leading terms of f far out, with a bound on the rest")
            if settled
            else mark("how f ends could not be settled"),
        ),
        "saturates": saturation(
            flat,
            mark("from the leading terms of f′ far out, with a bound on the rest")
            if saturation is exactly
            else mark("how f′ ends could not be settled"),
        ),
        "asymptotes": known_lines(
            tuple(each if isinstance(each, Line) else None for each in lines),
            mark("f less the line tends to 0, from the leading terms of f far out")
            if any(isinstance(each, Line) for each in lines)
            else mark("f comes near to no line"),
        ),
    }


def _limit(study: Study, formula: sp.Expr, end: End, order: int) -> Any:
    if not end.infinite or study.window(order) is not None:
        return (sp.nan, sp.nan)  # none: the line ends before, or f repeats itself
    try:
        return end.limits(formula, order)
    except Unclear:
        return None


def _single(limit: Any) -> float:
    if limit is None or limit[0] is sp.nan or limit[0] != limit[1]:
        return math.nan
    return float(limit[0])


def _line(formula: sp.Expr, end: End) -> Line | str | None:
    if not end.infinite:
        return None
    try:
        if not formula.has(sp.Symbol("z", real=True)):
            return Line(0.0, float(formula))
        found = end.tail(formula, 0).line()
    except Unclear:
        return "?"
    if found is None:
        return None
    return Line(float(-end.side * found[0] / end.scale), float(found[1]))
