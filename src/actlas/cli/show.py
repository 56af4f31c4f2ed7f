"""`actlas show`: one activation's page, for a terminal of 80 columns."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from actlas.cli import options
from actlas.language import _, current_language


def register(app: typer.Typer) -> None:
    """Add the command to the program."""
    app.command(
        "show",
        help=_(
            "Show what is known of an activation. What it is, its formula and derivative, a plot"
            " of both, its properties, advantages and disadvantages, and where it comes from."
        ),
    )(show)


def show(
    name: Annotated[str, options.name_argument()],
    plot: Annotated[
        Path | None,
        typer.Option(
            metavar=_("FILE"),
            help=_("Draw f and f′ into this file, too; its name ends in .png or .svg."),
        ),
    ] = None,
    assignments: Annotated[list[str] | None, options.set_option()] = None,
    as_json: Annotated[bool, options.json_option()] = False,
) -> None:
    """Print an activation's page."""
    from actlas.cli.output import write, write_json

    activation = options.activation(name, assignments or ())
    if plot is not None:
        from actlas.atlas.plots import save

        save(activation, plot, current_language())
    if as_json:
        from actlas.cli.facts import facts

        write_json({**facts(activation), "plot": None if plot is None else str(plot)})
        return
    from actlas.cli.sheet import print_sheet

    print_sheet(activation)
    if plot is not None:
        write("\n" + _("Plot: {path}").format(path=plot) + "\n")
