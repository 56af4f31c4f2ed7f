"""`actlas list`: every activation with its formula and its name in full, or those that fit."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Annotated, Any

import typer

from actlas import catalogue
from actlas.cli import formulas, options
from actlas.cli.output import Paper, write_json
from actlas.cli.pages import page
from actlas.definition import Kind
from actlas.language import _, current_language, format_number

if TYPE_CHECKING:
    from actlas.atlas.prose import Prose

Distances = dict[str, float]
"""How far each activation is from the one that `--like` names; empty without it."""


def register(app: typer.Typer) -> None:
    """Add the command to the program."""
    app.command(
        "list",
        help=_(
            "List the activations with their formulas. All of them, or those that a description"
            " fits, that PyTorch has, or that are like another one."
        ),
    )(list_activations)


def list_activations(
    where: Annotated[
        str | None,
        typer.Option(
            metavar=_("DESCRIPTION"),
            help=_(
                'Only those that fit, as in "smooth and not monotone" or "torch and gain > 1.2".'
            ),
        ),
    ] = None,
    like: Annotated[
        str | None,
        typer.Option(
            metavar=_("NAME"),
            help=_("From the one nearest to this on, for inputs that are normally distributed."),
        ),
    ] = None,
    torch: Annotated[
        bool, typer.Option("--torch", help=_("Only those that PyTorch has, too."))
    ] = False,
    as_json: Annotated[bool, options.json_option()] = False,
) -> None:
    """Print a table of activations."""
    names, distances = catalogue.names(), {}
    if like is not None:
        from actlas.selection import nearest

        distances = dict(nearest(options.activation(like)))
        names = list(distances)
    if torch:
        names = [each for each in names if catalogue.definition(each).twin is not None]
    unknown: list[str] = []
    if where is not None:
        names, unknown = _fitting(where, names)
    pages = [(page(name), catalogue.definition(name)) for name in names]
    if as_json:
        write_json([_entry(*each, distances) for each in pages])
    else:
        _print(pages, distances)
    if unknown:
        sys.stderr.write(
            _("not known of: {names}").format(names=", ".join(unknown)) + "\n",
        )


def _fitting(where: str, names: list[str]) -> tuple[list[str], list[str]]:
    """Return those that the description fits, and those of which that is not known."""
    from actlas.activation import get
    from actlas.selection import described

    asks = described(where)
    answers = {name: asks(get(name)) for name in names}
    return (
        [name for name, answer in answers.items() if answer],
        [name for name, answer in answers.items() if answer is None],
    )


def _print(pages: list[tuple[Prose, Kind]], distances: Distances) -> None:
    paper = Paper()
    margin = max((len(prose.name) for prose, _definition in pages), default=0) + 2
    for prose, definition in pages:
        paper.text(f"{prose.title} · {prose.full_name}", margin, word=prose.name)
        paper.text(formulas.in_a_row(formulas.as_defined(definition)), margin)
        if prose.name in distances:
            gap = format_number(distances[prose.name], 3, current_language())
            paper.text(_("distance {gap}").format(gap=gap), margin, style="dim")
    if not pages:
        paper.text(_("No activation fits."))


def _entry(prose: Prose, definition: Kind, distances: Distances) -> dict[str, Any]:
    entry = {
        "name": prose.name,
        "title": prose.title,
        "full_name": prose.full_name,
        "formula": formulas.in_a_row(formulas.as_defined(definition)),
        "summary": prose.summary,
        "parameters": [each.name for each in definition.parameters],
        "torch": definition.twin is not None,
    }
    return entry | ({"distance": distances[prose.name]} if prose.name in distances else {})
