"""The options that several commands share, and how their texts are read."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any, TypeVar

import typer

from actlas.errors import UsageError
from actlas.language import _

if TYPE_CHECKING:
    from actlas.activation import Activation

_Number = TypeVar("_Number", int, float)


def json_option() -> Any:
    """`--json`."""
    return typer.Option(
        "--json",
        help=_(
            "Print exactly one JSON document; numbers that are not finite are the texts"
            ' "NaN", "Infinity" and "-Infinity".'
        ),
    )


def set_option() -> Any:
    """`--set NAME=NUMBER`, as often as wanted."""
    return typer.Option(
        "--set",
        metavar=_("NAME=NUMBER"),
        help=_("Set a parameter, as in --set alpha=0.5; may be repeated."),
    )


def name_argument() -> Any:
    """`NAME`, of an activation."""
    return typer.Argument(
        metavar=_("NAME"),
        help=_('An activation, as in elu or "elu(alpha=0.5)"; `actlas list` names them all.'),
        show_default=False,
    )


def activation(name: str, assignments: Sequence[str] = (), **bound: int | None) -> Activation:
    """Return the activation that NAME and `--set` ask for.

    Args:
        name: a name or a specification.
        assignments: texts such as `alpha=0.5`, which override the specification.
        **bound: further parameters, left out where they are None.

    Raises:
        UsageError: a text is not an assignment.
        ActlasError: whatever `actlas.get` finds wrong.

    Example:
        >>> activation("elu", ["alpha=0.5"]).label
        'elu(alpha=0.5)'
    """
    from actlas.activation import get

    given: dict[str, Any] = {key: value for key, value in bound.items() if value is not None}
    for assignment in assignments:
        key, equals, value = (part.strip() for part in assignment.partition("="))
        if not (key and equals and value):
            raise UsageError(
                "--set takes a name and a number, as in --set alpha=0.5; got {text!r}",
                text=assignment,
            )
        try:
            given[key] = float(value)
        except ValueError:
            given[key] = value  # refused below, with the values that the parameter may take
    return get(name, **given)


def split_names(text: str) -> list[str]:
    """Split a list on the commas that are outside parentheses.

    Example:
        >>> split_names("relu, elu(alpha=0.5), leaky_relu(0.2)")
        ['relu', 'elu(alpha=0.5)', 'leaky_relu(0.2)']
    """
    parts = re.split(r",(?![^()]*\))", text)
    return [part.strip() for part in parts if part.strip()]


def split_numbers(option: str, text: str, kind: type[int] | type[float]) -> tuple[Any, ...]:
    """Read a list of numbers separated by commas.

    Raises:
        UsageError: a part is not a number of that kind.

    Example:
        >>> split_numbers("--hidden", "64,64", int)
        (64, 64)
    """
    try:
        return tuple(kind(part) for part in text.split(","))
    except ValueError:
        pass
    if kind is int:
        raise UsageError(
            "{option} takes whole numbers separated by commas, such as 64,64; got {text!r}",
            option=option,
            text=text,
        )
    raise UsageError(
        "{option} takes numbers separated by commas, such as 0.001,0.01; got {text!r}",
        option=option,
        text=text,
    )


def whole(text: str) -> int:
    """Read a whole number, for Typer.

    Raises:
        typer.BadParameter: the text is not one.
    """
    return _read(int, text, _("{text!r} is not a whole number"))


def real(text: str) -> float:
    """Read a number, for Typer.

    Raises:
        typer.BadParameter: the text is not one.
    """
    return _read(float, text, _("{text!r} is not a number"))


def _read(kind: Callable[[str], _Number], text: str, refusal: str) -> _Number:
    try:
        return kind(text)
    except ValueError:
        # Typer would take a ValueError of ours for its own, and drop what it says.
        raise typer.BadParameter(refusal.format(text=text)) from None
