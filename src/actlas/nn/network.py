"""The notebook's network in both of PyTorch's styles: one hidden layer, one sigmoid output."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import torch
from torch import nn

from actlas.activation import Activation, get
from actlas.definition import Elementwise
from actlas.errors import UsageError
from actlas.nn.functional import function

STYLES = ("module", "functional")
OUTPUT = "sigmoid"
"""The activation of the output unit: its value is the probability of the class 1."""


class NeuralNet(nn.Module):
    """A network w₂·φ(w₁·x + b₁) + b₂ under a sigmoid, as the notebook wrote it twice.

    In the style "module", the activations are attributes named after themselves (`net.relu`,
    `net.sigmoid`); in the style "functional" they are called in `forward`. Both have the same
    `state_dict` and, given the same one, the same outputs bit for bit. An activation that changes
    the width gets layers of the width that it needs: before a gate, which makes one number of two,
    `linear1` has twice as many outputs as there are hidden units. What an activation learns is a
    parameter of the network in either style (`prelu.weight`), and what it draws in training is
    drawn in either.

    Args:
        input_size: number of inputs.
        hidden_size: number of hidden units.
        activation: name or specification of the hidden activation, or an `Activation`.
        style: "module" or "functional".

    Raises:
        UsageError: an unknown style, or a width changed along another dimension than the last.
        UnknownName, BadParameter, BadInput: as `actlas.get`, and for softmax without dim.

    Example:
        >>> import actlas, torch
        >>> net = actlas.NeuralNet(4, 8, activation="elu", style="functional")
        >>> net(torch.zeros(3, 4)).shape
        torch.Size([3, 1])
    """

    def __init__(
        self,
        input_size: int,
        hidden_size: int,
        activation: str | Activation = "relu",
        style: str = "module",
    ) -> None:
        super().__init__()
        if style not in STYLES:
            raise UsageError(
                "style is {styles}, got {style!r}", styles=" | ".join(STYLES), style=style
            )
        hidden = (get(activation) if isinstance(activation, str) else activation).require_dim()
        if hidden.width_in != hidden.width_out and hidden.dim != -1:
            raise UsageError(
                "{label} between layers must change the width of a layer, its last dimension; "
                "write {name}(dim=-1)",
                label=hidden.label,
                name=hidden.name,
            )
        self.style = style
        self._function = function(hidden.name, hidden.definition)
        self.hidden = hidden
        self.output = get(OUTPUT)
        self.linear1 = nn.Linear(input_size, hidden_size * hidden.width_in)
        self.linear2 = nn.Linear(hidden_size * hidden.width_out, 1)
        # A hidden sigmoid keeps its own module: one module used twice would be visited once.
        self.hidden_attribute = hidden.name if hidden.name != OUTPUT else f"hidden_{OUTPUT}"
        if style == "module":
            self.add_module(self.hidden_attribute, hidden.module())
            self.add_module(OUTPUT, self.output.module())
        elif hidden.learn:
            learned = nn.ParameterDict(dict(hidden.module().named_parameters()))
            self.add_module(self.hidden_attribute, learned)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        """Return the output for x of shape (…, input_size): numbers in (0, 1), shape (…, 1)."""
        hidden: Callable[..., Any]
        output: Callable[..., Any]
        if self.style == "functional":
            hidden, output = self._called, self.output
        else:
            hidden = self.get_submodule(self.hidden_attribute)
            output = self.get_submodule(OUTPUT)
        out: torch.Tensor = output(self.linear2(hidden(self.linear1(x))))
        return out

    def _called(self, z: torch.Tensor) -> torch.Tensor:
        """Apply the hidden activation as a function, with what the network holds of it."""
        hidden = self.hidden
        drawn = isinstance(hidden.definition, Elementwise) and hidden.definition.drawn is not None
        if not hidden.learn and not drawn:
            return hidden(z)
        given: dict[str, Any] = dict(hidden.parameters)
        if hidden.learn:
            learned = self.get_submodule(self.hidden_attribute)
            given |= {name: learned.get_parameter(name) for name in hidden.learn}
        if drawn:
            given["training"] = self.training
        return self._function(z, **given)

    def __getstate__(self) -> dict[str, Any]:
        return {key: value for key, value in self.__dict__.items() if key != "_function"}

    def __setstate__(self, state: dict[str, Any]) -> None:
        super().__setstate__(state)  # type: ignore[no-untyped-call]
        self._function = function(self.hidden.name, self.hidden.definition)
