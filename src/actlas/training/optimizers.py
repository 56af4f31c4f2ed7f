"""The optimisers: PyTorch's own, one for all networks, though each network has its own rate.

For a fixed sequence of gradients, a step of Adam or of SGD with momentum is proportional to the
learning rate. So one optimiser with the rate 1 walks a path q from 0, along the gradients that the
networks really have, and the weights of a network with rate r are its first weights plus r·q. That
is one fused update and one multiplication for thousands of networks, in any order in memory.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import torch
from torch import Tensor

OPTIMIZERS: dict[str, Callable[[list[Tensor], float], torch.optim.Optimizer]] = {
    "adam": lambda paths, _: torch.optim.Adam(paths, lr=1.0, fused=True),
    "sgd": lambda paths, momentum: torch.optim.SGD(paths, lr=1.0, momentum=momentum, fused=True),
}
"""By name: from paths and a momentum to an optimiser whose steps are proportional to its rate."""


class Descent:
    """Moves weights along their gradients.

    Args:
        name: a key of `OPTIMIZERS`.
        weights: one tensor for each layer; they are changed in place.
        gradients: tensors of the same shapes; what they hold when `step` is called counts.
        rates: learning rates, in a shape that broadcasts to each of the weights.
        momentum: for SGD.

    Example:
        >>> weight, gradient = torch.zeros(2, 3), torch.ones(2, 3)
        >>> rates = torch.tensor([[0.1], [1.0]])
        >>> Descent("sgd", [weight], [gradient], rates, momentum=0.0).step()
        >>> weight
        tensor([[-0.1000, -0.1000, -0.1000],
                [-1.0000, -1.0000, -1.0000]])
    """

    def __init__(
        self,
        name: str,
        weights: Sequence[Tensor],
        gradients: Sequence[Tensor],
        rates: Tensor,
        momentum: float,
    ) -> None:
        self.weights, self.rates = weights, rates
        self.starts = [weight.clone() for weight in weights]
        self.paths = [torch.zeros_like(weight) for weight in weights]
        for path, gradient in zip(self.paths, gradients, strict=True):
            path.grad = gradient
        self.optimizer = OPTIMIZERS[name](self.paths, momentum)

    def step(self) -> None:
        """Take one step."""
        self.optimizer.step()
        for weight, start, path in zip(self.weights, self.starts, self.paths, strict=True):
            torch.addcmul(start, path, self.rates, out=weight)
