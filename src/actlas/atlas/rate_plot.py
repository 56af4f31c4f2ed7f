"""The report's figure of what the learning rate does to each contender.

Imports `actlas.compare.comparison`, `actlas.language` and neighbours.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from actlas.atlas import plots
from actlas.atlas.canvas import LOWEST_R2, WIDE, canvas, factor, fitting, logarithmic
from actlas.atlas.palette import STAND_IN
from actlas.compare.comparison import Comparison, Row
from actlas.language import translator

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

_MARKERS = "osD^vPX*"
_DASHES = ("-", (0, (5, 2)), (0, (1, 1.5)))


def rates(comparison: Comparison, lang: str, width: float = WIDE) -> Figure:
    """Return the validation score of every contender at every learning rate.

    A ring marks the chosen rate; a rate at which seeds diverged has a cross instead of its mark, on
    the lower edge where it lies below. Curves differ in colour, dashes and marks.

    Args:
        comparison: what was found.
        lang: the language of words and numbers.
        width: in CSS pixels; below `WIDE`, names stand in a key below instead of at the curves.
    """
    _ = translator(lang)
    rows, narrow, times = comparison.rows, width < WIDE, factor(comparison)
    columns = 1 if max(len(row.label) for row in rows) > 16 else 2
    height = 250 + 19 * -(-len(rows) // columns) if narrow else max(340, 90 + 18 * len(rows))
    figure = canvas(width, height)
    ax = figure.add_subplot()
    ax.set_xscale("log")
    low, high = _limits(comparison)
    for place, row in enumerate(rows):
        _draw_row(ax, row, place, times, low)
    plots.tidy(ax, STAND_IN, lang)
    ax.set_ylim(low * times, high * times)
    logarithmic(ax.xaxis, lang, [point.rate for point in rows[0].rates], 6 if narrow else 9)
    ax.set_xlabel(_("learning rate"))
    ax.set_ylabel(
        _("validation accuracy, %") if comparison.score == "accuracy" else _("validation R²")
    )
    if narrow:
        figure.legend(
            ax.get_legend_handles_labels()[0],
            [fitting(row.label, width) for row in rows],
            loc="outside lower left",
            ncols=columns,
            frameon=False,
            labelcolor=STAND_IN.ink,
            fontsize=11,
        )
    else:
        _name_ends(ax, rows, (low, high), gap=17 / (height - 70))
    return figure


def _draw_row(ax: Axes, row: Row, place: int, times: float, low: float) -> None:
    colour = STAND_IN.series[place % len(STAND_IN.series)]
    x = [point.rate for point in row.rates]
    y = times * np.array([max(point.score, low) for point in row.rates])
    failed = [i for i, point in enumerate(row.rates) if point.diverged]
    ax.plot(
        x,
        y,
        color=colour,
        lw=1.7,
        ls=_DASHES[place % len(_DASHES)],
        marker=_MARKERS[place % len(_MARKERS)],
        ms=5,
        markevery=[i for i in range(len(x)) if i not in failed],
        label=row.label,
        zorder=3 + 1 / (place + 1),
    )
    if failed:
        crosses = [x[i] for i in failed]
        ax.plot(crosses, y[failed], "x", color=colour, ms=6, mew=1.6, zorder=5, clip_on=False)
    chosen = x.index(row.rate)
    ax.plot([row.rate], [y[chosen]], "o", ms=11, mfc="none", mec=colour, mew=1.4, zorder=6)


def _limits(comparison: Comparison) -> tuple[float, float]:
    """Return the ends of the axis of scores; runs that diverged may lie below it."""
    points = [point for row in comparison.rows for point in row.rates]
    scores = [point.score for point in points if not point.diverged]
    scores = scores or [point.score for point in points]
    low, high = min(scores), max(scores)
    if comparison.score == "r2":
        low = max(low, min(LOWEST_R2, high - 0.1))
    margin = 0.05 * max(high - low, 1e-3)
    return low - margin, high + margin


def _name_ends(ax: Axes, rows: Sequence[Row], limits: tuple[float, float], gap: float) -> None:
    """Write each curve's name to the right of its end, as near as the other names let it be."""
    low, high = limits
    ends = [min(max((row.rates[-1].score - low) / (high - low), 0.0), 1.0) for row in rows]
    for place, height in enumerate(spaced(ends, gap)):
        ax.annotate(
            fitting(rows[place].label, WIDE),
            (1.0, ends[place]),
            (1.06, height),
            xycoords="axes fraction",
            textcoords="axes fraction",
            va="center",
            color=STAND_IN.ink,
            arrowprops={
                "arrowstyle": "-",
                "color": STAND_IN.series[place % len(STAND_IN.series)],
                "lw": 1.2,
                "relpos": (0, 0.5),
                "shrinkA": 2,
                "shrinkB": 0,
            },
        )


def spaced(wanted: Sequence[float], gap: float) -> list[float]:
    """Return heights as near to the wanted ones as they can be, each at least `gap` from the next.

    Names that come too near are put together into a block, centred where its members want to be;
    blocks that come too near are put together in turn. Equal wishes keep their order from above.

    Example:
        >>> spaced([0.5, 0.5, 0.9], 0.2)
        [0.6, 0.4, 0.9]
    """
    order = sorted(range(len(wanted)), key=lambda i: (wanted[i], -i))
    blocks: list[list[int]] = []

    def centre(block: list[int]) -> float:
        return sum(wanted[i] for i in block) / len(block)

    for i in order:
        blocks.append([i])
        while len(blocks) > 1:
            lower, upper = blocks[-2:]
            if centre(upper) - centre(lower) >= gap * (len(lower) + len(upper)) / 2 - 1e-12:
                break
            blocks[-2:] = [lower + upper]
    heights = [0.0] * len(wanted)
    for block in blocks:
        for k, i in enumerate(block):
            heights[i] = round(centre(block) + gap * (k - (len(block) - 1) / 2), 12)
    return heights
