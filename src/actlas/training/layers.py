"""The layers of all networks at once: the first, those above it, and the activations between.

Each holds views of memory that was reserved beforehand; in small networks, making a view costs as
much as the work done on it. What is needed for the way back is None where there is none.
"""

from __future__ import annotations

import time
from collections.abc import Sequence

import torch
from torch import Tensor

from actlas.activation import Activation
from actlas.training.hidden import Rule, rule

TILE = 2**17
"""Numbers in the piece of memory that an activation is applied to at once: few enough to stay in
cache between its operations, many enough to make their overhead small (docs/benchmarks.md)."""


class Entrance:
    """The first layer. Networks of one seed read the same batch: one product for them all.

    Args:
        weight: [S, L, A, units, d + 1].
        sums: [S, L, A, units, b], to be written.
        delta: ∂loss/∂sums, of the shape of `sums`.
        gradient: ∂loss/∂weight, of the shape of `weight`, to be written.
    """

    def __init__(
        self, weight: Tensor, sums: Tensor, delta: Tensor | None, gradient: Tensor | None
    ) -> None:
        self.weight, self.sums = weight.flatten(1, 3), sums.flatten(1, 3)
        if delta is not None and gradient is not None:
            self.delta, self.gradient = delta.flatten(1, 3), gradient.flatten(1, 3)

    def forward(self, x: Tensor) -> None:
        """Compute sums from x [S, b, d + 1], or from x [b, d + 1] for all seeds."""
        if x.dim() == 2:
            torch.mm(self.weight.flatten(0, 1), x.t(), out=self.sums.flatten(0, 1))
        else:
            torch.bmm(self.weight, x.transpose(1, 2), out=self.sums)

    def backward(self, x: Tensor) -> None:
        """Compute the gradient from delta and the x of the way forward."""
        torch.bmm(self.delta, x, out=self.gradient)


class Dense:
    """A layer above the first: each network multiplies what its own activations gave.

    Args:
        weight: [S, L, A, out, in + 1].
        inputs: [S, L, A, in + 1, b], the outputs below, with a row of ones.
        sums: [S, L, A, out, b], to be written.
        delta: ∂loss/∂sums.
        below: ∂loss/∂(outputs below), [S, L, A, in, b], to be written.
        gradient: ∂loss/∂weight, to be written.
    """

    def __init__(
        self,
        weight: Tensor,
        inputs: Tensor,
        sums: Tensor,
        delta: Tensor | None,
        below: Tensor | None,
        gradient: Tensor | None,
    ) -> None:
        self.weight, self.inputs, self.sums = (
            each.flatten(0, 2) for each in (weight, inputs, sums)
        )
        if delta is not None and below is not None and gradient is not None:
            self.rows = self.inputs.transpose(1, 2)
            self.back = self.weight[:, :, :-1].transpose(1, 2)
            self.delta, self.below, self.gradient = (
                each.flatten(0, 2) for each in (delta, below, gradient)
            )

    def forward(self) -> None:
        """Compute sums from inputs."""
        torch.bmm(self.weight, self.inputs, out=self.sums)

    def backward(self) -> None:
        """Compute the gradient, and ∂loss/∂(outputs below), from delta."""
        torch.bmm(self.delta, self.rows, out=self.gradient)
        torch.bmm(self.back, self.delta, out=self.below)


class Hidden:
    """The activations between two layers, each on its own slice.

    Args:
        activations: A activations.
        sums: [S, L, A, units, b].
        outputs: [S, L, A, units + 1, b]; all rows but the last are written.
        delta: [S, L, A, units, b]; on the way back, ∂loss/∂outputs becomes ∂loss/∂sums.
        own_seconds: A numbers, to which the time spent on each activation is added.
    """

    def __init__(
        self,
        activations: Sequence[Activation],
        sums: Tensor,
        outputs: Tensor,
        delta: Tensor | None,
        own_seconds: list[float],
    ) -> None:
        seeds, rates, _, units, examples = sums.shape
        self.own_seconds = own_seconds
        self.learning = delta is not None
        step = max(1, TILE // (units * examples))
        tiles = [slice(start, start + step) for start in range(0, seeds * rates, step)]
        sums, outputs = sums.flatten(0, 1), outputs.flatten(0, 1)
        delta = None if delta is None else delta.flatten(0, 1)
        self.pieces: list[list[tuple[Rule, Tensor, Tensor | None]]] = [
            [
                (
                    rule(activation, sums[tile, place]),
                    outputs[tile, place, :-1],
                    None if delta is None else delta[tile, place],
                )
                for tile in tiles
            ]
            for place, activation in enumerate(activations)
        ]

    def forward(self) -> None:
        """Compute outputs from sums."""
        with torch.set_grad_enabled(self.learning):
            for place, pieces in enumerate(self.pieces):
                began = time.perf_counter()
                for each, output, _ in pieces:
                    output.copy_(each.forward())
                self.own_seconds[place] += time.perf_counter() - began

    def backward(self) -> None:
        """Turn ∂loss/∂outputs into ∂loss/∂sums."""
        for place, pieces in enumerate(self.pieces):
            began = time.perf_counter()
            for each, _, delta in pieces:
                if delta is not None:
                    delta.copy_(each.backward(delta))
            self.own_seconds[place] += time.perf_counter() - began
