"""How an activation is called in code: the functional form and the module, PyTorch's or our own."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from actlas.activation import Activation


@dataclass(frozen=True, slots=True)
class Forms:
    """The two ways in which PyTorch offers an activation, as source text.

    Args:
        functional: the function, such as `F.elu`.
        module: the class, such as `nn.ELU`.
        arguments: the parameters as keyword arguments, such as `alpha=1.0`; may be empty.

    Example:
        >>> forms = Forms("F.elu", "nn.ELU", "alpha=1.0")
        >>> forms.call("x"), forms.build()
        ('F.elu(x, alpha=1.0)', 'nn.ELU(alpha=1.0)')
    """

    functional: str
    module: str
    arguments: str

    def call(self, x: str) -> str:
        """Return the call of the functional form on the expression `x`."""
        return f"{self.functional}({', '.join(filter(None, (x, self.arguments)))})"

    def build(self) -> str:
        """Return the call that builds the module."""
        return f"{self.module}({self.arguments})"


def forms(activation: Activation) -> Forms:
    """Return an activation's forms in PyTorch, or in actlas where PyTorch has no function for it.

    A vector activation whose `dim` is not bound gets `dim=0`, that of a single vector.

    Example:
        >>> from actlas import get
        >>> forms(get("leaky_relu(0.2)")).call("x")
        'F.leaky_relu(x, negative_slope=0.2)'
        >>> forms(get("linear")).build()
        'actlas.nn.LinearActivation(m=1.0)'
    """
    twin, given = activation.definition.twin, activation.twin_arguments()
    if twin is None or given is None:
        return own_forms(activation)
    functional = twin.functional.replace("torch.nn.functional.", "F.")
    module = twin.module.replace("torch.nn.", "nn.")
    return Forms(functional, module, _arguments(activation, given))


def own_forms(activation: Activation) -> Forms:
    """Return an activation's forms in actlas, whose signatures are PyTorch's.

    Example:
        >>> from actlas import get
        >>> own_forms(get("elu")).build()
        'actlas.nn.ELU(alpha=1.0)'
    """
    from actlas.nn.modules import class_name

    return Forms(
        f"actlas.functional.{activation.definition.export or activation.name}",
        f"actlas.nn.{class_name(activation.name)}",
        _arguments(activation, activation.parameters),
    )


def _arguments(activation: Activation, given: Mapping[str, Any]) -> str:
    named = dict(given)
    if not activation.elementwise:
        named["dim"] = activation.dim or 0
    return ", ".join(f"{name}={_literal(value)}" for name, value in named.items())


def _literal(value: Any) -> str:
    return f'"{value}"' if isinstance(value, str) else repr(value)
