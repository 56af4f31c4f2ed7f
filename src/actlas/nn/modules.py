"""Modules with PyTorch's own signatures: a class for each activation, made from its definition."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from functools import cache
from typing import Any

import torch

from actlas import catalogue, spelling
from actlas.binding import check_parameters
from actlas.definition import Along, Elementwise, Kind, Parameter, Pinned
from actlas.errors import BadInput, BadParameter, BadShape
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
    definition: Kind
    """What it is; each class sets it, and keeps it when the name is given another meaning."""
    steady: tuple[str, ...] = ()
    """The names of its arguments that say nothing of learning; each class sets it."""
    learns: tuple[str, ...] = ()
    """The names of its parameters that training changes."""
    drawn: bool = False
    """Whether training mode draws anew what evaluation takes as fixed."""

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
        given = dict(bound.arguments)
        learned = self._learned(given)
        for name, value in given.items():
            setattr(self, name, value)
        self._apply_function = function(self.activation, self.definition)
        # A wrong parameter is told here, where it was written, and not at the first forward pass.
        if isinstance(self.definition, Elementwise):
            self._apply_function(torch.empty(0), **(self._arguments() | learned))
        else:
            named = [each.name for each in self.definition.parameters]
            check_parameters(
                self.activation, self.definition, {each: given[each] for each in named}
            )

    @classmethod
    def spelled(cls, parameters: dict[str, Any]) -> dict[str, Any]:
        """Return the parameters under the names that the class takes them by."""
        takes = inspect.signature(cls).parameters
        # PyTorch's one module that learns says so by its class, and names things its own way.
        own = {"channels": "num_parameters"} if "channels" not in takes else {}
        said = {own.get(key, key): value for key, value in parameters.items()}
        if "learn" not in takes:
            said.pop("learn", None)
        return {key if key in takes else "init": value for key, value in said.items()}

    def _learned(self, given: dict[str, Any]) -> dict[str, Any]:
        """Make the parameters that training changes; return the values at which they start."""
        definition = self.definition
        learn = given.pop("learn", ())
        count = given.pop("channels", given.pop("num_parameters", 1))
        place = {"device": given.pop("device", None), "dtype": given.pop("dtype", None)}
        known = [each.name for each in definition.parameters]
        if unknown := [each for each in learn if each not in known]:
            raise BadParameter(
                "{name} has no parameter {parameter!r} to learn; it has: {known}",
                name=self.activation,
                parameter=unknown[0],
                known=", ".join(known) or "-",
            )
        start = {}
        for each in definition.parameters:
            if not (each.learned or each.name in learn):
                continue
            start[each.name] = given.pop(each.name, given.pop("init", each.default))
            value = torch.full((count,), float(start[each.name]), **place)
            self.register_parameter(each.name, torch.nn.Parameter(value))
        self.learns = tuple(start)
        return start

    def _fixed(self) -> tuple[str, ...]:
        return tuple(name for name in self.steady if name not in self.learns)

    def _arguments(self) -> dict[str, Any]:
        given = {name: getattr(self, name) for name in (*self._fixed(), *self.learns)}
        if self.drawn:
            given["training"] = self.training
        return given

    def forward(self, input: torch.Tensor) -> torch.Tensor:
        """Return the activation of `input`, any shape."""
        return self._apply_function(input, **self._arguments())

    def extra_repr(self) -> str:
        """Return the arguments as PyTorch's modules show theirs."""
        shown = {name: getattr(self, name) for name in self._fixed()}
        if shown.get("inplace") is False:
            del shown["inplace"]
        definition = self.definition
        for each in definition.parameters:
            if each.extra and shown.get(each.name) == each.default:
                del shown[each.name]
        shows = definition.twin.shows if definition.twin is not None else "names"
        if shows == "nothing":
            shown = {}
        parts = [
            _said(value) if shows == "values" else f"{name}={_said(value)}"
            for name, value in shown.items()
        ]
        sizes = {name: getattr(self, name).numel() for name in self.learns}
        if "num_parameters" in inspect.signature(type(self)).parameters:  # PyTorch's own
            parts += [f"num_parameters={size}" for size in sizes.values()]
        else:
            parts += [f"{name}: {size} learned" for name, size in sizes.items()]
        return ", ".join(parts)

    def __reduce_ex__(self, protocol: Any) -> Any:
        if catalogue.in_file(self.activation) or not isinstance(self.definition, Elementwise):
            return super().__reduce_ex__(protocol)
        # A process that has not defined the name reads the pickle all the same.
        from actlas.define import saved

        return _revived, (saved(self.activation, self.definition),), self.__getstate__()

    def __getstate__(self) -> dict[str, Any]:
        return {k: v for k, v in self.__dict__.items() if k != "_apply_function"}

    def __setstate__(self, state: dict[str, Any]) -> None:
        super().__setstate__(state)  # type: ignore[no-untyped-call]
        self._apply_function = function(self.activation, self.definition)


def _revived(saved: dict[str, Any]) -> ActivationModule:
    """Return an empty module of a class that was defined elsewhere."""
    from actlas.define import restored

    activation = restored(saved, {})
    kind = module_class(activation.name, activation.definition)
    return kind.__new__(kind)


def _said(value: Any) -> str:
    return repr(value) if isinstance(value, str) else str(value)


def class_name(name: str) -> str:
    """Return the class's name: PyTorch's where it has one, else the activation's in CamelCase."""
    definition = catalogue.definition(name)
    if definition.twin is not None and not definition.export and not definition.twin.fixed:
        return definition.twin.module.rpartition(".")[2]
    camel_case = "".join(part.capitalize() for part in (definition.export or name).split("_"))
    return definition.module_name or camel_case


def class_names() -> dict[str, str]:
    """Return the names of all module classes, and of the activation that each belongs to."""
    found = {class_name(name): name for name in catalogue.readable()}
    return found | {each: name for each, (name, _pinned) in _pinned_modules().items()}


def _pinned_modules() -> dict[str, tuple[str, Pinned]]:
    """Return the names of PyTorch's modules that fix the dimension, and what each is."""
    return {
        each.module.rpartition(".")[2]: (name, each)
        for name, definition in catalogue.readable().items()
        if isinstance(definition, Along)
        for each in definition.pinned
    }


def module_class_called(name: str) -> type[ActivationModule]:
    """Return the module class of that name.

    Raises:
        AttributeError: there is none.
    """
    found = None if name.startswith("_") else class_names().get(name)
    if found is None:
        near = ", ".join(spelling.near(name, class_names()))
        hint = f"did you mean {near}?" if near else "dir(actlas.nn) lists what it has"
        raise AttributeError(f"actlas.nn has no {name!r}; {hint}")
    pinned = _pinned_modules().get(name)
    return module_class(found) if pinned is None else _pinned_class(name, *pinned)


class PinnedModule(ActivationModule):
    """A module that works along a dimension which its class fixes, as `Softmax2d` over channels.

    Example:
        >>> import actlas
        >>> actlas.nn.Softmax2d()(torch.zeros(2, 1, 1)).flatten()
        tensor([0.5000, 0.5000])
    """

    pinned: Pinned
    """What is fixed; each class sets it."""

    def _arguments(self) -> dict[str, Any]:
        return {"dim": self.pinned.dim}

    def forward(self, input: torch.Tensor) -> torch.Tensor:
        """Return the activation of `input`, along the dimension that the class fixes."""
        if isinstance(input, torch.Tensor) and input.dim() not in self.pinned.takes:
            raise BadShape(
                "{name} expects a tensor of {takes} dimensions, got {got}; for others write "
                "{general}(dim=...)",
                name=type(self).__name__,
                takes=" or ".join(map(str, self.pinned.takes)),
                got=input.dim(),
                general=class_name(self.activation),
            )
        return super().forward(input)


@cache
def _pinned_class(name: str, activation: str, pinned: Pinned) -> type[ActivationModule]:
    own = {
        "__module__": "actlas.nn",
        "__doc__": function(activation).__doc__,
        "__signature__": inspect.Signature([]),
        "activation": activation,
        "definition": catalogue.definition(activation),
        "pinned": pinned,
    }
    return type(name, (PinnedModule,), own)


def module_class(name: str, definition: Kind | None = None) -> type[ActivationModule]:
    """Return the module class of an activation, by its name unless its definition is given.

    Example:
        >>> module_class("elu")(alpha=0.5)
        ELU(alpha=0.5)
    """
    meant = catalogue.definition(name) if definition is None else definition
    return _module_class(name, meant, function(name, meant))


@cache
def _module_class(
    name: str, definition: Kind, applied: Callable[..., torch.Tensor]
) -> type[ActivationModule]:
    hidden = {"input", "_stacklevel", "dtype", "training"}
    learned = [each.name for each in definition.parameters if each.learned]
    given = [
        each for each in inspect.signature(applied).parameters.values() if each.name not in hidden
    ]
    taken = [each for each in given if each.name not in learned]
    if learned and definition.twin is not None:
        taken += _like_prelu(definition.parameters)
    elif definition.parameters and isinstance(definition, Elementwise):
        taken = [*given, *_LEARNING]
    steady = tuple(each.name for each in taken if each.name not in _ABOUT_LEARNING)
    return type(
        class_name(name),
        (ActivationModule,),
        {
            "__module__": "actlas.nn",
            "__doc__": applied.__doc__,
            "__signature__": inspect.Signature(taken),
            "activation": name,
            "definition": definition,
            "steady": steady,
            "drawn": isinstance(definition, Elementwise) and definition.drawn is not None,
        },
    )


def _argument(name: str, default: Any, kind: Any) -> inspect.Parameter:
    return inspect.Parameter(name, kind, default=default)


_LEARNING = [
    _argument(name, default, inspect.Parameter.KEYWORD_ONLY)
    for name, default in (("learn", ()), ("channels", 1), ("device", None), ("dtype", None))
]
_ABOUT_LEARNING = {"learn", "channels", "num_parameters", "init", "device", "dtype"}


def _like_prelu(parameters: tuple[Parameter, ...]) -> list[inspect.Parameter]:
    """Return the arguments of PyTorch's one module that learns: how many, from which value on."""
    (learned,) = (each for each in parameters if each.learned)
    arguments = (
        ("num_parameters", 1),
        ("init", learned.default),
        ("device", None),
        ("dtype", None),
    )
    kind = inspect.Parameter.POSITIONAL_OR_KEYWORD
    return [_argument(name, default, kind) for name, default in arguments]


__all__ = ["ActivationModule", "class_name", "class_names", "exports", "module_class"]
