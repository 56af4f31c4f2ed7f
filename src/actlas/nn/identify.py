"""Which activation a module, a function or a call is, read off the twins that definitions name.

Learned parameters count with their present values, several of them with their mean: what is found
is used for moments, which are those of one function.
"""

from __future__ import annotations

import functools
import inspect
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import torch
from torch import nn

from actlas import catalogue
from actlas.activation import Activation
from actlas.definition import Elementwise, Vector
from actlas.errors import ActlasError
from actlas.nn import functional
from actlas.nn.modules import ActivationModule

Candidates = tuple[tuple[str, Elementwise | Vector], ...]
# Where PyTorch keeps one function under one name: x.relu(), torch.relu(x), F.relu(x).
_HOMES = (nn.functional, torch, torch.Tensor, torch.special)


@dataclass(frozen=True)
class _Index:
    classes: Mapping[type, Candidates]
    functions: Mapping[Any, Candidates]


def _index() -> _Index:
    return _made(tuple(catalogue.readable().items()))


@lru_cache(maxsize=4)
def _made(definitions: Candidates) -> _Index:
    classes: dict[type, Candidates] = {}
    functions: dict[Any, Candidates] = {}
    for name, definition in definitions:
        if definition.twin is None:
            continue
        entry = ((name, definition),)
        kind = getattr(nn, definition.twin.module.rpartition(".")[2], None)
        if kind is not None and kind is not nn.Identity:
            classes[kind] = classes.get(kind, ()) + entry
        word = definition.twin.functional.rpartition(".")[2]
        for home in _HOMES if word else ():
            for each in (word, f"{word}_"):
                found = getattr(home, each, None)
                if callable(found):
                    functions[found] = functions.get(found, ()) + entry
    return _Index(classes, functions)


def of_module(module: nn.Module) -> Activation | None:
    """Return the activation that a module computes, None if it is none of the catalogue's.

    A subclass that keeps its base's forward is its base, and the nearest class decides: ReLU6, a
    Hardtanh by birth, is itself.
    """
    given = vars(module) | module._parameters
    if isinstance(module, ActivationModule):
        return _bound(((module.activation, catalogue.definition(module.activation)),), given)
    for kind in type(module).__mro__:
        candidates = _index().classes.get(kind)
        if candidates and _forward(type(module)) is _forward(kind):
            return _bound(candidates, given)
    return None


def _forward(kind: type) -> Any:
    return inspect.getattr_static(kind, "forward")


def of_function(value: Any) -> Activation | None:
    """Return the activation of a function, of a partial of one, or of an `Activation`."""
    if isinstance(value, Activation):
        return value
    if isinstance(value, functools.partial):
        return of_call(value.func, (None, *value.args), value.keywords)
    return of_call(value, (None,), {})


def of_call(function: Any, args: tuple[Any, ...], kwargs: Mapping[str, Any]) -> Activation | None:
    """Return the activation that a call of a function computes, its arguments heeded."""
    if isinstance(function, Activation):
        return function
    name = own_name(function)
    if name is not None:
        candidates: Candidates = ((name, catalogue.definition(name)),)
    else:
        try:
            candidates = _index().functions.get(function, ())
        except TypeError:  # not hashable, and so no function
            return None
    if not candidates:
        return None
    order = inspect.signature(functional.function(candidates[0][0])).parameters
    return _bound(candidates, dict(zip(order, args, strict=False)) | dict(kwargs))


def own_name(function: Any) -> str | None:
    """Return the name of the activation whose functional form of actlas that is."""
    if getattr(function, "__module__", None) != functional.__name__:
        return None
    return functional.exports().get(getattr(function, "__qualname__", ""))


def _bound(candidates: Candidates, given: Mapping[str, Any]) -> Activation | None:
    """Return the candidate whose fixed arguments are given, with its parameters bound."""
    fitting = [each for each in candidates if _fits(each[1], given)]
    if not fitting:
        return None
    # The one with more fixed arguments is the more special one.
    name, definition = max(fitting, key=lambda each: len(_fixed(each[1])))
    if definition.variants is not None:
        chosen = dict(definition.variants.chosen)
        name = chosen.get(str(given.get(definition.variants.name, "")), name)
        definition = catalogue.definition(name)
    values = {
        each.name: _number(given[each.name])
        for each in definition.parameters
        if given.get(each.name) is not None
    }
    try:
        return Activation(name, values)
    except ActlasError:  # PyTorch takes values that our domains refuse
        return None


def _number(value: Any) -> Any:
    if isinstance(value, torch.Tensor):
        return float(value.detach().double().mean())
    return value


def _fixed(definition: Elementwise | Vector) -> tuple[tuple[str, str], ...]:
    return definition.twin.fixed if definition.twin is not None else ()


def _fits(definition: Elementwise | Vector, given: Mapping[str, Any]) -> bool:
    return all(str(given.get(key)) == value for key, value in _fixed(definition))


def bound_by_name(name: str, given: Mapping[str, Any]) -> Activation | None:
    """Return the activation of that name with the parameters that are given among other things."""
    return _bound(((name, catalogue.definition(name)),), given)
