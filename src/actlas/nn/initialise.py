"""Weights drawn so that signals keep their size: each layer by the activation beside it."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import torch
from torch import nn

from actlas.activation import Activation
from actlas.definition import Elementwise, Gated
from actlas.errors import BadInput, BadParameter
from actlas.language import _, mark
from actlas.nn import flow
from actlas.nn.draw import DISTRIBUTIONS, draw, fans
from actlas.nn.flow import Neighbour
from actlas.nn.followers import Layers, traced, watched
from actlas.symbolic.gates import gate_gain
from actlas.symbolic.moments import MODES
from actlas.symbolic.moments import gain as gain_of

FANS = ("fan_in", "fan_out", "average")


@dataclass(frozen=True, slots=True)
class Row:
    """What was done with one layer, and why."""

    path: str
    """The layer's name in the model."""
    layer: str
    """Its class."""
    activation: str
    """The label of the activation that it was initialised for; empty where there is none."""
    why: str
    """Where the activation was found, or why there is none, or why the layer was left."""
    gain: float
    fan: float
    std: float
    done: bool
    """Whether its weight was drawn anew; else gain, fan and std are NaN."""

    def __str__(self) -> str:
        if not self.done:
            return _("{path} ({layer}): left as it was: {why}").format(
                path=self.path, layer=self.layer, why=_(self.why)
            )
        return _(
            "{path} ({layer}): {activation}, gain {gain:.4g}, fan {fan:g}, std {std:.4g}; {why}"
        ).format(
            path=self.path,
            layer=self.layer,
            activation=self.activation or _("no activation"),
            gain=self.gain,
            fan=self.fan,
            std=self.std,
            why=_(self.why),
        )


@dataclass(frozen=True, slots=True)
class Initialisation:
    """What `initialise` did: a row for every layer, and how; `str()` of it can be read."""

    rows: tuple[Row, ...]
    mode: str
    gain: str
    distribution: str
    side: str

    @property
    def left(self) -> tuple[Row, ...]:
        """The rows of what was not touched."""
        return tuple(each for each in self.rows if not each.done)

    def __str__(self) -> str:
        return "\n".join(map(str, self.rows))


AFTER = {
    "found": mark("it follows"),
    "behind": mark("it follows behind a norm, dropout, pooling or reshaping"),
    "several": mark("the one with the least gain of several that follow"),
    flow.LAYER: mark("another layer follows: it counts as linear"),
    flow.BORDER: mark("the output follows: it counts as linear"),
    "added": mark("its output is added to another signal: it counts as linear"),
    "multiplied": mark("its output is multiplied by another signal: it counts as linear"),
    "unknown": mark("what follows is no activation of numbers in the catalogue: as if linear"),
    "endless": mark("what follows has no finite gain of this kind: as if linear"),
}
"""Why a layer got its gain, by what comes after it."""
BEFORE = {
    "found": mark("it feeds the layer"),
    "behind": mark("it feeds the layer through a norm, dropout, pooling or reshaping"),
    "several": mark("the one with the least gain of several that feed the layer"),
    flow.LAYER: mark("another layer feeds it: the signal is taken to have variance 1"),
    flow.BORDER: mark("the model's input feeds it: the signal is taken to have variance 1"),
    "added": mark("a sum of signals feeds it: the signal is taken to have variance 1"),
    "multiplied": mark("a product of signals feeds it: the signal is taken to have variance 1"),
    "unknown": mark("what feeds it is no activation of numbers in the catalogue: variance 1"),
    "endless": mark("what feeds it has no finite gain of this kind: as if variance 1"),
}
"""Likewise, by what comes before it."""
SIDES = {"after": AFTER, "before": BEFORE}
UNREACHED = mark("the signal does not go through it as a layer of its own")
TIED = mark("its weight is that of a layer above")
COMPUTED = mark("its weight is computed from other parameters; initialise those")
EMPTY = mark("its weight has no numbers yet; run the model once, or move it from the meta device")
OTHER = mark("this kind of module has weights that only its own rule initialises")


def initialise(
    model: nn.Module,
    mode: str = "fan_in",
    gain: str = "forward",
    distribution: str = "normal",
    *,
    side: str = "after",
    generator: torch.Generator | None = None,
    example: Any = None,
) -> Initialisation:
    """Draw the weights of a model's layers anew, each by the activation beside it.

    A weight has mean 0 and standard deviation gain/√fan; biases become 0. The gain is that of the
    activation which the layer's output comes to, found by tracing the model, also behind norms,
    dropout, pooling, reshaping and concatenation. A layer that comes to another layer, to the
    output, to what is unknown or to a sum of several signals (the end of a residual branch) has
    gain 1. Of several activations, the one with the least gain decides. Learned parameters count
    with their present values. A stride divides the fan on its wider side.

    With `side="after"`, the convention, pre-activations keep the variance 1 if those of the first
    layer have it; they have the squared gain instead where inputs have variance 1, from which relu
    stays there, tanh and elu come back to 1, and gelu and silu drift away. With `side="before"`, a
    layer makes good what was done to its own input, and inputs of variance 1 give 1 throughout.

    Args:
        model: any module; Linear, Conv and ConvTranspose layers are initialised, in place, and keep
            their dtype and device. Everything else is left and said.
        mode: "fan_in" keeps the signal going forward, "fan_out" the gradient going back, "average"
            lies between (Glorot and Bengio, 2010).
        gain: which gain of the activation: "forward", "std" or "backward", as in `actlas.gain`.
        distribution: "normal", "uniform", "truncated" (normal, cut at two standard deviations) or
            "orthogonal", all with the same standard deviation.
        side: which activation decides, the one "after" the layer, or the one "before" it.
        generator: where the random numbers come from; PyTorch's own generator by default.
        example: a batch that runs through the model, a tuple of arguments, or a dict of named ones.
            With it the model is watched while it runs; without it, traced by torch.fx.

    Returns:
        What was done with each layer, and why; `print` it.

    Raises:
        BadParameter: no such mode, gain, distribution or side.
        BadInput: no module, or one that neither torch.fx traces nor the example runs through.

    Example:
        >>> import actlas, torch
        >>> net = torch.nn.Sequential(
        ...     torch.nn.Linear(50, 200), torch.nn.Tanh(), torch.nn.Linear(200, 1)
        ... )
        >>> print(actlas.initialise(net))
        0 (Linear): tanh, gain 1.593, fan 50, std 0.2252; it follows
        2 (Linear): no activation, gain 1, fan 200, std 0.07071; the output follows: it counts as
        linear

    References:
        He, K., Zhang, X., Ren, S. and Sun, J. (2015). Delving deep into rectifiers.
        arXiv:1502.01852.
    """
    _check(model, mode=mode, gain=gain, distribution=distribution, side=side)
    layers = traced(model) if example is None else watched(model, example)
    plan = _Plan(mode, gain, distribution, side, generator)
    return Initialisation(tuple(_rows(model, layers, plan)), mode, gain, distribution, side)


@dataclass(frozen=True, slots=True)
class _Plan:
    mode: str
    gain: str
    distribution: str
    side: str
    generator: torch.Generator | None


_KNOWN = {"mode": FANS, "gain": MODES, "distribution": DISTRIBUTIONS, "side": SIDES}


def _check(model: Any, **chosen: str) -> None:
    if not isinstance(model, nn.Module):
        raise BadInput("expected a torch.nn.Module, got {kind}", kind=type(model).__name__)
    for name, value in chosen.items():
        known = tuple(_KNOWN[name])
        if value not in known:
            raise BadParameter(
                "{name} is one of: {known}; got {value!r}",
                name=name,
                known=", ".join(known),
                value=value,
            )


def _rows(model: nn.Module, layers: Layers, plan: _Plan) -> Iterator[Row]:
    drawn: set[int] = set()
    for path, module in model.named_modules():
        if not isinstance(module, flow.LAYERS):
            if _has_weights(module):
                yield _left(path, module, OTHER)
            continue
        reason = _untouchable(module, layers, drawn)
        if reason:
            yield _left(path, module, reason)
            continue
        found = flow.neighbours(layers[module], before=plan.side == "before")
        activation, factor, why = _choice(found, plan.gain, SIDES[plan.side])
        fan_in, fan_out = fans(module)
        fan = {"fan_in": fan_in, "fan_out": fan_out, "average": (fan_in + fan_out) / 2}[plan.mode]
        std = factor / math.sqrt(fan)
        weight = module.weight
        drawn.add(id(weight))
        with torch.no_grad():
            draw(weight, std, plan.distribution, plan.generator)
            if module.bias is not None:
                module.bias.zero_()
        label = "" if activation is None else activation.label
        yield Row(path, type(module).__name__, label, why, factor, fan, std, done=True)


def _left(path: str, module: nn.Module, why: str) -> Row:
    nan = math.nan
    return Row(path, type(module).__name__, "", why, nan, nan, nan, done=False)


def _has_weights(module: nn.Module) -> bool:
    return any(each.ndim > 1 for each in module.parameters(recurse=False))


def _untouchable(module: nn.Module, layers: Layers, drawn: set[int]) -> str:
    if nn.utils.parametrize.is_parametrized(module) or "weight" not in module._parameters:
        return COMPUTED
    weight = module._parameters["weight"]
    if isinstance(weight, nn.parameter.UninitializedParameter) or weight is None or weight.is_meta:
        return EMPTY
    if id(weight) in drawn:
        return TIED
    return UNREACHED if module not in layers else ""


def _choice(
    found: tuple[Neighbour, ...], gain: str, said: Mapping[str, str]
) -> tuple[Activation | None, float, str]:
    """Return the activation that decides, its gain, and why."""
    choices = []
    reason = flow.BORDER
    for each in found:
        activation = each.activation
        if activation is None:
            reason = each.end if each.end in said else "unknown"
            continue
        factor = _factor(activation, gain)
        if 0 < factor < math.inf:
            choices.append((factor, activation, each.through))
        else:
            reason = "unknown" if math.isnan(factor) else "endless"
    if not choices:
        return None, 1.0, said[reason]
    factor, activation, through = min(choices, key=lambda each: each[0])
    if len(choices) > 1:
        return activation, factor, said["several"]
    return activation, factor, said["behind" if through else "found"]


def _factor(activation: Activation, gain: str) -> float:
    """Return an activation's gain; NaN where it has none, because it acts on vectors."""
    definition = activation.definition
    if isinstance(definition, Elementwise):
        return gain_of(definition, activation.parameters, gain)
    if isinstance(definition, Gated):
        try:
            return gate_gain(definition, gain)
        except BadInput:  # no product of its halves
            return math.nan
    return math.nan
