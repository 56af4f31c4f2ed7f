"""The points of f and f′ that a plot shows: sampled over z, interrupted where the function jumps.

Imports `actlas.activation`, `actlas.definition` and, when it samples, `actlas.symbolic`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from actlas.activation import Activation
from actlas.definition import Elementwise, Gated

REACH = 5.0
"""Plots show z from -REACH to REACH."""

_POINTS = 801
_SUBSCRIPTS = str.maketrans("0123456789", "₀₁₂₃₄₅₆₇₈₉")

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Curve:
    """One line of a plot: z and y are [n], y is nan where the line is interrupted.

    `closed` are the points (z, y) that belong to the curve at its jumps, `open` the ends that do
    not.
    """

    label: str
    z: Floats
    y: Floats
    closed: tuple[tuple[float, float], ...] = ()
    open: tuple[tuple[float, float], ...] = ()


def curves(activation: Activation) -> tuple[tuple[Curve, ...], tuple[Curve, ...]]:
    """Return what there is to draw of an activation: its values, and its slopes.

    An elementwise activation has one curve of each. What works along a dimension is shown on the
    vector of `section`: its outputs, and their derivatives with respect to z; curves that coincide
    are one.

    Example:
        >>> import actlas
        >>> values, slopes = curves(actlas.get("relu"))
        >>> slopes[0].label, slopes[0].closed, slopes[0].open
        ('f′(z)', ((0.0, 0.0),), ((0.0, 1.0),))
    """
    z = np.linspace(-REACH, REACH, _POINTS)
    if isinstance(activation.definition, Elementwise):
        places = _places(activation)
        return (
            (_broken("f(z)", activation, z, places),),
            (_broken("f′(z)", activation.prime, z, places),),
        )
    numbers, place = _section(activation)
    vectors = np.tile(np.array(numbers), (len(z), 1))
    vectors[:, place] = z
    outputs = activation(vectors, dim=-1)
    slopes = activation.prime(vectors, dim=-1)[..., place]
    return _merged(z, outputs, "s{}"), _merged(z, slopes, "∂s{}/∂z")


def section(activation: Activation) -> str:
    """Return the vector on which an activation is drawn that works along a dimension.

    Example:
        >>> import actlas
        >>> section(actlas.get("softmax")), section(actlas.get("glu")), section(actlas.get("crelu"))
        ('(z, 0, 0)', '(1, z)', '(z)')
    """
    numbers, place = _section(activation)
    said = [f"{number:g}" for number in numbers]
    said[place] = "z"
    return f"({', '.join(said)})"


def _section(activation: Activation) -> tuple[list[float], int]:
    """Return the vector, and the place in it of the number that moves."""
    if isinstance(activation.definition, Gated):
        return [1.0, 0.0], 1  # the first half stands still: what is seen is the gate
    keeps = activation.width_in == activation.width_out
    return [0.0] * (3 if keeps else activation.width_in), 0


def _places(activation: Activation) -> list[float]:
    """Return where an elementwise activation's pieces meet and its kinks lie, within the plot."""
    from actlas.symbolic.calculus import branches
    from actlas.symbolic.grammar import parse
    from actlas.symbolic.references import symbol

    assert isinstance(activation.definition, Elementwise)
    bound = {symbol(name): value for name, value in activation.parameters.items()}
    conditions = [each.condition for each in branches(activation.definition)]
    found = [each.rhs for each in conditions if hasattr(each, "rhs")]
    found += [parse(kink.at, tuple(activation.parameters)) for kink in activation.definition.kinks]
    places = {float(each.subs(bound)) for each in found}
    return sorted(place for place in places if abs(place) < REACH)


def _broken(label: str, function: Any, z: Floats, places: list[float]) -> Curve:
    """Return the curve of a function, interrupted where it jumps."""
    y = function(z)
    scale = float(np.ptp(y[np.isfinite(y)])) or 1.0
    closed: list[tuple[float, float]] = []
    opened: list[tuple[float, float]] = []
    for place in places:
        step = 1e-9 * max(1.0, abs(place))
        left, value, right = (function(place + shift) for shift in (-step, 0.0, step))
        keep = np.abs(z - place) > step
        if abs(left - right) > 1e-6 * scale:
            closed.append((place, value))
            opened += [(place, y0) for y0 in (left, right) if abs(y0 - value) > 1e-6 * scale]
            at, of = [place, place, place], [left, np.nan, right]
        else:
            at, of = [place], [value]
        cut = int(np.searchsorted(z[keep], place))
        z, y = np.insert(z[keep], cut, at), np.insert(y[keep], cut, of)
    return Curve(label, z, y, tuple(closed), tuple(opened))


def _merged(z: Floats, columns: Floats, label: str) -> tuple[Curve, ...]:
    groups: list[list[int]] = []
    for i in range(columns.shape[1]):
        same = [
            g for g in groups if np.allclose(columns[:, g[0]], columns[:, i], rtol=0, atol=1e-9)
        ]
        if same:
            same[0].append(i)
        else:
            groups.append([i])
    return tuple(
        Curve(
            " = ".join(label.format(str(i + 1).translate(_SUBSCRIPTS)) for i in group),
            z,
            columns[:, group[0]],
        )
        for group in groups
    )
