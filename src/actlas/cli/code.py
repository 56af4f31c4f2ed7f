"""`actlas code`: runnable source of an activation, or of the network in either style."""

from __future__ import annotations

from typing import Annotated

import typer

from actlas import catalogue, spelling
from actlas.cli import options
from actlas.errors import UnknownName, UsageError
from actlas.language import _

NETWORK = "network"
STYLES = ("module", "functional")


def register(app: typer.Typer) -> None:
    """Add the command to the program."""
    app.command(
        "code",
        help=_(
            "Print Python source that runs. Of an activation: f and f′ in plain Python, and both of"
            " PyTorch's forms. Of `network`: a network of two layers in either style."
        ),
    )(print_code)


def print_code(
    name: Annotated[
        str,
        typer.Argument(
            metavar=_("NAME|network"),
            help=_('An activation, as in elu or "elu(alpha=0.5)", or the word network.'),
            show_default=False,
        ),
    ],
    style: Annotated[
        str | None,
        typer.Option(
            metavar="|".join(STYLES),
            help=_("Of the network: activations as modules, or as functions; module by default."),
        ),
    ] = None,
    activation: Annotated[
        str | None,
        typer.Option(
            metavar=_("NAME"), help=_("Of the network: its hidden activation; relu by default.")
        ),
    ] = None,
    as_json: Annotated[bool, options.json_option()] = False,
) -> None:
    """Print the source, and nothing else, so that it can be written to a file and run."""
    from actlas.atlas.source import activation_source, network_source
    from actlas.cli.output import write, write_json

    _meant_otherwise(name)
    if name == NETWORK:
        source = network_source(style or STYLES[0], activation or "relu")
    elif style is not None or activation is not None:
        raise UsageError(
            "--style and --activation are for `actlas code network`; leave them out with {name!r}",
            name=name,
        )
    else:
        source = activation_source(name)
    if as_json:
        write_json({"name": name, "source": source})
    else:
        write(source)


def _meant_otherwise(name: str) -> None:
    """Refuse what is nearly the word network, and no activation."""
    if not spelling.near(name, [NETWORK]) or name == NETWORK:
        return
    try:
        catalogue.canonical(name)
    except UnknownName:
        raise UsageError(
            "no activation is called {name!r}; did you mean {hint}?", name=name, hint=NETWORK
        ) from None
