"""The kernels of one activation joined: the gradient of f is f′ as derived, and f″ that of f′.

Autograd through the plain operations of f would differentiate what was written to be computed: it
loses tails, meets ∞ · 0 in branches that are not taken, and saves every intermediate tensor. Here z
alone is saved, and each derivative is computed in its own form. The third derivative is autograd's
own, through the operations of f″.

`torch.func` is served by PyTorch's generated vmap rule and a jvp of our own; `torch.compile` and
export, which know neither, see the same function without them.
"""

from __future__ import annotations

from functools import cache
from typing import Any

import torch

from actlas.definition import Elementwise
from actlas.targets.complex_plane import on_the_plane
from actlas.targets.dispatch import serving
from actlas.targets.kernels import Kernel, kernel
from actlas.targets.workshop import keep, made, untraced

_HIGHEST = 2


def differentiable(definition: Elementwise, name: str = "kernel", order: int = 0) -> Kernel:
    """Return the `order`-th derivative as a function whose gradient is the next one, as derived.

    Args:
        definition: an elementwise activation.
        name: its name, for the source that tracebacks show.
        order: 0 for the function itself.

    Returns:
        A function of z and the parameters in the definition's order. A parameter is a number, or a
        tensor that broadcasts with z and receives its own gradient.

    Example:
        >>> from actlas.catalogue import definition
        >>> elu = differentiable(definition("elu"))
        >>> z = torch.tensor([-1000.0, 2.0], requires_grad=True)
        >>> torch.autograd.grad(elu(z, 1.0).sum(), z)
        (tensor([0., 1.]),)
    """
    found: Kernel = made(_join(definition, name, order))
    return found


# Writing code cannot be traced: while torch.compile traces, this runs as ordinary Python.
@untraced
def _join(definition: Elementwise, name: str, order: int) -> str:
    return _joined(definition, name, order)


@cache
def _joined(definition: Elementwise, name: str, order: int) -> str:
    return keep(_differentiable(definition, name, order), f"joined_{name}_{order}")


def _differentiable(definition: Elementwise, name: str, order: int) -> Kernel:
    compute = kernel(definition, order, name)
    if order == _HIGHEST:
        return compute
    traced, transformed = _classes(definition, name, order)
    serve = serving(definition, name, order)

    def run(z: torch.Tensor, *parameters: float | torch.Tensor) -> torch.Tensor:
        if z.is_complex():
            return on_the_plane(definition, name)(z, *parameters)
        if torch.compiler.is_compiling():
            tensors = [each for each in (z, *parameters) if isinstance(each, torch.Tensor)]
            if not any(each.requires_grad for each in tensors):
                return compute(z, *parameters)
            return traced.apply(z, *parameters)  # type: ignore[no-any-return]
        served = serve(z, parameters)
        if served is not None:
            return served
        if not torch.is_grad_enabled():
            return compute(z, *parameters)
        return transformed.apply(z, *parameters)  # type: ignore[no-any-return]

    return run


def _classes(definition: Elementwise, name: str, order: int) -> tuple[Any, Any]:
    """Return the autograd function for compilers that trace, and the one for everyone else."""
    compute = kernel(definition, order, name)
    if definition.surrogate is not None and order == 0:
        steeper, next_order = definition.slope_in_training(), 0
    else:
        steeper, next_order = definition, order + 1
    slope = differentiable(steeper, name, next_order)
    plain_slope = kernel(steeper, next_order, name)
    by = [kernel(definition, order, name, by=each.name) for each in definition.parameters]

    def gradients(ctx: Any, g: torch.Tensor, steepness: Kernel) -> tuple[Any, ...]:
        given = _restored(ctx)
        grads: list[torch.Tensor | None] = [None] * len(given)
        if ctx.needs_input_grad[0]:
            grads[0] = (g * steepness(*given)).sum_to_size(given[0].shape)
        for place, change in enumerate(by, start=1):
            if ctx.needs_input_grad[place]:
                grads[place] = (g * change(*given)).sum_to_size(given[place].shape)
        return tuple(grads)

    class Traced(torch.autograd.Function):
        """The function as `torch.compile` and export can trace it: its slope has none itself."""

        @staticmethod
        def forward(z: torch.Tensor, *parameters: Any) -> torch.Tensor:
            return compute(z, *parameters)

        @staticmethod
        def setup_context(ctx: Any, inputs: tuple[Any, ...], _output: torch.Tensor) -> None:
            # Numbers are kept as they are, tensors by autograd, which sees when one is overwritten.
            ctx.numbers = [None if isinstance(each, torch.Tensor) else each for each in inputs]
            ctx.save_for_backward(*(each for each in inputs if isinstance(each, torch.Tensor)))

        @staticmethod
        def backward(ctx: Any, *upstream: torch.Tensor) -> Any:
            return gradients(ctx, upstream[0], plain_slope)

    class Transformed(Traced):
        """The function for everyone else, `torch.func` and forward mode among them."""

        generate_vmap_rule = True

        @staticmethod
        def setup_context(ctx: Any, inputs: tuple[Any, ...], _output: torch.Tensor) -> None:
            Traced.setup_context(ctx, inputs, _output)
            ctx.save_for_forward(*(each for each in inputs if isinstance(each, torch.Tensor)))

        @staticmethod
        def jvp(ctx: Any, *tangents: Any) -> Any:
            given = _restored(ctx)
            terms = [] if tangents[0] is None else [tangents[0] * slope(*given)]
            terms += [
                tangent * change(*given)
                for change, tangent in zip(by, tangents[1:], strict=True)
                if isinstance(tangent, torch.Tensor)
            ]
            return sum(terms[1:], terms[0])

        @staticmethod
        def backward(ctx: Any, *upstream: torch.Tensor) -> Any:
            return gradients(ctx, upstream[0], slope)

    return Traced, Transformed


def _restored(ctx: Any) -> list[Any]:
    tensors = iter(ctx.saved_tensors)
    return [next(tensors) if each is None else each for each in ctx.numbers]
