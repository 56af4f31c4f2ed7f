"""`actlas eval`: the value and the derivative of an activation at some numbers."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated, Any

import typer

from actlas.cli import options
from actlas.errors import UsageError
from actlas.language import _, current_language, format_number

if TYPE_CHECKING:
    from actlas.activation import Activation

DECIMALS = 4


def register(app: typer.Typer) -> None:
    """Add the command to the program."""
    app.command(
        "eval",
        help=_(
            "Compute f(z) and f′(z) for some numbers z. Try `actlas eval elu -1 1 2 3`. Softmax"
            " takes the numbers as one vector and shows its Jacobian:"
            " `actlas eval softmax -1 1 2 3 --dim 0`. So do gates: `actlas eval glu -1 1 2 3`."
        ),
        # A negative number looks like an option; unknown options come in as values, and are
        # told from numbers below.
        context_settings={"ignore_unknown_options": True},
    )(evaluate)


def evaluate(
    context: typer.Context,
    name: Annotated[str, options.name_argument()],
    values: Annotated[
        list[str],
        typer.Argument(
            metavar=_("VALUES..."),
            help=_("Numbers, such as -1 0.5 1e-3 inf nan."),
            show_default=False,
        ),
    ],
    assignments: Annotated[list[str] | None, options.set_option()] = None,
    dim: Annotated[
        int | None,
        typer.Option(
            parser=options.whole,
            metavar="0",
            help=_("The dimension that softmax works along; the numbers are a vector, so it is 0."),
        ),
    ] = None,
    as_json: Annotated[bool, options.json_option()] = False,
) -> None:
    """Print a table of z, f(z) and f′(z), or a vector and its Jacobian."""
    from actlas.cli.output import write, write_json

    numbers = [_number(text, context) for text in values]
    activation = options.activation(name, assignments or (), dim=dim).require_dim()
    if activation.dim not in (None, 0, -1):
        raise UsageError(
            "the numbers are one vector, which has no dim={dim}; write --dim 0", dim=activation.dim
        )
    found = _computed(activation, numbers)
    if as_json:
        write_json(found)
        return
    write(f"{activation.label}\n\n")
    if activation.elementwise:
        write(_columns(["z", *found["z"]], ["f(z)", *found["f"]], ["f′(z)", *found["derivative"]]))
    else:
        rest = [""] * abs(len(found["z"]) - len(found["f"]))
        longer = len(found["z"]) > len(found["f"])
        z, f = (found["z"], found["f"] + rest) if longer else (found["z"] + rest, found["f"])
        write(_columns(["z", *z], ["s = f(z)", *f]))
        write("\n\n" + _("Jacobian: row i, column j holds ∂s_i/∂z_j") + "\n\n")
        write(_columns(*zip(*found["jacobian"], strict=True)))
    write("\n")


def _number(text: str, context: typer.Context) -> float:
    try:
        return float(text)
    except ValueError:
        pass
    if text.startswith("--"):
        from click import NoSuchOption

        known = [each for option in context.command.params for each in option.opts]
        raise NoSuchOption(text.partition("=")[0], possibilities=known, ctx=context)
    raise UsageError(
        "{text!r} is not a number; write numbers with a decimal point, such as -1 0.5 1e-3",
        text=text,
    )


def _computed(activation: Activation, numbers: list[float]) -> dict[str, Any]:
    import numpy as np

    z = np.array(numbers, dtype=np.float64)
    slopes = "derivative" if activation.elementwise else "jacobian"
    return {
        "name": activation.name,
        "label": activation.label,
        "parameters": dict(activation.parameters),
        "z": z.tolist(),
        "f": activation(z).tolist(),
        slopes: activation.prime(z).tolist(),
    }


def _columns(*columns: Sequence[Any]) -> str:
    """Return columns of numbers under their headings, if any, right-aligned."""
    cells = [[_shown(each) for each in column] for column in columns]
    widths = [max(len(each) for each in column) for column in cells]
    return "\n".join(
        "   ".join(f"{cell:>{width}}" for cell, width in zip(row, widths, strict=True)).rstrip()
        for row in zip(*cells, strict=True)
    )


def _shown(cell: str | float) -> str:
    if isinstance(cell, str):
        return cell
    return format_number(cell, DECIMALS, current_language(), fixed=True)
