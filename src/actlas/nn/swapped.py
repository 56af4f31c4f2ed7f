"""What a swap did to a model, the way back, and how far the outputs moved."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from torch import nn

from actlas.errors import UsageError
from actlas.language import _
from actlas.nn.drift import Drift, drift
from actlas.nn.find import said
from actlas.nn.holders import Slot
from actlas.nn.places import Place, Reason, table
from actlas.nn.redirect import Applied


@dataclass(frozen=True)
class Change:
    """One place that was changed: what stood there, what stands there now, and what to know."""

    place: Place
    new: Any
    notes: tuple[Reason, ...] = ()

    def cells(self) -> tuple[str, ...]:
        """Return path, what stood there, and what stands there now."""
        paths = ", ".join(each or "·" for each in (self.place.path, *self.place.shared))
        new = said(self.new) if isinstance(self.new, nn.Module) else str(self.new)
        return (paths, self.place.stands, "→ " + "; ".join([new, *map(str, self.notes)]))


class Swap:
    """What `actlas.swap` did to a model: `replaced`, `left` with reasons, and the way back.

    `replaced` are changes, `left` are places that were asked for and stay, each with its reason.
    """

    def __init__(self, model: nn.Module, to: str) -> None:
        self.model = model
        self.to = to
        self.replaced: tuple[Change, ...] = ()
        self.left: tuple[Place, ...] = ()
        self.undone = False
        self._steps: list[tuple[Slot, Any, Callable[[], None]]] = []
        self._retired: list[tuple[nn.Module, nn.Module]] = []

    def parameters(self) -> list[nn.Parameter]:
        """Return the parameters that came into the model, for the optimizer, without weight decay.

        An optimizer that was made before the swap does not know them.
        """
        came = (
            each.new.module if isinstance(each.new, Applied) else each.new for each in self.replaced
        )
        modules = [each for each in came if isinstance(each, nn.Module)]
        return list({id(p): p for each in modules for p in each.parameters()}.values())

    def undo(self) -> None:
        """Put everything back: the same modules, functions and flags, in the same places.

        Raises:
            UsageError: it was undone already, or a place was changed again since.
        """
        if self.undone:
            raise UsageError("this swap was undone already; swap again for another")
        last = {slot.key_of_place(): (slot, value) for slot, value, _back in self._steps}
        for slot, value in last.values():
            if slot.value is not value:
                raise UsageError(
                    "{path} was changed again after this swap; undo the later change first",
                    path=slot.path,
                )
        self._back()
        for old, new in self._retired:
            old.train(new.training)
        self.undone = True

    def drift(self, batch: Any) -> Drift:
        """Say how far the outputs for a batch are from those before the swap, in evaluation mode.

        The model is left as it was: training mode, buffers and random numbers too.

        Args:
            batch: a tensor, a tuple of arguments or a dict of named ones, on the model's device.

        Returns:
            The largest and the mean absolute difference, ‖b − a‖/‖a‖, the cosine, and the share of
            rows whose greatest output stands at the same place; computed in float64.

        Raises:
            UsageError: the swap was undone.
            BadInput: the model gives no floating-point tensor, or other shapes than before.
        """
        if self.undone:
            raise UsageError("this swap was undone already; swap again for another")
        return drift(self.model, batch, self._original)

    @contextmanager
    def _original(self) -> Iterator[None]:
        values = [(slot, value) for slot, value, _back in self._steps]
        modes = [(new, new.training) for _old, new in self._retired]
        for old, new in self._retired:
            old.training = new.training
        self._back()
        try:
            yield
        finally:
            self._steps = [(slot, value, slot.put(value)) for slot, value in values]
            for new, training in modes:
                new.training = training

    def _back(self) -> None:
        for _slot, _value, back in reversed(self._steps):
            back()

    def put(self, slot: Slot, value: Any) -> None:
        """Write a value into the model, and remember how to take it back."""
        self._steps.append((slot, value, slot.put(value)))

    def retire(self, old: nn.Module, new: nn.Module) -> None:
        """Remember a module that has left the model, and the one that came for it."""
        self._retired.append((old, new))

    def __repr__(self) -> str:
        return str(self)

    def __str__(self) -> str:
        lines = [_("{count} replaced").format(count=len(self.replaced))]
        if self.replaced:
            lines.append(table([each.cells() for each in self.replaced]))
        if self.left:
            lines.append(_("{count} left").format(count=len(self.left)))
            lines.append(table([each.cells() for each in self.left]))
        return "\n".join(lines)
