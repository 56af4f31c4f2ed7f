"""What the report's figures have in common: their size, and logarithmic axes in plain numbers.

Imports `actlas.compare.comparison` and the neighbours `numerals` and `plots`.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from actlas.atlas import plots
from actlas.atlas.numerals import written
from actlas.compare.comparison import Comparison

if TYPE_CHECKING:
    from matplotlib.axis import Axis
    from matplotlib.figure import Figure

WIDE, NARROW = 760.0, 340.0
"""Widths in CSS pixels of a figure over the whole page, and of one that fits a telephone."""

FONT_SIZE = 12.0
"""In CSS pixels, when a figure has its full width."""

LOWEST_R2 = -1.0
"""R² has no lower end; axes end here, for what lies below is all equally useless."""


def canvas(width: float, height: float) -> Figure:
    """Return a figure of `width` × `height` CSS pixels: at 72 dots per inch a point is a pixel."""
    return plots.blank(width / 72, height / 72, dpi=72)


def fitting(label: str, width: float) -> str:
    """Return a contender's name, cut where it would take more than half of a wide figure.

    A narrow figure gives names a line of their own, and so nearly all of its width.

    Example:
        >>> fitting("elu(alpha=0.5)", WIDE)
        'elu(alpha=0.5)'
        >>> fitting("f(first=0.123456, second=0.123456, third=0.123456)", NARROW)
        'f(first=0.123456, second=0.123456, th…'
    """
    most = 38 if width < WIDE else 48
    return label if len(label) <= most else f"{label[: most - 1]}…"


def factor(comparison: Comparison) -> float:
    """Return what scores are multiplied with on axes: accuracy is shown in percent."""
    return 100.0 if comparison.score == "accuracy" else 1.0


def logarithmic(axis: Axis, lang: str, places: Sequence[float] = (), most: int = 7) -> None:
    """Give a logarithmic axis plain numbers.

    Args:
        axis: of a logarithmic scale.
        lang: the language whose decimal sign the numbers have.
        places: where numbers are wanted; by default at 1, 2 and 5 of each decade.
        most: with more places than this, numbers stand at whole powers of ten instead.
    """
    from matplotlib.ticker import FixedLocator, FuncFormatter, LogLocator, NullLocator

    few = 0 < len(places) <= most
    axis.set_major_locator(
        FixedLocator(list(places)) if few else LogLocator(subs=(1.0,) if places else (1, 2, 5))
    )
    axis.set_minor_locator(NullLocator())
    axis.set_major_formatter(FuncFormatter(lambda value, _: written(value, 2, lang)))
