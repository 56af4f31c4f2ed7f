"""How an activation takes part in training: forward on its slice, and back.

Where PyTorch has the function (the definition's twin), its own kernels are used, one pass over
memory each way; the definition's contract is that both agree in value and in gradient, everywhere.
Elsewhere f and f′ derived from the definition do the work, and for a vector activation autograd
through f, which never builds the Jacobian.
"""

from __future__ import annotations

import importlib
from collections.abc import Callable
from functools import partial
from typing import Any, Protocol

import torch
from torch import Tensor

from actlas.activation import Activation
from actlas.errors import UsageError

Function = Callable[[Tensor], Tensor]


class Rule(Protocol):
    """One activation on a piece of memory z [..., units, b] that each step fills again."""

    def forward(self) -> Tensor:
        """Return f(z), apart from any graph, and keep what the way back needs."""

    def backward(self, delta: Tensor) -> Tensor:
        """Return ∂loss/∂z from `delta` = ∂loss/∂f(z) and the last `forward`."""


class Traced:
    """A function of tensors that autograd follows where it is enabled."""

    def __init__(self, function: Function, z: Tensor) -> None:
        self.function = function
        self.z = z.detach().requires_grad_()

    def forward(self) -> Tensor:
        """Return f(z)."""
        self.y = self.function(self.z)
        return self.y.detach()

    def backward(self, delta: Tensor) -> Tensor:
        """Return f′(z)·delta."""
        node: Any = self.y.grad_fn
        if _lonely(node):
            # Called without the engine, which takes longer than the work there is to do.
            gradient: Tensor = node(delta)
        else:
            (gradient,) = torch.autograd.grad(self.y, self.z, delta)
        return gradient


class Derived:
    """f and f′ from the definition."""

    def __init__(self, activation: Activation, z: Tensor) -> None:
        self.activation, self.z = activation, z

    def forward(self) -> Tensor:
        """Return f(z)."""
        return self.activation(self.z)

    def backward(self, delta: Tensor) -> Tensor:
        """Return f′(z)·delta."""
        return self.activation.training_slope(self.z) * delta


def function(activation: Activation) -> Function:
    """Return f as a function of slices [..., units, examples]: PyTorch's own where there is one.

    Raises:
        UsageError: it changes the width, or a vector activation's `dim` is not -1.

    Example:
        >>> import actlas
        >>> function(actlas.get("softmax", dim=-1))(torch.zeros(2, 3))
        tensor([[0.5000, 0.5000, 0.5000],
                [0.5000, 0.5000, 0.5000]])
    """
    native = _native(activation)
    if activation.elementwise:
        return native or activation
    check_units(activation)
    return partial(_over_units, native or activation)


def check_units(activation: Activation) -> None:
    """See that an activation may stand between layers of equal width, over a layer's units.

    Raises:
        UsageError: it changes the width, or its `dim` is not -1.
    """
    if activation.width_in != activation.width_out:
        raise UsageError(
            "{label} makes {width_out} units of {width_in}, and networks are compared with layers "
            "of one width; leave it out, or try it in actlas.NeuralNet",
            label=activation.label,
            width_in=activation.width_in,
            width_out=activation.width_out,
        )
    if not activation.elementwise and activation.dim != -1:
        raise UsageError(
            "{label} between layers must act on a layer's units; write {name}(dim=-1)",
            label=activation.label,
            name=activation.name,
        )


def rule(activation: Activation, z: Tensor) -> Rule:
    """Return how an activation acts on the piece of memory z [..., units, b].

    Example:
        >>> import actlas
        >>> z = torch.tensor([[-1.0, 1.0]])
        >>> elu = rule(actlas.get("elu"), z)
        >>> with torch.enable_grad():
        ...     elu.forward()
        tensor([[-0.6321,  1.0000]])
        >>> with torch.no_grad():
        ...     elu.backward(torch.tensor([[1.0, 2.0]]))
        tensor([[0.3679, 2.0000]])
    """
    if activation.elementwise and _native(activation) is None:
        return Derived(activation, z)
    return Traced(function(activation), z)


def rehearse(activation: Activation, dtype: torch.dtype) -> None:
    """Run an activation forward and back once.

    What its first use costs, deriving formulas above all, is then paid before any clock runs, and
    what cannot be used fails before any work is done.
    """
    z = torch.zeros(2, 2, dtype=dtype)
    rehearsed = rule(activation, z)
    rehearsed.backward(rehearsed.forward())


def _lonely(node: Any) -> bool:
    """Say whether a node is all there is between a result and the one leaf that it came from."""
    below = node.next_functions
    return len(below) == 1 and not below[0][0].next_functions


def _native(activation: Activation) -> Function | None:
    twin, given = activation.definition.twin, activation.twin_arguments()
    wrong = [each for each in activation.definition.differences if each.reach == "everywhere"]
    if twin is None or given is None or wrong:
        return None
    module, _, name = twin.functional.rpartition(".")
    along = {} if activation.elementwise else {"dim": activation.dim}
    return partial(getattr(importlib.import_module(module), name), **given, **along)


def _over_units(along_last: Function, z: Tensor) -> Tensor:
    return along_last(z.transpose(-1, -2)).transpose(-1, -2)
