"""Functional forms with PyTorch's signatures: `functional.elu(input, alpha=1.0, inplace=False)`.

Each function is written from its definition the first time it is asked for. `linear` is PyTorch's
own: the neuron's w·x + b, to which activations are applied.
"""

from __future__ import annotations

import textwrap
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cache, lru_cache
from typing import Any

import torch
from torch.nn.functional import linear
from torch.overrides import handle_torch_function, has_torch_function_unary

from actlas import catalogue, spelling
from actlas.binding import check_parameters
from actlas.definition import Definition, Elementwise, Kept, Kind, Parameter, Vector
from actlas.errors import BadInput, BadParameter, UnknownName
from actlas.targets.along_dimension import computed
from actlas.targets.autograd import differentiable
from actlas.targets.complex_plane import takes_complex
from actlas.targets.dispatch import (
    REAL,
    STATE,
    is_finite,
    overwriting,
    quick_lane,
    serving,
    twin_call,
    within,
)
from actlas.targets.inputs import floating
from actlas.targets.kernels import Kernel

__all__ = ["linear"]

# Whoever overrides PyTorch's functions, a mode or torch.fx, is asked first, as PyTorch's own do.
# A closure, and not a function with globals of its own: torch.compile looks globals up by module.
_TEMPLATE = """
def make(_to, {bound}):
    def {export}({signature}):
        {docstring!r}
        if _overridden(input):
            return _dispatch(_itself, (input,), input, {passed})
{quick}
        _to.check({given})
        return {body}

    _itself = {export}  # threshold has a parameter of its own name; none begins with _
    return {export}
"""


def exports() -> dict[str, str]:
    """Return the name under which each activation stands here, and the activation's own name."""
    return _exports(tuple(catalogue.names()))


@lru_cache(maxsize=4)
def _exports(_names: tuple[str, ...]) -> dict[str, str]:
    # Reading all definitions takes tens of milliseconds, and a forward pass may ask each time.
    return {each.export or name: name for name, each in catalogue.readable().items()}


def __getattr__(name: str) -> Any:
    if name.startswith("_"):
        raise AttributeError(name)
    if name in catalogue.names() and not catalogue.definition(name).export:
        return _settled(name, name)
    found = _exported.get(name)
    if found is None or catalogue.definition(found).export != name:
        found = exports().get(name)  # which reads every definition
    if found is None:
        near = [catalogue.canonical(name)] if _known(name) else spelling.near(name, exports())
        hint = f"did you mean {', '.join(near)}?" if near else "dir(actlas.functional) lists it all"
        raise AttributeError(f"actlas.functional has no {name!r}; {hint}")
    _exported[name] = found
    return _settled(name, found)


def _settled(name: str, activation: str) -> Callable[..., torch.Tensor]:
    """Return the functional form, and let this module have it: to look again takes long.

    What a file defines keeps its meaning, as what is imported does; what `define` made may not.
    """
    made = function(activation)
    if catalogue.in_file(activation):
        globals()[name] = made
    return made


_exported: dict[str, str] = {}
"""The activations behind the names that were asked for, as far as they are called otherwise."""


def _known(name: str) -> bool:
    try:
        return bool(catalogue.canonical(name))
    except UnknownName:
        return False


def __dir__() -> list[str]:
    return sorted({*__all__, *exports()})


def function(name: str, definition: Kind | None = None) -> Callable[..., torch.Tensor]:
    """Return the functional form of the activation called `name`, or of the definition given.

    Example:
        >>> function("elu")(torch.tensor([-1.0, 1.0]), alpha=2.0)
        tensor([-1.2642,  1.0000])
    """
    return _function(name, catalogue.definition(name) if definition is None else definition)


@cache
def _function(name: str, definition: Kind) -> Callable[..., torch.Tensor]:
    export = definition.export or name
    signature = _signature(definition)
    namespace: dict[str, Any] = {}
    lane = quick_lane(definition) if isinstance(definition, Elementwise) else ""
    bound = _bound(definition, name)
    text = _TEMPLATE.format(
        export=export,
        signature=", ".join(signature),
        docstring=_docstring(name, definition),
        given=", ".join(f"{each}={each}" for each in _named(definition)),
        passed=", ".join(f"{each}={each}" for each in _arguments(signature)[1:]),
        body=_body(name, definition),
        quick=textwrap.indent(lane, " " * 8),
        bound=", ".join(bound),
    )
    exec(compile(text, f"<actlas functional {name}>", "exec"), namespace)  # noqa: S102 - our own text
    made: Callable[..., torch.Tensor] = namespace["make"](_tools(name, definition), **bound)
    made.__module__, made.__qualname__ = __name__, export
    return made


def _named(definition: Definition) -> list[str]:
    return [
        *(each.name for each in definition.parameters),
        *(each.name for each in definition.kept),
    ]


def _signature(definition: Kind) -> list[str]:
    """Return the arguments in PyTorch's order; what PyTorch's form lacks is for keywords alone."""
    plain = [each for each in definition.parameters if not each.extra]
    extra = [each for each in definition.parameters if each.extra]
    arguments = ["input"]
    arguments += [each.name if each.required else _with_default(each) for each in plain]
    arguments += [_with_default(each) for each in definition.kept]
    if isinstance(definition, Vector):
        # PyTorch passes a stack level for its warning about a missing dim: accepted, and unused.
        return [*arguments, "dim=None", "_stacklevel=3", "dtype=None"]
    if not isinstance(definition, Elementwise):
        return [*arguments, f"dim={definition.dim!r}"]
    if definition.drawn is not None:
        arguments.append("training=False")
    if definition.twin is not None and definition.twin.inplace:
        arguments.append("inplace=False")
    if definition.variants is not None:
        arguments.append(f"{definition.variants.name}={definition.variants.default!r}")
    if extra:
        arguments += ["*", *(_with_default(each) for each in extra)]
    return arguments


def _arguments(signature: list[str]) -> list[str]:
    return [each.partition("=")[0] for each in signature if each != "*"]


def _with_default(each: Parameter | Kept) -> str:
    return f"{each.name}={each.default!r}"


def _body(name: str, definition: Kind) -> str:
    parameters = [each.name for each in definition.parameters]
    if not isinstance(definition, Elementwise):
        converted = ", dtype" if isinstance(definition, Vector) else ""
        values = ", ".join((f"_to.prepare(input{converted})", *parameters))
        return f"_to.compute({values}, _to.needed(dim, {name!r}))"
    # A parameter may be a tensor, which is brought beside the channels of the input.
    fitted = [f"_to.fitted({each}, input)" for each in parameters]

    def call(compute: str, prepared: str) -> str:
        return f"{compute}({', '.join((prepared, *fitted))})"

    compute = "_to.compute"
    if definition.drawn is not None:
        compute = "(_to.compute if not training else _to.draw)"
    if definition.variants is not None:
        compute = f"_to.variant({definition.variants.name})"
    body = call(compute, "_to.prepare(input)")
    if definition.twin is not None and definition.twin.inplace:
        inside = call(compute, "_to.prepare(input).clone()")
        body = f"_to.overwrite(input, {inside}) if inplace else {body}"
    return body


def _bound(definition: Kind, name: str) -> dict[str, Any]:
    """Return what a functional form asks at every call, bound to be found at once."""
    asked: dict[str, Any] = {
        "_overridden": has_torch_function_unary,
        "_dispatch": handle_torch_function,
    }
    if isinstance(definition, Elementwise):
        asked |= {
            "_tensor": torch.Tensor,
            "_state": STATE,
            "_compiling": torch.compiler.is_dynamo_compiling,  # other tracers bring other tensors
            "_recording": torch.is_grad_enabled,
            "_finite": is_finite,
            "_real": REAL,
            "_operator": (twin_call(definition) or (None,))[0],
            "_within": within(definition),
            "_serve": serving(definition, name, 0),
            "_overwritten": overwriting(definition, name),
        }
    return asked


@dataclass(frozen=True)
class _Tools:
    """What the generated functions call."""

    name: str
    definition: Kind
    check: Callable[..., None]
    takes_complex: bool = False
    chooses: str = ""
    """The argument that chooses a variant."""
    variants: Mapping[str, tuple[str, Elementwise]] = field(default_factory=dict)

    @property
    def compute(self) -> Kernel:
        """The function; its code is derived when it is first needed, and not by who names it."""
        if isinstance(self.definition, Elementwise):
            return differentiable(self.definition, self.name)
        return computed(self.definition, self.name)

    @property
    def draw(self) -> Kernel:
        """The function with its symbol drawn uniformly for every number."""
        assert isinstance(self.definition, Elementwise)
        return _drawing(self.definition, self.name)

    def variant(self, value: str) -> Kernel:
        """Return the function that an argument chooses."""
        if value not in self.variants:
            raise BadParameter(
                "{parameter} is one of: {known}; got {value!r}",
                parameter=self.chooses,
                known=", ".join(self.variants),
                value=value,
            )
        name, variant = self.variants[value]
        return differentiable(variant, name)

    def prepare(self, input: Any, dtype: torch.dtype | None = None) -> torch.Tensor:
        return _prepare(input, dtype, takes_complex=self.takes_complex)

    def needed(self, dim: int | None, name: str) -> int:
        return _needed(dim, name)

    def overwrite(self, input: torch.Tensor, result: torch.Tensor) -> torch.Tensor:
        return _overwrite(input, result)

    def fitted(self, value: Any, input: torch.Tensor) -> Any:
        return _fitted(value, input)


def _tools(name: str, definition: Kind) -> _Tools:
    check = _checker(name, definition)
    if not isinstance(definition, Elementwise):
        return _Tools(name, definition, check)
    chooses, variants = "", {}
    if definition.variants is not None:
        chooses = definition.variants.name
        chosen = definition.variants.chosen
        variants = {value: (each, _elementwise(each)) for value, each in chosen}
    return _Tools(name, definition, check, takes_complex(definition), chooses, variants)


@cache
def _drawing(definition: Elementwise, name: str) -> Kernel:
    assert definition.drawn is not None
    compute = differentiable(definition.in_training(), name)
    names = [each.name for each in definition.parameters]
    low, high = names.index(definition.drawn.low), names.index(definition.drawn.high)

    def draw(z: torch.Tensor, *parameters: Any) -> torch.Tensor:
        span = parameters[high] - parameters[low]
        slopes = torch.rand_like(z) * span + parameters[low]
        return compute(z, *parameters, slopes)

    return draw


def _elementwise(name: str) -> Elementwise:
    found = catalogue.definition(name)
    assert isinstance(found, Elementwise)
    return found


def _fitted(value: Any, input: torch.Tensor) -> Any:
    """Return a vector of parameters beside the input's channels, its dimension 1, as PyTorch's."""
    if not isinstance(value, torch.Tensor) or value.ndim != 1:
        return value
    if value.numel() == 1:
        return value.reshape(())
    if input.ndim < 2 or input.shape[1] != value.numel():
        raise BadInput(
            "expected as many channels, in dimension 1, as there are parameters: {count}; "
            "got the shape {shape}",
            count=value.numel(),
            shape=tuple(input.shape),
        )
    return value.reshape(1, -1, *[1] * (input.ndim - 2))


def _checker(name: str, definition: Kind) -> Callable[..., None]:
    domains = {each.name: each.domain for each in definition.parameters}
    kept = {each.name: each for each in definition.kept}
    # Learned: where it goes is its training's affair. Only number by number is anything learned.
    trained = torch.Tensor if isinstance(definition, Elementwise) else ()

    def check(**given: Any) -> None:
        plain = True
        for parameter, value in given.items():
            if parameter in kept:
                _refuse_other(kept[parameter], value)
            elif not isinstance(value, trained):
                plain &= type(value) is float and value in domains[parameter]
        for pair in definition.ordered:
            low, high = given[pair[0]], given[pair[1]]
            if not isinstance(low, trained) and not isinstance(high, trained):
                plain = plain and low <= high
        if plain:
            return
        numbers = {
            key: value
            for key, value in given.items()
            if key in domains and not isinstance(value, trained)
        }
        check_parameters(name, definition, numbers)

    return check


def _refuse_other(kept: Kept, value: Any) -> None:
    if value != kept.default:
        raise BadParameter(
            "{parameter} changes nothing here: {reason}; leave it at {default}, got {value!r}",
            parameter=kept.name,
            reason=kept.reason,
            default=kept.default,
            value=value,
        )


def _prepare(
    input: Any, dtype: torch.dtype | None = None, *, takes_complex: bool = False
) -> torch.Tensor:
    if not isinstance(input, torch.Tensor):
        raise BadInput(
            "a functional form takes a torch.Tensor, got {kind}; "
            "actlas.get(name)(x) also takes NumPy arrays and floats",
            kind=type(input).__name__,
        )
    return floating(input if dtype is None else input.to(dtype), takes_complex=takes_complex)


def _needed(dim: int | None, name: str) -> int:
    if dim is None:
        raise BadInput(
            "{name} needs dim, the dimension that it works along; "
            "write {name}(dim=-1) for the last",
            name=name,
        )
    return dim


def _overwrite(input: torch.Tensor, result: torch.Tensor) -> torch.Tensor:
    if input.dtype != result.dtype:
        raise BadInput(
            "inplace=True cannot put {result} results into a tensor of {dtype}; convert it first",
            result=str(result.dtype),
            dtype=str(input.dtype),
        )
    # The result was computed from a clone: what autograd saved of it stays true after the copy.
    return input.copy_(result)


def _docstring(name: str, definition: Kind) -> str:
    along = not isinstance(definition, Elementwise)
    lines = [catalogue.headline(name), "", "Args:", "    input: a tensor of any shape."]
    lines += [
        f"    {each.name}: {each.meaning} (default {each.default:g})."
        for each in definition.parameters
    ]
    lines += [f"    {each.name}: {each.reason}." for each in definition.kept]
    if along:
        lines.append("    dim: the dimension that it works along.")
    lines += ["", "Returns:", _returned(definition)]
    return "\n".join(
        [*lines, "", "References:", *(f"    {each}" for each in definition.references)]
    )


def _returned(definition: Kind) -> str:
    bound = {each.name: each.default for each in definition.parameters}
    ways = (1, 1) if isinstance(definition, Elementwise) else definition.widths(bound)
    if ways == (1, 1):
        return "    A tensor of the same shape and floating-point dtype."
    taken, given = ways
    return f"    A tensor of the same dtype; {taken} along dim become {given}, as by default."
