"""Where a model holds a value: registered modules, attributes, and lists and dicts in attributes.

A `Slot` reads and writes one such place; what it wrote it can take back exactly.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from types import ModuleType
from typing import Any

from torch import nn

_PLAIN = nn.Module().__dict__.keys()
"""What every module has: its registries and hooks, and no attribute of anybody's."""


@dataclass(frozen=True)
class Slot:
    """One place that holds a value: of a module by name, or of a list or dict by key."""

    path: str
    owner: nn.Module
    name: str
    container: Any = None
    key: Any = None

    @property
    def value(self) -> Any:
        """What stands there now."""
        return (
            getattr(self.owner, self.name) if self.container is None else self.container[self.key]
        )

    def key_of_place(self) -> tuple[object, ...]:
        """Return what tells the place apart from all others."""
        return (id(self.owner), self.name, id(self.container), repr(self.key))

    def put(self, value: Any) -> Callable[[], None]:
        """Write a value, and return what takes it back."""
        if self.container is not None:
            before = self.container[self.key]
            self.container[self.key] = value

            def back() -> None:
                self.container[self.key] = before

            return back
        own, modules = vars(self.owner), self.owner._modules
        # Both as they are, order too, so that names and the state_dict come back as they were.
        attributes, children = dict(own), dict(modules)
        if self.name in modules or (self.name in own and not isinstance(value, nn.Module)):
            (modules if self.name in modules else own)[self.name] = value
        else:
            own.pop(self.name, None)
            setattr(self.owner, self.name, value)

        def restore() -> None:
            _restore(own, attributes, self.name)
            _restore(modules, children, self.name)

        return restore


def _restore(now: dict[str, Any], before: dict[str, Any], name: str) -> None:
    """Give `name` the value and the place among the others that it had before."""
    now.pop(name, None)
    if name in before:
        rest = dict(now) | {name: before[name]}
        now.clear()
        now.update({key: rest[key] for key in before if key in rest} | rest)


def registered(model: nn.Module) -> Iterator[tuple[str, nn.Module, Slot | None]]:
    """Give every registration of every module: path, module, and its slot (None for the model)."""
    yield "", model, None
    visited: set[int] = set()

    def below(path: str, module: nn.Module) -> Iterator[tuple[str, nn.Module, Slot | None]]:
        if id(module) in visited:
            return
        visited.add(id(module))
        for name, child in module._modules.items():
            if child is not None:
                deeper = f"{path}.{name}" if path else name
                yield deeper, child, Slot(deeper, module, name)
                yield from below(deeper, child)

    yield from below("", model)


def held(path: str, module: nn.Module) -> Iterator[Slot]:
    """Give the slots of a module's own attributes, and of lists and dicts in them."""
    prefix = f"{path}." if path else ""
    for name, value in list(vars(module).items()):
        if name not in _PLAIN and not isinstance(value, ModuleType):
            yield from _within(Slot(prefix + name, module, name), value, depth=0)
    for kind in type(module).__mro__:
        if kind is nn.Module or kind.__module__.startswith("torch."):
            break
        for name, value in vars(kind).items():
            # `staticmethod(F.relu)` in the class's body: an attribute of the instance hides it.
            if isinstance(value, staticmethod) and name not in vars(module):
                yield Slot(prefix + name, module, name)


def _within(slot: Slot, value: Any, depth: int) -> Iterator[Slot]:
    if isinstance(value, dict | list) and depth < 3:
        keys = list(value) if isinstance(value, dict) else range(len(value))
        for key in keys:
            inner = Slot(f"{slot.path}[{key!r}]", slot.owner, slot.name, value, key)
            yield from _within(inner, value[key], depth + 1)
    else:
        yield slot
