"""What generated source leans on to work along a dimension: parts, groups, thresholds, blocks."""

from __future__ import annotations

from collections.abc import Sequence

import torch

from actlas.errors import BadShape


def parts(x: torch.Tensor, dim: int, count: int) -> tuple[torch.Tensor, ...]:
    """Return `count` equal parts of x along `dim`, in their order.

    Raises:
        BadShape: x has no dimension, or one whose size cannot be shared equally.
    """
    _shared_by(count, x, dim)
    return (x,) if count == 1 else torch.chunk(x, count, dim)


def groups(x: torch.Tensor, dim: int, size: int) -> torch.Tensor:
    """Return x with `dim` at the end, split into groups of `size` neighbours: [..., groups, size].

    Raises:
        BadShape: x has no dimension, or one whose size cannot be shared equally.
    """
    _shared_by(size, x, dim)
    last = x.movedim(dim, -1)
    return last.reshape(*last.shape[:-1], last.shape[-1] // size, size)


def _shared_by(count: int, x: torch.Tensor, dim: int) -> None:
    if x.dim() == 0:
        raise BadShape(
            "expected a tensor with a dimension to work along, got a single number; give a vector, "
            "such as torch.tensor([1.0, 2.0])"
        )
    if x.shape[dim] % count:
        raise BadShape(
            "expected a size along dim={dim} that {count} divides, got {size}; make the layer "
            "before it {count} times as wide, or choose another dim",
            dim=dim,
            count=count,
            size=x.shape[dim],
        )


def threshold(x: torch.Tensor, dim: int, degree: int) -> tuple[torch.Tensor, torch.Tensor]:
    """Return t_i = max(x_i/degree - τ, 0) with Σ t^degree = 1, and where it is not 0: the support.

    Both have `dim` at the end. The support is found among the sorted numbers: adding them one by
    one, from the largest on, each prefix has a threshold of its own, and the longest prefix that
    lies above its own is it. On a known support τ is a formula in the mean and the variance, by
    which the result is differentiated.
    """
    u = (x if x.dim() else x[None]).movedim(dim, -1) / degree
    ordered = torch.sort(u.detach(), dim=-1, descending=True).values
    # What lies 1 or more below the largest is never in the support: held there, no square of it
    # can overflow. A constant less in all numbers changes nothing.
    u, ordered = (torch.clamp(each - ordered[..., :1], min=-1) for each in (u, ordered))
    rank = torch.arange(1, u.shape[-1] + 1, dtype=u.dtype, device=u.device)
    mean, squares = ordered.cumsum(-1) / rank, (ordered * ordered).cumsum(-1)
    tau = _threshold(mean, squares - rank * mean * mean, rank, degree)
    longest = (tau < ordered).sum(-1, keepdim=True).clamp(min=1)
    last = u.dim() - 1  # not -1: some that run ONNX gather along other dimensions for it
    outside = u <= torch.gather(tau, last, longest - 1) if u.shape[-1] else u <= u
    count = (~outside).sum(-1, keepdim=True, dtype=u.dtype)
    mean = torch.where(outside, 0, u).sum(-1, keepdim=True) / count
    spread = torch.where(outside, 0, (u - mean) ** 2).sum(-1, keepdim=True)
    tau = _threshold(mean, spread, count, degree)
    return torch.where(outside, 0, u - tau).clamp(min=0), ~outside


def _threshold(
    mean: torch.Tensor, spread: torch.Tensor, count: torch.Tensor, degree: int
) -> torch.Tensor:
    """Return τ with Σ (u - τ)^degree = 1 over `count` numbers of that mean and squared spread."""
    if degree == 1:
        return mean - 1 / count
    return mean - torch.sqrt(torch.clamp(1 - spread, min=0) / count)


def restored(y: torch.Tensor, x: torch.Tensor, dim: int) -> torch.Tensor:
    """Return y, whose last dimension is `dim` of x, in the shape of x."""
    return y.movedim(-1, dim).reshape(x.shape)


def blocks(partials: Sequence[Sequence[torch.Tensor]]) -> torch.Tensor:
    """Return the Jacobian [..., outputs, inputs] of parts that act number by number.

    `partials` holds, for each part of the output, the slope in each part of the input, [..., n].
    """
    return torch.cat(
        [torch.cat([_diagonal(each, 2) for each in row], dim=-1) for row in partials], dim=-2
    )


def double_blocks(partials: Sequence[Sequence[Sequence[torch.Tensor]]]) -> torch.Tensor:
    """Return the second derivatives [..., outputs, inputs, inputs], likewise."""
    outputs = [
        torch.cat(
            [torch.cat([_diagonal(each, 3) for each in row], dim=-1) for row in matrix], dim=-2
        )
        for matrix in partials
    ]
    return torch.cat(outputs, dim=-3)


def _diagonal(d: torch.Tensor, indices: int) -> torch.Tensor:
    """Return d where all of so many indices are equal, and 0 elsewhere: [..., n, n] or more."""
    equal = torch.eye(d.shape[-1], dtype=torch.bool, device=d.device)
    if indices == 2:
        return torch.where(equal, d[..., None], 0)
    return torch.where(equal[:, :, None] & equal[None], d[..., None, None], 0)


def shares(grouped: torch.Tensor) -> torch.Tensor:
    """Return the Jacobian [..., groups, inputs] of the largest number of each group.

    Those that are largest together have equal shares of the slope 1.
    """
    largest = grouped == grouped.amax(-1, keepdim=True)
    share = largest.to(grouped.dtype) / largest.sum(-1, keepdim=True)
    equal = torch.eye(grouped.shape[-2], dtype=torch.bool, device=grouped.device)
    return torch.where(equal[..., None], share[..., None, :], 0).flatten(-2)
