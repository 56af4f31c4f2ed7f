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
        built: the module's own arguments, where they are others than the function's.
        learned: what training changes: names, and the tensors at which they start.
        drawn: whether training draws what evaluation takes as fixed.

    Example:
        >>> forms = Forms("F.elu", "nn.ELU", "alpha=1.0")
        >>> forms.call("x"), forms.build()
        ('F.elu(x, alpha=1.0)', 'nn.ELU(alpha=1.0)')
    """

    functional: str
    module: str
    arguments: str
    built: str | None = None
    learned: tuple[tuple[str, str], ...] = ()
    drawn: bool = False

    def call(self, x: str) -> str:
        """Return the call of the functional form on the expression `x`."""
        return self._call(x, *(f"{name}={start}" for name, start in self.learned))

    def call_within(self, x: str, attribute: str) -> str:
        """Return the call within a network that holds what is learned as `attribute`.

        Example:
            >>> from actlas import get
            >>> forms(get("prelu")).call_within("x", "self.prelu")
            'F.prelu(x, weight=self.prelu["weight"])'
        """
        learned = (f'{name}={attribute}["{name}"]' for name, _ in self.learned)
        return self._call(x, *learned, "training=self.training" if self.drawn else "")

    def _call(self, x: str, *more: str) -> str:
        return f"{self.functional}({', '.join(filter(None, (x, self.arguments, *more)))})"

    def hold(self) -> str:
        """Return what a network holds for its functional form, or "" where nothing is learned.

        Example:
            >>> from actlas import get
            >>> forms(get("prelu")).hold()
            'nn.ParameterDict({"weight": torch.tensor([0.25])})'
        """
        entries = ", ".join(f'"{name}": {start}' for name, start in self.learned)
        return f"nn.ParameterDict({{{entries}}})" if entries else ""

    def build(self) -> str:
        """Return the call that builds the module."""
        return f"{self.module}({self.arguments if self.built is None else self.built})"


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
    twin = activation.definition.twin
    if twin is None or not twin.functional or not _as_pytorch(activation):
        return own_forms(activation)
    named = {each.name for each in activation.definition.parameters if not each.extra}
    given = dict(twin.fixed) | {k: v for k, v in activation.parameters.items() if k in named}
    functional = twin.functional.replace("torch.nn.functional.", "F.")
    module = twin.module.replace("torch.nn.", "nn.")
    return _forms(activation, functional, module, given)


def _as_pytorch(activation: Activation) -> bool:
    """Say whether PyTorch's forms have the activation with these parameters, learning these."""
    parameters = activation.definition.parameters
    extra = [each for each in parameters if each.extra]
    return set(activation.learn) == {each.name for each in parameters if each.learned} and all(
        activation.parameters[each.name] == each.default for each in extra
    )


def own_forms(activation: Activation) -> Forms:
    """Return an activation's forms in actlas, whose signatures are PyTorch's.

    Example:
        >>> from actlas import get
        >>> own_forms(get("elu")).build()
        'actlas.nn.ELU(alpha=1.0)'
    """
    from actlas.nn.modules import class_name

    return _forms(
        activation,
        f"actlas.functional.{activation.definition.export or activation.name}",
        f"actlas.nn.{class_name(activation.name)}",
        activation.parameters,
    )


def _forms(activation: Activation, functional: str, module: str, given: Mapping[str, Any]) -> Forms:
    fixed = {name: value for name, value in given.items() if name not in activation.learn}
    return Forms(
        functional,
        module,
        _arguments(activation, fixed),
        _arguments(activation, _module_arguments(activation, given)) if activation.learn else None,
        tuple((name, _start(activation, given[name])) for name in activation.learn),
        getattr(activation.definition, "drawn", None) is not None,
    )


def _module_arguments(activation: Activation, given: Mapping[str, Any]) -> dict[str, Any]:
    """Return what the module is built with, and what it is to learn where it must be told."""
    from actlas.nn.modules import module_class

    always = {each.name for each in activation.definition.parameters if each.learned}
    asked = {"learn": activation.learn} if set(activation.learn) != always else {}
    several = {"channels": activation.channels} if activation.channels not in (None, 1) else {}
    return module_class(activation.name, activation.definition).spelled(
        {**given, **asked, **several}
    )


def _start(activation: Activation, value: float) -> str:
    count = activation.channels or 1
    return f"torch.tensor([{value!r}])" if count == 1 else f"torch.full(({count},), {value!r})"


def _arguments(activation: Activation, given: Mapping[str, Any]) -> str:
    named = dict(given)
    if not activation.elementwise:
        named["dim"] = activation.dim or 0
    return ", ".join(f"{name}={_literal(value)}" for name, value in named.items())


def _literal(value: Any) -> str:
    if isinstance(value, tuple):
        return f"({', '.join(map(_literal, value))},)"
    return f'"{value}"' if isinstance(value, str) else repr(value)
