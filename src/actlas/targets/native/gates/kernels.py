"""Gates' kernels in this process: compiled and checked once, then read from the store."""

from __future__ import annotations

import ctypes
from functools import cache
from typing import Any

import torch

from actlas.definition import Parted
from actlas.targets.native import loader, pool
from actlas.targets.native.kernels import DTYPES, Kept, available, from_store, versions
from actlas.targets.native.rows.kernels import pool_words

_REFUSED = 3


class Gate:
    """A kernel: it fills one contiguous tensor of parts from one or two others."""

    def __init__(self, kept: Kept) -> None:
        self.room = kept.room
        self._run = pool.runner(loader.loaded(kept.entry, kept.code))

    def __call__(
        self, parameters: tuple[float, ...], layout: tuple[int, int], *tensors: torch.Tensor
    ) -> bool:
        """Fill the last tensor; False where a number was beyond the kernel's reach.

        Args:
            parameters: the parameters' values.
            layout: how many numbers a part has in all, and how many of them lie together.
            *tensors: contiguous: z, the gradient where it is one that is written, the result.
        """
        count, together = layout
        task = _task(len(tensors) + len(parameters))(
            *(0, count, pool.SHARE, 0, *(each.data_ptr() for each in tensors)),
            *(together, tensors[0].element_size(), *pool_words(parameters)),
        )
        self._run(task, count)
        return not task[_REFUSED]


@cache
def _task(length: int) -> Any:
    return ctypes.c_int64 * (6 + length)


@cache
def kernel(
    definition: Parted, name: str, dtype: torch.dtype, *, backward: bool = False
) -> Gate | None:
    """Return a kernel of a parted activation, or None where there is none.

    Args:
        definition: the activation.
        name: its name.
        dtype: of the tensors.
        backward: whether it reads z and a gradient, and writes a gradient.
    """
    if not available():
        return None

    def forge() -> Kept:
        from actlas.targets.native.gates.forge import forged

        return forged(definition, name, dtype, backward=backward)

    question = f"native gate {backward} {DTYPES[dtype]} {versions()}"
    return from_store(question, definition, forge, Gate, f"{name} for {dtype}")
