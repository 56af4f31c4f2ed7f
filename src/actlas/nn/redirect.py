"""Calls of activation functions, redirected while one module's own forward runs.

The forward itself is not rewritten: control flow, training mode and arguments stay what they were.
A `Redirected` stands before it as the instance's `forward`. While it runs, a `TorchFunctionMode`
hands the calls that its table names to their replacements; within a child module it does not,
because a child below has a `Redirected` of its own, whose table may be empty. It travels with the
module: deepcopy, pickle, torch.compile, torch.export and functional_call see a plain attribute.
"""

from __future__ import annotations

import inspect
import threading
from collections.abc import Mapping
from typing import Any

import torch
from torch import nn
from torch.overrides import TorchFunctionMode

from actlas.activation import Activation
from actlas.nn.functional import function


class Applied:
    """An activation in the place of a function of PyTorch's, called as that one was called.

    Args:
        activation: what it is in the catalogue; None for a module that is not in it.
        order: the names of the old function's arguments, in their order.
        module: what computes; the activation's functional form where there is none.
        always_inplace: whether the old function worked in place by its name, as `relu_`.
    """

    def __init__(
        self,
        activation: Activation | None,
        order: tuple[str, ...],
        *,
        module: nn.Module | None = None,
        always_inplace: bool = False,
    ) -> None:
        self.activation = activation
        self.order = order
        self.module = module
        self.always_inplace = always_inplace
        self._prepare()

    def _prepare(self) -> None:
        self._apply: Any = self.module
        self._keywords: dict[str, Any] = {}
        new = self.activation
        if self.module is None and new is not None:
            self._apply = function(new.name, new.definition)
            self._keywords = dict(new.parameters) | ({} if new.dim is None else {"dim": new.dim})

    def __getstate__(self) -> dict[str, Any]:
        # The functional form of a user's own function has no address to be found by.
        return {k: v for k, v in vars(self).items() if k not in ("_apply", "_keywords")}

    def __setstate__(self, state: dict[str, Any]) -> None:
        vars(self).update(state)
        self._prepare()

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        """Return the activation of the first argument; of the others `inplace` alone counts."""
        _RUNNING.stack.append(None)  # what it computes with is nobody's call
        try:
            return self._compute(args, dict(zip(self.order, args, strict=False)) | kwargs)
        finally:
            _RUNNING.stack.pop()

    def _compute(self, args: tuple[Any, ...], given: dict[str, Any]) -> Any:
        z = args[0] if args else given["input"]
        if self.always_inplace or given.get("inplace"):
            # What autograd saves is a copy: the result may be written over the input.
            return z.copy_(self._apply(z.clone(), **self._keywords))
        return self._apply(z, **self._keywords)

    def __repr__(self) -> str:
        return str(self.activation if self.activation is not None else self.module)


class _Running(threading.local):
    """The redirected forwards that run in this thread, the innermost last; None bars them all."""

    def __init__(self) -> None:
        self.stack: list[Redirected | None] = []


_RUNNING = _Running()


class _Redirect(TorchFunctionMode):
    def __init__(self, forward: Redirected) -> None:
        super().__init__()
        self.forward = forward

    def __torch_function__(
        self,
        func: Any,
        types: Any,
        args: tuple[Any, ...] = (),
        kwargs: Mapping[str, Any] | None = None,
    ) -> Any:
        if func in self.forward.table and _RUNNING.stack[-1] is self.forward:
            return self.forward.table[func](*args, **(kwargs or {}))
        return func(*args, **(kwargs or {}))


class Redirected:
    """The forward of one module, with a table of the functions whose calls go elsewhere.

    Args:
        module: the module.
        table: from PyTorch's function to what is called in its place.
    """

    def __init__(self, module: nn.Module, table: dict[Any, Applied]) -> None:
        self.module = module
        self.table = table
        self.before = vars(module).get("forward")
        """A forward that the instance had of its own, or None."""

    def _forward(self) -> Any:
        if self.before is not None:
            return self.before
        return type(self.module).forward.__get__(self.module)

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        """Run the forward, its calls redirected."""
        _RUNNING.stack.append(self)
        try:
            if not self.table:
                return self._forward()(*args, **kwargs)
            with _Redirect(self):
                return self._forward()(*args, **kwargs)
        finally:
            _RUNNING.stack.pop()

    @property
    def __code__(self) -> Any:
        """The forward's own code: torch.export asks a forward where it is written."""
        return self._forward().__code__

    @property
    def __signature__(self) -> inspect.Signature:
        """The forward's own signature."""
        return inspect.signature(self._forward())

    def __getstate__(self) -> dict[str, Any]:
        # Built-in functions of PyTorch's, torch.relu or Tensor.relu, are pickled by where they are.
        table = [(_address(key), value) for key, value in self.table.items()]
        return {**self.__dict__, "table": table}

    def __setstate__(self, state: dict[str, Any]) -> None:
        self.__dict__.update(state)
        self.table = {_at(*key): value for key, value in state["table"]}


_HOMES = {
    "functional": nn.functional,
    "torch": torch,
    "Tensor": torch.Tensor,
    "special": torch.special,
}


def _address(function: Any) -> tuple[str, Any]:
    word = getattr(function, "__name__", "")
    for home, place in _HOMES.items():
        if getattr(place, word, None) is function:
            return home, word
    return "", function


def _at(home: str, word: Any) -> Any:
    return getattr(_HOMES[home], word) if home else word
