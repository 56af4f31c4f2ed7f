"""`actlas depth`: what becomes of signal and gradient through many layers of an activation."""

from __future__ import annotations

import math
from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated, Any

import typer

from actlas.cli import options
from actlas.errors import WorkFailed
from actlas.language import _, current_language, format_number, mark, translator

if TYPE_CHECKING:
    from collections.abc import Iterator

    from actlas.cli.output import Paper
    from actlas.symbolic.depth import Depth, Edge, FixedPoint

MARGIN = 2
LAYERS = 50


def register(app: typer.Typer) -> None:
    """Add the command to the program."""
    app.command(
        "depth",
        help=_(
            "Follow signal and gradient through the layers of a wide random network. Weights have"
            " variance σ_w²/N and biases σ_b². Try `actlas depth tanh --sigma-w 1.5 --sigma-b"
            " 0.2`."
        ),
    )(depth)


def depth(
    name: Annotated[str, options.name_argument()],
    sigma_w: Annotated[
        float | None,
        typer.Option(
            parser=options.real,
            metavar="1.5",
            help=_("σ_w of the weights; by default the gain, which keeps a variance of 1."),
        ),
    ] = None,
    sigma_b: Annotated[
        float,
        typer.Option(parser=options.real, metavar="0.2", help=_("σ_b of the biases.")),
    ] = 0.0,
    layers: Annotated[
        int,
        typer.Option(
            parser=options.whole, metavar="50", help=_("How many layers follow the first.")
        ),
    ] = LAYERS,
    assignments: Annotated[list[str] | None, options.set_option()] = None,
    as_json: Annotated[bool, options.json_option()] = False,
) -> None:
    """Print variances, gradient factors, fixed points, the phase and the edge of chaos."""
    from actlas import propagation
    from actlas.cli.output import Paper, write_json

    activation = options.activation(name, assignments or ())
    found = propagation.depth(activation, sigma_w, sigma_b, layers=layers)
    try:
        edge = propagation.edge_of_chaos(activation, sigma_b)
    except WorkFailed:
        edge = None
    if as_json:
        write_json(
            {
                "name": activation.name,
                "label": activation.label,
                "parameters": dict(activation.parameters),
                **_data(found),
                "edge_of_chaos": None if edge is None else edge._asdict(),
            }
        )
        return
    _print(Paper(), activation.label, found, edge)


def _data(found: Depth) -> dict[str, Any]:
    stable = [each.stable for each in found.fixed_points]
    plain = asdict(found)
    for point, settles in zip(plain["fixed_points"], stable, strict=True):
        point["stable"] = settles
    return {**plain, "gradient_growth": found.gradient_growth}


PHASES = {
    "ordered": mark("ordered: two inputs become alike, and gradients vanish"),
    "critical": mark("critical: the edge of chaos, where gradients keep their size"),
    "chaotic": mark("chaotic: two inputs part, and gradients explode"),
    "exploding": mark("exploding: the variance grows without end"),
}


def _print(paper: Paper, label: str, found: Depth, edge: Edge | None) -> None:
    from actlas.cli.traits import number

    said = _("{label}, σ_w = {sigma_w}, σ_b = {sigma_b}")
    paper.text(
        said.format(label=label, sigma_w=number(found.sigma_w), sigma_b=number(found.sigma_b)),
        style="bold",
    )
    paper.heading(_("Signal and gradient"))
    paper.lines(_table(found), MARGIN)
    paper.heading(_("Fixed points of the variance"))
    for line in _fixed(found):
        paper.text(line, MARGIN)
    paper.heading(_("Phase"))
    paper.text(translator(current_language())(PHASES[found.phase]), MARGIN)
    paper.heading(_("Edge of chaos for this σ_b"))
    paper.text(_edge(edge), MARGIN)


_STEPS = (0, 1, 2, 5, 10, 20, 50, 100, 200, 500, 1_000, 2_000, 5_000, 10_000)


def _table(found: Depth) -> Iterator[str]:
    from actlas.cli.traits import number

    last = len(found.variances) - 1
    rows = [(_("layer"), _("variance q"), _("gradient²: χ"), _("product"))]
    growth = 1.0
    for layer, q in enumerate(found.variances):
        factor = found.gradient_factors[layer - 1] if layer else math.nan
        growth *= factor if layer else 1.0
        if layer in _STEPS or layer == last:
            told = (number(factor), _short(growth)) if layer else ("", "")
            rows.append((str(layer), number(q), *told))
    widths = [max(len(row[column]) for row in rows) for column in range(4)]
    for row in rows:
        yield "   ".join(f"{cell:>{width}}" for cell, width in zip(row, widths, strict=True))


def _short(x: float) -> str:
    return format_number(x, 3, current_language())


def _fixed(found: Depth) -> Iterator[str]:
    from actlas.cli.traits import number

    if found.neutral:
        yield _("every variance is a fixed point: it is kept, and none is singled out")
    elif not found.fixed_points:
        yield _("none")
    for each in found.fixed_points:
        yield _("q = {variance}: {settles}; slope of the map {slope}, χ = {chi}").format(
            variance=number(each.variance),
            settles=_settles(each),
            slope=number(each.slope),
            chi=number(each.chi),
        )


def _settles(point: FixedPoint) -> str:
    return _("stable") if point.stable else _("not stable")


def _edge(edge: Edge | None) -> str:
    from actlas.cli.traits import number

    if edge is None:
        return _("there is none")
    squared = number(edge.sigma_w**2)
    if edge.neutral:
        said = _("σ_w = {sigma_w} (σ_w² = {squared}), at every variance: each is a fixed point")
        return said.format(sigma_w=number(edge.sigma_w), squared=squared)
    return _("σ_w = {sigma_w} (σ_w² = {squared}), at q = {variance}").format(
        sigma_w=number(edge.sigma_w), squared=squared, variance=number(edge.variance)
    )
