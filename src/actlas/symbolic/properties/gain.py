"""Means under the normal distribution, and the gain that keeps the mean square at 1."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import numpy as np

from actlas.language import mark
from actlas.symbolic.properties.boxes import FUNCTIONS, Boxes
from actlas.symbolic.properties.curve import Part
from actlas.symbolic.properties.jets import jet
from actlas.symbolic.properties.known import Known, numerically, unknown
from actlas.symbolic.properties.study import Study

_REACH = 40.0
"""Farther out, the normal density is 0 in double precision."""
_ROUNDS = 60
_CLOSE = 1e-13
_COARSE, _FINE = (np.polynomial.legendre.leggauss(n) for n in (16, 24))


def mean(study: Study, of: Callable[[Any], Any]) -> tuple[float, float]:
    """Return E[of(f(z))] for z ~ N(0, 1) and how far off it may be.

    By Gauss-Legendre quadrature of 24 nodes on intervals that are halved until 16 nodes agree; they
    begin where parts meet.
    """
    found = [_integral(part, of) for part in study.parts]
    return math.fsum(each[0] for each in found), math.fsum(each[1] for each in found)


def _integral(part: Part, of: Callable[[Any], Any]) -> tuple[float, float]:
    low, high = max(float(part.low.place), -_REACH), min(float(part.high.place), _REACH)
    if low >= high:
        return 0.0, 0.0
    inside = np.arange(-_REACH, _REACH + 1)
    cuts = np.concatenate([[low], inside[(inside > low) & (inside < high)], [high]])
    left, right = cuts[:-1], cuts[1:]
    total = error = 0.0
    for _ in range(_ROUNDS):
        rough, fine = (_panels(part, of, left, right, rule) for rule in (_COARSE, _FINE))
        gap = np.abs(fine - rough)
        with np.errstate(invalid="ignore"):
            done = (gap <= _CLOSE * max(abs(float(np.nansum(fine))) + abs(total), 1e-300)) | (
                right - left <= 1e-14 * np.maximum(np.abs(left), np.abs(right))
            )
        total += float(fine[done].sum())
        error += float(gap[done].sum())
        if done.all():
            return total, error + 1e-14 * abs(total)
        middle = (left + right)[~done] / 2
        left, right = np.concatenate([left[~done], middle]), np.concatenate([middle, right[~done]])
        if len(left) > 4000:
            break
    return math.nan, math.inf


def _panels(part: Part, of: Callable[[Any], Any], left: Any, right: Any, rule: Any) -> Any:
    nodes, weights = rule
    half = (right - left) / 2
    z = (left + half)[:, None] + half[:, None] * nodes
    with np.errstate(all="ignore"):
        box = jet(part.formula, Boxes(z, z), 0, FUNCTIONS)[0]
        y = np.broadcast_to((box.low + box.high) / 2, z.shape)
        density = np.exp(-z * z / 2) / math.sqrt(2 * math.pi)
        return (of(y) * density * weights).sum(-1) * half


def group(study: Study) -> dict[str, Known]:
    """Return the gain."""
    second, error = mean(study, lambda y: y * y) if study.everywhere else (math.nan, math.inf)
    if not math.isfinite(second):
        return {"gain": unknown(math.nan, mark("E f(z)² for z ~ N(0, 1) could not be computed"))}
    value = 1 / math.sqrt(second) if second > 0 else math.inf
    text = mark("1/√E f(z)² for z ~ N(0, 1), by quadrature split where pieces meet")
    return {"gain": numerically(value, value * error / second / 2 if second > 0 else 0.0, text)}
