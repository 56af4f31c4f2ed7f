"""How many units in the last place a result is off, beside how long it took."""

from __future__ import annotations

import math

import torch

from actlas.activation import Activation
from actlas.bench.plan import along
from actlas.definition import Elementwise
from actlas.targets.kernels import kernel

POINTS, REACH = 4_096, 12.0
"""So many numbers, evenly spaced from -REACH to REACH, are held against the truth."""

NEAR = 1e-3
"""What is off by more, and by more of its size, is taken for another function."""


def points(shape: tuple[int, ...]) -> torch.Tensor:
    """Return the points in a shape: over and over where it has room, fewer where it has not.

    Example:
        >>> points((3,)), points((5_000,))[[0, 4_096]]
        (tensor([-12.,   0.,  12.]), tensor([-12., -12.]))
    """
    size = math.prod(shape)
    few = torch.linspace(-REACH, REACH, min(size, POINTS))
    return few.repeat(-(-size // len(few)))[:size].reshape(shape)


def truth(activation: Activation, z: torch.Tensor, *, slopes: bool = False) -> torch.Tensor:
    """Return the values, or slopes, at numbers in single precision, computed in double precision.

    It is the definition's own form, by plain operations in float64, whose error is some millionths
    of a unit in the last place of float32. Where training has a slope of its own, it is that one.

    Example:
        >>> import actlas
        >>> truth(actlas.get("tanh"), torch.tensor([1.0]), slopes=True)
        tensor([0.4200], dtype=torch.float64)
    """
    definition, values = activation.definition, tuple(activation.parameters.values())
    order = int(slopes)
    if not isinstance(definition, Elementwise):
        values = (*values, along(activation))
    elif slopes and definition.surrogate is not None:
        definition, order = definition.slope_in_training(), 0
    with torch.no_grad():
        return kernel(definition, order, activation.name)(z.cpu().double(), *values)


_AROUND = (0.7, 0.85, 1.0, 1.15, 1.3)


def sizes(activation: Activation, z: torch.Tensor, *, slopes: bool = False) -> torch.Tensor:
    """Return the size against which an error is held: that of the true value.

    Where the function crosses zero or turns, it is the largest size near there, as everywhere in
    actlas: no computation keeps the digits of what all but vanishes.

    Example:
        >>> import actlas
        >>> sizes(actlas.get("sine"), torch.tensor([1.0, 3.1415927])).round(decimals=2)
        tensor([0.8400, 0.8100], dtype=torch.float64)
    """
    true = truth(activation, z, slopes=slopes)
    if not activation.elementwise:
        return true.abs()
    near = torch.stack([truth(activation, z * each, slopes=slopes) for each in _AROUND])
    steps = near.diff(dim=0)
    steady = (steps >= 0).all(0) | (steps <= 0).all(0)
    crossing = (near.amin(0) < 0) & (near.amax(0) > 0)
    return torch.where(crossing | ~steady, near.abs().amax(0), true.abs())


def ulps(found: torch.Tensor, true: torch.Tensor, size: torch.Tensor) -> float:
    """Return the largest error in units in the last place that float32 has at a size.

    Infinities and NaN are no error where single precision cannot say better; NaN in place of a
    number is an infinite one.

    Example:
        >>> true = torch.tensor([1.0, 4.0], dtype=torch.float64)
        >>> ulps(torch.tensor([1 + 2**-22, 4.0]), true, true)
        2.0
    """
    found = found.cpu().double()
    smallest = torch.finfo(torch.float32).smallest_normal  # below it, digits are lost anyway
    _mantissa, exponent = torch.frexp(torch.clamp(size, min=smallest))
    errors = torch.abs(found - true) / torch.exp2((exponent - 24).double())
    beyond = (found == true.float().double()) & found.isinf()  # rounded, and so infinite
    errors = torch.where(beyond | (found.isnan() & true.isnan()), 0.0, errors)
    return float(torch.where(errors.isnan(), torch.inf, errors).max())


def strays(found: torch.Tensor, true: torch.Tensor) -> float:
    """Return by how much the values are off where they are so far off as no rounding explains.

    Example:
        >>> true = torch.tensor([1.0, 2.0], dtype=torch.float64)
        >>> strays(torch.tensor([1.0, 2.5]), true), strays(torch.tensor([1.000001, 2.0]), true)
        (0.5, 0.0)
    """
    gap = torch.abs(found.cpu().double() - true)
    far = gap > NEAR * (1 + torch.abs(true))
    return float(torch.where(far, gap, 0.0).max())
