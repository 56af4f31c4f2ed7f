"""Loss and score of all networks on a set of examples, and the shares of idle hidden units."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import torch
from torch import Tensor

from actlas.activation import Activation
from actlas.training.examples import Examples
from actlas.training.heads import Head
from actlas.training.parameters import Stack
from actlas.training.passes import Passes

_NUMBERS = 2**19
"""About how many sums of one layer are computed at once: few enough to stay in cache."""


class Judge:
    """Reads examples in pieces that fit in memory, with buffers that it keeps.

    Args:
        stack: the networks; they may change between calls.
        activations: A activations, in the stack's order.
        head: what the last layer means.
    """

    def __init__(self, stack: Stack, activations: Sequence[Activation], head: Head) -> None:
        self.stack, self.activations, self.head = stack, activations, head
        widest = max(weight[..., 0].numel() for weight in stack.weights)
        self.most = max(16, _NUMBERS // widest)
        self.passes: dict[int, Passes] = {}

    def read(self, rows: Examples) -> Iterator[tuple[Passes, Tensor]]:
        """Yield, piece by piece, the passes as they stand after `forward`, and y [1, 1, 1, b].

        Where seeds have rows of their own, y is [S, 1, 1, b].
        """
        for start in range(0, len(rows), self.most):
            x, y = rows.piece(start, start + self.most)
            count = y.shape[-1]
            if count not in self.passes:
                self.passes[count] = Passes(self.stack, self.activations, count)
            self.passes[count].forward(x)
            yield self.passes[count], y

    def points(self, rows: Examples) -> Iterator[Tensor]:
        """Yield, piece by piece, what each example adds to the score: float64 [S, L, A, b]."""
        for passes, y in self.read(rows):
            yield self.head.points(passes.sums[-1], y).double()

    def evaluate(self, rows: Examples) -> tuple[Tensor, Tensor]:
        """Return mean loss and score, float64 [S, L, A] each."""
        loss = torch.zeros(self.stack.shape, dtype=torch.float64)
        points = torch.zeros_like(loss)
        for passes, y in self.read(rows):
            loss += self.head.losses(passes.sums[-1], y).sum(-1, dtype=torch.float64)
            points += self.head.points(passes.sums[-1], y).sum(-1, dtype=torch.float64)
        return loss / len(rows), self.head.score(points, rows.targets())
