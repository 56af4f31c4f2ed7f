"""The report's learning curves, one figure for each contender on the same axes.

Imports `actlas.compare.comparison`, `actlas.language` and neighbours.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from actlas.atlas import plots
from actlas.atlas.canvas import LOWEST_R2, NARROW, canvas, factor, fitting, logarithmic
from actlas.atlas.palette import STAND_IN
from actlas.compare.comparison import Comparison, Row
from actlas.language import translator

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

_MOST_POINTS = 120
_STEEP = 5  # percent of the scores, the lowest ones, that may lie below the frame

Floats = NDArray[np.float64]
Table = Sequence[Sequence[float]]


def learning(comparison: Comparison, row: Row, lang: str) -> Figure:
    """Return one contender's curves at its chosen rate: validation score above, losses below.

    Lines are means over the seeds and bands reach from the lowest seed to the highest; the leader's
    means stand in grey behind the others. The axes are the same for all contenders. They show where
    the curves spend their time: the untrained network is left out, the first steep epochs and
    training losses far below those of validation may leave the frame.
    """
    from matplotlib.ticker import MaxNLocator

    _ = translator(lang)
    figure = canvas(NARROW, 350)
    above, below = figure.subplots(2, sharex=True, height_ratios=(1, 1.15))
    leader = comparison.rows[0]
    below.set_yscale("log", nonpositive="mask")
    first = fitting(leader.label, NARROW)
    for ax, name in ((above, "validation_score"), (below, "validation_loss")):
        if row is not leader:
            epochs, mean, _low, _high = over_seeds(getattr(leader.curves, name))
            ax.plot(epochs, mean, color=STAND_IN.muted, lw=1.2, alpha=0.75, label=first)
        _draw_band(ax, getattr(row.curves, name), _("validation"))
    epochs, mean, _low, _high = over_seeds(row.curves.train_loss)
    below.plot(epochs, mean, color=STAND_IN.accent, lw=1.4, ls=(0, (3, 2)), label=_("training"))
    plots.tidy(above, STAND_IN, lang, factor(comparison))
    plots.tidy(below, STAND_IN, lang)
    logarithmic(below.yaxis, lang)
    above.set_ylim(*_score_limits(comparison))
    below.set_ylim(*_loss_limits(comparison))
    below.xaxis.set_major_locator(MaxNLocator(nbins=6, integer=True))
    below.set_xlim(epochs[0] - 0.5, epochs[-1] + 0.5)
    above.set_ylabel(_("accuracy, %") if comparison.score == "accuracy" else "R²")
    below.set_ylabel(_("loss"))
    below.set_xlabel(_("epoch"))
    figure.align_ylabels()
    _add_key(figure, below)
    return figure


def _draw_band(ax: Axes, values: Table, label: str) -> None:
    epochs, mean, low, high = over_seeds(values)
    ax.fill_between(epochs, low, high, color=STAND_IN.accent, alpha=0.22, lw=0)
    marker = "o" if len(epochs) < 4 else ""  # so few points make no line
    ax.plot(epochs, mean, color=STAND_IN.accent, lw=2, marker=marker, ms=4, label=label)


def _add_key(figure: Figure, ax: Axes) -> None:
    handles, labels = ax.get_legend_handles_labels()
    figure.legend(
        handles,
        labels,
        loc="outside lower left",
        ncols=1 if max(map(len, labels)) > 16 else 3,
        frameon=False,
        labelcolor=STAND_IN.ink,
        fontsize=11,
        handlelength=1.8,
        columnspacing=1.2,
    )


def over_seeds(values: Table) -> tuple[NDArray[np.int64], Floats, Floats, Floats]:
    """Return the epochs from 1 on, and mean, lowest and highest over the seeds still finite.

    Long trainings are thinned out: more points than pixels show nothing more. Where no seed is
    finite any more the three are nan.

    Example:
        >>> over_seeds([[9.0, 9.0], [1.0, 3.0], [2.0, float("nan")]])[1].tolist()
        [2.0, 2.0]
    """
    table = np.array(values, dtype=float)
    last = len(table) - 1
    epochs = np.unique(np.linspace(1, last, min(last, _MOST_POINTS)).round().astype(np.int64))
    kept = np.ma.masked_invalid(table[epochs])
    found = (kept.mean(axis=1), kept.min(axis=1), kept.max(axis=1))
    mean, low, high = (np.ma.filled(each.astype(float), np.nan) for each in found)
    return epochs, mean, low, high


def _score_limits(comparison: Comparison) -> tuple[float, float]:
    scores = _finite(row.curves.validation_score for row in comparison.rows)
    low, high = np.percentile(scores, (_STEEP, 100)) if scores.size else (0.0, 1.0)
    if comparison.score == "r2":
        low = max(low, min(LOWEST_R2, high - 0.1))
    margin = 0.06 * max(high - low, 1e-3)
    return float(low - margin), float(high + margin)


def _loss_limits(comparison: Comparison) -> tuple[float, float]:
    losses = _finite(row.curves.validation_loss for row in comparison.rows)
    losses = losses[losses > 0]
    if not losses.size:
        return 0.1, 1.0
    low, high = float(losses.min()), float(losses.max())
    trained = _finite(row.curves.train_loss for row in comparison.rows)
    # Training losses are shown too, but must not squeeze those of validation.
    shown = trained[(trained > low / 5) & (trained < high * 5)]
    return min(low, shown.min(initial=low)) / 1.15, max(high, shown.max(initial=high)) * 1.15


def _finite(tables: Iterable[Table]) -> Floats:
    """Return all that the curves and their bands show, as one array."""
    values: Floats = np.concatenate([each for table in tables for each in over_seeds(table)[1:]])
    return values[np.isfinite(values)]
