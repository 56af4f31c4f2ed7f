"""The gain that keeps the mean square at 1."""

from __future__ import annotations

import math

from actlas.language import mark
from actlas.symbolic.properties.known import Known, exactly, numerically, unknown
from actlas.symbolic.properties.study import Study


def group(study: Study) -> dict[str, Known]:
    """Return the gain."""
    return {"gain": _gain(study)}


def _gain(study: Study) -> Known:
    second = study.moment("mean_square")
    if not study.everywhere or math.isnan(second.value):
        return unknown(math.nan, mark("E f(z)² for z ~ N(0, 1) could not be computed"))
    if math.isinf(second.value):
        text = mark("E f(z)² for z ~ N(0, 1) is infinite, as far as f's growth was followed")
        return numerically(0.0, math.inf, text)
    value = 1 / math.sqrt(second.value) if second.value > 0 else math.inf
    if second.exact:
        return exactly(value, mark("1/√E f(z)² for z ~ N(0, 1), in closed form"))
    error = value * second.error / second.value / 2 if second.value > 0 else 0.0
    text = mark("1/√E f(z)² for z ~ N(0, 1), by quadrature split where pieces meet")
    return numerically(value, error, text)
