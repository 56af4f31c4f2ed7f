"""`actlas list`: every activation with its formula and its name in full."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from actlas import catalogue
from actlas.cli import formulas, options
from actlas.cli.output import Paper, write_json
from actlas.cli.pages import page
from actlas.definition import Kind
from actlas.language import _

if TYPE_CHECKING:
    from actlas.atlas.prose import Prose


def register(app: typer.Typer) -> None:
    """Add the command to the program."""
    app.command("list", help=_("List the activations with their formulas."))(list_activations)


def list_activations(as_json: Annotated[bool, options.json_option()] = False) -> None:
    """Print a table of all activations."""
    pages = [(page(name), catalogue.definition(name)) for name in catalogue.names()]
    if as_json:
        write_json([_entry(*each) for each in pages])
        return
    paper = Paper()
    margin = max(len(prose.name) for prose, _definition in pages) + 2
    for prose, definition in pages:
        paper.text(f"{prose.title} · {prose.full_name}", margin, word=prose.name)
        paper.text(formulas.in_a_row(formulas.as_defined(definition)), margin)


def _entry(prose: Prose, definition: Kind) -> dict[str, Any]:
    return {
        "name": prose.name,
        "title": prose.title,
        "full_name": prose.full_name,
        "formula": formulas.in_a_row(formulas.as_defined(definition)),
        "summary": prose.summary,
        "parameters": [each.name for each in definition.parameters],
    }
