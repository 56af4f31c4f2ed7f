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

        A seed's network is the one that `torch.manual_seed(seed)` and `torch.nn.Linear`, layer by
        layer, would give: weights and biases uniform in ±1/√fan_in. All activations and rates of
        the seed start from it.

        Example:
            >>> import actlas
            >>> grid = Grid((actlas.get("relu"),), (0.1,), (7,))
            >>> ((weight, bias),) = Stack.draw(grid, (3, 2), torch.float32).network(0, 0, 0)
            >>> _ = torch.manual_seed(7)
            >>> torch.equal(weight, torch.nn.Linear(3, 2).weight)
            True
        """
        rates, activations, seeds = grid.shape
        shapes = [(out, into + 1) for into, out in pairwise(sizes)]
        weights = tuple(
            torch.empty(seeds, rates, activations, *shape, dtype=dtype) for shape in shapes
        )
        for index, seed in enumerate(grid.seeds):
            generator = torch.Generator().manual_seed(seed)
            for stacked, (out, columns) in zip(weights, shapes, strict=True):
                weight = torch.empty(out, columns - 1, dtype=dtype)
                bias = torch.empty(out, dtype=dtype)
                torch.nn.init.kaiming_uniform_(weight, a=math.sqrt(5), generator=generator)
                bound = 1 / math.sqrt(columns - 1)
                torch.nn.init.uniform_(bias, -bound, bound, generator=generator)
                stacked[index, ..., :-1] = weight
                stacked[index, ..., -1] = bias
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
