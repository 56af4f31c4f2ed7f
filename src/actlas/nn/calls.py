"""Which activation functions a model calls: seen while a batch runs through it, or while traced.

A `TorchFunctionMode` sees every call of a PyTorch function in Python, `F.relu(x)` and `x.relu()`
alike, with its arguments. Without a batch each module's own forward is traced by torch.fx, its
children left closed; one that cannot be traced is named, with the reason. What running and tracing
change in the model is put back: buffers, attributes, random numbers.
"""

from __future__ import annotations

import inspect
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import torch
from torch import fx, nn
from torch.nn.modules.module import (
    register_module_forward_hook,
    register_module_forward_pre_hook,
)
from torch.overrides import TorchFunctionMode

from actlas import targets
from actlas.activation import Activation
from actlas.errors import BadInput
from actlas.nn import recognise, redirect

_CALL = nn.Module._call_impl.__code__
_CHECKPOINT = "torch.utils.checkpoint"
_TORCH = str(Path(torch.__file__).parent)
_OURS = (__file__, redirect.__file__)
_KERNELS = (str(Path(targets.__path__[0])), "<actlas eager")
"""Where actlas itself calls PyTorch's functions, in files and in what it generates."""
_FORMS = "<actlas functional"


@dataclass
class Call:
    """What one module calls: one function with one meaning, and where it is written."""

    owner: nn.Module
    function: Any
    activation: Any
    lines: list[str] = field(default_factory=list)
    checkpointed: bool = False
    keeps_shape: bool = True


class Watch(TorchFunctionMode):
    """Notes every call of an activation function, and which module's forward makes it."""

    def __init__(self, heeded: Callable[[nn.Module], bool]) -> None:
        super().__init__()
        self.heeded = heeded
        self.calls: dict[tuple[int, Any, Any], Call] = {}
        self.kernels: set[tuple[int, Any]] = set()
        """Functions that an `Activation`, called in a module's forward, computes with."""
        self.running: list[nn.Module] = []
        self.quiet = 0

    def __torch_function__(
        self,
        func: Any,
        types: Any,
        args: tuple[Any, ...] = (),
        kwargs: Mapping[str, Any] | None = None,
    ) -> Any:
        """Do what was asked for, and note it where it is an activation."""
        result = func(*args, **(kwargs or {}))
        self.note(func, args, kwargs or {}, result)
        return result

    def note(
        self, func: Any, args: tuple[Any, ...], kwargs: Mapping[str, Any], result: Any = None
    ) -> None:
        """Note a call if it is an activation's, and made by a module that is heeded."""
        if self.quiet or not self.running or not self.heeded(self.running[-1]):
            return
        if not recognise.is_function(func):
            return
        line, checkpointed, ours = _whence()
        owner = self.running[-1]
        if ours:
            self.kernels.add((id(owner), func))
            return
        activation = recognise.of_call(func, args, kwargs)
        call = self.calls.setdefault((id(owner), func, activation), Call(owner, func, activation))
        call.checkpointed |= checkpointed
        shapes = [getattr(each, "shape", None) for each in (*args[:1], result)]
        if all(isinstance(each, torch.Size) for each in shapes):
            call.keeps_shape = shapes[0] == shapes[-1]
        else:
            call.keeps_shape = recognise.keeps_shape(activation, func)
        if line and line not in call.lines:
            call.lines.append(line)

    def hold(self, function: Callable[..., Any], *, traced: bool) -> Callable[..., Any]:
        """Return a function that an attribute holds so that its calls are not noted."""

        def unnoted(*args: Any, **kwargs: Any) -> Any:
            if traced and not isinstance(args[0], torch.Tensor):
                return args[0]  # of what is traced, the calls alone matter
            self.quiet += 1
            try:
                return function(*args, **kwargs)
            finally:
                self.quiet -= 1

        return unnoted


def computes_with(activation: Activation) -> set[Any]:
    """Return the functions that an `Activation` calls when it computes."""
    watch = Watch(lambda _module: True)
    watch.running.append(nn.Identity())
    with watch:
        activation(torch.zeros(2, 2), **({} if activation.elementwise else {"dim": 0}))
    return {function for _owner, function in watch.kernels}


def _whence() -> tuple[str, bool, bool]:
    """Return where the call is written, whether a checkpoint stands between, whether we call."""
    frame, line, checkpointed, ours = sys._getframe(2), "", False, False
    while frame is not None and frame.f_code is not _CALL:
        file = frame.f_code.co_filename
        if not line and not file.startswith((_TORCH, _FORMS)) and file not in _OURS:
            line = f"{Path(file).name}:{frame.f_lineno}"
            ours = file.startswith(_KERNELS)
        checkpointed |= frame.f_globals.get("__name__") == _CHECKPOINT
        frame = frame.f_back  # type: ignore[assignment]
    return line, checkpointed, ours


def run(model: nn.Module, example: Any, watch: Watch) -> None:
    """Run a batch through the model under watch.

    Args:
        model: the model, left in its training mode.
        example: a tensor, a tuple of arguments, or a dict of named ones.
        watch: what notes the calls.

    Raises:
        BadInput: the model cannot take the batch.
    """
    args = (
        example if isinstance(example, tuple) else () if isinstance(example, dict) else (example,)
    )
    kwargs = example if isinstance(example, dict) else {}

    def enter(module: nn.Module, _args: Any) -> None:
        watch.running.append(module)

    def leave(_module: nn.Module, _args: Any, _result: Any) -> None:
        watch.running.pop()

    with ExitStack() as stack:
        stack.enter_context(undisturbed(model))
        stack.callback(register_module_forward_pre_hook(enter).remove)
        stack.callback(register_module_forward_hook(leave, always_call=True).remove)
        stack.enter_context(torch.no_grad())
        stack.enter_context(watch)
        try:
            model(*args, **kwargs)
        except Exception as problem:
            raise BadInput(
                "the example cannot be run through {model}: {why}; give what its forward takes, "
                "a tuple for several arguments, a dict for named ones",
                model=type(model).__name__,
                why=f"{type(problem).__name__}: {problem}",
            ) from problem


class _OneForward(fx.Tracer):
    """Traces a module's own forward; whatever it calls stays closed."""

    def __init__(self, watch: Watch) -> None:
        super().__init__()
        self.watch = watch

    def create_node(
        self, kind: str, target: Any, args: Any, kwargs: Any, *rest: Any, **more: Any
    ) -> fx.Node:
        """Note methods as well, `x.relu()`: on a proxy they are no calls of a function."""
        if kind == "call_method":
            self.watch.note(getattr(torch.Tensor, target, None), args, kwargs)
        return super().create_node(kind, target, args, kwargs, *rest, **more)

    def is_leaf_module(self, m: nn.Module, module_qualified_name: str) -> bool:  # noqa: ARG002
        """Return True: every child stays closed."""
        return True

    def call_module(self, m: nn.Module, forward: Any, args: Any, kwargs: Any) -> Any:  # noqa: ARG002
        """Note that a child is called, be it registered or not: the graph is of no use."""
        return self.create_proxy("call_module", "child", args, kwargs)


def trace(module: nn.Module, watch: Watch) -> str:
    """Trace a module's own forward under watch; return why that cannot be, empty if it can."""
    given = inspect.signature(type(module).forward).parameters.values()
    defaults = {p.name: p.default for p in given if p.default is not p.empty}
    why = ""
    for concrete in (None, defaults) if defaults else (None,):
        watch.running.append(module)
        noted = dict(watch.calls)
        try:
            with undisturbed(module, deep=False), watch:
                _OneForward(watch).trace(module, concrete)
        except Exception as problem:  # noqa: BLE001 - the user's forward may fail in any way
            watch.calls = noted
            why = why or f"{type(problem).__name__}: {problem}".splitlines()[0]
        else:
            return ""
        finally:
            watch.running.pop()
    return why


@contextmanager
def undisturbed(model: nn.Module, *, deep: bool = True) -> Iterator[None]:
    """Put back what a forward pass changes: buffers, attributes, and the random numbers."""
    modules = list(model.modules()) if deep else [model]
    kept = [(each, dict(vars(each)), [dict(own) for own in _registries(each)]) for each in modules]
    buffers = [
        (each, each.detach().clone())
        for module in modules
        for each in module._buffers.values()
        if each is not None and not each.is_inference() and not each.is_meta
    ]
    devices = {each.device for each, _ in buffers} | {each.device for each in model.parameters()}
    graphics = [each for each in devices if each.type == "cuda"]
    with torch.random.fork_rng(devices=graphics):
        try:
            yield
        finally:
            for module, own, registries in kept:
                vars(module).clear()
                vars(module).update(own)
                for registry, listed in zip(_registries(module), registries, strict=True):
                    registry.clear()
                    registry.update(listed)
            with torch.no_grad():
                for buffer, before in buffers:
                    # Batch normalisation writes its means without counting a version.
                    if not torch.equal(buffer, before):
                        buffer.copy_(before)


def _registries(module: nn.Module) -> tuple[dict[str, Any], ...]:
    return (module._parameters, module._buffers, module._modules)
