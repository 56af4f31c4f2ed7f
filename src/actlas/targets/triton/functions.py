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

Gradient = tuple[Kernel, bool, Callable[..., torch.Tensor]]
"""A gradient's kernel, whether it reads the output, and the slope's eager form."""


class Function:
    """One derivative, computed by Triton kernels on whichever device a tensor lies.

    Args:
        definition: an elementwise activation.
        name: its name.
        order: which derivative.
    """

    def __init__(self, definition: Elementwise, name: str, order: int) -> None:
        self._about = definition, name, order
        self._values: dict[tuple[Any, ...], Kernel] = {}
        self._gradients: dict[tuple[Any, ...], Gradient] = {}

    def __call__(self, z: torch.Tensor, parameters: tuple[float, ...]) -> torch.Tensor | None:
        """Return the values at a plain tensor; None where there is no kernel that was proven."""
        place = z.dtype, z.device
        values = self._values.get(place) or self._proven_values(place)
        if values is None:
            return None
        if not (z.requires_grad and torch.is_grad_enabled()):
            return _filled(values, z, parameters)
        gradient = self._gradients.get((*place, parameters))
        gradient = gradient or self._proven_gradient(place, parameters)
        if gradient is None:
            return None
        return _Pass.apply(z, parameters, values, *gradient)  # type: ignore[no-any-return,no-untyped-call]

    def _proven_values(self, place: tuple[torch.dtype, torch.device]) -> Kernel | None:
        definition, name, order = self._about
        found = kernel(Part(definition, order, name), *place)
        if found is not None:
            self._values[place] = found
        return found

    def _proven_gradient(
        self, place: tuple[torch.dtype, torch.device], parameters: tuple[float, ...]
    ) -> Gradient | None:
        definition, name, order = self._about
        of_output = order == 0 and outputs.holds_for(definition, parameters)
        part, slope = _of_output(definition, name) if of_output else _of_input(*self._about)
        slopes = kernel(part, *place)
        if slopes is None:
            return None
        found = self._gradients[*place, parameters] = slopes, of_output, slope
        return found


def _of_output(definition: Elementwise, name: str) -> tuple[Part, Callable[..., torch.Tensor]]:
    part = Part(definition, 1, name, Kind.GRADIENT_OF_OUTPUT)
    return part, part.eager


def _of_input(
    definition: Elementwise, name: str, order: int
) -> tuple[Part, Callable[..., torch.Tensor]]:
    from actlas.targets.autograd import differentiable as eager

    if definition.surrogate is not None and order == 0:
        definition, order = definition.slope_in_training(), -1
    return Part(definition, order + 1, name, Kind.GRADIENT), eager(definition, name, order + 1)


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
