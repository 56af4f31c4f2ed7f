"""Hidden units that learn nothing or next to nothing: dead and saturated ones."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from actlas.activation import Activation
from actlas.training.examples import Examples
from actlas.training.judge import Judge

FLAT = 0.01
"""A slope below this share of the steepest one counts as flat."""
MOSTLY = 0.95
"""A unit that is flat on this share of the examples is saturated."""


@dataclass(frozen=True, slots=True, eq=False)
class Units:
    """Shares of hidden units, all layers together, float64 [A, S]; nan where a network diverged."""

    dead: NDArray[np.float64]
    """f′(z) = 0 on every example: no gradient passes, and these data will not revive the unit."""
    saturated: NDArray[np.float64]
    """Not dead, but |f′(z)| < 1 % of sup |f′| on 95 % of the examples or more."""


def idle(judge: Judge, rows: Examples) -> tuple[Tensor, Tensor]:
    """Return the shares of dead and of saturated hidden units, float64 [S, L, A] each."""
    widths = [weight.shape[:-1] for weight in judge.stack.weights[:-1]]
    zero, flat = ([torch.zeros(width, dtype=torch.int64) for width in widths] for _ in range(2))
    limits = [[_limit(each, width[-1]) for each in judge.activations] for width in widths]
    for passes, _ in judge.read(rows):
        for layer in range(len(widths)):
            for place, activation in enumerate(judge.activations):
                slopes = slope(activation, passes.sums[layer][:, :, place])
                zero[layer][:, :, place] += (slopes == 0).sum(-1)
                flat[layer][:, :, place] += (slopes < limits[layer][place]).sum(-1)
    dead = torch.cat(zero, -1) == len(rows)
    mostly = torch.cat(flat, -1) >= MOSTLY * len(rows)
    return dead.double().mean(-1), (mostly & ~dead).double().mean(-1)


def _limit(activation: Activation, units: int) -> float:
    # An unbounded slope has no share to fall below: such units are never saturated.
    bound = steepest(activation, units)
    return FLAT * bound if math.isfinite(bound) else 0.0


def slope(activation: Activation, z: Tensor) -> Tensor:
    """Return |f′(z)|, [..., units, b]; for a vector activation the largest |∂f_i/∂z_j| of each z_j.

    Example:
        >>> import actlas
        >>> slope(actlas.get("relu"), torch.tensor([[-1.0, 2.0]]))
        tensor([[0., 1.]])
    """
    if activation.elementwise:
        return activation.prime(z).abs()
    jacobian = activation.prime(z.transpose(-1, -2))
    return jacobian.abs().amax(-2).transpose(-1, -2)


def steepest(activation: Activation, units: int) -> float:
    """Return sup |f′|; for a vector activation, over inputs in which one unit moves alone.

    Example:
        >>> import actlas
        >>> steepest(actlas.get("sigmoid"), 1)
        0.25
    """
    if activation.elementwise:
        return activation.properties.lipschitz
    alone = torch.eye(units, dtype=torch.float64)[:, :1]
    places = torch.linspace(-30, 30, 241).tolist()
    return max(float(slope(activation, place * alone).max()) for place in places)
