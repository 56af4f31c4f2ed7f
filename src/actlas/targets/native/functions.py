"""Native kernels as functions of tensors, with gradients: what the dispatch table calls.

Forward, one kernel reads z and writes f(z); backward, one reads what was saved and the gradient and
writes their product. One tensor is saved, as PyTorch's operators do. Gradients of gradients, and
gradients that are transformed, go through the eager forms. A kernel is compiled when it is first
needed: whoever asks for values alone never waits for a gradient's.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import Any

import torch

from actlas.definition import Elementwise
from actlas.targets.native import outputs, pages
from actlas.targets.native.kernels import Kind, Native, native

Function = Callable[[torch.Tensor, tuple[float, ...]], torch.Tensor | None]


@cache
def function(definition: Elementwise, name: str, order: int, dtype: torch.dtype) -> Function:
    """Return the native form of a derivative for a dtype.

    What it returns takes a plain tensor and the parameters, and gives a tensor; or None where there
    is no kernel, or a number was beyond its reach.
    """

    def compute(z: torch.Tensor, parameters: tuple[float, ...]) -> torch.Tensor | None:
        if z.requires_grad and torch.is_grad_enabled():
            return _recorded(definition, name, order, dtype, z, parameters)
        kernel = native(definition, order, name, dtype)
        return None if kernel is None else _filled(kernel, z, parameters)

    return compute


def _filled(kernel: Native, z: torch.Tensor, parameters: tuple[float, ...]) -> torch.Tensor | None:
    """Return a new tensor, of z's layout, with the kernel's values."""
    y = pages.empty_like(z)
    if y.stride() != z.stride():  # z has gaps, or meets itself: its numbers are brought together
        z = torch.empty_like(y).copy_(z)
    return y if kernel(parameters, z, y) else None


def _recorded(
    definition: Elementwise,
    name: str,
    order: int,
    dtype: torch.dtype,
    z: torch.Tensor,
    parameters: tuple[float, ...],
) -> torch.Tensor | None:
    """Return the values, with a gradient that one kernel computes."""
    saved = Kind.GRADIENT
    if order == 0 and outputs.holds_for(definition, parameters):
        saved = Kind.GRADIENT_OF_OUTPUT
    recorder = _recorder(definition, name, order, dtype, saved)
    if recorder is None:
        return None
    try:
        return recorder.apply(z, parameters)  # type: ignore[no-any-return]
    except _Refused:
        return None


class _Refused(Exception):
    """A number was beyond a kernel's reach while autograd recorded it."""


@cache
def _recorder(
    definition: Elementwise, name: str, order: int, dtype: torch.dtype, saved: Kind
) -> type[_Pass] | None:
    """Return the function as autograd sees it, or None where a kernel is missing."""
    from actlas.targets.autograd import differentiable as eager

    if definition.surrogate is not None and order == 0:
        steeper, next_order = definition.slope_in_training(), 0
    else:
        steeper, next_order = definition, order + 1
    value = native(definition, order, name, dtype)
    gradient = native(steeper, next_order, name, dtype, saved)
    if value is None or gradient is None:
        return None
    of_output = saved is Kind.GRADIENT_OF_OUTPUT
    found = outputs.kernel(definition) if of_output else eager(steeper, name, next_order)

    class Pass(_Pass):
        values, gradients, slope = value, gradient, staticmethod(found)
        saves_output = of_output

    return Pass


class _Pass(torch.autograd.Function):
    """One kernel each way; one tensor is saved between them."""

    values: Native
    gradients: Native
    slope: Any
    """The slope at what was saved, in the eager form."""
    saves_output: bool

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
        if not torch.is_grad_enabled() and type(g) is torch.Tensor and not _transformed():
            found = _multiplied(cls.gradients, saved, g, ctx.parameters)
            if found is not None:
                return found, None
        return g * cls.slope(saved, *ctx.parameters), None


def _transformed() -> bool:
    return torch._C._functorch.peek_interpreter_stack() is not None


def _multiplied(
    kernel: Native, saved: torch.Tensor, g: torch.Tensor, parameters: tuple[float, ...]
) -> torch.Tensor | None:
    """Return g times the slope at what was saved, in its layout."""
    result = pages.empty_like(saved)
    if result.stride() != saved.stride():
        saved = torch.empty_like(result).copy_(saved)
    if g.stride() != saved.stride() or g.dtype != saved.dtype or g.is_neg():
        g = torch.empty_like(result).copy_(g)
    return result if kernel(parameters, saved, g, result) else None
