"""Everybody's speed beside the copy's: no one who goes through memory once gets past that roof.

The roof stands upright here, so that the activations' names are read as they are written. The
sloping side of a roofline, where arithmetic is the limit, would need to know how many operations an
exponential is; what is missing to the roof tells as much.
"""

from __future__ import annotations

import io
import math
from collections.abc import Callable, Sequence
from itertools import product
from os import PathLike
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from actlas.atlas import output, plots, svg
from actlas.atlas.canvas import FONT_SIZE, canvas, fitting, logarithmic
from actlas.atlas.numerals import written
from actlas.atlas.palette import LIGHT, STAND_IN, Palette
from actlas.bench.result import COPY, OWN, PASSES, Benchmark, Case
from actlas.bench.table import SAID
from actlas.errors import OutputError
from actlas.language import mark, translator

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

SUFFIXES = (".svg", ".png")

_MARKS = {
    OWN: ("D", "accent"),
    "torch": ("o", "series1"),
    "compile": ("s", "series2"),
    "jax": ("^", "series3"),
    "eager": ("X", "series4"),
}
"""Everybody's mark and colour; the mark alone tells them apart."""

_PANEL, _NAMES, _AROUND, _LINE = 236.0, 110.0, 76.0, 22.0
"""In CSS pixels: a panel's width; room for names, around a panel's rows, for a line of the key."""

_TITLE = mark("{size} numbers")
_GIGA = 1e9
_BEYOND = 1e9
_FEW = 200.0
_COLUMN = 270.0
_AIR = 7.0


def figure(found: Benchmark, lang: str = "en", palette: Palette = STAND_IN) -> Figure:
    """Return the plot: a column for each size, above forward, below forward and backward.

    Each activation has a row, each contender a mark at the bytes that it reads and writes in a
    second, and a line over the middle eighty percent of its rounds.

    Args:
        found: what `measure` returned.
        lang: the language of words and numbers.
        palette: the colours; stand-ins for those of a page unless given.
    """
    _ = translator(lang)
    names = list(dict.fromkeys(case.activation for case in found.cases))
    sizes = list(dict.fromkeys(case.size for case in found.cases))
    row_height = 16 + 7 * sum(each != COPY for each in found.contenders)
    width = _NAMES + _PANEL * len(sizes)
    key = _LINE * -(-(len(found.contenders) + 1) // _columns(width))
    made = canvas(width, 2 * (_AROUND + row_height * len(names)) + key)
    engine = made.get_layout_engine()
    assert engine is not None
    engine.set(w_pad=_AIR / 72, h_pad=_AIR / 72)  # type: ignore[call-arg]  # those of its kind
    panels = made.subplots(2, len(sizes), sharex=True, sharey=True, squeeze=False)
    for row, column in product(range(2), range(len(sizes))):
        ax, passes, size = panels[row][column], PASSES[row], sizes[column]
        cases = [each for each in found.cases if (each.size, each.passes) == (size, passes)]
        ax.set_facecolor("none")
        plots.tidy(ax, palette, lang)
        _draw_roof(ax, cases, palette, _("copy {speed}"), lang)
        _draw_speeds(ax, cases, found.contenders, palette)
        ax.set_title(_titled(_, passes, size), loc="left", color=palette.ink, fontsize=12)
    _scale(panels[0][0], names, found, palette, lang)
    for ax in panels[1]:
        ax.set_xlabel(_("GB in a second"), color=palette.ink)
    _key(made, found, palette, _)
    return made


def _columns(width: float) -> int:
    """Return how many columns the key has in a figure so many pixels wide."""
    return max(1, int(width // _COLUMN))


def _titled(say: Callable[[str], str], passes: str, size: int) -> str:
    said = say(SAID[passes])
    return f"{said[0].upper()}{said[1:]}\n{say(_TITLE).format(size=size)}"


def _draw_roof(ax: Axes, cases: Sequence[Case], palette: Palette, said: str, lang: str) -> None:
    """Draw the copy's speed, and a wash over what lies beyond it."""
    speeds = [each for case in cases if (each := case.rate(COPY)) is not None]
    if not speeds:
        return
    roof = float(np.median([each.median for each in speeds])) / _GIGA
    ax.axvspan(roof, _BEYOND, color=palette.rule, alpha=0.35, lw=0, zorder=1)
    ax.axvline(roof, color=palette.ink, lw=1.4, zorder=2)
    ax.annotate(
        said.format(speed=written(roof, 2, lang)),
        (roof, 0.0),
        (4, 5),
        xycoords=("data", "axes fraction"),
        textcoords="offset points",
        rotation=90,
        color=palette.muted,
        fontsize=10.5,
        zorder=6,
    )


def _draw_speeds(
    ax: Axes, cases: Sequence[Case], contenders: Sequence[str], palette: Palette
) -> None:
    timed = [each for each in contenders if each != COPY]
    heights = np.linspace(-0.27, 0.27, len(timed)) if len(timed) > 1 else np.zeros(1)
    for place, case in enumerate(cases):
        for name, height in zip(timed, heights, strict=True):
            speed = case.rate(name)
            if speed is None:
                continue
            mark, colour = _MARKS[name][0], getattr(palette, _MARKS[name][1])
            ends = [speed.low / _GIGA, speed.high / _GIGA]
            y = place + height
            ax.plot(
                ends, [y, y], color=colour, lw=1.6, alpha=0.55, solid_capstyle="round", zorder=3
            )
            ax.plot(
                [speed.median / _GIGA],
                [y],
                mark,
                color=colour,
                ms=7.5 if name == OWN else 6.0,
                mec=palette.paper,
                mew=0.7,
                zorder=5 if name == OWN else 4,
            )


def _scale(ax: Axes, names: Sequence[str], found: Benchmark, palette: Palette, lang: str) -> None:
    """Give the axes that all panels share their ends, and the activations' names."""
    speeds = [
        each
        for case in found.cases
        for name in found.contenders
        if (each := case.rate(name)) is not None
    ]
    low = min(each.low for each in speeds) / _GIGA
    high = max(each.high for each in speeds) / _GIGA
    ax.set_xscale("log")
    margin = (high / low) ** 0.03 * 1.1
    ax.set_xlim(low / margin, high * margin**4)  # on the right, room for what the roof is called
    logarithmic(ax.xaxis, lang, few_marks(low, high))
    ax.set_ylim(len(names) - 0.45, -0.55)
    marked = [f"{each}*" if each in found.composed else each for each in names]
    ax.set_yticks(range(len(names)), [fitting(each, 0) for each in marked])
    for panel in ax.figure.axes:
        panel.grid(visible=False, axis="y")
        panel.tick_params(axis="y", length=0)
        for edge in range(len(names) - 1):
            panel.axhline(edge + 0.5, color=palette.rule, lw=0.6, zorder=0.5)


def few_marks(low: float, high: float) -> list[float]:
    """Return round numbers to stand at a logarithmic axis: powers of ten, with 3 between few.

    Example:
        >>> few_marks(0.03, 40), few_marks(3, 20)
        ([0.01, 0.1, 1.0, 10.0, 100.0], [3.0, 10.0, 30.0])
    """
    first, last = math.floor(math.log10(low)), math.ceil(math.log10(high))
    if high > _FEW * low:
        step = -(-(last - first) // 5)
        return [10.0**power for power in range(first, last + 1, step)]
    every = [times * 10.0**power for power in range(first, last + 1) for times in (1, 3)]
    return [each for each in every if low / 2 <= each <= high * 2]


_SAID = {
    OWN: "actlas",
    "torch": mark("torch: PyTorch's operator"),
    "compile": mark("compile: torch.compile of it"),
    "jax": mark("jax: jax.jit of JAX's"),
    "eager": mark("eager: actlas by PyTorch's operations"),
    COPY: mark("the copy's speed, the roof"),
}
_COMPOSED = mark("* composed: PyTorch has no operator")


def _key(made: Figure, found: Benchmark, palette: Palette, say: Callable[[str], str]) -> None:
    from matplotlib.lines import Line2D

    handles = []
    for name in found.contenders:
        form, colour = _MARKS.get(name, ("", "ink"))
        line = "-" if name == COPY else ""
        shade = getattr(palette, colour)
        handles.append(Line2D([], [], ls=line, marker=form, color=shade, label=say(_SAID[name])))
    if found.composed:
        handles.append(Line2D([], [], ls="", label=say(_COMPOSED)))
    made.legend(
        handles=handles,
        loc="outside lower left",
        ncols=_columns(made.get_figwidth() * 72),
        frameon=False,
        labelcolor=palette.ink,
        fontsize=11,
    )


def check(path: str | PathLike[str]) -> None:
    """Raise the error that drawing into a file would end in, before anything is timed.

    Raises:
        OutputError: another ending than .svg or .png, or a place that cannot be written to.

    Example:
        >>> check("speed.bmp")
        Traceback (most recent call last):
        ...
        actlas.errors.OutputError: a picture's name must end in .png or .svg, got 'speed.bmp'
    """
    if Path(path).suffix.lower() not in SUFFIXES:
        raise OutputError(
            "a picture's name must end in .png or .svg, got {name!r}", name=Path(path).name
        )
    output.check_writable(path)


def save(found: Benchmark, path: str | PathLike[str], lang: str = "en") -> None:
    """Write the plot: as .svg light or dark as its reader's system is, as .png on light paper.

    Args:
        found: what `measure` returned.
        path: a file name that ends in .svg or .png.
        lang: the language of words and numbers.

    Raises:
        OutputError: as for `check`.
    """
    check(path)
    with plots.own_style(FONT_SIZE):
        if Path(path).suffix.lower() == ".svg":
            content = svg.alone(figure(found, lang), "bench", *_said(found, lang)).encode()
        else:
            picture = io.BytesIO()
            figure(found, lang, LIGHT).savefig(
                picture, format="png", dpi=144, facecolor=LIGHT.paper, metadata={"Software": None}
            )
            content = picture.getvalue()
    output.replace(path, content)


def _said(found: Benchmark, lang: str) -> tuple[str, str]:
    """Return what the picture shows, and what there is to see in it, for those who hear it."""
    _ = translator(lang)
    title = _("Bytes that each activation reads and writes in a second, beside a copy")
    told = [
        f"{case.activation}, {_(SAID[case.passes])}, {case.size}: "
        + ", ".join(
            f"{name} {written(speed.median / _GIGA, 2, lang)}"
            for name in found.contenders
            if (speed := case.rate(name)) is not None
        )
        for case in found.cases
    ]
    return title, "; ".join(told)
