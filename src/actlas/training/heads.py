"""The heads: what the last layer's numbers mean, what they cost, and how well they do.

Logits z come as [S, L, A, C, b]: seeds, learning rates, activations, units, examples. Targets y
come as [S, 1, 1, b], or as [1, 1, 1, b] where all seeds read the same examples. Derivatives are
written by hand and stay finite wherever the loss does.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import torch
from torch import Tensor
from torch.nn import functional as F


@dataclass(frozen=True, slots=True)
class Head:
    """What a task asks of the last layer."""

    by_class: bool
    """Whether there is one unit for each class, and targets are their numbers; else one unit."""
    losses: Callable[[Tensor, Tensor], Tensor]
    """From z and y to the loss of each example, [S, L, A, b]."""
    points: Callable[[Tensor, Tensor], Tensor]
    """From z and y to what each example adds to the score, [S, L, A, b]."""
    score: Callable[[Tensor, Tensor], Tensor]
    """From the points of all examples and all targets y, [n] or [S, 1, 1, n], to the score."""
    confidence: Callable[[Tensor], Tensor] | None
    """From z to the probability of the answered class, [S, L, A, b]; None without classes."""
    learn: Callable[[Tensor, Tensor, Tensor], Tensor]
    """From z and y to the mean loss [S, L, A]; its derivative by z goes to the third argument."""

    def units(self, outputs: int) -> int:
        """Return how many units the last layer has, for `outputs` classes."""
        return outputs if self.by_class else 1

    def targets(self, y: Tensor, dtype: torch.dtype) -> Tensor:
        """Return targets [n] in the dtype that the head computes with: `dtype`, or int64."""
        return y.to(torch.int64 if self.by_class else dtype)


def _accuracy(points: Tensor, y: Tensor) -> Tensor:
    return points / y.shape[-1]


def _binary_losses(z: Tensor, y: Tensor) -> Tensor:
    logit = z.squeeze(-2)
    return F.binary_cross_entropy_with_logits(logit, y.expand_as(logit), reduction="none")


def _binary_points(z: Tensor, y: Tensor) -> Tensor:
    return (z.squeeze(-2) > 0) == (y > 0)


def _binary_confidence(z: Tensor) -> Tensor:
    return torch.sigmoid(z.squeeze(-2).abs())


def _binary_learn(z: Tensor, y: Tensor, delta: Tensor) -> Tensor:
    torch.sigmoid(z, out=delta)
    delta.sub_(y.unsqueeze(-2)).mul_(1 / y.shape[-1])
    return _binary_losses(z, y).mean(-1)


def _own(values: Tensor, y: Tensor) -> Tensor:
    """Return the entry of each example's own class, [S, L, A, 1, b]."""
    return values.gather(-2, y.unsqueeze(-2).expand(*values.shape[:-2], 1, values.shape[-1]))


def _classes_losses(z: Tensor, y: Tensor) -> Tensor:
    return _own(torch.log_softmax(z, -2), y).squeeze(-2).neg()


def _classes_points(z: Tensor, y: Tensor) -> Tensor:
    # Right if no other class comes up to the right one: a tie is no answer. PyTorch's argmax along
    # a dimension that is not the last takes many times as long.
    return torch.ge(z, _own(z, y), out=torch.empty_like(z)).sum(-2) == 1


def _classes_confidence(z: Tensor) -> Tensor:
    return torch.softmax(z, -2).amax(-2)


def _classes_learn(z: Tensor, y: Tensor, delta: Tensor) -> Tensor:
    torch.log_softmax(z, -2, out=delta)
    loss = _own(delta, y).mean((-1, -2)).neg()
    classes, examples = z.shape[-2:]
    onehot = torch.zeros(*y.shape[:-1], classes, examples, dtype=z.dtype)
    onehot.scatter_(-2, y.unsqueeze(-2), 1.0)
    delta.exp_().sub_(onehot).mul_(1 / examples)
    return loss


def _squares(z: Tensor, y: Tensor) -> Tensor:
    return (z.squeeze(-2) - y).square()


def _determination(points: Tensor, y: Tensor) -> Tensor:
    return 1 - points / (y - y.mean(-1, keepdim=True)).square().sum(-1)


def _regression_learn(z: Tensor, y: Tensor, delta: Tensor) -> Tensor:
    torch.sub(z, y.unsqueeze(-2), out=delta)
    loss = delta.squeeze(-2).square().mean(-1)
    delta.mul_(2 / y.shape[-1])
    return loss


HEADS = {
    # σ(z) is the probability of class 1: loss softplus(z) - y·z, derivative σ(z) - y; accuracy.
    "binary": Head(
        False, _binary_losses, _binary_points, _accuracy, _binary_confidence, _binary_learn
    ),
    # s = softmax(z) are probabilities: loss -log s_y, derivative s - onehot(y); accuracy.
    "classes": Head(
        True, _classes_losses, _classes_points, _accuracy, _classes_confidence, _classes_learn
    ),
    # Loss (z - y)², derivative 2(z - y); the score is R² = 1 - Σ(z - y)² / Σ(y - mean y)².
    "regression": Head(False, _squares, _squares, _determination, None, _regression_learn),
}
"""By task."""
