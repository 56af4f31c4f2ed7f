"""f and f′ of an activation, drawn with matplotlib: on a slide, in a notebook, in the report.

Imports `actlas.activation`, `actlas.language` and neighbours. matplotlib is loaded when something
is drawn; pyplot never is, so that no window opens and no global figure is left behind.
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from contextlib import contextmanager
from os import PathLike
from pathlib import Path
from typing import TYPE_CHECKING

from actlas.activation import Activation
from actlas.atlas import output
from actlas.atlas.curves import REACH, Curve, curves, section
from actlas.atlas.numerals import written
from actlas.atlas.palette import DARK, LIGHT, Palette
from actlas.errors import OutputError
from actlas.language import translator

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

__all__ = ["REACH", "Curve", "blank", "curves", "draw", "draw_figure", "own_style", "save", "tidy"]

_SUFFIXES = (".png", ".svg")


def draw(
    activation: Activation,
    ax: Axes | None = None,
    *,
    palette: Palette | None = None,
    lang: str = "en",
) -> Axes:
    """Draw f and f′ over z from -5 to 5.

    Where f′ jumps, its line is interrupted: a full dot is the slope that the definition chose
    there, an empty one the end that it did not. What works along a dimension is drawn on a vector
    in which one number moves: softmax on (z, 0, 0), a gate on (1, z).

    Args:
        activation: what `actlas.get` returns.
        ax: matplotlib axes to draw on; by default those of a new figure, which belongs to no
            window (`ax.figure.savefig` writes it).
        palette: the colours; by default those that suit the axes, be they light or dark.
        lang: the language of the labels and of the decimal sign.

    Returns:
        The axes.

    Example:
        >>> import actlas
        >>> ax = draw(actlas.get("elu"))
        >>> [line.get_label() for line in ax.get_lines() if line.get_label()[0] != "_"]
        ['f(z)', 'f′(z)']
    """
    _ = translator(lang)
    if ax is None:
        ax = blank(6.4, 4.2).add_subplot()
    if palette is None:
        palette = _suiting(ax)
    for line in (ax.axhline, ax.axvline):
        line(0, color=palette.muted, linewidth=0.8, zorder=1)
    values, slopes = curves(activation)
    for group, colour in ((values, palette.accent), (slopes, palette.slope)):
        for place, curve in enumerate(group):
            _draw_curve(ax, curve, colour, group is slopes, place, palette)
    ax.set_xlim(-REACH, REACH)
    ax.set_title(activation.label, color=palette.ink)
    moving = _("z, in the vector {vector}").format(vector=section(activation))
    ax.set_xlabel("z" if activation.elementwise else moving)
    tidy(ax, palette, lang)
    ax.margins(y=0.08)
    ax.legend(frameon=False, labelcolor=palette.ink)
    return ax


def _suiting(ax: Axes) -> Palette:
    from matplotlib.colors import to_rgb

    red, green, blue = to_rgb(ax.get_facecolor())
    return LIGHT if 0.2126 * red + 0.7152 * green + 0.0722 * blue > 0.4 else DARK


def _draw_curve(
    ax: Axes, curve: Curve, colour: str, is_slope: bool, place: int, palette: Palette
) -> None:
    # Known by the dashes too, not by colour alone: solid values, dashed slopes; a second curve of
    # the same kind is thinner and dotted.
    dashes = ((("-", ":"), ("--", "-."))[is_slope])[min(place, 1)]
    width = 2.2 if place == 0 else 1.6
    ax.plot(curve.z, curve.y, dashes, color=colour, linewidth=width, label=curve.label, zorder=3)
    for points, inside in ((curve.open, palette.paper), (curve.closed, colour)):
        for z, y in points:
            ax.plot(
                [z],
                [y],
                "o",
                markersize=5.5,
                color=colour,
                markerfacecolor=inside,
                label=f"_{curve.label}",
                zorder=4,
            )


def tidy(ax: Axes, palette: Palette, lang: str, factor: float = 1.0) -> None:
    """Give axes the look that all plots share: two spines, a quiet grid, the language's numbers.

    Args:
        ax: the axes.
        palette: the colours.
        lang: the language whose decimal sign the ticks have.
        factor: what the numbers at the y axis are multiplied with, 100 for percent.
    """
    from matplotlib.ticker import FuncFormatter, MaxNLocator

    def said(times: float) -> FuncFormatter:
        return FuncFormatter(lambda value, _: written(value * times, 4, lang))

    for axis, times in ((ax.xaxis, 1.0), (ax.yaxis, factor)):
        axis.set_major_locator(MaxNLocator(nbins=6, steps=[1, 2, 2.5, 5, 10]))
        axis.set_major_formatter(said(times))
        axis.label.set_color(palette.ink)
    ax.tick_params(colors=palette.muted, labelcolor=palette.ink, length=3)
    ax.grid(visible=True, color=palette.rule, linewidth=0.6)
    ax.set_axisbelow(True)
    for side, spine in ax.spines.items():
        spine.set_visible(side in {"left", "bottom"})
        spine.set_color(palette.muted)


def blank(width: float, height: float, dpi: float = 100) -> Figure:
    """Return a figure of `width` × `height` inches that belongs to no window."""
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    figure = Figure(figsize=(width, height), dpi=dpi, layout="constrained")
    FigureCanvasAgg(figure)
    return figure


@contextmanager
def own_style(font_size: float = 10.0) -> Iterator[None]:
    """Draw with matplotlib's defaults, whatever the user has set, and put all back afterwards."""
    import matplotlib

    with matplotlib.rc_context():
        matplotlib.rcdefaults()
        matplotlib.rcParams.update({"font.size": font_size})
        yield


def draw_figure(activation: Activation, lang: str = "en") -> Figure:
    """Return a new figure with f and f′ on white paper.

    Args:
        activation: what `actlas.get` returns.
        lang: the language of the labels and of the decimal sign.

    Returns:
        A matplotlib figure of 6.4 × 4.2 inches that belongs to no window.

    Example:
        >>> import actlas
        >>> draw_figure(actlas.get("tanh"), "es").axes[0].get_title()
        'tanh'
    """
    with own_style():
        figure = blank(6.4, 4.2)
        draw(activation, figure.add_subplot(), lang=lang)
    return figure


def save(activation: Activation, path: str | PathLike[str], lang: str = "en") -> None:
    """Write a picture of f and f′; the same activation gives the same file, byte for byte.

    Args:
        activation: what `actlas.get` returns.
        path: a file name that ends in .png (200 dots per inch) or .svg (letters as outlines).
        lang: the language of the labels.

    Raises:
        OutputError: another ending, or a place that cannot be written to; nothing is left there.

    Example:
        >>> import actlas
        >>> save(actlas.get("elu"), "elu.bmp")
        Traceback (most recent call last):
        ...
        actlas.errors.OutputError: a picture's name must end in .png or .svg, got 'elu.bmp'
    """
    suffix = Path(path).suffix.lower()
    if suffix not in _SUFFIXES:
        raise OutputError(
            "a picture's name must end in .png or .svg, got {name!r}", name=Path(path).name
        )
    output.check_writable(path)
    import matplotlib

    picture = io.BytesIO()
    with own_style():
        matplotlib.rcParams["svg.hashsalt"] = "actlas"
        metadata = {"Date": None} if suffix == ".svg" else {"Software": None}
        draw_figure(activation, lang).savefig(
            picture, format=suffix[1:], dpi=200, metadata=metadata
        )
    output.replace(path, picture.getvalue())
