"""How far compiled primitives are from the truth, in units in the last place of float32."""

from __future__ import annotations

import functools
import os
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any

import numpy as np
import torch
from numba import njit

from actlas.targets.native.arithmetic import bits, from_bits

_GREATEST = float(np.finfo(np.float32).max)
_MANTISSA, _LEAST = np.int64(52), np.int64(1023 - 126)
_OF_DIGITS = np.int64(23)
CHUNK = 1 << 15
"""So many numbers stay in a core's cache, and are too few for PyTorch to use threads of its own."""


@functools.cache
def looped(primitive: Any) -> Any:
    """Return a compiled loop that fills y with primitive(x)."""

    @njit("void(f4[::1], f4[::1])", error_model="numpy", nogil=True)
    def loop(x: Any, y: Any) -> None:
        for i in range(x.shape[0]):
            y[i] = primitive(x[i])

    return loop


@njit("UniTuple(f8, 2)(f4[::1], f8[::1])", error_model="numpy", nogil=True)
def _worst(y: Any, exact: Any) -> Any:
    """Return the greatest error in ulps, and its place; a wrong NaN or infinity is far off."""
    worst, place = 0.0, -1.0
    for i in range(y.shape[0]):
        got, wanted = np.float64(y[i]), exact[i]
        if wanted != wanted or got != got:
            off = 0.0 if wanted != wanted and got != got else np.inf
        elif abs(wanted) > _GREATEST:
            off = 0.0 if got == wanted or (abs(got) >= _GREATEST and got * wanted > 0) else np.inf
        else:
            exponent = max(bits(abs(wanted)) >> _MANTISSA, _LEAST)
            unit = from_bits((exponent - _OF_DIGITS) << _MANTISSA)
            off = abs(got - wanted) / unit
        if off > worst:
            worst, place = off, float(i)
    return worst, place


@dataclass
class Off:
    """The greatest error of a primitive, in ulps, and the number at which it is made."""

    ulps: float = 0.0
    at: float = 0.0


Exact = Callable[[torch.Tensor], torch.Tensor]


def furthest(loop: Any, exact: Exact, x: Any) -> Off:
    """Return how far a loop's values are from the exact ones, which are computed in float64."""
    y = np.empty_like(x)
    loop(x, y)
    ulps, place = _worst(y, exact(torch.from_numpy(x).double()).numpy())
    return Off(ulps, float(x[int(place)]) if place >= 0 else 0.0)


def sampled() -> Any:
    """Return numbers of every exponent, both signs, and many where the functions bend."""
    mantissas = np.arange(0, 1 << 23, 40503, dtype=np.uint32)
    exponents = np.arange(0, 255, dtype=np.uint32) << 23
    sizes = (exponents[:, None] | mantissas[None, :]).ravel().view(np.float32)
    usual = np.linspace(0, 110, 200_001, dtype=np.float32)
    found = np.concatenate([sizes, usual, usual / 16])
    return np.concatenate([found, -found])


def _over(loop: Any, exact: Exact, start: int, stop: int) -> Off:
    first = np.arange(CHUNK, dtype=np.uint32)
    chunks = (np.uint32(each) + first for each in range(start, stop, CHUNK))
    found = (furthest(loop, exact, chunk.view(np.float32)) for chunk in chunks)
    return max(found, key=lambda each: each.ulps)


def over_all(loop: Any, exact: Exact) -> Off:
    """Return how far a loop is from the truth over all 2³² numbers of float32."""
    shares = os.cpu_count() or 1
    step = -(-(1 << 32) // (shares * CHUNK)) * CHUNK
    starts = range(0, 1 << 32, step)
    with ThreadPoolExecutor(shares) as pool:
        found = pool.map(
            lambda start: _over(loop, exact, start, min(start + step, 1 << 32)), starts
        )
        return max(found, key=lambda each: each.ulps)
