"""f and f′ drawn in the terminal, side by side, so that nothing depends on colour."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

from actlas.language import current_language, format_number

if TYPE_CHECKING:
    from actlas.activation import Activation
    from actlas.atlas.curves import Curve

HEIGHT = 13
"""Rows, of which nine lie inside the frame: five marks divide them evenly."""

_SMALLEST, _LARGEST = 1e-300, 1e300
"""Beyond these, the arithmetic of a drawing would leave the numbers that there are."""


def drawing(activation: Activation, width: int) -> list[str]:
    """Return a drawing of f and f′, `width` columns wide, without colours.

    Of a vector activation it shows the first output, and its slope, on the vector (z, 0, 0).
    """
    from plotext import figure

    from actlas.atlas.curves import REACH, curves

    figure.clear()
    figure.plot_size(width, HEIGHT)
    figure.subplots(1, 2)
    for place, (first, *_others) in enumerate(curves(activation), start=1):
        _draw(figure.subplot(1, place), first, REACH)
    lines: list[str] = figure.build().string(colorless=True).splitlines()
    figure.clear()
    return lines


def _draw(panel: Any, curve: Curve, reach: float) -> None:
    shown = [(z, y) for z, y in zip(curve.z, curve.y, strict=True) if abs(y) < _LARGEST]
    panel.theme("colorless")
    panel.title(curve.label)
    if not shown:
        return
    # Points, not lines: where the slope jumps, nothing joins its two values.
    panel.draw(panel.signal([z for z, _y in shown], [y for _z, y in shown]))
    low, high = min(y for _z, y in shown), max(y for _z, y in shown)
    for axis, marks in (("x", ticks(-reach, reach)), ("y", ticks(low, high))):
        ruler = panel.ruler(axis)
        ruler.lim(marks[0], marks[-1])
        ruler.ticks(marks, [format_number(each, 3, current_language()) for each in marks])


def ticks(low: float, high: float, most: int = 5) -> list[float]:
    """Return at most `most` round numbers, evenly spaced, that enclose both ends.

    Example:
        >>> ticks(-1, 5), ticks(0, 1), ticks(2, 2)
        ([-2.0, 0.0, 2.0, 4.0, 6.0], [0.0, 0.25, 0.5, 0.75, 1.0], [0.0, 1.0, 2.0, 3.0, 4.0])
    """
    size = max(abs(low), abs(high))
    if high - low <= 1e-9 * size or size < _SMALLEST:  # a flat curve, but for rounding
        low, high = low - max(1.0, size), high + max(1.0, size)
    power = 10.0 ** math.floor(math.log10((high - low) / most))
    for step in (factor * power for factor in (1, 2, 2.5, 5, 10, 20, 25, 50)):
        first, last = math.floor(low / step), math.ceil(high / step)
        if last - first < most:
            break
    return [number * step for number in range(first, last + 1)]
