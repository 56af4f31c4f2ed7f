"""Native kernels as functions of tensors, with gradients: what the dispatch table calls.

Forward, one kernel reads z and writes f(z); backward, one reads what was saved and the gradient and
writes their product. One tensor is saved, as PyTorch's operators do. Gradients of gradients, and
gradients that are transformed, go through the eager forms.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import Any

import torch

from actlas.definition import Elementwise
from actlas.targets.native import outputs
from actlas.targets.native.kernels import Kind, Native, native

Function = Callable[[torch.Tensor, tuple[float, ...]], torch.Tensor | None]


@cache
def function(definition: Elementwise, name: str, order: int, dtype: torch.dtype) -> Function | None:
    """Return the native form of a derivative for a dtype, or None where there is none.

    What it returns takes a tensor and the parameters, and gives a tensor; or None where a number
    was beyond the kernel's reach.
    """
    forward = native(definition, order, name, dtype)
    if forward is None:
        return None
    differentiable = _differentiable(definition, name, order, dtype, forward)

    def compute(z: torch.Tensor, parameters: tuple[float, ...]) -> torch.Tensor | None:
        if z.requires_grad and torch.is_grad_enabled():
            if differentiable is None:
                return None
            return differentiable(z, parameters)
        return _filled(forward, z, parameters)

    return compute


def _filled(kernel: Native, z: torch.Tensor, parameters: tuple[float, ...]) -> torch.Tensor | None:
    """Return a new tensor, of z's layout, with the kernel's values."""
    y = torch.empty_like(z)
    if y.stride() != z.stride():  # z has gaps, or meets itself: its numbers are brought together
        z = torch.empty_like(y).copy_(z)
    return y if kernel(parameters, z, y) else None


class _Refused(Exception):
    """A number was beyond a kernel's reach while autograd recorded it."""


def _differentiable(
    definition: Elementwise, name: str, order: int, dtype: torch.dtype, forward: Native
) -> Function | None:
    """Return the function as autograd sees it, or None where its slope has no kernel."""
    from actlas.targets.autograd import differentiable as eager

    if definition.surrogate is not None and order == 0:
        steeper, next_order = definition.slope_in_training(), 0
    else:
        steeper, next_order = definition, order + 1
    of_input = native(steeper, next_order, name, dtype, Kind.GRADIENT)
    if of_input is None:
        return None
    of_output = None
    if order == 0 and outputs.source(definition):
        of_output = native(definition, 1, name, dtype, Kind.GRADIENT_OF_OUTPUT)

    class FromInput(_Pass):
        """Saves z."""

        values, gradients = forward, of_input
        slope = staticmethod(eager(steeper, name, next_order))

    class FromOutput(_Pass):
        """Saves f(z)."""

        values, gradients = forward, of_output
        slope = staticmethod(outputs.kernel(definition)) if of_output else None
        saves_output = True

    def compute(z: torch.Tensor, parameters: tuple[float, ...]) -> torch.Tensor | None:
        rising = of_output is not None and outputs.holds_for(definition, parameters)
        try:
            return (FromOutput if rising else FromInput).apply(z, parameters)
        except _Refused:
            return None

    return compute


class _Pass(torch.autograd.Function):
    """One kernel each way; one tensor is saved between them."""

    values: Native
    gradients: Native | None
    slope: Any
    saves_output = False

    @classmethod
    def forward(cls, ctx: Any, z: torch.Tensor, parameters: tuple[float, ...]) -> torch.Tensor:
        y = _filled(cls.values, z, parameters)
        if y is None:
            raise _Refused
        ctx.parameters = parameters
        ctx.save_for_backward(y if cls.saves_output else z)
        return y

    @classmethod
    def backward(cls, ctx: Any, *upstream: torch.Tensor) -> Any:
        (saved,), (g,) = ctx.saved_tensors, upstream
        if not (torch.is_grad_enabled() or type(g) is not torch.Tensor or _transformed()):
            found = _multiplied(cls.gradients, saved, g, ctx.parameters)
            if found is not None:
                return found, None
        return g * cls.slope(saved, *ctx.parameters), None


def _transformed() -> bool:
    return torch._C._functorch.peek_interpreter_stack() is not None


def _multiplied(
    kernel: Native, z: torch.Tensor, g: torch.Tensor, parameters: tuple[float, ...]
) -> torch.Tensor | None:
    """Return g times the slope at z, in z's layout."""
    result = torch.empty_like(z)
    if result.stride() != z.stride():
        z = torch.empty_like(result).copy_(z)
    if g.stride() != z.stride() or g.dtype != z.dtype or g.is_neg():
        g = torch.empty_like(result).copy_(g)
    return result if kernel(parameters, z, g, result) else None
