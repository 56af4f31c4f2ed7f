"""Two ways to see where a model's signal goes: torch.fx traces it, or a batch runs through it.

Tracing needs no batch and fails where a forward asks for values or sizes. A run sees everything
that is called: modules by hooks, functions and methods by a `TorchFunctionMode`, functional forms
of actlas by the frames that call.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

import torch
from torch import fx, nn
from torch.nn.modules.module import (
    register_module_forward_hook,
    register_module_forward_pre_hook,
)
from torch.overrides import TorchFunctionMode

from actlas.activation import Activation
from actlas.errors import BadInput
from actlas.nn import flow, recognise
from actlas.nn.flow import Step

Layers = dict[nn.Module, list[Step]]
"""The steps of every layer that the signal goes through."""


def traced(model: nn.Module) -> Layers:
    """Return the layers of a model by torch.fx, without a batch.

    Raises:
        BadInput: the model cannot be traced.
    """
    if isinstance(model, flow.LAYERS):  # a root cannot be a step of its own trace
        return {model: [flow.of_module(model, [Step(flow.PASS, "input")])]}
    tracer = _Tracer()
    try:
        graph = tracer.trace(model)
    except Exception as problem:  # noqa: BLE001 - a forward that meets a proxy may fail in any way
        raise BadInput(
            "torch.fx cannot trace this {kind} ({why}); give example=, a batch that it can run on",
            kind=type(model).__name__,
            why=str(problem).split("\n")[0][:80],
        ) from None
    steps: dict[fx.Node, Step] = {}
    layers: Layers = {}
    for node in graph.nodes:
        inputs = [steps[each] for each in node.all_input_nodes if each in steps]
        if node.op == "call_module":
            module = model.get_submodule(str(node.target))
            steps[node] = flow.of_module(module, inputs)
            if steps[node].kind == flow.LAYER:
                layers.setdefault(module, []).append(steps[node])
        elif node.op in {"call_function", "call_method"}:
            steps[node] = flow.of_call(node.target, node.args, node.kwargs, inputs)
        elif node.op == "placeholder":
            steps[node] = Step(flow.PASS, "input")
    return layers


class _Tracer(fx.Tracer):
    def is_leaf_module(self, m: nn.Module, module_qualified_name: str) -> bool:
        return flow.is_opaque(m) or super().is_leaf_module(m, module_qualified_name)


def watched(model: nn.Module, example: Any) -> Layers:
    """Return the layers of a model by running a batch through it, which leaves it as it was.

    Args:
        model: the model; its mode, its buffers and the random numbers stay as they are.
        example: what it is called with: a tensor, a tuple of arguments, or a dict of named ones.

    Raises:
        BadInput: the model fails on the batch.
    """
    args, kwargs = _arguments(example)
    watch = _Watch()
    try:
        with _undisturbed(model), watch.hooks(), watch, torch.no_grad():
            model(*args, **kwargs)
    except Exception as problem:
        raise BadInput(
            "this {kind} fails on the example ({why}); give a batch that runs through it",
            kind=type(model).__name__,
            why=f"{type(problem).__name__}: {problem}".split("\n")[0][:120],
        ) from problem
    return watch.layers


def _arguments(example: Any) -> tuple[tuple[Any, ...], dict[str, Any]]:
    if isinstance(example, Mapping):
        return (), dict(example)
    return (example if isinstance(example, tuple) else (example,)), {}


@contextmanager
def _undisturbed(model: nn.Module) -> Iterator[None]:
    """Let the model run without learning from it: in evaluation mode, and put back after it."""
    modes = {module: module.training for module in model.modules()}
    buffers = {buffer: buffer.clone() for buffer in model.buffers()}
    state = torch.get_rng_state()
    model.eval()
    try:
        yield
    finally:
        for module, mode in modes.items():
            module.training = mode
        with torch.no_grad():
            for buffer, kept in buffers.items():
                buffer.copy_(kept)
        torch.set_rng_state(state)


_FORM = "<actlas functional "


class _Watch(TorchFunctionMode):
    """Notes which step every tensor comes from."""

    def __init__(self) -> None:
        super().__init__()
        self.layers: Layers = {}
        self.steps: dict[int, Step] = {}
        self.kept: list[Any] = []
        """Every tensor that was noted: no later one may get its id."""
        self.within = 0
        """In how many opaque modules or calls of actlas the run is."""
        self.forms: dict[int, Step] = {}
        """The steps of functional forms of actlas, by the frame that computes."""

    @contextmanager
    def hooks(self) -> Iterator[None]:
        """Follow modules as they are called."""
        before = register_module_forward_pre_hook(self._enter)
        after = register_module_forward_hook(self._leave)
        try:
            yield
        finally:
            before.remove()
            after.remove()

    def _enter(self, module: nn.Module, _args: Any) -> None:
        self.within += flow.is_opaque(module)

    def _leave(self, module: nn.Module, args: Any, output: Any) -> None:
        if not flow.is_opaque(module):
            return
        self.within -= 1
        if self.within:
            return
        step = flow.of_module(module, self._sources(args))
        if step.kind == flow.LAYER:
            self.layers.setdefault(module, []).append(step)
        self._note(output, step)

    def __torch_function__(
        self, func: Any, types: Any, args: Any = (), kwargs: Mapping[str, Any] | None = None
    ) -> Any:
        """Do what was asked for, and note what came of it."""
        given = kwargs or {}
        form = None if self.within else _form(sys._getframe(1))
        # In place, the tensor that comes out is the one that went in: its source is asked first.
        sources = self._sources((args, given))
        result = func(*args, **given)
        if self.within:
            return result
        if form is not None:
            frame, activation, call_args = form
            if id(frame) not in self.forms:
                self.kept.append(frame)
                step = flow.of_call(activation, (), {}, self._sources(call_args))
                self.forms[id(frame)] = step
            self._note(result, self.forms[id(frame)])
        elif sources:
            self._note(result, flow.of_call(func, args, given, sources))
        return result

    def _sources(self, value: Any) -> list[Step]:
        return [self.steps[id(each)] for each in _tensors(value) if id(each) in self.steps]

    def _note(self, value: Any, step: Step) -> None:
        for each in _tensors(value):
            self.kept.append(each)
            self.steps[id(each)] = step


def _form(frame: Any) -> tuple[Any, Activation, Any] | None:
    """Return the frame in which actlas computes an activation, the activation, and its input."""
    while frame is not None:
        code = frame.f_code
        if code.co_filename.startswith(_FORM):
            name = code.co_filename.removeprefix(_FORM).rstrip(">")
            local = dict(frame.f_locals)
            found = recognise.of_form(name, local)
            return None if found is None else (frame, found, local.get("input"))
        if code is Activation._compute.__code__ and not frame.f_locals["order"]:
            return frame, frame.f_locals["self"], frame.f_locals["z"]
        frame = frame.f_back
    return None


def _tensors(value: Any) -> Iterator[torch.Tensor]:
    if isinstance(value, torch.Tensor):
        yield value
    elif isinstance(value, Mapping):
        for each in value.values():
            yield from _tensors(each)
    elif isinstance(value, tuple | list):
        for each in value:
            yield from _tensors(each)
