"""How numbers lie beside the parameters that they are computed with, and how they are shared out.

What one thread takes at a time is a piece, and a piece has a place of its own for its sums. Pieces
hang on a tensor's shape alone, so a gradient is the same however many threads computed it.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np
import numpy.typing as npt
import torch

from actlas.targets.native import pool

Numbers = npt.NDArray[Any]

PART = pool.SHARE
"""A plane is cut into parts of so many numbers."""
WIDTH = 256
"""So many columns are computed together, over GROUP rows: together they are about one part."""
GROUP = 64
LONG = 512
"""Planes of so many numbers are each computed with a parameter that stays as it is."""
_NARROW = 64
"""In fewer columns, loops are too short to be widened."""


@dataclass(frozen=True)
class Planes:
    """Planes one after another, `outer` times `channels`: each has one value of a parameter."""

    outer: int
    channels: int
    inner: int

    @property
    def parts(self) -> int:
        """How many parts a plane is cut into."""
        return -(-self.inner // PART)

    @property
    def pieces(self) -> int:
        """How many parts there are in all."""
        return self.outer * self.channels * self.parts

    @property
    def share(self) -> int:
        """How many pieces a thread takes at a time."""
        return max(1, PART // self.inner)

    @property
    def words(self) -> tuple[int, int, int]:
        """What a kernel's task says of it."""
        return self.inner, self.parts, self.channels

    def table(self, values: Numbers) -> Numbers:
        """Return the values of parameters, (parameters, channels), as a kernel reads them."""
        return np.ascontiguousarray(values.T)

    def slots(self, learned: int, dtype: type[Any]) -> Numbers:  # noqa: ARG002 - as for Columns
        """Return the places of the pieces' sums, of so many parameters."""
        return np.empty((self.pieces, learned), np.float64)

    def totals(self, slots: Numbers) -> Numbers:
        """Return the sums, (parameters, channels) in float64."""
        each = slots.reshape(self.outer, self.channels, self.parts, slots.shape[1])
        sums: Numbers = each.sum((0, 2)).T
        return sums


@dataclass(frozen=True)
class Columns:
    """Rows of many columns: each column has its own value of a parameter.

    A row holds `repeated` times all channels, of `inner` numbers each.
    """

    rows: int
    repeated: int
    channels: int
    inner: int

    @property
    def columns(self) -> int:
        """How many numbers a row has."""
        return self.repeated * self.channels * self.inner

    @property
    def groups(self) -> int:
        """How many times GROUP rows there are."""
        return -(-self.rows // GROUP)

    @property
    def blocks(self) -> int:
        """How many times WIDTH columns a row has."""
        return -(-self.columns // WIDTH)

    @property
    def pieces(self) -> int:
        """How many blocks there are in all groups of rows."""
        return self.groups * self.blocks

    @property
    def share(self) -> int:
        """How many pieces a thread takes at a time."""
        return 1

    @property
    def words(self) -> tuple[int, int, int]:
        """What a kernel's task says of it."""
        return self.rows, self.columns, self.blocks

    def table(self, values: Numbers) -> Numbers:
        """Return the values of parameters, (parameters, channels), as a kernel reads them."""
        table = np.zeros((len(values), self.blocks * WIDTH), values.dtype)
        shape = (len(values), self.repeated, self.channels, self.inner)
        table[:, : self.columns].reshape(shape)[:] = values[:, None, :, None]
        return np.ascontiguousarray(table.reshape(-1, self.blocks, WIDTH).swapaxes(0, 1))

    def slots(self, learned: int, dtype: type[Any]) -> Numbers:
        """Return the places of the pieces' sums, of so many parameters."""
        return np.zeros((self.pieces, learned, WIDTH), dtype)

    def totals(self, slots: Numbers) -> Numbers:
        """Return the sums, (parameters, channels) in float64."""
        learned = slots.shape[1]
        each = slots.reshape(self.groups, self.blocks, learned, WIDTH)
        each = each.sum(0, dtype=np.float64).swapaxes(0, 1)
        each = each.reshape(learned, self.blocks * WIDTH)[:, : self.columns]
        each = each.reshape(learned, self.repeated, self.channels, self.inner)
        sums: Numbers = each.sum((1, 3))
        return sums


Arrangement = Planes | Columns


@lru_cache(maxsize=1024)
def arranged(shape: torch.Size, channels: int) -> Arrangement | None:
    """Return how a contiguous tensor's numbers lie beside parameters of so many channels.

    None where they lie so that no kernel is quick.
    """
    if channels == 1:
        return Planes(1, 1, shape.numel())
    outer, inner = shape[0], shape[2:].numel()
    if inner >= LONG:
        return Planes(outer, channels, inner)
    repeated = 1
    while repeated * channels * inner < WIDTH and outer % (2 * repeated) == 0:
        repeated *= 2
    found = Columns(outer // repeated, repeated, channels, inner)
    return found if found.columns >= _NARROW else None
