"""The report's figure of every seed's test score, with the mean and the interval of each row.

Imports `actlas.compare.comparison`, `actlas.language` and neighbours.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from actlas.atlas import plots
from actlas.atlas.canvas import WIDE, canvas, factor, fitting
from actlas.atlas.numerals import written
from actlas.atlas.palette import STAND_IN
from actlas.compare.comparison import Comparison, Row
from actlas.language import translator

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure


def dots(comparison: Comparison, lang: str, width: float = WIDE) -> Figure:
    """Return the test score of every seed as a dot, with mean and interval, the best row on top.

    Rows far below the others are not drawn to scale: an arrow and a number stand for them.

    Args:
        comparison: what was found.
        lang: the language of words and numbers.
        width: in CSS pixels; below `WIDE`, names stand above their rows instead of beside them.
    """
    _ = translator(lang)
    rows, narrow, times = comparison.rows, width < WIDE, factor(comparison)
    figure = canvas(width, 64 + (52 if narrow else 36) * len(rows))
    ax = figure.add_subplot()
    left, right = limits(comparison)
    ax.set_xlim(left * times, right * times)
    ax.set_ylim(len(rows) - 0.5, -0.7 if narrow else -0.5)
    for place, row in enumerate(rows):
        _draw_row(ax, row, place, times, left * times, lang, 0.14 if narrow else 0.2)
    plots.tidy(ax, STAND_IN, lang)
    ax.grid(visible=False, axis="y")
    ax.axvline(rows[0].score * times, color=STAND_IN.muted, lw=0.8, ls=(0, (4, 3)), zorder=2)
    names = [fitting(row.label, width) for row in rows]
    ax.set_yticks(range(len(rows)), names)
    ax.tick_params(axis="y", length=0, labelleft=not narrow)
    if narrow:
        for place, name in enumerate(names):
            corner = (0, place - 0.3)
            ax.annotate(
                name, corner, xycoords=("axes fraction", "data"), color=STAND_IN.ink, zorder=6
            )
    ax.set_xlabel(_("test accuracy, %") if comparison.score == "accuracy" else _("test R²"))
    return figure


def _draw_row(
    ax: Axes, row: Row, place: int, times: float, left: float, lang: str, reach: float
) -> None:
    colour = STAND_IN.accent if row.best else STAND_IN.muted
    count = len(row.scores)
    heights = place + (np.linspace(-reach, reach, count) if count > 1 else np.zeros(1))
    scores = times * np.array(row.scores)
    seen = scores >= left
    ax.plot(
        scores[seen], heights[seen], "o", color=colour, alpha=0.5, ms=5, markeredgewidth=0, zorder=3
    )
    if row.score * times < left:
        text = f"◂ {written(times * row.score, 3, lang)}"
        ax.annotate(text, (left, place), (4, -4), textcoords="offset points", color=STAND_IN.ink)
        return
    if row.low is not None and row.high is not None:
        ax.plot([row.low * times, row.high * times], [place, place], color=colour, lw=2, zorder=4)
    ax.plot([row.score * times], [place], "D", color=colour, ms=7, zorder=5)


def limits(comparison: Comparison) -> tuple[float, float]:
    """Return where the axis of scores begins and ends.

    It holds all dots, except those of rows that are further below the best than six times the
    typical row; and the intervals as far as they go no further than the dots' own width to either
    side.
    """
    rows = comparison.rows
    scores = np.concatenate([row.scores for row in rows])
    top, typical = scores.max(), float(np.median([row.score for row in rows]))
    low = scores.min()
    if top > typical:
        low = scores[scores >= top - 6 * (top - typical)].min()
    width = max(top - low, 1e-3)
    ends = [e for r in rows if r.score >= low for e in (r.low, r.high) if e is not None] or [top]
    low, high = max(low - width, min(low, *ends)), min(top + width, max(top, *ends))
    if comparison.score == "accuracy":
        low, high = max(low, 0.0), min(high, 1.0)
    margin = 0.04 * max(high - low, 1e-3)
    return float(low - margin), float(high + margin)
