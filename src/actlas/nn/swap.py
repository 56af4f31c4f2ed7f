"""`actlas.swap`: other activations in a model that is there already, and the way back."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

import torch
from torch import nn

from actlas import catalogue
from actlas.activation import Activation, get
from actlas.errors import BadInput
from actlas.language import mark
from actlas.nn import builtin, recognise
from actlas.nn.find import Survey, find
from actlas.nn.holders import Slot
from actlas.nn.places import Place, Reason
from actlas.nn.redirect import Redirected
from actlas.nn.replacement import Replacement
from actlas.nn.swapped import Change, Swap

WIDTH = Reason(mark("its output is not as wide as its input, and the layer after it would not fit"))
LEARNED_IN_LIST = Reason(
    mark("a module in a plain list or dict is not trained; hold it in a ModuleList or ModuleDict")
)
MIXED = Reason(
    mark(
        "other calls of the same function in the same forward are to stay, and cannot be told apart"
    )
)


def swap(model: nn.Module, what: Any = None, to: Any = None, *, example: Any = None) -> Swap:
    """Replace activations in a model, in place, and say what was replaced, what was left, and why.

    Modules, functions in attributes, and calls such as `F.relu(x)` are replaced. A module under
    several paths gets one replacement for all of them. The new ones take over training mode,
    device, dtype, hooks and `inplace`; everything else in the model is untouched. A call is
    redirected while its module's forward runs; the forward itself stays as it is written, control
    flow and all, and deepcopy, pickle and `torch.compile` work as before.

    Args:
        model: any torch module that is neither compiled nor scripted.
        what: which activations: a name (`"relu"`, whatever its parameters), a specification
            (`"leaky_relu(0.2)"`, with these parameters), an `Activation`, a function (`F.relu`), a
            class (`torch.nn.ReLU`: modules of exactly this class), or a predicate of a `Place` of
            `actlas.find`.
        to: what comes there: a name, a specification (`"elu?alpha=learn"` makes it learned), an
            `Activation`, a module (copied for each place), or a class or factory of modules.
        example: a batch, with which calls in forwards that torch.fx cannot trace are seen.

    Returns:
        A `Swap`: `.replaced`, `.left`, `.undo()`, `.drift(batch)`, `.parameters()`.

    Raises:
        BadInput: the model is compiled or scripted; `what` or `to` is missing; `to` changes the
            width, as a gate does, or needs a dim.
        UnknownName, BadParameter, BadExpression: as `actlas.get`.

    Example:
        >>> import actlas, torch
        >>> model = torch.nn.Sequential(torch.nn.Linear(2, 3), torch.nn.ReLU())
        >>> done = actlas.swap(model, "relu", "elu(0.5)")
        >>> model[1], len(done.replaced)
        (ELU(alpha=0.5), 1)
        >>> done.undo()
        >>> model[1]
        ReLU()
    """
    if what is None or to is None:
        raise BadInput(
            "expected a model, what to replace and what comes there, got {what!r} and {to!r}; "
            'write swap(model, "relu", "elu")',
            what=what,
            to=to,
        )
    with recognise.held_index():
        return _swap(model, what, to, example)


def _swap(model: nn.Module, what: Any, to: Any, example: Any) -> Swap:
    _refuse_compiled(model)
    replacement, wanted = Replacement(to), _wanted(what)
    places = find(model, example)
    # Whoever names a class asks for modules, and no forward needs to be looked into.
    unseen = not isinstance(what, type)
    chosen = [e for e in places if (unseen if e.kind == "unseen" else wanted(e))]
    # An error, about a missing dim say, comes before anything is changed.
    for each in chosen:
        if _reason(each, replacement) is None and each.kind != "unseen":
            replacement.at(each.activation)
    return _Work(model, replacement, Survey(model)).done(chosen, list(places))


def _wanted(what: Any) -> Callable[[Place], bool]:
    if isinstance(what, str):
        plain, positional, named, learn = catalogue.read_specification(what)
        if not (positional or named or learn):
            name = catalogue.canonical(plain)
            return lambda place: place.name == name
        what = get(what)
    if isinstance(what, Activation):
        return lambda place: place.activation == what
    if isinstance(what, type) and issubclass(what, nn.Module):
        return lambda place: type(place.target) is what
    if recognise.is_function(what):
        act = recognise.of_function(what)
        if act is not None:
            return lambda place: place.name == act.name
        return lambda place: place.target is what
    if callable(what):
        return lambda place: bool(what(place))
    raise BadInput(
        "what to replace is a name, an Activation, a class, a function or a predicate; got {got!r}",
        got=what,
    )


def _refuse_compiled(model: Any) -> None:
    if isinstance(model, torch.jit.ScriptModule | torch.jit.ScriptFunction):
        raise BadInput(
            "TorchScript has compiled {model}; replace activations first, then script it",
            model=getattr(model, "original_name", type(model).__name__),
        )
    compiled = isinstance(model, nn.Module) and any(
        isinstance(each, torch._dynamo.OptimizedModule) or each._compiled_call_impl is not None
        for each in model.modules()
    )
    if compiled:
        raise BadInput(
            "torch.compile has compiled {model}; replace activations first, then compile it",
            model=type(model).__name__,
        )


def _reason(place: Place, replacement: Replacement) -> Reason | None:
    """Return why a place stays, None where it can be replaced."""
    if place.reason is not None:
        return place.reason
    if not place.keeps_shape:
        return WIDTH
    slot = place.owner
    if isinstance(slot, Slot) and slot.container is not None and _learns(replacement):
        return LEARNED_IN_LIST
    return None


def _learns(replacement: Replacement) -> bool:
    if replacement.activation is not None:
        return bool(replacement.activation.learn)
    return any(True for _each in replacement.made().parameters())


class _Work:
    """One swap under way."""

    def __init__(self, model: nn.Module, replacement: Replacement, survey: Survey) -> None:
        self.model = model
        self.replacement = replacement
        self.survey = survey
        self.swap = Swap(model, str(replacement))
        self.changes: list[Change] = []
        self.left: list[Place] = []

    def done(self, chosen: list[Place], places: list[Place]) -> Swap:
        """Replace what can be, and note what cannot."""
        calls: dict[nn.Module, list[Place]] = defaultdict(list)
        stays = {(p.owner, p.target) for p in places if p.kind == "call" and p not in chosen}
        for place in chosen:
            reason = _reason(place, self.replacement)
            if reason is None and place.kind == "call" and (place.owner, place.target) in stays:
                reason = MIXED
            if reason is not None:
                self.left.append(replace(place, reason=reason))
            elif place.kind == "call":
                calls[place.owner].append(place)
            elif place.kind == "module":
                self._module(place)
            else:
                self._attribute(place)
        for owner, called in calls.items():
            self._redirect(owner, called)
        self._settle()
        self.swap.replaced, self.swap.left = tuple(self.changes), tuple(self.left)
        return self.swap

    def _module(self, place: Place) -> None:
        old, slots = place.target, self.survey.slots[place.target]
        new = self.replacement.instead(old, place.activation, slots[0].owner, self.model)
        for slot in slots:
            self.swap.put(slot, new)
        self.swap.retire(old, new)
        self.changes.append(Change(place, new, tuple(_notes(old, new, place))))

    def _attribute(self, place: Place) -> None:
        slot, act = place.owner, place.activation
        new: Any
        if isinstance(place.target, nn.Module):
            new = self.replacement.instead(place.target, act, slot.owner, self.model)
        elif self.replacement.stateful():
            new = self.replacement.module(act, slot.owner, self.model)
        elif isinstance(place.target, Activation):
            new = self.replacement.at(act)
        else:
            new = self.replacement.applied(place.target, act, None)
        self.swap.put(slot, new)
        self.changes.append(Change(place, new))

    def _redirect(self, owner: nn.Module, places: list[Place]) -> None:
        before = vars(owner).get("forward")
        known = dict(before.table) if isinstance(before, Redirected) else {}
        for place in places:
            made = None
            if self.replacement.stateful():
                made = self.replacement.module(place.activation, owner, self.model)
                name = _free_name(owner, place)
                self.swap.put(Slot(f"{place.path}.{name}".lstrip("."), owner, name), made)
            known[place.target] = self.replacement.applied(place.target, place.activation, made)
            notes = (TIED,) if made is not None and list(made.parameters()) else ()
            self.changes.append(Change(place, known[place.target], notes))
        self._forward(owner, known)
        for child in owner.modules():
            calls = builtin.custom(child) or recognise.is_activation(child)
            calls = calls or bool(self.survey.held.get(child))
            if calls and child is not owner and not _redirected(child):
                self._forward(child, {})

    def _forward(self, module: nn.Module, known: dict[Any, Any]) -> None:
        before = vars(module).get("forward")
        forward = Redirected(module, known)
        if isinstance(before, Redirected):
            forward.before = before.before
        path = f"{self.survey.paths.get(module, ['?'])[0]}.forward".lstrip(".")
        self.swap.put(Slot(path, module, "forward"), forward)

    def _settle(self) -> None:
        for module, paths in self.survey.paths.items():
            for name, value in builtin.settled(module).items():
                if getattr(module, name) != value:
                    self.swap.put(Slot(f"{paths[0]}.{name}".lstrip("."), module, name), value)


TIED = Reason(mark("all calls in this forward share its learned parameters"))
SHARED = Reason(mark("one module at all these paths: its learned parameters are shared"))
NOT_IN_PLACE = Reason(mark("no longer in place"))


def _notes(old: nn.Module, new: nn.Module, place: Place) -> Iterator[Reason]:
    if place.shared and any(True for _each in new.parameters()):
        yield SHARED
    if getattr(old, "inplace", False) and not getattr(new, "inplace", False):
        yield NOT_IN_PLACE


def _redirected(module: nn.Module) -> bool:
    return isinstance(vars(module).get("forward"), Redirected)


def _free_name(owner: nn.Module, place: Place) -> str:
    """Return a name for a module that a call has become: the function's, or with a number."""
    word = getattr(place.target, "__name__", "activation").strip("_") + "_instead"
    numbered = (word if count == 1 else f"{word}{count}" for count in range(1, 1000))
    return next(name for name in numbered if not hasattr(owner, name))
