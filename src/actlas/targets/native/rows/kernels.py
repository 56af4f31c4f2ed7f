"""Kernels over rows in this process: compiled and checked once, then read from the store."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from functools import cache, lru_cache
from typing import Any

import torch

from actlas.definition import Vector
from actlas.targets.native import loader, pool
from actlas.targets.native.kernels import DTYPES, Kept, available, from_store, versions


class Kind(Enum):
    """What a kernel does, and how the rows lie that it is for."""

    ALONE = "value of contiguous rows"
    EVEN = "value of contiguous rows whose length is a multiple of the lanes"
    BESIDE = "value of rows side by side"
    BACK_ALONE = "gradient of contiguous rows"
    BACK_BESIDE = "gradient of rows side by side"

    @property
    def backward(self) -> bool:
        """Whether it reads outputs and a gradient, and writes a gradient."""
        return self in (Kind.BACK_ALONE, Kind.BACK_BESIDE)


SHORT = 24
"""Contiguous rows that are no longer are computed side by side."""
_LANES = 32
_STATE = 8


@dataclass(frozen=True)
class Layout:
    """How the rows of a contiguous tensor lie."""

    outer: int
    length: int
    inner: int

    @property
    def alone(self) -> bool:
        """Whether each row is computed by itself."""
        return self.inner == 1 and self.length > SHORT

    @property
    def value(self) -> Kind:
        """Which kernel computes values."""
        if not self.alone:
            return Kind.BESIDE
        return Kind.ALONE if self.length % _LANES else Kind.EVEN

    @property
    def gradient(self) -> Kind:
        """Which kernel computes gradients."""
        return Kind.BACK_ALONE if self.alone else Kind.BACK_BESIDE

    @property
    def units(self) -> int:
        """How many rows there are to take, or tiles of rows."""
        if self.alone:
            return self.outer
        outer, beside = (1, self.outer) if self.inner == 1 else (self.outer, self.inner)
        return outer * -(-beside // _LANES)

    @property
    def words(self) -> tuple[int, ...]:
        """The length, how many rows lie side by side, and both steps."""
        if self.inner == 1:
            return self.length, self.outer, 1, self.length
        return self.length, self.inner, self.inner, 1


@lru_cache(maxsize=1024)
def layout(shape: torch.Size, dim: int) -> Layout:
    """Return how rows along `dim` lie in a contiguous tensor of a shape."""
    return Layout(_product(shape[:dim]), shape[dim], _product(shape[dim + 1 :]))


def _product(sizes: torch.Size) -> int:
    return sizes.numel()


class Rows:
    """A kernel: it fills one contiguous tensor from one or two others of the same shape."""

    def __init__(self, kept: Kept) -> None:
        self._run = pool.runner(loader.loaded(kept.entry, kept.code))

    def __call__(
        self, parameters: tuple[float, ...], rows: Layout, *tensors: torch.Tensor
    ) -> torch.Tensor:
        """Fill the last tensor and return it."""
        result = tensors[-1]
        count, units = result.numel(), rows.units
        width = 8 if result.dtype == torch.float64 else 4
        scratch = torch.empty(
            _scratch(rows.length, width) * torch.get_num_threads(), dtype=torch.uint8
        )
        share = max(1, pool.SHARE * units // max(count, 1))
        first, second = tensors[0].data_ptr(), tensors[-2].data_ptr()
        task = _task(len(parameters))(
            *(0, units, share, 0, first, second, result.data_ptr()),
            *(scratch.data_ptr(), 0, *rows.words, result.element_size()),
            *pool_words(parameters),
        )
        self._run(task, count)
        return result


def _scratch(length: int, width: int) -> int:
    padded = -(-length // _LANES) * _LANES
    return padded * width + _LANES * (16 + (_STATE + 2 * length) * width)


@cache
def _task(parameters: int) -> Any:
    import ctypes

    return ctypes.c_int64 * (14 + parameters)


@lru_cache(maxsize=1024)
def pool_words(parameters: tuple[float, ...]) -> tuple[int, ...]:
    """Return the bits of parameters as float64."""
    import struct

    return struct.unpack(f"{len(parameters)}q", struct.pack(f"{len(parameters)}d", *parameters))


@cache
def kernel(definition: Vector, name: str, dtype: torch.dtype, kind: Kind) -> Rows | None:
    """Return a kernel of a vector activation, or None where there is none.

    Args:
        definition: the activation.
        name: its name.
        dtype: of the tensors.
        kind: what the kernel does.
    """
    if not available():
        return None

    def forge() -> Kept:
        from actlas.targets.native.rows.forge import forged

        return forged(definition, name, dtype, kind)

    question = f"native rows {kind.name} {DTYPES[dtype]} {versions()}"
    return from_store(question, definition, forge, Rows, f"{name} for {dtype}")
