"""Functional forms with PyTorch's signatures: `functional.elu(input, alpha=1.0, inplace=False)`.

Each function is written from its definition the first time it is asked for. `linear` is PyTorch's
own: the neuron's w·x + b, to which activations are applied.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import Any

import torch
from torch.nn.functional import linear

from actlas import catalogue
from actlas.activation import check_parameters
from actlas.definition import Elementwise, Vector
from actlas.errors import BadInput, UnknownName
from actlas.targets.autograd import differentiable
from actlas.targets.eager import kernel
from actlas.targets.inputs import floating

__all__ = ["linear"]

# A closure, and not a function with globals of its own: torch.compile looks globals up by module.
_TEMPLATE = """
def make(compute, prepare, needed, overwrite, check):
    def {export}({signature}):
        {docstring!r}
        check({given})
        return {body}

    return {export}
"""


def exports() -> dict[str, str]:
    """Return the name under which each activation stands here, and the activation's own name."""
    return {each.export or name: name for name, each in catalogue.readable().items()}


def __getattr__(name: str) -> Any:
    if name.startswith("_"):
        raise AttributeError(name)
    if name in catalogue.names() and not catalogue.definition(name).export:
        return function(name)
    found = exports().get(name)
    if found is None:
        hint = catalogue.canonical(name) if _known(name) else ""
        raise AttributeError(
            f"actlas.functional has no {name!r}" + (f"; did you mean {hint!r}?" if hint else "")
        )
    return function(found)


def _known(name: str) -> bool:
    try:
        return bool(catalogue.canonical(name))
    except UnknownName:
        return False


def __dir__() -> list[str]:
    return sorted({*__all__, *exports()})


def function(name: str) -> Callable[..., torch.Tensor]:
    """Return the functional form of the activation called `name`.

    Example:
        >>> function("elu")(torch.tensor([-1.0, 1.0]), alpha=2.0)
        tensor([-1.2642,  1.0000])
    """
    return _function(name, catalogue.definition(name))


@cache
def _function(name: str, definition: Elementwise | Vector) -> Callable[..., torch.Tensor]:
    compute = (
        differentiable(definition, name)
        if isinstance(definition, Elementwise)
        else kernel(definition, 0, name)
    )
    export = definition.export or name
    parameters = [each.name for each in definition.parameters]
    arguments = [f"{each.name}={each.default!r}" for each in definition.parameters]
    values = ", ".join(("prepared", *parameters))
    if isinstance(definition, Vector):
        # PyTorch passes a stack level for its warning about a missing dim: accepted, and unused.
        arguments += ["dim=None", "_stacklevel=3", "dtype=None"]
        body = f"compute({values}, needed(dim, {name!r}))".replace(
            "prepared", "prepare(input, dtype)"
        )
    else:
        body = f"compute({values})".replace("prepared", "prepare(input)")
        if definition.twin is not None and definition.twin.inplace:
            arguments.append("inplace=False")
            inside = f"compute({values})".replace("prepared", "prepare(input).clone()")
            body = f"overwrite(input, {inside}) if inplace else {body}"
    text = _TEMPLATE.format(
        export=export,
        signature=", ".join(("input", *arguments)),
        docstring=_docstring(name, definition),
        given=", ".join(f"{each}={each}" for each in parameters),
        body=body,
    )
    namespace: dict[str, Any] = {}
    exec(compile(text, f"<actlas functional {name}>", "exec"), namespace)  # noqa: S102 - our own text
    made: Callable[..., torch.Tensor] = namespace["make"](
        compute, _prepare, _needed, _overwrite, _checker(name, definition)
    )
    made.__module__, made.__qualname__ = __name__, export
    return made


def _checker(name: str, definition: Elementwise | Vector) -> Callable[..., None]:
    domains = {each.name: each.domain for each in definition.parameters}

    def check(**given: Any) -> None:
        for parameter, value in given.items():
            if type(value) is not float or value not in domains[parameter]:
                check_parameters(name, definition, given)

    return check


def _prepare(input: Any, dtype: torch.dtype | None = None) -> torch.Tensor:
    if not isinstance(input, torch.Tensor):
        raise BadInput(
            "a functional form takes a torch.Tensor, got {kind}; "
            "actlas.get(name)(x) also takes NumPy arrays and floats",
            kind=type(input).__name__,
        )
    return floating(input if dtype is None else input.to(dtype))


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


def _docstring(name: str, definition: Elementwise | Vector) -> str:
    lines = [catalogue.headline(name), "", "Args:", "    input: a tensor of any shape."]
    lines += [
        f"    {each.name}: {each.meaning} (default {each.default:g})."
        for each in definition.parameters
    ]
    lines += ["", "Returns:", "    A tensor of the same shape and floating-point dtype."]
    return "\n".join(
        [*lines, "", "References:", *(f"    {each}" for each in definition.references)]
    )
