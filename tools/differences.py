"""Write docs/differences.md: where actlas says something else than PyTorch, and why.

It is gathered from the definitions, whose every difference a test runs in PyTorch.
"""

from __future__ import annotations

import math
from pathlib import Path

import actlas
from actlas import catalogue
from actlas.definition import Difference

FILE = Path(__file__).parent.parent / "docs" / "differences.md"

_OPENING = """\
# Where actlas differs from PyTorch

Written by `make docs` from the definitions in `src/actlas/definitions/`. The tests run PyTorch at
every place in the tables and fail when a difference is gone. Everywhere else value and gradient are
PyTorch's, to the last places of the dtype; second derivatives too, where PyTorch has them.

A place is the number that shows the difference, in the dtype named. Where PyTorch's code for many
numbers says something else than its code for one, it is enough that either differs.

## For all activations

- Whole numbers become the default float. PyTorch keeps, converts or refuses them, function by
  function.
- A parameter outside its domain is refused, and told at once; PyTorch computes on with some of
  them, such as a negative `lambd`. The error is a `ValueError`, a `TypeError` and a `RuntimeError`
  at once: PyTorch raises one of them, function by function.
- A vector activation without `dim` is refused; PyTorch guesses one, and warns.
"""

_ORDERS = ("value", "slope", "second derivative")
_REACHES = {
    "point": "",
    "outward": " and beyond",
    "inward": " and nearer to 0",
    "everywhere": " and everywhere else",
}


def text() -> str:
    """Return the page, in Markdown."""
    parts = [_OPENING]
    for name in actlas.names():
        definition = catalogue.definition(name)
        lines = [
            f"- `{each.name}` is taken at {each.default:g} alone: {each.reason}."
            for each in definition.kept
        ]
        if definition.differences:
            lines += ["| of | at z = | PyTorch | actlas | why |", "|---|---|---|---|---|"]
            lines += [_row(each) for each in definition.differences]
        if lines:
            title = f"## {name}"
            parts.append("\n".join([title, "", *_apart(lines)]) + "\n")
    return "\n".join(parts)


def _apart(lines: list[str]) -> list[str]:
    """Leave a line free between a list and a table."""
    table = next((place for place, line in enumerate(lines) if line.startswith("|")), 0)
    return [*lines[:table], "", *lines[table:]] if table else lines


def _row(each: Difference) -> str:
    places = ", ".join(_number(at) for at in each.at) + _REACHES[each.reach]
    cells = (_ORDERS[each.order], f"{places} ({each.dtype})", each.theirs, each.ours, each.reason)
    escaped = (cell.replace("|", "\\|") for cell in cells)
    return f"| {' | '.join(escaped)} |"


def _number(number: float) -> str:
    if math.isnan(number):
        return "NaN"
    size = "∞" if math.isinf(number) else f"{abs(number):g}"
    return ("−" if math.copysign(1, number) < 0 else "") + size


if __name__ == "__main__":
    FILE.write_text(text(), encoding="utf-8")
    print(FILE)
