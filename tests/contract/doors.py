"""The three ways in which a user applies an activation to a tensor: get, functional, module."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import torch

import actlas
from actlas.definition import Elementwise

DOORS = ("get", "functional", "module")


def given(name: str) -> dict[str, Any]:
    """Return what must be passed to the activation besides the tensor."""
    activation = actlas.get(name)
    needed = {each.name: each.default for each in activation.definition.parameters if each.required}
    return needed if activation.elementwise else {**needed, "dim": -1}


def resized(name: str, shape: tuple[int, ...]) -> tuple[int, ...]:
    """Return the shape that a result has, of an argument of that shape."""
    activation = actlas.get(name)
    if not shape or activation.width_in == activation.width_out:
        return shape
    return (*shape[:-1], shape[-1] // activation.width_in * activation.width_out)


def takes_single_numbers(name: str) -> bool:
    """Say whether a single number, which has no dimension, is an argument: no width may change."""
    activation = actlas.get(name)
    return activation.width_in == activation.width_out


def door(kind: str, name: str) -> Callable[[torch.Tensor], torch.Tensor]:
    """Return the activation as a user of that kind holds it."""
    act = actlas.get(name, **given(name))
    if kind == "get":
        return act
    if kind == "module":
        return act.module().eval()
    function = getattr(actlas.functional, act.definition.export or name)
    arguments = given(name)
    return lambda z: function(z, **arguments)


def is_elementwise(name: str) -> bool:
    """Say whether every output depends on one input alone."""
    return isinstance(actlas.get(name).definition, Elementwise)
