"""Modules with PyTorch's own signatures: a class for each activation, made from its definition."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from functools import cache
from typing import Any

import torch

from actlas import catalogue
from actlas.definition import Elementwise
from actlas.errors import BadInput
from actlas.nn.functional import exports, function


class ActivationModule(torch.nn.Module):
    """The base of all activation modules: keeps its arguments and applies the functional form.

    A class of an elementwise activation takes its parameters, and `inplace` where PyTorch's does;
    a class of a vector activation takes `dim`.

    Example:
        >>> import actlas
        >>> actlas.nn.LeakyReLU(0.2)
        LeakyReLU(negative_slope=0.2)
    """

    activation: str = ""
    """The activation's name in the catalogue; each class sets it."""
    takes: tuple[str, ...] = ()
    """The names of its arguments."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__()
        try:
            bound = inspect.signature(type(self)).bind(*args, **kwargs)
        except TypeError as problem:
            raise BadInput(
                "{name}{signature}: {problem}",
                name=type(self).__name__,
                signature=str(inspect.signature(type(self))),
                problem=str(problem),
            ) from None
        bound.apply_defaults()
        for name, value in bound.arguments.items():
            setattr(self, name, value)
        self._apply_function = function(self.activation)
        # A wrong parameter is told here, where it was written, and not at the first forward pass.
        self._arguments()
        if isinstance(catalogue.definition(self.activation), Elementwise):
            self._apply_function(torch.empty(0), **self._arguments())

    def _arguments(self) -> dict[str, Any]:
        return {name: getattr(self, name) for name in self.takes}

    def forward(self, input: torch.Tensor) -> torch.Tensor:
        """Return the activation of `input`, any shape."""
        return self._apply_function(input, **self._arguments())

    def extra_repr(self) -> str:
        """Return the arguments as PyTorch's modules show theirs."""
        shown = self._arguments()
        if shown.get("inplace") is False:
            del shown["inplace"]
        return ", ".join(f"{name}={value}" for name, value in shown.items())

    def __getstate__(self) -> dict[str, Any]:
        return {k: v for k, v in self.__dict__.items() if k != "_apply_function"}

    def __setstate__(self, state: dict[str, Any]) -> None:
        super().__setstate__(state)  # type: ignore[no-untyped-call]
        self._apply_function = function(self.activation)


def class_name(name: str) -> str:
    """Return the class's name: PyTorch's where it has one, else the activation's in CamelCase."""
    definition = catalogue.definition(name)
    if definition.twin is not None and not definition.export:
        return definition.twin.module.rpartition(".")[2]
    return "".join(part.capitalize() for part in (definition.export or name).split("_"))


def class_names() -> dict[str, str]:
    """Return the names of all module classes, and of the activation that each belongs to."""
    return {class_name(name): name for name in catalogue.readable()}


def module_class_called(name: str) -> type[ActivationModule]:
    """Return the module class of that name.

    Raises:
        AttributeError: there is none.
    """
    found = None if name.startswith("_") else class_names().get(name)
    if found is None:
        raise AttributeError(f"actlas.nn has no {name!r}; it has: {', '.join(class_names())}")
    return module_class(found)


def module_class(name: str) -> type[ActivationModule]:
    """Return the module class of an activation.

    Example:
        >>> module_class("elu")(alpha=0.5)
        ELU(alpha=0.5)
    """
    return _module_class(name, function(name))


@cache
def _module_class(name: str, applied: Callable[..., torch.Tensor]) -> type[ActivationModule]:
    taken = [
        parameter
        for parameter in inspect.signature(applied).parameters.values()
        if parameter.name not in ("input", "_stacklevel", "dtype")
    ]
    return type(
        class_name(name),
        (ActivationModule,),
        {
            "__module__": "actlas.nn",
            "__doc__": applied.__doc__,
            "__signature__": inspect.Signature(taken),
            "activation": name,
            "takes": tuple(each.name for each in taken),
        },
    )


__all__ = ["ActivationModule", "class_name", "class_names", "exports", "module_class"]
