"""`actlas.find`: every activation of a model, wherever it stands."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from typing import Any

import torch
from torch import nn

from actlas.activation import Activation, get
from actlas.errors import BadInput
from actlas.language import mark
from actlas.nn import builtin, recognise
from actlas.nn.calls import Call, Watch, computes_with, run, trace
from actlas.nn.holders import Slot, held, registered
from actlas.nn.places import Place, Places, Reason
from actlas.nn.redirect import Applied, Redirected


def find(model: nn.Module, example: Any = None) -> Places:
    """Return every activation of a model: modules, calls, functions in attributes, built-in ones.

    Modules are known by their exact class, so that ReLU6 is no Hardtanh, and one that is registered
    under several paths is listed once with all of them. Calls such as `F.relu(x)`, `x.relu()` or
    `F.gelu(x, approximate="tanh")` are seen while `example` runs through the model; without one,
    each forward is traced by torch.fx, and a forward that cannot be traced is listed as unseen. The
    model is left as it was.

    Args:
        model: any torch module.
        example: a batch that the model takes: a tensor, a tuple of arguments or a dict of named
            ones. The branches that it takes are the ones that are seen.

    Returns:
        A sequence of places; it prints as a table.

    Raises:
        BadInput: the model is no module, or it cannot take the example.

    Example:
        >>> import actlas, torch
        >>> model = torch.nn.Sequential(torch.nn.Linear(2, 3), torch.nn.ReLU())
        >>> actlas.find(model)
        1  module  relu  torch.nn.ReLU()
    """
    if not isinstance(model, nn.Module):
        raise BadInput(
            "a model is a torch.nn.Module, got {kind}; give the module itself",
            kind=type(model).__name__,
        )
    with recognise.held_index():
        survey = Survey(model)
        unseen = survey.look(example)
        return Places([place for module in survey.paths for place in survey.at(module, unseen)])


class Survey:
    """A model's modules with all their paths, what they hold, and what they were seen to call."""

    def __init__(self, model: nn.Module) -> None:
        self.model = model
        self.paths: dict[nn.Module, list[str]] = defaultdict(list)
        self.slots: dict[nn.Module, list[Slot]] = defaultdict(list)
        self.closed: dict[nn.Module, Reason] = {}
        self.outermost: set[nn.Module] = set()
        for path, module, slot in registered(model):
            self.paths[module].append(path)
            if slot is not None:
                self.slots[module].append(slot)
            above = self.closed.get(slot.owner) if slot is not None else None
            if reason := builtin.closed(module) or above:
                self.closed[module] = reason
                if above is None:
                    self.outermost.add(module)
        self.held = {
            module: [each for each in held(paths[0], module) if self._activation(each.value)]
            for module, paths in self.paths.items()
            if module not in self.closed and not recognise.is_activation(module)
        }
        # A module that stands in an attribute's list beside its registration is one module.
        for each in [each for slots in self.held.values() for each in slots]:
            if isinstance(each.value, nn.Module):
                self.slots[each.value].append(each)
        self.calls: dict[nn.Module, list[Call]] = defaultdict(list)
        self.kernels: set[tuple[int, Any]] = set()

    def _activation(self, value: Any) -> bool:
        if isinstance(value, nn.Module):
            return recognise.is_activation(value)
        return recognise.is_function(value)

    def heeded(self, module: nn.Module) -> bool:
        """Return whether a module's calls are listed: not an activation's, nor a closed one's."""
        closed = module in self.closed or recognise.is_activation(module)
        return builtin.custom(module) and not closed and module in self.paths

    def look(self, example: Any) -> dict[nn.Module, str]:
        """See which functions are called; return the modules that were not seen, and why."""
        watch, unseen = Watch(self.heeded), {}
        undo = [
            slot.put(watch.hold(slot.value, traced=example is None))
            for slots in self.held.values()
            for slot in slots
            if not isinstance(slot.value, nn.Module)
        ]
        try:
            if example is not None:
                _refuse_lazy(self.model)
                run(self.model, example, watch)
            else:
                for module in filter(self.heeded, self.paths):
                    if why := trace(module, watch):
                        unseen[module] = why
        finally:
            for back in reversed(undo):
                back()
        self.kernels = watch.kernels | {
            (id(module), function)
            for module, slots in self.held.items()
            for slot in slots
            if isinstance(slot.value, Activation)
            for function in computes_with(slot.value)
        }
        for call in watch.calls.values():
            redirected = vars(call.owner).get("forward")
            # What is redirected already is listed as what it has become.
            if not isinstance(redirected, Redirected) or call.function not in redirected.table:
                self.calls[call.owner].append(call)
        return unseen

    def at(self, module: nn.Module, unseen: dict[nn.Module, str]) -> Iterator[Place]:
        """Give the places of one module."""
        path, shared = self.paths[module][0], tuple(self.paths[module][1:])
        reason = self.closed.get(module)
        specifications, within = builtin.within(module)
        if recognise.is_activation(module):
            act = recognise.of_module(module)
            yield Place(
                path,
                "module",
                said(module),
                act,
                shared,
                reason=reason or (builtin.ITSELF if module is self.model else None),
                target=module,
                keeps_shape=recognise.keeps_shape(act, module),
            )
        elif module in self.outermost:
            yield Place(path, "unseen", said(module), None, shared, reason=reason, target=module)
        for each in specifications:
            yield Place(
                path, "built in", said(module), get(each), shared, reason=within, target=module
            )
        for slot in self.held.get(module, ()):
            yield from self._attribute(slot)
        yield from self._called(module, path, shared)
        if module in unseen:
            why = Reason(
                mark("its forward cannot be traced ({why}); give a batch, example=…"),
                {"why": unseen[module]},
            )
            yield Place(path, "unseen", said(module), None, shared, reason=why, target=module)

    def _attribute(self, slot: Slot) -> Iterator[Place]:
        value = slot.value
        if isinstance(value, nn.Module):
            if value not in self.paths:
                act = recognise.of_module(value)
                yield Place(slot.path, "attribute", said(value), act, target=value, owner=slot)
            return
        act = recognise.of_function(value)
        keeps = recognise.keeps_shape(act, value)
        yield Place(
            slot.path, "attribute", said(value), act, target=value, owner=slot, keeps_shape=keeps
        )

    def _called(self, module: nn.Module, path: str, shared: tuple[str, ...]) -> Iterator[Place]:
        redirected = vars(module).get("forward")
        if isinstance(redirected, Redirected):
            for function, applied in redirected.table.items():
                yield Place(
                    path,
                    "call",
                    said(function),
                    applied.activation,
                    shared,
                    target=function,
                    owner=module,
                )
        for call in self.calls.get(module, ()):
            mingled = (id(module), call.function) in self.kernels
            yield Place(
                path,
                "call",
                said(call.function),
                call.activation,
                shared,
                tuple(call.lines),
                builtin.CHECKPOINTED if call.checkpointed else builtin.MINGLED if mingled else None,
                target=call.function,
                owner=module,
                keeps_shape=call.keeps_shape,
            )


def said(value: Any) -> str:
    """Return a module or function in the words of who wrote it: `torch.nn.ReLU(inplace=True)`."""
    if isinstance(value, nn.Module):
        kind = type(value)
        home = "torch.nn" if kind.__module__.startswith("torch.nn.") else kind.__module__
        whole = repr(value)
        return f"{home}.{whole}" if "\n" not in whole else f"{home}.{kind.__qualname__}"
    if isinstance(value, Applied):
        return str(value)
    name = getattr(value, "__qualname__", None)
    if name is None:
        return repr(value)
    word = name.rpartition(".")[2]
    if getattr(torch.Tensor, word, None) is value:
        return f"Tensor.{word}"
    for place in (nn.functional, torch):
        if getattr(place, word, None) is value:
            return f"{place.__name__}.{word}"
    return f"{value.__module__}.{name}"


def _refuse_lazy(model: nn.Module) -> None:
    if any(isinstance(each, nn.parameter.UninitializedParameter) for each in model.parameters()):
        raise BadInput(
            "{model} has lazy layers that have seen no data; run one batch through it first",
            model=type(model).__name__,
        )
