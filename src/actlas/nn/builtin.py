"""Activations within other modules, modules in which nothing can be replaced, and why."""

from __future__ import annotations

from typing import Any

import torch
from torch import nn

from actlas.language import mark
from actlas.nn.places import Reason

RECURRENT = Reason(
    mark(
        "part of the recurrence, which PyTorch computes as a whole; write the cell out to change it"
    )
)
ATTENTION = Reason(
    mark("part of attention, which PyTorch computes as a whole; write attention out to change it")
)
SCRIPTED = Reason(
    mark("TorchScript has compiled it; replace activations before torch.jit.script or trace")
)
QUANTISED = Reason(mark("it computes on quantised numbers; replace activations before quantising"))
FUSED = Reason(mark("it is fused with the layer before it; replace activations before fusing"))
ITSELF = Reason(mark("it is the model itself; make the new module and use it instead"))
CHECKPOINTED = Reason(
    mark(
        "a checkpoint within the forward runs it again in the backward pass, where a replacement "
        "would not be seen; checkpoint the whole module instead"
    )
)
MINGLED = Reason(
    mark(
        "an Activation that the same forward calls computes with this function; hold a module, "
        "actlas.get(…).module(), in its place"
    )
)

_GATES = ("sigmoid", "tanh")
_WITHIN: dict[type, tuple[tuple[str, ...], Reason]] = {
    nn.LSTM: (_GATES, RECURRENT),
    nn.GRU: (_GATES, RECURRENT),
    nn.LSTMCell: (_GATES, RECURRENT),
    nn.GRUCell: (_GATES, RECURRENT),
    nn.MultiheadAttention: (("softmax(dim=-1)",), ATTENTION),
}
ATTENDING = {nn.functional.scaled_dot_product_attention: ("softmax(dim=-1)", ATTENTION)}
"""Functions that have an activation within."""
_QUANTISED = ("torch.ao.nn.quantized", "torch.ao.nn.intrinsic.quantized", "torch.nn.quantized")
_FUSED = ("torch.ao.nn.intrinsic", "torch.nn.intrinsic")


def within(module: nn.Module) -> tuple[tuple[str, ...], Reason | None]:
    """Return the specifications of the activations within a module, and why they stay."""
    for kind, found in _WITHIN.items():
        if isinstance(module, kind):
            return found
    nonlinearity = getattr(module, "nonlinearity", None)
    if isinstance(module, nn.RNN | nn.RNNCell) and isinstance(nonlinearity, str):
        return (nonlinearity,), RECURRENT
    return (), None


def closed(module: nn.Module) -> Reason | None:
    """Return why nothing at or below a module can be replaced, None where it can."""
    if isinstance(module, torch.jit.ScriptModule | torch.jit.ScriptFunction):
        return SCRIPTED
    home = type(module).__module__
    if home.startswith(_QUANTISED):
        return QUANTISED
    return FUSED if home.startswith(_FUSED) else None


def custom(module: nn.Module) -> bool:
    """Return whether a module's forward is anybody's but PyTorch's and ours."""
    if isinstance(module, torch.fx.GraphModule):
        return True
    return not type(module).__module__.startswith(("torch.", "actlas."))


def settled(module: nn.Module) -> dict[str, Any]:
    """Return what a module settled when it was made, by the activation that it had then.

    PyTorch's encoder computes relu and gelu in a fused way when it evaluates, and remembers at its
    birth whether it may. The values returned are those for the activation that it has now.
    """
    if isinstance(module, nn.TransformerEncoderLayer):
        return {"activation_relu_or_gelu": _fused_form(module.activation)}
    if isinstance(module, nn.TransformerEncoder) and module.use_nested_tensor:
        layers = (each for each in module.layers if isinstance(each, nn.TransformerEncoderLayer))
        return {"use_nested_tensor": all(_fused_form(each.activation) for each in layers)}
    return {}


def _fused_form(activation: Any) -> int:
    """Return PyTorch's number of its fused form: 1 for relu, 2 for gelu, 0 for none."""
    relu = activation is nn.functional.relu or type(activation) is nn.ReLU
    exact = type(activation) is nn.GELU and activation.approximate == "none"
    return 1 if relu else 2 if exact or activation is nn.functional.gelu else 0
