"""Kernels compiled before anyone needs them, and what became of each."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass

import torch

from actlas.definition import Elementwise
from actlas.targets.native.functions import Function, function


@dataclass(frozen=True)
class Warmed:
    """What serves one activation and dtype from now on.

    `values` and `gradients` name the rooms of primitives in which its kernels compute, or are empty
    where there is no kernel and PyTorch's operations serve.
    """

    name: str
    dtype: str
    values: str
    gradients: str
    seconds: float


def warm(name: str, definition: Elementwise, dtype: torch.dtype) -> Warmed:
    """Compile the kernels of an activation at its defaults, unless the store has them.

    Args:
        name: the activation's name.
        definition: what it is.
        dtype: of the tensors.
    """
    begun = time.perf_counter()
    found = function(definition, name, 0, dtype)
    parameters = tuple(each.default for each in definition.parameters)
    values, gradients = rooms(found, parameters)
    return Warmed(
        name,
        str(dtype).removeprefix("torch."),
        values,
        gradients,
        time.perf_counter() - begun,
    )


def rooms(found: Function, parameters: Sequence[float]) -> tuple[str, str]:
    """Return in which rooms the kernels of a function compute: the values', the gradient's."""
    kernel, recorder = found.kernel(tuple(parameters)), found.recorder(tuple(parameters))
    values = "" if kernel is None else kernel.room
    return values, "" if recorder is None else recorder.gradients.room
