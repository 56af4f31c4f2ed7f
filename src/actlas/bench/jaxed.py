"""JAX as a peer: `jax.jit` of what `jax.nn` has, where JAX is installed; actlas never needs it.

Its threads are XLA's own affair, and forward and backward are compiled as one computation, as in a
training step.
"""

from __future__ import annotations

import importlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cache, partial
from importlib.util import find_spec
from typing import Any

import torch

from actlas.activation import Activation
from actlas.bench.timing import Contender
from actlas.data import Note
from actlas.language import mark


@dataclass(frozen=True)
class Form:
    """A function of `jax.nn`: its name, what it calls our parameters, and what it is told besides.

    A parameter that it does not take must have its default.
    """

    name: str
    parameters: Mapping[str, str] = field(default_factory=dict)
    fixed: Mapping[str, object] = field(default_factory=dict)
    axis: bool = False


FORMS = {
    "celu": Form("celu", {"alpha": "alpha"}),
    "elu": Form("elu", {"alpha": "alpha"}),
    "gelu": Form("gelu", fixed={"approximate": False}),
    "gelu_tanh": Form("gelu", fixed={"approximate": True}),
    "glu": Form("glu", axis=True),
    "hardsigmoid": Form("hard_sigmoid"),
    "hardswish": Form("hard_silu"),
    "hardtanh": Form("hard_tanh"),
    "leaky_relu": Form("leaky_relu", {"negative_slope": "negative_slope"}),
    "log_softmax": Form("log_softmax", axis=True),
    "logsigmoid": Form("log_sigmoid"),
    "mish": Form("mish"),
    "relu": Form("relu"),
    "relu6": Form("relu6"),
    "selu": Form("selu"),
    "sigmoid": Form("sigmoid"),
    "silu": Form("silu"),
    "softmax": Form("softmax", axis=True),
    "softplus": Form("softplus"),
    "softsign": Form("soft_sign"),
    "sparse_sigmoid": Form("sparse_sigmoid"),
    "squareplus": Form("squareplus", {"b": "b"}),
    "tanh": Form("tanh"),
}
"""What `jax.nn` has of the catalogue; that it computes the same is measured before it is timed."""


def installed() -> bool:
    """Say whether JAX is there to be imported."""
    return find_spec("jax") is not None


def version() -> str | None:
    """Return JAX's version, None where it is not installed."""
    return str(importlib.import_module("jax").__version__) if installed() else None


def contender(
    activation: Activation, dim: int, x: torch.Tensor, upstream: torch.Tensor, *, backward: bool
) -> Contender | Note:
    """Return JAX's compiled function at that work, or why there is none.

    Args:
        activation: what is computed.
        dim: the dimension that it works along, if it does.
        x: the numbers that it is given.
        upstream: the gradient that arrives from above, in the shape of the output.
        backward: whether the gradient is computed, too.
    """
    if not installed():
        return Note(mark("JAX is not installed here; to see it, too: pip install jax"))
    compute = _function(activation, dim)
    if compute is None:
        return Note(mark("jax.nn has no such function"))
    device = _device(x.device.type)
    if device is None:
        return Note(mark("this JAX finds no such device"))
    jax = importlib.import_module("jax")
    put = partial(_put, device)
    if not backward:
        values, z = jax.jit(compute), put(x)
        return Contender(
            "jax",
            "compiled",
            lambda: values(z).block_until_ready(),
            lambda other: _back(values(put(other))),
        )

    def both(z: Any, g: Any) -> Any:
        y, pull = jax.vjp(compute, z)
        return y, pull(g)[0]

    step, z, g = jax.jit(both), put(x), put(upstream)
    ones = put(torch.ones_like(upstream))
    return Contender(
        "jax",
        "compiled",
        lambda: jax.block_until_ready(step(z, g)),
        lambda other: _back(step(put(other), ones)[1]),
    )


def _function(activation: Activation, dim: int) -> Callable[[Any], Any] | None:
    form = FORMS.get(activation.name)
    nn = importlib.import_module("jax.nn")
    if form is None or not hasattr(nn, form.name):
        return None
    given = dict(form.fixed)
    for each in activation.definition.parameters:
        value = activation.parameters[each.name]
        if each.name in form.parameters:
            given[form.parameters[each.name]] = value
        elif value != each.default:
            return None
    if form.axis:
        given["axis"] = dim
    found: Callable[[Any], Any] = partial(getattr(nn, form.name), **given)
    return found


@cache
def _device(kind: str) -> Any:
    """Return JAX's first device of PyTorch's kind, None where it has none."""
    jax = importlib.import_module("jax")
    try:
        return jax.devices(kind)[0]
    except RuntimeError:  # so it says that it does not know the platform
        return None


def _put(device: Any, z: torch.Tensor) -> Any:
    jax = importlib.import_module("jax")
    return jax.device_put(z.detach().cpu().numpy(), device)


def _back(y: Any) -> torch.Tensor:
    numpy = importlib.import_module("numpy")
    return torch.from_numpy(numpy.array(y))
