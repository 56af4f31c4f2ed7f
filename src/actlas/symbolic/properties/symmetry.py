"""Oddness, evenness, homogeneity, periods, and the mean under the normal distribution."""

from __future__ import annotations

import math
from typing import Any

import mpmath
import sympy as sp

from actlas.language import mark
from actlas.symbolic.functions import Z, elementary, normal, sigmoid
from actlas.symbolic.properties import digits
from actlas.symbolic.properties.known import Known, exactly, numerically, unknown
from actlas.symbolic.properties.study import Study, differ

_LARGE = 150
"""Formulas of more operations than this are not simplified."""
_PLACES = [0.3125, 0.875, 1.5625, 2.9375, 4.40625, 7.8125]


def group(study: Study) -> dict[str, Known]:
    """Return odd, even, homogeneous, periodic, period, zero_centred."""
    odd, even = _parity(study, -1), _parity(study, 1)
    return {
        "odd": odd,
        "even": even,
        "homogeneous": _homogeneous(study),
        "zero_centred": _centred(study, odd),
    } | _periodic(study)


def _canonical(formula: sp.Expr) -> sp.Expr:
    """Return a formula in functions that are odd or even, as far as there are any."""
    formula = formula.replace(sigmoid, lambda u: (1 + sp.tanh(u / 2)) / 2)
    formula = formula.replace(normal, lambda u: (1 + sp.erf(u / sp.sqrt(2))) / 2)
    return sp.expand(elementary(formula.replace(sp.erfc, lambda u: 1 - sp.erf(u))))


def _parity(study: Study, sign: int) -> Known:
    """Say whether f(-z) = sign·f(z) for all z."""
    ends = [(part.low.place, part.high.place) for part in study.parts]
    if ends != [(-high, -low) for low, high in reversed(ends)]:
        if study.everywhere:
            return _by_places(study, sign)
        return exactly(False, mark("its domain is not symmetric"))
    for joint in study.curve.joints.values():
        mirror = next(
            (each for each in study.curve.joints.values() if each.place == -joint.place), None
        )
        values = (joint.value, None if mirror is None else mirror.value)
        if values == (None, None):
            continue
        if None in values or differ(values[1], sign * values[0]) != 0:
            return exactly(
                False,
                mark("at z = ±{place} its values do not agree"),
                place=float(abs(joint.place)),
            )
    refuted = _by_places(study, sign)
    if refuted.reason.standing == "exact":
        return refuted
    for left, right in zip(study.parts, reversed(study.parts), strict=True):
        gap = _canonical(left.formula) - sign * _canonical(right.formula.subs(Z, -Z))
        if not _is_zero(gap):
            return refuted
    return exactly(True, mark("f(−z) was simplified"))


def _is_zero(gap: sp.Expr) -> bool:
    if sp.expand(gap) == 0:
        return True
    if sp.count_ops(gap) > _LARGE:
        return False
    return bool(sp.cancel(sp.together(sp.expand(gap))) == 0)


def _by_places(study: Study, sign: int) -> Known:
    """Return a refutation at one place, or that no place refuted it."""
    joints = [abs(float(each.place)) for each in study.curve.joints.values()]
    beside = [place + step for place in joints for step in (-0.0625, 0.0625, 1.1875)]
    for place in (*_PLACES, *beside):
        one, other = value(study, place), value(study, -place)
        if one is None or other is None:
            continue
        with mpmath.workdps(digits.DIGITS):
            agree = abs(other - sign * one) <= mpmath.mpf("1e-30") * max(abs(one), abs(other))
        if not agree:
            return exactly(False, mark("at z = ±{place} its values do not agree"), place=place)
    return numerically(True, math.inf, mark("f(z) and f(−z) agree in 50 digits where compared"))


def value(study: Study, place: float) -> Any:
    """Return f at one place inside a part, in 50 digits."""
    for part in study.parts:
        if part.low.place < place < part.high.place:
            return digits.derivative(part.formula, place, 0)
    return None


def _homogeneous(study: Study) -> Known:
    inner = [part.high.place for part in study.parts[:-1]]
    lines = all(
        part.formula.is_polynomial(Z)
        and sp.degree(part.formula, Z) <= 1
        and sp.expand(part.formula).coeff(Z, 0) == 0
        for part in study.parts
    )
    centre = study.curve.joints.get(0)
    through = centre is None or centre.value == 0
    if lines and study.everywhere and set(inner) <= {sp.S.Zero} and through:
        return exactly(True, mark("a line through 0 on each side of 0"))
    for place in (*_PLACES, *(-each for each in _PLACES)):
        one, other = value(study, place), value(study, 2 * place)
        with mpmath.workdps(digits.DIGITS):
            if (
                one is None
                or other is None
                or abs(other - 2 * one) > abs(one) * mpmath.mpf("1e-30")
            ):
                return exactly(False, mark("f(2z) is not 2·f(z) at z = {place}"), place=place)
    return unknown(None, mark("f(2z) = 2·f(z) at every place that was tried"))


def _periodic(study: Study) -> dict[str, Known]:
    wave = study.wave
    if wave is not None:
        slope, period = wave
        text = (
            mark("a sum of waves whose frequencies have a common measure")
            if slope == 0
            else mark("f less its line is a sum of waves; the line has the slope {slope}")
        )
        fields = {} if slope == 0 else {"slope": float(slope)}
        return {
            "periodic": exactly("yes" if slope == 0 else "less a line", text, **fields),
            "period": exactly(float(period), text, **fields),
        }
    if all(not part.formula.has(Z) for part in study.parts) and len(study.parts) == 1:
        text = mark("constant: every number is a period")
        return {"periodic": exactly("yes", text), "period": exactly(math.nan, text)}
    known = _aperiodic(study)
    return {"periodic": known, "period": Known(math.nan, known.reason)}


def _aperiodic(study: Study) -> Known:
    from actlas.symbolic.properties.jets import Unclear

    for index, end in ((0, study.parts[0].low), (-1, study.parts[-1].high)):
        if not end.infinite:
            return exactly("no", mark("it is not defined on the whole line"))
        try:
            low, high = study.limits(index, end, 0)
        except Unclear:
            continue
        if low == high or low.is_infinite or high.is_infinite:
            return exactly("no", mark("it tends to a limit, or swings ever higher"))
    return unknown("unknown", mark("no period was found, and none was ruled out"))


def _centred(study: Study, odd: Known) -> Known:
    if odd.value and odd.reason.standing == "exact" and study.everywhere:
        return exactly(True, mark("it is odd"))
    if not study.everywhere:
        return unknown(None, mark("it is not defined on the whole line"))
    signs = {
        getattr(item, "sign", None)
        for items in study.signs(0)
        for item in items
        if hasattr(item, "sign")
    }
    if signs == {0}:
        return exactly(True, mark("it is 0 everywhere"))
    if signs <= {0, 1} or signs <= {0, -1}:
        return exactly(False, mark("it never changes its sign"))
    mean = study.moment("mean")
    found, error = mean.value, mean.error
    if not math.isfinite(found):
        return unknown(None, mark("E f(z) for z ~ N(0, 1) could not be computed"))
    if mean.expression == 0:
        return exactly(True, mark("E f(z) for z ~ N(0, 1) is 0, in closed form"))
    if abs(found) > 10 * error + 1e-12:
        return numerically(False, error, mark("E f(z) = {mean} for z ~ N(0, 1)"), mean=found)
    return unknown(None, mark("E f(z) for z ~ N(0, 1) is 0 as far as it was computed"))
