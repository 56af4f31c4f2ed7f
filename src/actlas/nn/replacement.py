"""What comes in an activation's place: made anew for each place, to fit there."""

from __future__ import annotations

import functools
import inspect
from collections.abc import Callable
from typing import Any

import torch
from torch import nn

from actlas.activation import Activation, get
from actlas.definition import Along, Elementwise
from actlas.errors import BadInput, WorkFailed
from actlas.nn import recognise
from actlas.nn.modules import ActivationModule, module_class
from actlas.nn.redirect import Applied

_HOOKS = [name for name in nn.Module().__dict__ if "hook" in name]


class Replacement:
    """Makes what is put in: an activation of the catalogue, or modules of the user's own.

    Args:
        to: a name, a specification, an `Activation`, a function of PyTorch's or ours, a module,
            which is copied for every place, or a class or factory that makes one.

    Raises:
        BadInput: it is nothing of that kind, or an activation that changes the width, as a gate.
    """

    def __init__(self, to: Any) -> None:
        self.activation: Activation | None = None
        self.factory: Callable[[], Any] | None = None
        if isinstance(to, str):
            self.activation = get(to)
        elif isinstance(to, nn.Module):
            self.factory = functools.partial(_copy, to)
        elif recognise.is_function(to) and (found := recognise.of_function(to)) is not None:
            self.activation = found
        elif isinstance(to, type) and issubclass(to, ActivationModule) and to.activation:
            self.activation = get(to.activation)
        elif callable(to) and not recognise.is_function(to):
            self.factory = to
        else:
            raise BadInput(
                "an activation is replaced by a name, an Activation, a module, or what makes one; "
                "got {got!r}",
                got=to,
            )
        new = self.activation
        if new is not None and new.width_in != new.width_out:
            raise BadInput(
                "{name} makes {width_out} of {width_in} numbers, and the layer after it would not "
                "fit; choose an activation that keeps the width",
                name=new.name,
                width_out=new.width_out,
                width_in=new.width_in,
            )

    def __str__(self) -> str:
        if self.activation is not None:
            return self.activation.label
        made = getattr(self.factory, "__qualname__", None)
        return made if made is not None else type(self.made()).__qualname__

    def at(self, old: Activation | None) -> Activation | None:
        """Return the activation for a place; a vector one takes the dim of what stood there.

        Raises:
            BadInput: it needs a dim, and there is none.
        """
        new = self.activation
        if new is None or new.dim is not None or not isinstance(new.definition, Along):
            return new
        if old is not None and old.dim is not None:
            given: dict[str, Any] = {**new.parameters, "dim": old.dim}
            return Activation(new.name, given, new.learn, new.channels, new.definition)
        return new.require_dim()

    def stateful(self) -> bool:
        """Return whether only a module will do: it learns, it draws, or the user makes it."""
        if self.activation is None or self.activation.learn:
            return True
        definition = self.activation.definition
        return isinstance(definition, Elementwise) and definition.drawn is not None

    def made(self) -> nn.Module:
        """Return a new module of the user's factory.

        Raises:
            BadInput: the factory makes something else.
            WorkFailed: the factory fails.
        """
        assert self.factory is not None
        try:
            made = self.factory()
        except Exception as problem:
            raise WorkFailed(
                "{factory} makes no module when it is called without arguments: {why}",
                factory=getattr(self.factory, "__qualname__", repr(self.factory)),
                why=f"{type(problem).__name__}: {problem}",
            ) from problem
        if not isinstance(made, nn.Module):
            raise BadInput(
                "{factory} must make a torch.nn.Module, got {kind}",
                factory=getattr(self.factory, "__qualname__", repr(self.factory)),
                kind=type(made).__name__,
            )
        return made

    def module(self, old: Activation | None, near: nn.Module, model: nn.Module) -> nn.Module:
        """Return a new module in the training mode, on the device and in the dtype of the place.

        Args:
            old: the activation that stood there.
            near: the module that will hold the new one.
            model: the whole model, asked where `near` has no numbers.
        """
        new = self.at(old)
        made = new.module() if new is not None else self.made()
        if any(True for _ in (*made.parameters(), *made.buffers())):
            made.to(**_site(near, model))
        return made.train(near.training)

    def instead(
        self, old: nn.Module, act: Activation | None, near: nn.Module, model: nn.Module
    ) -> nn.Module:
        """Return a new module for a module: its hooks, its training mode, in place if it was."""
        made = self.module(act, near, model)
        made.train(old.training)
        if getattr(old, "inplace", False) and takes_inplace(made):
            made.inplace = True  # type: ignore[assignment]
        for name in _HOOKS:
            # The very same dicts: a handle's remove() goes on working.
            made.__dict__[name] = old.__dict__[name]
        return made

    def applied(self, function: Any, old: Activation | None, made: nn.Module | None) -> Applied:
        """Return what is called in the place of a function."""
        by_name = getattr(function, "__name__", "").endswith("_")
        new = self.at(old)
        if new is None and made is not None:
            new = recognise.of_module(made)
        order = recognise.order(function)
        return Applied(new, order, module=made, always_inplace=by_name)


def takes_inplace(made: nn.Module) -> bool:
    """Return whether a module is one of ours whose class works in place when told so."""
    if not isinstance(made, ActivationModule):
        return False
    return "inplace" in inspect.signature(module_class(made.activation)).parameters


def _copy(module: nn.Module) -> nn.Module:
    import copy

    return copy.deepcopy(module)


def _site(near: nn.Module, model: nn.Module) -> dict[str, Any]:
    """Return device and dtype of the nearest numbers: beside the place, else in the model."""
    for each in (*near.parameters(), *near.buffers(), *model.parameters(), *model.buffers()):
        if each.is_floating_point():
            return {"device": each.device, "dtype": each.dtype}
    return {"device": torch.get_default_device(), "dtype": torch.get_default_dtype()}
