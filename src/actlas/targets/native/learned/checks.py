"""What a kernel that learns is held to before it serves: the eager form in float64.

Each function of a kernel is measured number by number, every number being a channel of its own;
then whole tensors are computed whose channels differ, and the sums compared.
"""

from __future__ import annotations

from collections.abc import Callable

import torch

from actlas.targets.native import proof
from actlas.targets.native.forge import Part
from actlas.targets.native.learned.arrangements import (
    LONG,
    PART,
    Arrangement,
    Columns,
    Planes,
)
from actlas.targets.native.learned.kernels import Asked, Learned


def _each_alone(count: int, asked: Asked) -> Arrangement:
    """Return the arrangement in which every number is a channel of its own."""
    return Columns(1, 1, count, 1) if asked.columnwise else Planes(1, count, 1)


def _function(run: Learned, place: int, asked: Asked) -> Callable[..., torch.Tensor]:
    """Return a part as a kernel computes it, number by number."""

    def compute(z: torch.Tensor, *values: float) -> torch.Tensor:
        y, ones = torch.empty_like(z), torch.ones_like(z)
        tensors = (z, ones, y) if asked.backward else (z, y)
        sums, _refused = run.fill(_each_alone(len(z), asked), values, *tensors)
        return sums[place - 1].to(z.dtype) if place else y

    return compute


def inexact(
    run: Learned, parts: list[Part], dtype: torch.dtype, asked: Asked, *, watched: bool, last: bool
) -> str:
    """Return by how much a part is off, where that is too much; nothing where none is.

    Args:
        run: the kernel.
        parts: what it computes.
        dtype: in which it was asked to.
        asked: what the kernel does.
        watched: whether it says NaN where it refuses a number.
        last: whether no room is more careful. A parameter's derivative may then be off by some
            units in z's last place: the eager form, too, subtracts numbers of z's size.
    """
    z = proof.places(dtype)
    least = proof.LEAST_SLOPE[dtype] if asked.backward else 0.0
    for place, part in enumerate(parts):
        bound, compute = part.bound_in(dtype), _function(run, place, asked)
        if place:
            bound = proof.BOUNDS[dtype][1]
            compute = _forgiven(compute, part) if last else compute
        off = proof.worst(compute, part.truth, z, part.defaults, least, watched=watched)
        if off.ulps > bound:
            return f"is off by {off.ulps:.3g} ulps at {off.at!r} in part {place}"
        ends = (
            proof.agrees_at_the_ends(
                compute, part.truth, dtype, values, signs=not asked.backward, watched=watched
            )
            for values in part.settings()
        )
        if not all(ends):
            return f"differs at 0, infinities or NaN in part {place}"
    return ""


_FORGIVEN = 2.0
"""So many units in z's last place."""


def _forgiven(compute: Callable[..., torch.Tensor], part: Part) -> Callable[..., torch.Tensor]:
    """Return a function that is right where it is off by no more than units in z's last place."""

    def forgiven(z: torch.Tensor, *values: float) -> torch.Tensor:
        got, exact = compute(z, *values), part.truth(z.double(), *values)
        unit = torch.finfo(z.dtype).eps * z.double().abs()
        near = (got.double() - exact).abs() <= _FORGIVEN * unit
        return torch.where(near, exact.to(z.dtype), got)

    return forgiven


_WITHIN = 16
"""So many units in the last place a kernel may be off where it is checked: what is wrong with one
is wrong by far more."""


def wrong(run: Learned, parts: list[Part], dtype: torch.dtype, asked: Asked) -> str:
    """Return what is wrong with a kernel whose channels differ; nothing where it is right."""
    settings = parts[0].settings()
    for arrangement, shape in _tried(len(settings), asked):
        values = list(torch.tensor(settings[: shape[1]], dtype=torch.float64).t())
        count = torch.Size(shape).numel()
        z = (torch.sin(torch.arange(count, dtype=torch.float64) * 1.3) * 5).reshape(shape).to(dtype)
        g = torch.cos(torch.arange(count, dtype=torch.float64)).reshape(shape).to(dtype)
        got = torch.empty_like(z)
        sums = run(arrangement, values, *((z, g, got) if asked.backward else (z, got)))
        if sums is None:
            return "refuses small numbers"
        beside = [each.reshape(1, -1, 1) for each in values]
        factor = g.double() if asked.backward else 1.0
        result, *terms = (factor * each.truth(z.double(), *beside) for each in parts)
        off = [_off(got.double(), result, result.abs() + 1, dtype)]
        for place, each in enumerate(terms):
            size = each.abs().sum((0, 2)) + 1
            off.append(_off(sums[place], each.sum((0, 2)), size, dtype))
        if max(off) > _WITHIN:
            return f"is off by {max(off):.3g} units in the last place on a tensor of {shape}"
    return ""


def _tried(channels: int, asked: Asked) -> list[tuple[Arrangement, tuple[int, int, int]]]:
    if asked.columnwise:
        return [
            (Columns(70, 1, channels, 37), (70, channels, 37)),
            (Columns(35, 2, channels, 3), (70, channels, 3)),
        ]
    return [
        (Planes(3, channels, LONG + 7), (3, channels, LONG + 7)),
        (Planes(1, 1, PART + 300), (1, 1, PART + 300)),
    ]


def _off(got: torch.Tensor, wanted: torch.Tensor, size: torch.Tensor, dtype: torch.dtype) -> float:
    """Return the greatest error in units in the last place of what was added up."""
    off = (got - wanted).abs() / size / torch.finfo(dtype).eps
    same = (got == wanted) | (got.isnan() & wanted.isnan())
    return float(torch.where(same, 0, off.nan_to_num(nan=torch.inf)).max())
