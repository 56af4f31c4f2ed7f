"""Which activation a module, a function or a call is, read off the catalogue's twins.

A definition's `twin` names PyTorch's function and class; its `fixed` arguments and its `variants`
tell several definitions of one function apart. No activation is asked for by name here.
"""

from __future__ import annotations

import functools
import inspect
import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Any

import torch
from torch import nn
from torch.nn.modules import activation as torchs

from actlas import catalogue
from actlas.activation import Activation
from actlas.definition import Along, Kind
from actlas.errors import ActlasError
from actlas.nn import functional
from actlas.nn.modules import ActivationModule, PinnedModule
from actlas.nn.redirect import Applied

Candidates = tuple[tuple[str, Kind], ...]
# Where PyTorch keeps one function under one name: x.relu(), torch.relu(x), F.relu(x), …
_HOMES = (nn.functional, torch, torch.Tensor, torch.special)


@dataclass(frozen=True)
class Index:
    """The catalogue, looked up by PyTorch's classes and functions."""

    classes: Mapping[type, Candidates]
    functions: Mapping[Any, Candidates]
    pinned: Mapping[type, int]
    """PyTorch's classes that fix the dimension along which they work."""


_HELD: ContextVar[Index | None] = ContextVar("actlas_index", default=None)


def index() -> Index:
    """Return the index of the catalogue as it is now, or as it was when it was held."""
    return _HELD.get() or _index(tuple(catalogue.readable().items()))


@contextmanager
def held_index() -> Iterator[None]:
    """Read the catalogue once for all that is recognised within: it takes tens of milliseconds."""
    token = _HELD.set(index())
    try:
        yield
    finally:
        _HELD.reset(token)


@lru_cache(maxsize=4)
def _index(definitions: tuple[tuple[str, Kind], ...]) -> Index:
    classes: dict[type, Candidates] = {}
    functions: dict[Any, Candidates] = dict.fromkeys(_torchs_functions(), ())
    pinned: dict[type, int] = {}
    for name, definition in definitions:
        for each in definition.pinned if isinstance(definition, Along) else ():
            kind = getattr(nn, each.module.rpartition(".")[2])
            classes[kind], pinned[kind] = ((name, definition),), each.dim
        twin = definition.twin
        if twin is None:
            continue
        entry = ((name, definition),)
        kind = getattr(nn, twin.module.rpartition(".")[2], None)
        # nn.Identity is a placeholder in models, and no activation that anybody chose.
        if kind is not None and kind.__module__ == torchs.__name__:
            classes[kind] = classes.get(kind, ()) + entry
        home, _, word = twin.functional.rpartition(".")
        if home == nn.functional.__name__:
            for function in _spellings(word):
                functions[function] = functions.get(function, ()) + entry
    return Index(classes, functions, pinned)


def _spellings(word: str) -> list[Any]:
    """Return PyTorch's function of that name in all its homes, and its in-place forms."""
    return [
        found
        for home in _HOMES
        for each in (word, f"{word}_")
        if callable(found := getattr(home, each, None))
    ]


@cache
def _torchs_functions() -> tuple[Any, ...]:
    """Return the functions that belong to PyTorch's activation classes, in the catalogue or not."""
    words = {re.sub("_", "", word): word for word in dir(nn.functional) if not word.startswith("_")}
    named = (words.get(kind.lower()) for kind in torchs.__all__)
    return tuple(each for word in named if word is not None for each in _spellings(word))


def of_module(module: nn.Module) -> Activation | None:
    """Return the activation that a module computes, None if it is none of the catalogue's.

    A subclass that keeps its base's forward is its base; the nearest class decides, so that ReLU6,
    a Hardtanh by birth, is itself.
    """
    given = vars(module) | module._parameters
    if isinstance(module, PinnedModule):
        given["dim"] = module.pinned.dim
    if isinstance(module, ActivationModule):
        return _with(module.activation, module.definition, given)
    for kind in type(module).__mro__:
        candidates = index().classes.get(kind)
        if candidates and _forward(type(module)) is _forward(kind):
            return _bound(candidates, {"dim": index().pinned.get(kind)} | given)
    return None


def _forward(kind: type) -> Any:
    return inspect.getattr_static(kind, "forward")


def is_activation(module: nn.Module) -> bool:
    """Return whether a module is an activation by its class, known to the catalogue or not."""
    if isinstance(module, nn.MultiheadAttention):
        return False
    own = (ActivationModule, *(getattr(torchs, kind) for kind in torchs.__all__))
    return isinstance(module, own)


def is_function(value: Any) -> bool:
    """Return whether a value is an activation function that can be held: PyTorch's or ours."""
    if isinstance(value, Activation | Applied):
        return True
    if not callable(value):
        return False
    inner = value.func if isinstance(value, functools.partial) else value
    try:
        return inner in index().functions or _ours(inner) is not None
    except TypeError:  # not hashable, and so no function
        return False


def of_function(value: Any) -> Activation | None:
    """Return the activation of a function, of a partial of one, or of an `Activation`."""
    if isinstance(value, Activation):
        return value
    if isinstance(value, Applied):
        return value.activation
    if isinstance(value, functools.partial):
        return of_call(value.func, (None, *value.args), value.keywords)
    return of_call(value, (None,), {})


def of_call(function: Any, args: tuple[Any, ...], kwargs: Mapping[str, Any]) -> Activation | None:
    """Return the activation that a call of a function computes, its arguments heeded."""
    if isinstance(function, Activation):
        return function
    name = _ours(function)
    if name is not None:
        return _with(name, catalogue.definition(name), arguments(function, args, kwargs))
    candidates = index().functions.get(function, ())
    return _bound(candidates, arguments(function, args, kwargs)) if candidates else None


def arguments(function: Any, args: tuple[Any, ...], kwargs: Mapping[str, Any]) -> dict[str, Any]:
    """Return what a call gives, by name; PyTorch's built-in functions tell their order by twin."""
    return dict(zip(order(function), args, strict=False)) | dict(kwargs)


def order(function: Any) -> tuple[str, ...]:
    """Return the names of a function's arguments in their order."""
    if isinstance(function, Applied):
        return function.order
    if isinstance(function, functools.partial):
        return order(function.func)
    try:
        return tuple(inspect.signature(function).parameters)
    except (TypeError, ValueError):
        for name, _ in index().functions.get(function, ()):
            return tuple(inspect.signature(functional.function(name)).parameters)
    return ("input",)


def _ours(function: Any) -> str | None:
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
    return _with(name, definition, given)


def _with(name: str, definition: Kind, given: Mapping[str, Any]) -> Activation | None:
    """Return an activation with the parameters that are given, under PyTorch's names."""
    if definition.variants is not None:
        chosen = dict(definition.variants.chosen)
        name = chosen.get(str(given.get(definition.variants.name, "")), name)
        definition = catalogue.definition(name)
    values = {each.name: given[each.name] for each in definition.parameters if each.name in given}
    learned = {key: value for key, value in values.items() if isinstance(value, torch.Tensor)}
    numbers = {key: value for key, value in values.items() if isinstance(value, int | float)}
    # What is learned starts anew from what it has become: of several channels, from their mean.
    numbers |= {
        key: _mean(value.detach())
        for key, value in learned.items()
        if value.numel() and not value.is_meta
    }
    if isinstance(definition, Along) and isinstance(given.get("dim"), int):
        numbers["dim"] = given["dim"]
    channels = max((value.numel() for value in learned.values()), default=1)
    try:
        return Activation(name, numbers, learned, channels, definition)
    except ActlasError:  # PyTorch takes values that our domains refuse
        return None


def _mean(value: torch.Tensor) -> float:
    """Return the mean as the shortest number that the dtype takes for it: 0.2, not 0.200000003."""
    mean = value.double().mean()
    for digits in (3, 6, 9):
        short = float(f"{mean:.{digits}g}")
        if torch.tensor(short, dtype=value.dtype) == mean.to(value.dtype):
            return short
    return float(mean)


def of_form(name: str, given: Mapping[str, Any]) -> Activation | None:
    """Return the activation of that name with the parameters that are given among other things."""
    return _with(name, catalogue.definition(name), given)


def _fixed(definition: Kind) -> tuple[tuple[str, str], ...]:
    return definition.twin.fixed if definition.twin is not None else ()


def _fits(definition: Kind, given: Mapping[str, Any]) -> bool:
    return all(str(given.get(key)) == value for key, value in _fixed(definition))


def keeps_shape(activation: Activation | None, compute: Callable[..., Any]) -> bool:
    """Return whether an activation's output has its input's shape; tried where it is unknown."""
    if activation is not None:
        return activation.width_in == activation.width_out
    try:
        return bool(compute(torch.zeros(2, 2, 2, 2)).shape == (2, 2, 2, 2))
    except Exception:  # noqa: BLE001 - what cannot take such a tensor may fail in any way
        return True
