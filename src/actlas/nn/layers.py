"""Activations as model libraries take them: an `act_layer` that is called, a table by name.

timm calls `act_layer()` or `act_layer(inplace=True)`, transformers asks
`ACT2FN[config.hidden_act]`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import torch
from torch import nn

from actlas import catalogue
from actlas.activation import Activation, get
from actlas.errors import BadInput
from actlas.nn.replacement import takes_inplace


class InPlace(nn.Module):
    """A module whose result is written over its input, for an activation that has no such form.

    Example:
        >>> x = torch.tensor([-1.0, 2.0])
        >>> InPlace(torch.nn.Softplus())(x) is x
        True
    """

    def __init__(self, activation: nn.Module) -> None:
        super().__init__()
        self.activation = activation

    def forward(self, input: torch.Tensor) -> torch.Tensor:
        """Return `input`, any shape, with the activation of what was in it."""
        # What autograd saves is a copy: the result may be written over the input.
        result: torch.Tensor = self.activation(input.clone())
        return input.copy_(result)


class ActLayer:
    """What model libraries take as `act_layer`: called, it makes a module.

    It is picklable and equal to another of the same activation.

    Example:
        >>> import actlas
        >>> act_layer("leaky_relu(0.1)")(inplace=True)
        LeakyReLU(negative_slope=0.1, inplace=True)
    """

    def __init__(self, activation: Activation) -> None:
        self.activation = activation
        self.__name__ = activation.label

    def __call__(self, *, inplace: bool = False, **parameters: Any) -> nn.Module:
        """Return a new module.

        Args:
            inplace: whether it writes its result over its input; it really does.
            **parameters: override those of the activation; `device` and `dtype` for learned ones.

        Raises:
            BadInput, BadParameter: an argument that the module does not take; `inplace` for an
                activation that changes the width.
        """
        if inplace and self.activation.width_in != self.activation.width_out:
            raise BadInput(
                "{name} makes {width_out} of {width_in} numbers, which cannot be written over "
                "them; leave inplace out",
                name=self.activation.name,
                width_out=self.activation.width_out,
                width_in=self.activation.width_in,
            )
        made = self.activation.module(**parameters)
        if inplace and takes_inplace(made):
            made.inplace = True  # type: ignore[assignment]
            return made
        return InPlace(made) if inplace else made

    def __eq__(self, other: object) -> bool:
        return isinstance(other, ActLayer) and self.activation == other.activation

    def __hash__(self) -> int:
        return hash(self.activation)

    def __repr__(self) -> str:
        return f"actlas.act_layer({self.activation.label!r})"


def act_layer(activation: str | Activation) -> ActLayer:
    """Return what a model library takes as its `act_layer`: a maker of modules of an activation.

    Args:
        activation: a name, a specification such as `"elu?alpha=learn"`, or an `Activation`.

    Returns:
        A callable: `act_layer()` and `act_layer(inplace=True)` make a `torch.nn.Module`.

    Raises:
        UnknownName, BadParameter, BadExpression: as `actlas.get`.
        BadInput: a vector activation without dim.

    Example:
        >>> import actlas
        >>> layer = actlas.act_layer("elu")
        >>> layer(), layer(inplace=True)
        (ELU(alpha=1.0), ELU(alpha=1.0, inplace=True))
    """
    return ActLayer(
        (activation if isinstance(activation, Activation) else get(activation)).require_dim()
    )


class ByName(Mapping[str, nn.Module]):
    """Modules of activations by name, each made when it is asked for.

    It stands where model libraries keep such a table: `ACT2FN[config.hidden_act]` is a new module.
    Names are read as `actlas.get` reads them, specifications too.

    Example:
        >>> import actlas
        >>> actlas.ACT2FN["elu(0.5)"], "relu" in actlas.ACT2FN, "rely" in actlas.ACT2FN
        (ELU(alpha=0.5), True, False)
    """

    def __getitem__(self, name: str) -> nn.Module:
        if not isinstance(name, str):
            raise BadInput(
                "an activation is asked for by its name, a text; got {got}", got=type(name).__name__
            )
        return get(name).module()

    def __iter__(self) -> Iterator[str]:
        return iter(catalogue.names())

    def __len__(self) -> int:
        return len(catalogue.names())


ACT2FN = ByName()
