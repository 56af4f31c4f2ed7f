"""Kernels: what computes one derivative of one activation, compiled from kept source text.

The text is written by `actlas.targets.eager` the first time that anyone asks for it, and read from
the store ever after: a process that finds it there never loads SymPy. What users call is
`actlas.targets.autograd`, which joins the kernels so that each is the other's slope.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache

import torch

from actlas import store
from actlas.definition import Definition, Parted
from actlas.targets.workshop import build, keep, made, undisturbed, untraced

Kernel = Callable[..., torch.Tensor]


@cache
def source(definition: Definition, order: int = 0, name: str = "kernel", by: str = "") -> str:
    """Return PyTorch source of the `order`-th derivative, a function of z and the parameters.

    Args:
        definition: an activation of any kind.
        order: 0 for the function itself; up to 2.
        name: the function's name in the source.
        by: a parameter, by which that derivative is differentiated once more.

    Raises:
        BadExpression: the target lacks a primitive that the formula needs.

    Example:
        >>> from actlas.catalogue import definition
        >>> print(source(definition("tanh"), name="tanh"))
        def tanh(z):
            x = z.float() if z.dtype in LOW_PRECISION else z
            y = torch.tanh(x)
            return y.to(z.dtype)
    """
    question = f"eager source {order} {name} {by}"
    text: str = store.kept(question, definition, lambda: _derived(definition, order, name, by))
    return text


def _derived(definition: Definition, order: int, name: str, by: str) -> str:
    from actlas.targets import eager

    with undisturbed():
        return eager.derived(definition, order, name, by)


def kernel(definition: Definition, order: int = 0, name: str = "kernel", by: str = "") -> Kernel:
    """Return the compiled `order`-th derivative: a function of a tensor and the parameters.

    Parameters are numbers, or tensors that broadcast with z. Arguments are those of `source`.

    Example:
        >>> from actlas.catalogue import definition
        >>> kernel(definition("elu"))(torch.tensor([-1000.0, 2.0]), 1.0)
        tensor([-1.,  2.])
    """
    found: Kernel = made(_write(definition, order, name, by))
    return found


# Writing code cannot be traced: while torch.compile traces, this runs as ordinary Python.
@untraced
def _write(definition: Definition, order: int, name: str, by: str) -> str:
    """See that the kernel is kept, and return its key."""
    return _written(definition, order, name, by)


@cache
def _written(definition: Definition, order: int, name: str, by: str) -> str:
    text = source(definition, order, name, by)
    return keep(build(text, name, **_called(definition)), f"{name}_{order}_{by}", text)


def _called(definition: Definition) -> dict[str, Kernel]:
    """Return the activations that a definition's formulas call, and their derivatives."""
    if not isinstance(definition, Parted):
        return {}
    from actlas.targets.autograd import differentiable

    return {
        f"{name}_{order}": differentiable(own, name, order)
        for name, own in definition.calls
        for order in range(3)
    }
