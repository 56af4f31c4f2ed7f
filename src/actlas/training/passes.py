"""The way through all networks at once, forward and back, in memory that is reserved beforehand.

A batch of b examples is held as columns: sums z are [S, L, A, units, b], and a layer's outputs
[S, L, A, units + 1, b], with a last row of ones for the next layer's biases.
"""

from __future__ import annotations

from collections.abc import Sequence

import torch
from torch import Tensor

from actlas.activation import Activation
from actlas.training.layers import Dense, Entrance, Hidden
from actlas.training.parameters import Stack


class Passes:
    """Forward and backward passes for batches of one size.

    Args:
        stack: the networks.
        activations: A activations, in the stack's order.
        examples: b, the examples in a batch.
        gradients: one tensor for each layer, of its weights' shape, for `backward` to write into;
            none where no backward passes follow.
    """

    def __init__(
        self,
        stack: Stack,
        activations: Sequence[Activation],
        examples: int,
        gradients: Sequence[Tensor] = (),
    ) -> None:
        weights = stack.weights

        def columns(width: int) -> Tensor:
            return torch.ones(*stack.shape, width, examples, dtype=weights[0].dtype)

        widths = [weight.shape[-2] for weight in weights]
        self.sums = [columns(width) for width in widths]
        outputs = [columns(width + 1) for width in widths[:-1]]
        deltas = [columns(width) if gradients else None for width in widths]
        slopes = [gradients[layer] if gradients else None for layer in range(len(widths))]
        self.own_seconds = [0.0] * len(activations)
        """Time spent on each activation so far."""
        self.entrance = Entrance(weights[0], self.sums[0], deltas[0], slopes[0])
        self.hidden = [
            Hidden(activations, *memory, self.own_seconds)
            for memory in zip(self.sums, outputs, deltas, strict=False)
        ]
        self.dense = [
            Dense(*memory)
            for memory in zip(
                weights[1:], outputs, self.sums[1:], deltas[1:], deltas, slopes[1:], strict=False
            )
        ]
        self.delta = torch.empty(0) if deltas[-1] is None else deltas[-1]
        """∂loss/∂logits, for the head to write before `backward`; empty where that never comes."""

    def forward(self, x: Tensor) -> Tensor:
        """Return the logits [S, L, A, C, b], in memory that the next call overwrites.

        Args:
            x: [S, b, d + 1], each seed its own batch, or [b, d + 1], one batch for all.
        """
        self.entrance.forward(x)
        for hidden, dense in zip(self.hidden, self.dense, strict=True):
            hidden.forward()
            dense.forward()
        return self.sums[-1]

    def backward(self, x: Tensor) -> None:
        """Write the gradients of the mean loss, from ∂loss/∂logits in `delta`.

        Args:
            x: [S, b, d + 1], the batch of the last `forward`.
        """
        for hidden, dense in zip(reversed(self.hidden), reversed(self.dense), strict=True):
            dense.backward()
            hidden.backward()
        self.entrance.backward(x)
