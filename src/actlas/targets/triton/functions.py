"""Triton kernels as functions of tensors, with gradients: what the dispatch table calls.

As in `actlas.targets.native.functions` there is one kernel each way, and one tensor saved between
them, which is f(z) where the slope has a form in it. Both kernels are proven before the first is
used. Gradients of gradients, and gradients that are transformed, go through the eager forms.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import torch

from actlas.definition import Elementwise
from actlas.targets.native import outputs
from actlas.targets.native.kernels import Kind
from actlas.targets.triton.kernels import Kernel, Part, kernel


def computed(
    definition: Elementwise, name: str, order: int, z: torch.Tensor, parameters: tuple[float, ...]
) -> torch.Tensor | None:
    """Return a derivative at a plain tensor by Triton kernels, or None where there are none.

    Args:
        definition: an elementwise activation.
        name: its name.
        order: which derivative.
        z: a tensor on a device for which Triton compiles.
        parameters: their values, as numbers.
    """
    values = kernel(Part(definition, order, name), z.dtype, z.device)
    if values is None:
        return None
    if not (z.requires_grad and torch.is_grad_enabled()):
        return _filled(values, z, parameters)
    slopes, saves_output, slope = _gradient(definition, name, order, z, parameters)
    if slopes is None:
        return None
    return _Pass.apply(z, parameters, values, slopes, saves_output, slope)  # type: ignore[no-any-return,no-untyped-call]


def _gradient(
    definition: Elementwise, name: str, order: int, z: torch.Tensor, parameters: tuple[float, ...]
) -> tuple[Kernel | None, bool, Callable[..., torch.Tensor]]:
    """Return the gradient's kernel, whether it reads the output, and the slope's eager form."""
    from actlas.targets.autograd import differentiable as eager

    if order == 0 and outputs.holds_for(definition, parameters):
        part = Part(definition, 1, name, Kind.GRADIENT_OF_OUTPUT)
        return kernel(part, z.dtype, z.device), True, part.eager
    if definition.surrogate is not None and order == 0:
        steeper, next_order = definition.slope_in_training(), 0
    else:
        steeper, next_order = definition, order + 1
    part = Part(steeper, next_order, name, Kind.GRADIENT)
    return kernel(part, z.dtype, z.device), False, eager(steeper, name, next_order)


def _filled(values: Kernel, z: torch.Tensor, parameters: tuple[float, ...]) -> torch.Tensor:
    """Return a new tensor, of z's layout, with the kernel's values."""
    y = torch.empty_like(z)
    if y.stride() != z.stride():  # z has gaps, or meets itself: its numbers are brought together
        z = torch.empty_like(y).copy_(z)
    values(parameters, z, y)
    return y


class _Pass(torch.autograd.Function):
    """One kernel each way."""

    @staticmethod
    def forward(
        ctx: Any,
        z: torch.Tensor,
        parameters: tuple[float, ...],
        values: Kernel,
        slopes: Kernel,
        saves_output: bool,
        slope: Callable[..., torch.Tensor],
    ) -> torch.Tensor:
        y = _filled(values, z, parameters)
        ctx.parameters, ctx.slopes, ctx.slope = parameters, slopes, slope
        ctx.save_for_backward(y if saves_output else z)
        return y

    @staticmethod
    def backward(ctx: Any, *upstream: torch.Tensor) -> Any:
        (saved,), (g,) = ctx.saved_tensors, upstream
        if torch.is_grad_enabled() or type(g) is not torch.Tensor or _transformed():
            found = g * ctx.slope(saved, *ctx.parameters)
        else:
            found = _multiplied(ctx.slopes, saved, g, ctx.parameters)
        return found, None, None, None, None, None


def _transformed() -> bool:
    return torch._C._functorch.peek_interpreter_stack() is not None


def _multiplied(
    slopes: Kernel, saved: torch.Tensor, g: torch.Tensor, parameters: tuple[float, ...]
) -> torch.Tensor:
    """Return g times the slope at what was saved, in its layout."""
    result = torch.empty_like(saved)
    if result.stride() != saved.stride():
        saved = torch.empty_like(result).copy_(saved)
    if g.stride() != saved.stride() or g.dtype != saved.dtype or g.is_neg():
        g = torch.empty_like(result).copy_(g)
    slopes(parameters, saved, g, result)
    return result
