"""What the report's template is given: a comparison's numbers written in the reader's language.

The template holds the page's own sentences; what needs a decision or a calculation is here.
Imports `actlas.compare.comparison`, `actlas.symbolic.notation`, `actlas.language` and neighbours.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from actlas.activation import Activation
from actlas.atlas import plots, svg
from actlas.atlas.canvas import FONT_SIZE, NARROW, WIDE, canvas
from actlas.atlas.learning_plot import learning
from actlas.atlas.numerals import written
from actlas.atlas.palette import STAND_IN
from actlas.atlas.rate_plot import rates
from actlas.atlas.seed_plot import dots
from actlas.compare.comparison import Comparison, Row, Standing
from actlas.definition import Elementwise
from actlas.language import translator

if TYPE_CHECKING:
    from markupsafe import Markup
    from matplotlib.figure import Figure


@dataclass(frozen=True, slots=True)
class Line:
    """One activation's line in the table, each cell ready to be printed."""

    label: str
    leads: bool
    score: str
    interval: str
    behind: str
    improvement: str
    log_loss: str
    calibration_error: str
    rate: str
    at_edge: bool
    diverged: str
    dead: str
    saturated: str
    microseconds: str
    p_value: str


def lines(comparison: Comparison, lang: str) -> list[Line]:
    """Return the table's lines, best first; "–" stands where there is no number.

    A leading group is marked only where it does not hold everybody.
    """
    accuracy = comparison.score == "accuracy"
    factor, digits = (100.0, 1) if accuracy else (1.0, 3)
    marked = not all(row.best for row in comparison.rows)

    def cell(value: float | None, times: float = 1.0, decimals: int = 1) -> str:
        return "–" if value is None else written(value * times, decimals, lang, fixed=True)

    def ends(low: float | None, high: float | None, times: float, decimals: int) -> str:
        if low is None or high is None:
            return ""
        return f"{cell(low, times, decimals)} … {cell(high, times, decimals)}"

    def line(place: int, row: Row) -> Line:
        behind = ends(row.difference_low, row.difference_high, factor, digits)
        beats = ends(row.improvement_low, row.improvement_high, 100.0, 0)
        gap = "–" if place == 0 else cell(row.difference, factor, digits)
        return Line(
            label=row.label,
            leads=marked and row.best,
            score=cell(row.score, factor, digits),
            interval=ends(row.low, row.high, factor, digits) or "–",
            behind=f"{gap} ({behind})" if behind else gap,
            improvement=cell(row.improvement, 100.0, 0) + (f" ({beats})" if beats else ""),
            log_loss=cell(row.log_loss, 1.0, 3),
            calibration_error=cell(row.calibration_error, 100.0),
            rate=written(row.rate, 2, lang),
            at_edge=row.rate_at_edge,
            diverged=f"{row.diverged}/{row.runs}",
            dead=cell(row.dead, 100.0),
            saturated=cell(row.saturated, 100.0),
            microseconds=cell(row.microseconds),
            p_value=_p_value(row.p_value, lang),
        )

    return [line(place, row) for place, row in enumerate(comparison.rows)]


@dataclass(frozen=True, slots=True)
class Treatments:
    """Each activation's validation score, and the verdict, by three treatments of the rate."""

    rows: list[tuple[str, list[str]]]
    verdicts: list[str]


def treatments(comparison: Comparison, lang: str) -> Treatments | None:
    """Return what the choice of the rate does to the verdict; None where there was one rate."""
    if not comparison.standings:
        return None
    factor, digits = (100.0, 1) if comparison.score == "accuracy" else (1.0, 3)
    return Treatments(
        rows=[
            (
                row.label,
                [
                    written(each.scores[place] * factor, digits, lang, fixed=True)
                    for each in comparison.standings
                ],
            )
            for place, row in enumerate(comparison.rows)
        ],
        verdicts=[_in_brief(each, lang) for each in comparison.standings],
    )


def _in_brief(standing: Standing, lang: str) -> str:
    from babel.lists import format_list

    _ = translator(lang)
    told = {
        "winner": _("{names} wins"),
        "equals": _("{names} lead"),
        "none": _("no difference found"),
        "too_few": _("not enough runs"),
    }
    return told[standing.kind].format(names=format_list(standing.names, locale=lang))


def _p_value(value: float | None, lang: str) -> str:
    if value is None:
        return "–"
    if value < 0.001:
        return f"< {written(0.001, 1, lang)}"
    return written(value, 3, lang, fixed=True)


@dataclass(frozen=True, slots=True)
class Contender:
    """An activation's formulas as MathML, its parameters, and its plots as SVG."""

    label: str
    rate: str
    formula: Markup
    derivative: Markup
    parameters: list[tuple[Markup, str]]
    curve: Markup
    learning: Markup


def contenders(comparison: Comparison, lang: str) -> list[Contender]:
    """Return what is shown of every activation, in the order of the table."""
    with plots.own_style(FONT_SIZE):
        return [
            _contender(comparison, place, row, lang) for place, row in enumerate(comparison.rows)
        ]


def _contender(comparison: Comparison, place: int, row: Row, lang: str) -> Contender:
    _ = translator(lang)
    left, slope = _left_sides(row.activation)
    return Contender(
        label=row.label,
        rate=written(row.rate, 2, lang),
        formula=_math(f"{left} = {row.activation.latex(lang)}"),
        derivative=_math(f"{slope} = {row.activation.derivative_latex(lang)}"),
        parameters=_parameters(row.activation, lang),
        curve=svg.inline(
            _curve(row.activation, lang),
            f"curve-{place}",
            _("{name}: the function and its derivative").format(name=row.label),
        ),
        learning=svg.inline(
            learning(comparison, row, lang),
            f"learning-{place}",
            _("{name}: validation score and loss, epoch by epoch").format(name=row.label),
            _last_epoch(comparison, row, lang),
        ),
    )


def _math(latex: str) -> Markup:
    """Return MathML for a page, where it needs no namespace."""
    from markupsafe import Markup

    from actlas.symbolic.notation import mathml

    # Safe to trust: latex2mathml writes it from our own formulas, and escapes what it meets.
    return Markup(re.sub(r' xmlns="[^"]*"', "", mathml(latex)))  # noqa: S704


def _parameters(activation: Activation, lang: str) -> list[tuple[Markup, str]]:
    """Return the sign that formulas have for each parameter, and its value."""
    from actlas.symbolic.notation import write_latex
    from actlas.symbolic.references import symbol

    definition = activation.definition
    if not isinstance(definition, Elementwise):
        return []
    return [
        (_math(write_latex(definition, symbol(name), lang)), written(value, 6, lang))
        for name, value in activation.parameters.items()
    ]


def _curve(activation: Activation, lang: str) -> Figure:
    figure = canvas(NARROW, 250)
    ax = plots.draw(activation, figure.add_subplot(), palette=STAND_IN, lang=lang)
    ax.set_title("")  # the name stands above the formulas
    return figure


def _left_sides(activation: Activation) -> tuple[str, str]:
    if activation.elementwise:
        return "f(z)", "f′(z)"
    return "s_{i}", r"\frac{\partial s_{i}}{\partial z_{j}}"


def _last_epoch(comparison: Comparison, row: Row, lang: str) -> str:
    _ = translator(lang)
    point = next(point for point in row.rates if point.rate == row.rate)
    accuracy = comparison.score == "accuracy"
    score = (
        written(point.score * 100, 3, lang) + " %" if accuracy else written(point.score, 3, lang)
    )
    return _("After the last epoch the mean validation score is {score}.").format(score=score)


def seed_plot(comparison: Comparison, lang: str) -> tuple[Markup, Markup]:
    """Return the plot of every seed's score, wide and narrow."""
    _ = translator(lang)
    title = _("The test score of every seed, with mean and interval, for each activation")
    told = "; ".join(
        f"{line.label}: {line.score} ({line.interval})" for line in lines(comparison, lang)
    )
    return _both("dots", lambda width: dots(comparison, lang, width), title, told)


def rate_plot(comparison: Comparison, lang: str) -> tuple[Markup, Markup]:
    """Return the plot of validation score against learning rate, wide and narrow."""
    _ = translator(lang)
    title = _("The validation score of each activation at every learning rate tried")
    told = _("Chosen rates: {rates}").format(
        rates="; ".join(f"{row.label} {written(row.rate, 2, lang)}" for row in comparison.rows)
    )
    return _both("rates", lambda width: rates(comparison, lang, width), title, told)


def _both(
    name: str, figure: Callable[[float], Figure], title: str, description: str
) -> tuple[Markup, Markup]:
    with plots.own_style(FONT_SIZE):
        wide = svg.inline(figure(WIDE), f"{name}-wide", title, description)
        narrow = svg.inline(figure(NARROW), f"{name}-narrow", title, description)
    return wide, narrow
