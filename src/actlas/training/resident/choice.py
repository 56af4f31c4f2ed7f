"""Which networks train resident, and why the others do not."""

from __future__ import annotations

from dataclasses import dataclass, replace

from actlas.activation import Activation
from actlas.definition import Allowance, Elementwise
from actlas.targets.dispatch import EAGER, backend
from actlas.targets.native.functions import function
from actlas.targets.native.kernels import Native
from actlas.targets.native.rooms import MIDDLE
from actlas.training.grid import Recipe
from actlas.training.resident.job import KEEPS_OUTPUTS, KEEPS_SLOPES, KEEPS_SUMS
from actlas.training.resident.machine import machine
from actlas.training.resident.together import Both, both


@dataclass(frozen=True)
class Kernels:
    """An activation as the loop calls it: its own kernels, and what they are given."""

    forward: Native | Both
    back: int
    """The address of what multiplies by the slope."""
    keeps: int
    """What is kept for it: a word of `job.py`."""
    parameters: tuple[float, ...]


LEAST = 2**20
"""So many parameters times examples read, over all epochs, must a network have to learn: below, a
second's wait for a compiler is never won back."""
COPIES = 3
"""A network's weights and, by Adam, two moments."""
LARGEST = 2**24
"""Bytes of a network with its moments, beyond which no core's cache holds enough of it."""


def kernels(activation: object, recipe: Recipe, features: int, rows: int) -> Kernels | str:
    """Return an activation's kernels for resident training, or why the stacked path serves.

    The answer hangs on one network alone, not on how many there are: in a larger grid the same
    network is the same.

    Args:
        activation: between the layers.
        recipe: how networks are built and trained.
        features: columns of the data.
        rows: how many there are to learn from.

    Example:
        >>> import actlas
        >>> kernels(actlas.get("softmax", dim=-1), Recipe(), features=64, rows=1000)
        'softmax works on all units of a layer together'
    """
    parameters = recipe.parameters(features)
    if backend().name == EAGER:
        return "actlas.backend asks for PyTorch's operations"
    if parameters * rows * recipe.epochs < LEAST:
        return "a network has too little to learn to wait for a compiler"
    if parameters * recipe.dtype.itemsize * COPIES > LARGEST:
        return "a network is too large to stay in a core's cache"
    if not isinstance(activation, Activation):
        return "it is no activation of actlas"
    if not isinstance(activation.definition, Elementwise):
        return f"{activation.name} works on all units of a layer together"
    loop = machine(str(recipe.dtype).removeprefix("torch."))
    if loop is None:
        return "no native loop can be had here"
    values = tuple(activation.parameters.values())
    own = activation.definition
    recorder = function(own, activation.name, 0, recipe.dtype).recorder(values)
    if recorder is not None and MIDDLE.module in (recorder.values.room, recorder.gradients.room):
        own = _eased(own)
        recorder = function(own, activation.name, 0, recipe.dtype).recorder(values)
    if recorder is None:
        return f"{activation.name} has no native kernel for {recipe.dtype}"
    if recorder.values.may_refuse or recorder.gradients.may_refuse:
        return f"{activation.name}'s kernels have no answer far from 0"
    apart = recorder.values, recorder.gradients
    if recorder.saves_output:
        return Kernels(recorder.values, recorder.gradients.address, KEEPS_OUTPUTS, values)
    together = both(own, activation.name, recipe.dtype, apart)
    if together is not None:
        return Kernels(together, loop.parts["multiplier"], KEEPS_SLOPES, values)
    return Kernels(recorder.values, recorder.gradients.address, KEEPS_SUMS, values)


def _eased(definition: Elementwise) -> Elementwise:
    """Return a definition whose kernels may be off by more, so that a quicker room may serve.

    A sum of products of float32 is off by more itself.
    """
    eased = tuple(Allowance(order, ULPS, "it trains networks") for order in (0, 1))
    return replace(definition, allowances=(*definition.allowances, *eased))


ULPS = 32.0
"""So many units in the last place activations may be off in training in float32."""
