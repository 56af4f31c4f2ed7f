"""The program put together: its commands, and the options that all of them have."""

from __future__ import annotations

from collections.abc import Sequence
from importlib import import_module
from typing import Annotated

import click
import typer
from typer.core import TyperGroup, TyperOption
from typer.main import get_command

import actlas
from actlas.language import LANGUAGES, _

COMMANDS = ("list", "show", "eval", "code", "depth", "compare", "bench")
"""Each is a file beside this one that registers itself; help shows them in this order."""


def build() -> click.Group:
    """Return the program, its help in the language in use now.

    Annotations are text until Typer reads them here, so that `_` within them speaks that language.
    """
    app = typer.Typer(
        cls=Program,
        add_completion=False,
        rich_markup_mode=None,
        pretty_exceptions_enable=False,
        subcommand_metavar=_("COMMAND [ARGS]..."),
        suggest_commands=False,  # Click does it, and in the user's language
    )
    app.callback(
        help=_(
            "Everything about a neural network's activation function, from one definition: know"
            " it, see it, use it, compare it."
        ),
        epilog=_(
            "With --json, standard output is exactly one JSON document, also when something goes"
            ' wrong: {"error": …}. Exit codes: 0 done, 1 the work failed, 2 bad usage, 130'
            " interrupted."
        ),
    )(_program)
    for name in COMMANDS:
        import_module(f"actlas.cli.{name}").register(app)
    built = get_command(app)
    assert isinstance(built, click.Group)  # Typer makes a group of several commands
    for each in (built, *built.commands.values()):
        each.options_metavar = _("[OPTIONS]")
        each.params.append(_language_option())
    for command in built.commands.values():
        command.params.append(_define_option())
    return built


class Program(TyperGroup):
    """The program, which knows the options of its commands and says where they belong."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Read what stands before the command's name."""
        words = list(args)
        try:
            return super().parse_args(ctx, args)
        except click.NoSuchOption as refused:
            name = self._command_with(refused.option_name, words)
            if name is None:
                raise
            raise click.UsageError(
                _("{option} stands after the command: actlas {command} … {option}").format(
                    option=refused.option_name, command=name
                ),
                ctx,
            ) from None

    def _command_with(self, option: str, words: Sequence[str]) -> str | None:
        """Return the command that has an option: the one that was asked for, else the first."""
        having = [
            name
            for name, command in self.commands.items()
            if any(option in each.opts for each in command.params)
        ]
        return next((each for each in words if each in having), next(iter(having), None))


def _version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"actlas {actlas.__version__}")
        raise typer.Exit


def _program(
    version: Annotated[
        bool,
        typer.Option(
            "--version", is_eager=True, callback=_version, help=_("Show the version and exit.")
        ),
    ] = False,
) -> None:
    pass


def _language_option() -> click.Option:
    # Its value is read before Click is imported, since Click's own words depend on it; here it is
    # described, and checked.
    return TyperOption(
        param_decls=["--lang"],
        type=click.Choice(LANGUAGES),
        expose_value=False,
        help=_("Language of what is shown; by default that of the environment."),
    )


def _define_option() -> click.Option:
    # Eager, so that what it defines has its name before another option asks for it.
    return TyperOption(
        param_decls=["--define"],
        multiple=True,
        metavar=_("DEFINITION"),
        is_eager=True,
        expose_value=False,
        callback=_define,
        help=_(
            "Define an activation of your own first: the path of a .toml file, or one line such as"
            ' "bent(alpha=0.5) = where(z > 0, z, alpha*z)"; may be repeated.'
        ),
    )


def _define(_context: click.Context, _option: click.Parameter, given: Sequence[str] | None) -> None:
    if not given:
        return
    from actlas.define import define

    for text in given:
        define(text)
