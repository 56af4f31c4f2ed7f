"""Where a model's signal goes: what each step of it is, and which activations a layer is beside.

Tracing or watching a model gives steps, each with the steps that it takes its input from. What
comes after a layer, or before it, is found by going on through whatever hands a signal on, number
by number or rescaled: norms, dropout, pooling, reshaping, concatenation, a factor or a shift.
"""

from __future__ import annotations

import operator
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

import torch
from torch import nn

from actlas.activation import Activation
from actlas.nn import recognise

LAYERS = (
    nn.Linear,
    nn.Conv1d,
    nn.Conv2d,
    nn.Conv3d,
    nn.ConvTranspose1d,
    nn.ConvTranspose2d,
    nn.ConvTranspose3d,
)
"""The layers that are initialised."""

LAYER, ACTIVATION, PASS, JOIN, END = "layer", "activation", "pass", "join", "end"
BORDER = "border"
"""Where the model's own input or output is."""

_PASSING_TEXT = """
    batch_norm layer_norm group_norm instance_norm rms_norm local_response_norm normalize
    dropout dropout_ dropout1d dropout2d dropout3d alpha_dropout feature_alpha_dropout
    max_pool1d max_pool2d max_pool3d avg_pool1d avg_pool2d avg_pool3d lp_pool1d lp_pool2d
    adaptive_avg_pool1d adaptive_avg_pool2d adaptive_avg_pool3d _max_pool1d _max_pool2d _max_pool3d
    adaptive_max_pool1d adaptive_max_pool2d adaptive_max_pool3d
    max_pool1d_with_indices max_pool2d_with_indices max_pool3d_with_indices boolean_dispatch
    flatten unflatten view view_as reshape reshape_as permute transpose transpose_ t contiguous
    squeeze squeeze_ unsqueeze unsqueeze_ expand expand_as repeat movedim moveaxis swapaxes
    chunk split unbind narrow select index_select getitem __getitem__ cat concat concatenate stack
    pad interpolate upsample pixel_shuffle pixel_unshuffle channel_shuffle roll flip
    to type float double half bfloat16 clone detach mean sum div truediv neg
    """
_PASSING = frozenset(_PASSING_TEXT.split())
"""Functions and methods that hand a signal on."""
_JOINING = {
    each: word
    for word, names in {
        "added": "add add_ __add__ __radd__ __iadd__ iadd sub sub_ __sub__ isub",
        "multiplied": "mul mul_ __mul__ __rmul__ imul matmul bmm __matmul__ div truediv einsum",
    }.items()
    for each in names.split()
}
"""Functions and methods that join two signals; with a number instead they hand one on."""
_PASSING_MODULES = (
    "torch.nn.modules.batchnorm",
    "torch.nn.modules.normalization",
    "torch.nn.modules.instancenorm",
    "torch.nn.modules.dropout",
    "torch.nn.modules.pooling",
    "torch.nn.modules.flatten",
    "torch.nn.modules.padding",
    "torch.nn.modules.upsampling",
    "torch.nn.modules.pixelshuffle",
    "torch.nn.modules.channelshuffle",
)


@dataclass(eq=False)
class Step:
    """One thing that a model does: its kind, what it is called, and where its input comes from."""

    kind: str
    name: str
    inputs: tuple[Step, ...] = ()
    module: nn.Module | None = None
    activation: Activation | None = None
    followers: list[Step] = field(default_factory=list)

    def __post_init__(self) -> None:
        for each in self.inputs:
            each.followers.append(self)


@dataclass(frozen=True)
class Neighbour:
    """What a layer's signal comes to, or comes from: an activation, or why there is none."""

    activation: Activation | None
    through: tuple[str, ...] = ()
    end: str = ""


def of_module(module: nn.Module, inputs: Iterable[Step]) -> Step:
    """Return the step that a whole module is."""
    given, name = _distinct(inputs), type(module).__name__
    if isinstance(module, LAYERS):
        return Step(LAYER, name, given, module=module)
    found = recognise.of_module(module)
    if found is not None:
        return Step(ACTIVATION, found.label, given, module=module, activation=found)
    home = type(module).__module__
    if isinstance(module, nn.Identity) or home in _PASSING_MODULES:
        return Step(PASS, name, given, module=module)
    return Step(END, name, given, module=module)


def of_call(
    function: Any, args: tuple[Any, ...], kwargs: Mapping[str, Any], inputs: Iterable[Step]
) -> Step:
    """Return the step that one call of a function, or of a method by its name, is."""
    given = _distinct(inputs)
    called = getattr(torch.Tensor, function, None) if isinstance(function, str) else function
    found = recognise.of_call(called, args, kwargs)
    if found is not None:
        return Step(ACTIVATION, found.label, given, activation=found)
    name = function if isinstance(function, str) else getattr(function, "__name__", str(function))
    if name in _JOINING and len(given) > 1:
        return Step(JOIN, _JOINING[name], given)
    passes = name in _PASSING or name in _JOINING or function is operator.getitem
    return Step(PASS if passes else END, name, given)


def is_opaque(module: nn.Module) -> bool:
    """Return whether a module is one step, and what happens within it is not looked at."""
    if isinstance(module, LAYERS) or recognise.of_module(module) is not None:
        return True
    home = type(module).__module__
    containers = (nn.Sequential, nn.ModuleList, nn.ModuleDict)
    transformer = "torch.nn.modules.transformer"
    return (
        home.startswith("torch.nn.") and home != transformer and not isinstance(module, containers)
    )


def neighbours(layers: Iterable[Step], *, before: bool = False) -> tuple[Neighbour, ...]:
    """Return what the signal of a layer comes to on each of its ways, the same one once.

    Args:
        layers: the steps of one layer: several where it is called several times.
        before: look at where its input comes from instead.
    """
    found: dict[Any, Neighbour] = {}
    for layer in layers:
        for each in _beside(layer, before):
            found.setdefault((each.activation, each.end), each)
    return tuple(found.values())


def _beside(layer: Step, before: bool) -> Iterable[Neighbour]:
    waiting: list[tuple[Step, tuple[str, ...]]] = [(layer, ())]
    seen = set()
    while waiting:
        step, through = waiting.pop()
        further = step.inputs if before else step.followers
        if not further:
            yield Neighbour(None, through, BORDER)
        for each in further:
            if each in seen:
                continue
            seen.add(each)
            if each.kind == ACTIVATION:
                yield Neighbour(each.activation, through)
            elif each.kind == PASS:
                waiting.append((each, (*through, each.name)))
            else:
                yield Neighbour(None, through, each.kind if each.kind == LAYER else each.name)


def _distinct(steps: Iterable[Step]) -> tuple[Step, ...]:
    return tuple(dict.fromkeys(steps))
