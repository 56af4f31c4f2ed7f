"""Kernels that learn, in this process: compiled and checked once, then read from the store."""

from __future__ import annotations

import ctypes
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

import numpy as np
import torch

from actlas.definition import Elementwise
from actlas.targets.native import loader, pool
from actlas.targets.native.kernels import DTYPES, Kept, available, from_store, versions
from actlas.targets.native.learned.arrangements import Arrangement, Numbers
from actlas.targets.native.rooms import SINGLE

_REFUSED = 3
_Task = ctypes.c_int64 * 12

Values = Sequence[float | torch.Tensor]
"""A parameter's value: a number, or a tensor of one number for all channels or for each."""


@dataclass(frozen=True)
class Asked:
    """What a kernel does: which form of tensor it is for, and which parameters it learns."""

    columnwise: bool
    """Whether it is for `Columns`, not for `Planes`."""
    backward: bool = False
    """Whether it reads z and a gradient, and writes a gradient; else it writes values."""
    learned: tuple[str, ...] = ()
    """The parameters whose gradients it adds up."""


class Learned:
    """A kernel: it fills one contiguous tensor from one or two others, and adds up gradients.

    Args:
        kept: its object code.
        learned: of how many parameters it adds up the gradients.
    """

    def __init__(self, kept: Kept, learned: int) -> None:
        self.room = kept.room
        self._number = np.float32 if kept.room == SINGLE.module else np.float64
        self._learned = learned
        self._run = pool.runner(loader.loaded(kept.entry, kept.code))

    def __call__(
        self, arrangement: Arrangement, values: Values, *tensors: torch.Tensor
    ) -> torch.Tensor | None:
        """Fill the last tensor, and return the sums: (learned parameters, channels) in float64.

        None where a number was beyond the kernel's reach.

        Args:
            arrangement: how the tensors lie.
            values: the parameters' values.
            *tensors: contiguous: z, the gradient where it is one that is written, the result.
        """
        sums, refused = self.fill(arrangement, values, *tensors)
        return None if refused else sums

    def fill(
        self, arrangement: Arrangement, values: Values, *tensors: torch.Tensor
    ) -> tuple[torch.Tensor, bool]:
        """Do the same, and say besides whether a number was beyond the kernel's reach."""
        table = arrangement.table(_exactly(values, arrangement.channels, self._number))
        slots = arrangement.slots(self._learned, self._number)
        z, slope, result = (each.data_ptr() for each in (tensors[0], tensors[-2], tensors[-1]))
        addresses = (z, slope, result, table.ctypes.data, slots.ctypes.data)
        task = _Task(0, arrangement.pieces, arrangement.share, 0, *addresses, *arrangement.words)
        self._run(task, tensors[-1].numel())
        sums = arrangement.totals(slots) if self._learned else slots[:0]
        return torch.from_numpy(sums), bool(task[_REFUSED])


def _exactly(values: Values, channels: int, number: type[Any]) -> Numbers:
    """Return values as numbers of a type, and below them what their rounding left."""
    exact = np.empty((len(values), channels))
    for row, value in zip(exact, values, strict=True):
        row[:] = (
            value.detach().double().flatten().numpy() if isinstance(value, torch.Tensor) else value
        )
    found = np.empty((2 * len(values), channels), number)
    found[: len(values)] = exact
    found[len(values) :] = exact - found[: len(values)]
    return found


@cache
def kernel(definition: Elementwise, name: str, dtype: torch.dtype, asked: Asked) -> Learned | None:
    """Return a kernel of an activation that learns, or None where there is none.

    Args:
        definition: the activation.
        name: its name.
        dtype: of the tensors.
        asked: what the kernel does.
    """
    if not available():
        return None

    def forge() -> Kept:
        from actlas.targets.native.learned.forge import forged

        return forged(definition, name, dtype, asked)

    def make(kept: Kept) -> Learned:
        return Learned(kept, len(asked.learned))

    question = f"native learned {asked} {DTYPES[dtype]} {versions()}"
    return from_store(question, definition, forge, make, f"{name} for {dtype}")
