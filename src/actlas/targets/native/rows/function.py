"""Vector activations as functions of tensors, with gradients: what the dispatch table calls.

Forward, a kernel reads z and writes the outputs, which are saved; backward, one reads these and the
gradient. Gradients of gradients go through PyTorch's operations, in the same formulas.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import Any

import torch

from actlas.definition import Vector
from actlas.targets.native import pages
from actlas.targets.native.background import Kernels
from actlas.targets.native.rows.form import form
from actlas.targets.native.rows.form import function as of_tensors
from actlas.targets.native.rows.kernels import Kind, Rows, kernel, layout

_HALF = (torch.float16, torch.bfloat16)
"""In these PyTorch is as fast where rows lie side by side."""


@cache
def function(definition: Vector, name: str) -> Callable[..., torch.Tensor | None]:
    """Return the native form of a vector activation.

    What it returns takes a plain tensor, the parameters' values and the dimension, 0 or greater,
    and gives a tensor, or None where no kernel serves. Told to be `choosy`, it leaves to PyTorch
    what PyTorch's operator was measured to do as fast.
    """

    def made(asked: tuple[torch.dtype, Kind]) -> Rows | None:
        return kernel(definition, name, *asked)

    # A definition is hashed whole each time that it is looked up.
    known = Kernels(made)

    def compute(
        z: torch.Tensor, parameters: tuple[float, ...], dim: int, *, choosy: bool = False
    ) -> torch.Tensor | None:
        if not z.dim() or not z.numel():
            return None
        rows = layout(z.shape, dim)
        if choosy and not rows.alone and z.dtype in _HALF:
            return None
        recorded = z.requires_grad and torch.is_grad_enabled()
        value = known((z.dtype, rows.value))
        back = known((z.dtype, rows.gradient)) if recorded else None
        if value is None or (recorded and back is None):
            return None
        if not recorded:
            return _filled(value, z, parameters, dim)
        return _Pass.apply(z, definition, (value, back), parameters, dim)  # type: ignore[no-any-return,no-untyped-call]

    return compute


def _filled(value: Rows, z: torch.Tensor, parameters: tuple[float, ...], dim: int) -> torch.Tensor:
    z = z.contiguous()
    return value(parameters, layout(z.shape, dim), z, pages.empty_like(z))


def carried(
    definition: Vector, s: torch.Tensor, g: torch.Tensor, dim: int, parameters: tuple[float, ...]
) -> torch.Tensor:
    """Return the gradient at z from outputs and the gradient there, by PyTorch's operations."""
    total = weighed(definition, s, g, parameters).sum(dim, keepdim=True)
    gradient = of_tensors(form(definition).gradient, "gradient")
    return gradient(s, g, total, *parameters)  # type: ignore[no-any-return]


def weighed(
    definition: Vector, s: torch.Tensor, g: torch.Tensor, parameters: tuple[float, ...]
) -> torch.Tensor:
    """Return what is summed over a row, by PyTorch's operations."""
    return of_tensors(form(definition).weighed, "weighed")(s, g, *parameters)  # type: ignore[no-any-return]


class _Pass(torch.autograd.Function):
    """One kernel each way; the outputs are saved between them."""

    @staticmethod
    def forward(
        ctx: Any,
        z: torch.Tensor,
        definition: Vector,
        kernels: tuple[Rows, Rows],
        parameters: tuple[float, ...],
        dim: int,
    ) -> torch.Tensor:
        y = _filled(kernels[0], z, parameters, dim)
        ctx.asked = definition, kernels[1], parameters, dim
        ctx.save_for_backward(y)
        return y

    @staticmethod
    def backward(ctx: Any, *upstream: torch.Tensor) -> Any:
        (s,), (g,) = ctx.saved_tensors, upstream
        definition, kernel_, parameters, dim = ctx.asked
        transformed = torch._C._functorch.peek_interpreter_stack() is not None
        if torch.is_grad_enabled() or type(g) is not torch.Tensor or transformed:
            found = carried(definition, s, g, dim, parameters)
        else:
            g = torch.empty_like(s).copy_(g) if g.is_neg() else g.to(s.dtype).contiguous()
            found = kernel_(parameters, layout(s.shape, dim), s, g, pages.empty_like(s))
        return found, None, None, None, None
