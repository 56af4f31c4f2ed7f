"""The weights of all networks, stacked, and how they start.

A layer's weights and biases are one matrix [out, in + 1]: the bias is the last column, and meets a
column of ones in the layer's input. One matrix product then does the work of product, bias and, on
the way back, of the sum over the batch. The matrices of all networks form one tensor
[S, L, A, out, in + 1] for each layer: the seed comes first, so that all networks that read one
batch are rows of one matrix.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import torch
from torch import Tensor

from actlas.activation import Activation
from actlas.definition import Elementwise
from actlas.symbolic.moments import gain
from actlas.training.grid import Grid

Layers = tuple[tuple[Tensor, Tensor], ...]
"""One network: (weight [out, in], bias [out]) of each layer, as torch.nn.Linear names them."""


@dataclass(frozen=True, slots=True, eq=False)
class Stack:
    """The weights of all networks: one tensor [S, L, A, out, in + 1] for each layer."""

    weights: tuple[Tensor, ...]

    @classmethod
    def draw(cls, grid: Grid, sizes: Sequence[int], dtype: torch.dtype) -> Stack:
        """Return fresh networks of the given layer widths.

        All networks of a seed share one draw: weights uniform in ±√3, layer by layer, times
        gain/√fan_in. The gain is the activation's own (`actlas.gain`), so that its signals keep
        their size, and 1 for the last layer; biases are 0.

        Example:
            >>> import actlas
            >>> grid = Grid((actlas.get("linear"), actlas.get("relu")), (0.1,), (7,))
            >>> stack = Stack.draw(grid, (3, 2, 1), torch.float64)
            >>> linear, relu = (stack.network(0, place, 0)[0][0] for place in range(2))
            >>> torch.allclose(relu, 2**0.5 * linear)
            True
        """
        rates, activations, seeds = grid.shape
        shapes = [(out, into + 1) for into, out in pairwise(sizes)]
        weights = tuple(
            torch.empty(seeds, rates, activations, *shape, dtype=dtype) for shape in shapes
        )
        gains = torch.tensor([_gain(each) for each in grid.activations], dtype=torch.float64)
        for index, seed in enumerate(grid.seeds):
            generator = torch.Generator().manual_seed(seed)
            for stacked, (out, columns) in zip(weights, shapes, strict=True):
                drawn = torch.empty(out, columns - 1, dtype=dtype)
                torch.nn.init.uniform_(drawn, -math.sqrt(3), math.sqrt(3), generator=generator)
                factors = gains if stacked is not weights[-1] else torch.ones_like(gains)
                scales = (factors / math.sqrt(columns - 1)).to(dtype)
                stacked[index, ..., :-1] = drawn * scales.view(-1, 1, 1)
                stacked[index, ..., -1] = 0
        return cls(weights)

    @property
    def shape(self) -> tuple[int, int, int]:
        """(S, L, A): seeds, learning rates, activations."""
        seeds, rates, activations = self.weights[0].shape[:3]
        return seeds, rates, activations

    def network(self, rate: int, activation: int, seed: int) -> Layers:
        """Return copies of one network's weights and biases, by its places in the grid."""
        chosen = [stacked[seed, rate, activation] for stacked in self.weights]
        return tuple((each[:, :-1].clone(), each[:, -1].clone()) for each in chosen)

    def chosen(self, rates: Tensor) -> Stack:
        """Return a stack with one learning rate for each activation; `rates` is int64 [A]."""
        activations = torch.arange(self.shape[2])
        return Stack(
            tuple(
                stacked[:, rates, activations].unsqueeze(1).contiguous() for stacked in self.weights
            )
        )

    def finite(self) -> Tensor:
        """Return whether all parameters of each network are finite, bool [S, L, A]."""
        flags = [torch.isfinite(stacked).all(-1).all(-1) for stacked in self.weights]
        return torch.stack(flags).all(0)


def _gain(activation: Activation) -> float:
    """Return an activation's forward gain; 1, as if it were linear, where it has none of use."""
    definition = activation.definition
    if not isinstance(definition, Elementwise):
        return 1.0
    found = gain(definition, activation.parameters)
    return found if 0 < found < math.inf else 1.0
