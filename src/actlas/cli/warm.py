"""`actlas warm`: compile native kernels before anyone waits for them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated, Any

import typer

from actlas.cli import options
from actlas.errors import UsageError
from actlas.language import _, current_language, format_number

if TYPE_CHECKING:
    from actlas.targets.native.warming import Warmed

_DTYPES = ("float32", "float64", "bfloat16", "float16")


def register(app: typer.Typer) -> None:
    """Add the command to the program."""
    app.command(
        "warm",
        help=_(
            "Compile the native kernels of activations, all or those that are named, and keep them,"
            " so that no first call has to wait. Try `actlas warm gelu mish`."
        ),
    )(warm)


def warm(
    names: Annotated[
        list[str] | None,
        typer.Argument(
            metavar=_("[NAMES]..."),
            help=_("Activations, as in gelu mish; all of them, where none is named."),
            show_default=False,
        ),
    ] = None,
    dtypes: Annotated[
        list[str] | None,
        typer.Option(
            "--dtype",
            metavar="float32",
            help=_(
                "For tensors of this type: float32 unless told, float64, bfloat16 or float16; may"
                " be repeated."
            ),
        ),
    ] = None,
    as_json: Annotated[bool, options.json_option()] = False,
) -> None:
    """Compile, and print what serves each activation from now on."""
    from actlas.cli.output import write, write_json
    from actlas.cli.progress import counted

    wanted = _wanted(names or ())
    kinds = _known(dtypes or ["float32"])
    done: list[Warmed] = []
    with counted(_("compiling"), len(wanted) * len(kinds)) as count:
        for name in wanted:
            for kind in kinds:
                count(len(done), name)
                done.append(_warmed(name, kind))
    if as_json:
        write_json([_as_data(each) for each in done])
        return
    write(_table(done))


def _wanted(names: Sequence[str]) -> list[str]:
    """Return the names of activations that work number by number: those asked for, or all."""
    from actlas import catalogue
    from actlas.definition import Elementwise

    if not names:
        every = catalogue.names()
        return [each for each in every if isinstance(catalogue.definition(each), Elementwise)]
    found = [catalogue.canonical(each) for each in names]
    for each in found:
        if not isinstance(catalogue.definition(each), Elementwise):
            raise UsageError(
                "{name} works along a dimension; only functions of one number are compiled"
                " beforehand",
                name=each,
            )
    return found


def _known(dtypes: Sequence[str]) -> list[str]:
    for each in dtypes:
        if each not in _DTYPES:
            raise UsageError(
                "--dtype is one of: {known}; got {value!r}", known=", ".join(_DTYPES), value=each
            )
    return list(dict.fromkeys(dtypes))


def _warmed(name: str, kind: str) -> Warmed:
    import torch

    from actlas import catalogue
    from actlas.definition import Elementwise
    from actlas.targets.native.warming import warm

    definition = catalogue.definition(name)
    assert isinstance(definition, Elementwise)
    return warm(name, definition, getattr(torch, kind))


def _as_data(each: Warmed) -> dict[str, Any]:
    return {
        "name": each.name,
        "dtype": each.dtype,
        "values": each.values or None,
        "gradients": each.gradients or None,
        "seconds": round(each.seconds, 3),
    }


def _table(done: Sequence[Warmed]) -> str:
    """Return a line for each activation: who computes its values and its gradients, how long."""
    said = {
        "single": _("in float32"),
        "middle": _("in float64, for float32"),
        "double": _("in float64"),
        "": _("by PyTorch's operations"),
    }
    rows = [
        (
            each.name,
            each.dtype,
            said[each.values],
            said[each.gradients],
            format_number(each.seconds, 2, current_language(), fixed=True),
        )
        for each in done
    ]
    heads = (_("activation"), _("tensors"), _("values"), _("gradients"), _("seconds"))
    widths = [max(len(row[n]) for row in (heads, *rows)) for n in range(len(heads))]
    lines = [
        "  ".join(
            f"{cell:>{width}}" if n == len(heads) - 1 else f"{cell:<{width}}"
            for n, (cell, width) in enumerate(zip(row, widths, strict=True))
        )
        for row in (heads, *rows)
    ]
    return "\n".join(lines) + "\n"
