"""Random weights with mean 0 and a given standard deviation, and how many inputs a unit sums."""

from __future__ import annotations

import math
from typing import Any

import torch
from torch import nn

DISTRIBUTIONS = ("normal", "uniform", "truncated", "orthogonal")
_CUT = 2.0
_LEFT = 0.8796256610342398
"""The standard deviation of a standard normal number cut at ±2."""


def fans(layer: Any) -> tuple[float, float]:
    """Return how many inputs an output sums, and how many outputs an input goes to, on average.

    Args:
        layer: a Linear, Conv or ConvTranspose layer. A stride of s lets an input of a convolution
            reach 1/s of the places in each direction, and transposed an output 1/s of the inputs.

    Example:
        >>> fans(nn.Conv2d(8, 16, 3, stride=2, groups=4))
        (18.0, 9.0)
    """
    if isinstance(layer, nn.Linear):
        return float(layer.in_features), float(layer.out_features)
    window, stride = math.prod(layer.kernel_size), math.prod(layer.stride)
    fan_in = layer.in_channels / layer.groups * window
    fan_out = layer.out_channels / layer.groups * window
    return (fan_in / stride, fan_out) if layer.transposed else (fan_in, fan_out / stride)


def draw(
    weight: torch.Tensor, std: float, distribution: str, generator: torch.Generator | None = None
) -> None:
    """Fill a weight in place with numbers of that standard deviation.

    An orthogonal weight, flattened to (first dimension, rest), has orthogonal rows or columns.

    Example:
        >>> weight = torch.empty(40, 10)
        >>> draw(weight, 1.0, "orthogonal")
        >>> bool(torch.allclose(weight.T @ weight, 40 * torch.eye(10), atol=1e-3))
        True
    """
    with torch.no_grad():
        if distribution == "normal":
            weight.normal_(0.0, std, generator=generator)
        elif distribution == "uniform":
            bound = math.sqrt(3) * std
            weight.uniform_(-bound, bound, generator=generator)
        elif distribution == "truncated":
            wide = std / _LEFT
            nn.init.trunc_normal_(weight, 0.0, wide, -_CUT * wide, _CUT * wide, generator=generator)
        else:
            # The decomposition knows no half precision.
            exact = torch.empty(weight.shape, dtype=torch.float32, device=weight.device)
            if weight.dtype == torch.float64:
                exact = exact.double()
            rows, columns = weight.shape[0], weight[0].numel()
            nn.init.orthogonal_(exact, std * math.sqrt(max(rows, columns)), generator=generator)
            weight.copy_(exact)
