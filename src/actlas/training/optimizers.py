"""The optimisers: PyTorch's own, with one parameter group for each learning rate.

All networks of one rate lie in one block of memory for each layer, so that PyTorch's fused
implementation updates thousands of them in one pass.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import torch

Groups = list[dict[str, Any]]
Maker = Callable[[Groups, float], torch.optim.Optimizer]


OPTIMIZERS: dict[str, Maker] = {
    "adam": lambda groups, _: torch.optim.Adam(groups, fused=True),
    "sgd": lambda groups, momentum: torch.optim.SGD(groups, momentum=momentum, fused=True),
}
"""By name: from parameter groups and a momentum to an optimiser."""


def optimizer(
    name: str,
    weights: Sequence[torch.Tensor],
    gradients: Sequence[torch.Tensor],
    learning_rates: Sequence[float],
    momentum: float,
) -> torch.optim.Optimizer:
    """Return an optimiser whose step moves `weights` along `gradients`, each rate at its own pace.

    Args:
        name: a key of `OPTIMIZERS`.
        weights: one tensor [L, ...] for each layer, contiguous.
        gradients: tensors of the same shapes; what they hold when `step()` is called counts.
        learning_rates: L rates.
        momentum: for SGD.

    Example:
        >>> weight, gradient = torch.zeros(2, 3), torch.ones(2, 3)
        >>> optimizer("sgd", [weight], [gradient], [0.1, 1.0], momentum=0.0).step()
        >>> weight
        tensor([[-0.1000, -0.1000, -0.1000],
                [-1.0000, -1.0000, -1.0000]])
    """
    groups: Groups = []
    for index, rate in enumerate(learning_rates):
        views = [weight[index] for weight in weights]
        for view, gradient in zip(views, gradients, strict=True):
            view.grad = gradient[index]
        groups.append({"params": views, "lr": rate})
    return OPTIMIZERS[name](groups, momentum)
