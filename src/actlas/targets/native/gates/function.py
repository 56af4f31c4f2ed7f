"""Parted activations as functions of tensors, with gradients: what the dispatch table calls.

z is saved, as it is by PyTorch's operators. Gradients of gradients go through the eager form.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import Any

import torch

from actlas.definition import Parted
from actlas.targets.kernels import kernel as eager
from actlas.targets.native import pages
from actlas.targets.native.background import Kernels
from actlas.targets.native.gates.kernels import Gate, kernel

TOGETHER = 32
"""Where fewer numbers of a part lie together, loops are too short to be widened."""


@cache
def function(definition: Parted, name: str) -> Callable[..., torch.Tensor | None]:
    """Return the native form of a parted activation.

    What it returns takes a plain tensor, the parameters' values and the dimension, 0 or greater,
    and gives a tensor, or None where no kernel serves.
    """
    parts = len(definition.inputs)

    def made(asked: tuple[torch.dtype, bool]) -> Gate | None:
        dtype, backward = asked
        return kernel(definition, name, dtype, backward=backward)

    # A definition is hashed whole each time that it is looked up.
    known = Kernels(made)

    def compute(
        z: torch.Tensor,
        parameters: tuple[float, ...],
        dim: int,
        *,
        choosy: bool = False,  # noqa: ARG001 - several passes of PyTorch's are never as fast
    ) -> torch.Tensor | None:
        if not z.dim() or z.shape[dim] % parts or z.shape[dim:].numel() // parts < TOGETHER:
            return None
        recorded = z.requires_grad and torch.is_grad_enabled()
        value = known((z.dtype, False))
        back = known((z.dtype, True)) if recorded else None
        if value is None or (recorded and back is None):
            return None
        if not recorded:
            return _filled(value, definition, z, parameters, dim)
        try:
            return _Pass.apply(z, definition, (value, back), parameters, dim)  # type: ignore[no-any-return,no-untyped-call]
        except _Refused:
            return None

    return compute


class _Refused(Exception):
    """A number was beyond a kernel's reach while autograd recorded it."""


def _layout(definition: Parted, z: torch.Tensor, dim: int) -> tuple[int, int]:
    parts = len(definition.inputs)
    return z.numel() // parts, z.shape[dim:].numel() // parts


def _filled(
    value: Gate, definition: Parted, z: torch.Tensor, parameters: tuple[float, ...], dim: int
) -> torch.Tensor | None:
    taken, given = definition.widths({})
    z = z.contiguous()
    shape = list(z.shape)
    shape[dim] = shape[dim] // taken * given
    y = pages.empty_like(z) if taken == given else z.new_empty(shape)
    return y if value(parameters, _layout(definition, z, dim), z, y) else None


class _Pass(torch.autograd.Function):
    """One kernel each way; z is saved between them."""

    @staticmethod
    def forward(
        ctx: Any,
        z: torch.Tensor,
        definition: Parted,
        kernels: tuple[Gate, Gate],
        parameters: tuple[float, ...],
        dim: int,
    ) -> torch.Tensor:
        y = _filled(kernels[0], definition, z, parameters, dim)
        if y is None:
            raise _Refused
        ctx.asked = definition, kernels[1], parameters, dim
        ctx.save_for_backward(z)
        return y

    @staticmethod
    def backward(ctx: Any, *upstream: torch.Tensor) -> Any:
        (z,), (g,) = ctx.saved_tensors, upstream
        definition, kernel_, parameters, dim = ctx.asked
        found = None
        transformed = torch._C._functorch.peek_interpreter_stack() is not None
        if not torch.is_grad_enabled() and type(g) is torch.Tensor and not transformed:
            g = g.resolve_neg().to(z.dtype).contiguous()
            z = z.contiguous()
            result = pages.empty_like(z)
            if kernel_(parameters, _layout(definition, z, dim), z, g, result):
                found = result
        if found is None:
            found = _carried(definition, z, g, parameters, dim)
        return found, None, None, None, None


def _carried(
    definition: Parted, z: torch.Tensor, g: torch.Tensor, parameters: tuple[float, ...], dim: int
) -> torch.Tensor:
    """Return the gradient by PyTorch's operations, which may be differentiated again."""
    again = torch.is_grad_enabled()
    with torch.enable_grad():
        start = z if again else z.detach().requires_grad_()
        y = eager(definition)(start, *parameters, dim)
        (found,) = torch.autograd.grad(y, start, g, create_graph=again)
    return found
