"""A kernel's check against the eager target, before it may answer anyone.

The eager form in float64 is the truth: it is held to 50 digits elsewhere. A few thousand numbers of
all sizes, crowded around 0, around the kinks and over the range where activations bend, are
computed by both; a kernel that is off by more than its bound, or differs at ±0, ±∞ or NaN, is
refused, and whoever asked for it is served otherwise.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import torch

Compute = Callable[..., torch.Tensor]

BOUNDS = {torch.float32: (2.0, 12.0, 12.0), torch.float64: (6.0, 24.0, 24.0)}
"""How many units in the last place f, f′ and f″ may be off."""
LEAST_SLOPE = {torch.float32: 2.0**-80, torch.float64: 2.0**-960}
"""Slopes below this size are held to the error that is allowed at this size: no sum sees them."""
LOST = {torch.float32: 0.0, torch.float64: 2.0**-1012}
"""Errors up to this one are none: float64's smallest numbers are lost in the eager form too."""
_DIGITS = {torch.float32: 23, torch.float64: 52, torch.float16: 10, torch.bfloat16: 7}
_LEAST = {torch.float32: -126, torch.float64: -1022, torch.float16: -14, torch.bfloat16: -126}
_AROUND = (0.5, 0.7, 0.85, 1.15, 1.3, 1.5)
_CLOSE = 2001
_MANTISSAS = (1.0, 1.1, 1.3333333, 1.5, 1.7777, 1.99999)


@dataclass(frozen=True)
class Worst:
    """The largest error found, in units in the last place, and where."""

    ulps: float
    at: float


def places(dtype: torch.dtype) -> torch.Tensor:
    """Return numbers of all sizes of a dtype: its least and largest, and many of usual size."""
    kind = torch.finfo(dtype)
    least = _LEAST[dtype] - _DIGITS[dtype]
    powers = torch.arange(least, -_LEAST[dtype] + 2, 1 if dtype != torch.float64 else 7)
    sizes = torch.cat([m * torch.exp2(powers.double()) for m in _MANTISSAS])
    near = torch.linspace(-32, 32, _CLOSE, dtype=torch.float64)
    found = torch.cat([sizes, -sizes, near, near / 8, 16 * near]).to(dtype)
    found = found[found.isfinite()]
    edges = torch.tensor([0.0, -0.0, kind.max, -kind.max, kind.tiny, -kind.tiny], dtype=dtype)
    return torch.cat([edges, found])


def worst(
    compute: Compute,
    truth: Compute,
    z: torch.Tensor,
    parameters: Sequence[float],
    least: float = 0.0,
    *,
    watched: bool = False,
) -> Worst:
    """Return by how much a kernel is off at numbers z, at most, against the truth in float64.

    Where the function turns or crosses 0 the error is held against the size around there, and
    where the truth is smaller than `least`, against that size. A kernel that is `watched` says NaN
    where it refuses, and is not asked there.
    """
    exact = truth(z.double(), *parameters)
    got = compute(z, *parameters).double()
    around = torch.stack([truth(z.double() * each, *parameters) for each in _AROUND])
    steps = around.diff(dim=0)
    turns = (steps.amin(0) < 0) & (steps.amax(0) > 0)
    crosses = (around.amin(0) < 0) & (around.amax(0) > 0)
    scale = torch.where(turns | crosses, around.abs().amax(0), exact.abs())
    scale = scale.clamp(min=least)
    rounded = exact.to(z.dtype).double()
    off = (got - exact).abs() / _unit(scale, z.dtype)
    right = (got == rounded) | (got.isnan() & exact.isnan())
    right |= (got - exact).abs() <= LOST[z.dtype]
    if watched:
        right |= got.isnan()
    off = torch.where(right, torch.zeros_like(off), off.nan_to_num(nan=torch.inf))
    place = int(off.argmax())
    return Worst(float(off[place]), float(z[place]))


def _unit(size: torch.Tensor, dtype: torch.dtype) -> torch.Tensor:
    """Return one unit in the last place of numbers of these sizes."""
    _, exponent = torch.frexp(size)
    lowest = torch.full_like(exponent, _LEAST[dtype])
    return torch.ldexp(torch.ones_like(size), torch.maximum(exponent - 1, lowest) - _DIGITS[dtype])


def agrees_at_the_ends(
    compute: Compute,
    eager: Compute,
    dtype: torch.dtype,
    values: Sequence[float],
    *,
    signs: bool,
    watched: bool = False,
) -> bool:
    """Say whether a kernel gives what the eager target gives at ±0, ±∞ and NaN.

    Where `signs` are asked for, the sign of a zero counts; nothing depends on that of a slope.
    """
    ends = torch.tensor([0.0, -0.0, torch.inf, -torch.inf, torch.nan], dtype=dtype)
    got, wanted = compute(ends, *values), eager(ends, *values)
    alike = got.signbit() == wanted.signbit() if signs else torch.ones_like(got, dtype=torch.bool)
    same = (got == wanted) & alike | (got.isnan() & wanted.isnan())
    if watched:
        same |= got.isnan()
    if not signs:
        same |= (got - wanted).abs() < LEAST_SLOPE.get(dtype, 0.0)
    finite = wanted.isfinite() & (wanted != 0)
    return bool((same | (finite & torch.isclose(got, wanted, rtol=1e-6, atol=0.0))).all())
