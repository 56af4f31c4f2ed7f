"""Where everything lies: a network's numbers, a batch, and what a thread works with.

All matrices lie in panels (`tiles.py`). A network is one stretch of memory: its parameters, then as
many numbers for each moment of the optimiser. Filling up to whole panels is zero and stays zero.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

LAYERS, TABLE, LAYER = 0, 4, 12
"""A table's words: how many layers, then from `TABLE` on `LAYER` words for each."""
INPUTS, UNITS, INPUTS_PADDED, UNITS_PADDED, WEIGHTS, BIASES = range(6)
"""A layer's words: its width, the same in whole panels, and its place in a network, in bytes."""
SUMS, OUTPUTS, ROWS, SENT, DELTA, SLOPE = range(6, 12)
"""A layer's memory, as addresses: z, f(z), f(z) with a row for each example, ∂loss/∂f(z),
∂loss/∂z, and the biases' gradient."""


_WIDTHS = (("+avx512f", 64), ("+avx", 32), ("", 16))
"""Features of a processor, and the bytes of its registers."""
_LINE = 64
"""Bytes of a line of the cache."""


def panel(kind: str) -> int:
    """Return how many float32 or float64 numbers two of this machine's registers hold."""
    from actlas.targets.native.loader import processor

    features = processor()
    width = next(width for feature, width in _WIDTHS if feature in features)
    return 2 * width // np.dtype(kind).itemsize


@dataclass(frozen=True)
class Layout:
    """The sizes of networks and batches, in numbers of one type.

    Args:
        sizes: the width of every layer, from the inputs to the head.
        batch: examples in a batch.
        panel: numbers in a panel's row.
        dtype: their type.
        moments: how many numbers the optimiser keeps of each parameter.
    """

    sizes: tuple[int, ...]
    batch: int
    panel: int
    dtype: np.dtype[Any]
    moments: int

    def padded(self, count: int) -> int:
        """Return a count as a multiple of the panel."""
        return -(-count // self.panel) * self.panel

    @property
    def examples(self) -> int:
        """Places for examples in a batch."""
        return self.padded(self.batch)

    @property
    def features(self) -> int:
        """Places for columns of the data."""
        return self.padded(self.sizes[0])

    def parts(self) -> Iterator[tuple[int, int, int, int]]:
        """Yield inputs, units, and where weights and biases begin, of each layer."""
        place = 0
        for inputs, units in pairwise(self.sizes):
            weights, biases = place, place + self.padded(inputs) * units
            place = biases + self.padded(units)
            yield inputs, units, weights, biases

    @property
    def parameters(self) -> int:
        """Numbers in a network's parameters."""
        *_, (_, units, _, biases) = self.parts()
        return biases + self.padded(units)

    @property
    def state(self) -> int:
        """Numbers in a network with its moments."""
        return self.parameters * (1 + self.moments)

    def states(self, shape: Sequence[int]) -> NDArray[Any]:
        """Return memory for networks [S, L, A], all zero."""
        return aligned((*shape, self.state), self.dtype)

    def fill(self, states: NDArray[Any], weights: Sequence[Tensor]) -> None:
        """Write the weights of a stack, [S, L, A, units, inputs + 1] each, into states."""
        for weight, (inputs, units, start, biases) in zip(weights, self.parts(), strict=True):
            given = weight.numpy()
            panels = self._panels(states, inputs, units, start)
            for place in range(panels.shape[-3]):
                chosen = given[..., place * self.panel : min((place + 1) * self.panel, inputs)]
                panels[..., place, :, : chosen.shape[-1]] = chosen
            states[..., biases : biases + units] = given[..., -1]

    def weights(self, states: NDArray[Any]) -> tuple[Tensor, ...]:
        """Return what `fill` was given, as it is now."""
        found = []
        for inputs, units, start, biases in self.parts():
            weight = np.empty((*states.shape[:-1], units, inputs + 1), self.dtype)
            panels = self._panels(states, inputs, units, start)
            for place in range(panels.shape[-3]):
                last = min((place + 1) * self.panel, inputs)
                first = place * self.panel
                weight[..., first:last] = panels[..., place, :, : last - first]
            weight[..., -1] = states[..., biases : biases + units]
            found.append(torch.from_numpy(weight))
        return tuple(found)

    def _panels(self, states: NDArray[Any], inputs: int, units: int, start: int) -> NDArray[Any]:
        count = self.padded(inputs)
        shape = *states.shape[:-1], count // self.panel, units, self.panel
        return states[..., start : start + count * units].reshape(shape)

    def table(self) -> tuple[NDArray[np.int64], NDArray[Any]]:
        """Return the words that describe the layers, and the memory that they point to."""
        tall = {
            SUMS: self.examples,
            OUTPUTS: self.examples,
            ROWS: self.examples,
            SENT: self.examples,
            DELTA: self.examples,
            SLOPE: 1,
        }
        wide = sum(self.padded(units) for units in self.sizes[1:])
        memory = aligned((wide * sum(tall.values()),), self.dtype)
        words = np.zeros(TABLE + LAYER * (len(self.sizes) - 1), np.int64)
        words[LAYERS] = len(self.sizes) - 1
        address = memory.ctypes.data
        for layer, (inputs, units, weights, biases) in enumerate(self.parts()):
            own = words[TABLE + LAYER * layer :]
            own[INPUTS], own[UNITS] = inputs, units
            own[INPUTS_PADDED], own[UNITS_PADDED] = self.padded(inputs), self.padded(units)
            own[WEIGHTS], own[BIASES] = (at * self.dtype.itemsize for at in (weights, biases))
            for word, rows in tall.items():
                own[word] = address
                address += rows * self.padded(units) * self.dtype.itemsize
        return words, memory


def aligned(shape: Sequence[int], dtype: np.dtype[Any]) -> NDArray[Any]:
    """Return zeros that begin where a line of the cache does."""
    count = int(np.prod(shape)) * dtype.itemsize
    whole = np.zeros(count + _LINE, np.uint8)
    start = -whole.ctypes.data % _LINE
    return whole[start : start + count].view(dtype).reshape(shape)
