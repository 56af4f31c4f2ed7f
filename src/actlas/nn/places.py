"""The places in a model where an activation stands, as `actlas.find` lists them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, overload

from actlas.activation import Activation
from actlas.language import _, mark

KINDS = {
    "module": mark("module"),
    "call": mark("call"),
    "attribute": mark("attribute"),
    "built in": mark("built in"),
    "unseen": mark("unseen"),
}
"""What stands at a place: a module, a call in a forward, a function that an attribute holds, an
activation within another module, or a forward into which nobody could look."""


@dataclass(frozen=True)
class Reason:
    """Why something is so: an English template and its fields, said in the language in use."""

    message: str
    fields: dict[str, object] = field(default_factory=dict, hash=False)

    def __str__(self) -> str:
        return _(self.message).format(**self.fields)


@dataclass(frozen=True)
class Place:
    """One place in a model where an activation stands.

    `path` is the module's path in the model, with the attribute after it ("" is the model itself);
    `kind` a key of `KINDS`; `activation` what the catalogue knows it as, None where it does not;
    `stands` what stands there in the model's own words. `shared` are the other paths of the same
    module, `lines` where a call is written, and `reason` says why it cannot be replaced.
    `target` is the module or function itself; for a call, `owner` is the module that calls.
    """

    path: str
    kind: str
    stands: str
    activation: Activation | None = None
    shared: tuple[str, ...] = ()
    lines: tuple[str, ...] = ()
    reason: Reason | None = None
    target: Any = field(default=None, repr=False, compare=False)
    owner: Any = field(default=None, repr=False, compare=False)
    keeps_shape: bool = field(default=True, repr=False, compare=False)

    @property
    def name(self) -> str:
        """The activation's name in the catalogue, empty where it is not in it."""
        return self.activation.name if self.activation is not None else ""

    def cells(self) -> tuple[str, ...]:
        """Return path, kind, activation and what stands there, as a table shows them."""
        label = self.activation.label if self.activation is not None else "–"
        where = [self.stands, *self.lines]
        if self.shared:
            where.append(_("shared with {paths}").format(paths=", ".join(self.shared)))
        if self.reason is not None:
            where.append(str(self.reason))
        return (self.path or "·", _(KINDS[self.kind]), label, "; ".join(where))

    def __str__(self) -> str:
        return "  ".join(self.cells())


class Places(Sequence[Place]):
    """What `actlas.find` returns: a sequence of places that prints as a table."""

    def __init__(self, places: Sequence[Place]) -> None:
        self._places = tuple(places)

    @overload
    def __getitem__(self, place: int) -> Place: ...
    @overload
    def __getitem__(self, place: slice) -> Sequence[Place]: ...
    def __getitem__(self, place: int | slice) -> Place | Sequence[Place]:
        return self._places[place]

    def __len__(self) -> int:
        return len(self._places)

    def __repr__(self) -> str:
        return str(self)

    def __str__(self) -> str:
        return table([each.cells() for each in self]) or _("no activation was found")


def table(rows: Sequence[tuple[str, ...]]) -> str:
    """Return rows of text as lines whose columns stand under one another."""
    if not rows:
        return ""
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    return "\n".join(
        "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip()
        for row in rows
    )
