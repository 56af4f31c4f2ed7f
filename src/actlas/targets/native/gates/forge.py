"""Where gates' kernels are compiled, and held to the eager form in float64 before they serve.

The activations that a gate calls are computed in the room that was chosen for them, by the measure
that holds for them alone. This room loads Numba; who finds a kernel in the store never enters it.
"""

from __future__ import annotations

import ast
import types
from functools import partial
from typing import Any

import numpy as np
import torch

from actlas.definition import Parted
from actlas.targets.kernels import kernel as eager
from actlas.targets.kernels import source
from actlas.targets.native import memory
from actlas.targets.native.compiler import drafted
from actlas.targets.native.forge import Choice, Part, chosen
from actlas.targets.native.gates.form import Form, form
from actlas.targets.native.gates.kernels import Gate
from actlas.targets.native.gates.writer import written
from actlas.targets.native.inlining import primitive
from actlas.targets.native.kernels import DTYPES, Kept, refused, refused_as_wrong
from actlas.targets.native.rooms import DOUBLE, MIDDLE, SINGLE, Room
from actlas.targets.native.translation import MissingWord, translated
from actlas.targets.native.writer import is_watched
from actlas.targets.workshop import undisturbed


def forged(definition: Parted, name: str, dtype: torch.dtype, *, backward: bool) -> Kept:
    """Compile a kernel and check what it does; one that is wrong is refused, with a warning."""
    said = form(definition)
    choices = {call: _choice(definition, *call, dtype) for call in said.calls}
    if not all(choice.room for choice in choices.values()):
        return refused("an activation that it calls has no kernel")
    room = DOUBLE if dtype == torch.float64 else SINGLE
    if any(choice.room == MIDDLE.module for choice in choices.values()):
        room = MIDDLE
    try:
        with undisturbed():
            kept = compiled(definition, said, choices, room, dtype, backward=backward)
            problem = wrong(Gate(kept), definition, dtype, backward=backward)
    except MissingWord as word:
        return refused(f"{room.module} has no {word}")
    return refused_as_wrong(problem, name, dtype) if problem else kept


def _choice(definition: Parted, name: str, order: int, dtype: torch.dtype) -> Choice:
    """Return the room that serves a called activation's derivative."""
    own = dict(definition.calls)[name]
    text = source(own, order, name)
    computed_in = torch.float64 if dtype == torch.float64 else torch.float32
    return chosen(Part(own, order, name, text, eager(own, order, name), bound=True), computed_in)


def compiled(
    definition: Parted,
    said: Form,
    choices: dict[tuple[str, int], Choice],
    room: Room,
    dtype: torch.dtype,
    *,
    backward: bool,
) -> Kept:
    """Return a kernel's object code.

    Raises:
        MissingWord: the room lacks a primitive.
    """
    function, watched = _functions(definition, said, choices, room)
    names = [each.name for each in definition.parameters]
    text = written(said, names, backward=backward, watched=watched)
    namespace: dict[str, Any] = {
        **{name: getattr(memory, name) for name in ("whole", "real", "take", "mark")},
        **function,
        "number": np.dtype(room.kind).type,
        "load": memory.LOADS[DTYPES[dtype]],
        "store": memory.STORES[DTYPES[dtype]],
    }
    exec(text, namespace)  # noqa: S102 - our own text, never a user's
    return drafted(namespace["run"]).kept(room.module)


def _functions(
    definition: Parted, said: Form, choices: dict[tuple[str, int], Choice], room: Room
) -> tuple[dict[str, Any], bool]:
    """Return a form's functions as primitives, and whether one of them may refuse a number."""
    knowing = types.ModuleType("knowing")
    knowing.__getattr__ = partial(getattr, room.load())  # type: ignore[method-assign]
    watched = False
    for (name, order), choice in choices.items():
        word, own = f"{name}_{order}", dict(definition.calls)[name]
        text, values = (
            source(own, order, name),
            {each.name: each.default for each in own.parameters},
        )
        program = translated(text, room.load(), room.kind, word, bare=choice.bare, bound=values)
        setattr(knowing, word, primitive(program, room.load(), room.kind))
        watched |= is_watched(program)
    functions = {}
    for text in (*said.outputs, *said.gradients):
        function = ast.parse(text).body[0]
        assert isinstance(function, ast.FunctionDef)
        program = translated(text, knowing, room.kind, function.name)
        functions[function.name] = primitive(program, knowing, room.kind)
        watched |= is_watched(program)
    return functions, watched


_WITHIN = 16
"""So many units in the last place of the larger of the result and its factors a kernel may be off
where it is checked: what is wrong with one is wrong by far more."""


def wrong(run: Gate, definition: Parted, dtype: torch.dtype, *, backward: bool) -> str:
    """Return what is wrong with a kernel on some rows; nothing where it is right."""
    given = tuple(each.default for each in definition.parameters)
    parts, outputs = len(definition.inputs), len(definition.outputs)
    z = torch.sin(torch.arange(3 * parts * 70, dtype=torch.float64) * 1.3) * 7
    z = z.reshape(3, parts * 70).to(dtype)
    g = torch.cos(torch.arange(3 * outputs * 70, dtype=torch.float64)).reshape(3, -1).to(dtype)
    with torch.enable_grad():
        exact = z.double().requires_grad_()
        y = eager(definition)(exact, *given, 1)
        (slopes,) = torch.autograd.grad(y, exact, g.double(), allow_unused=True)
    if backward:
        wanted, got = slopes, torch.empty_like(z)
        right = run(given, (210, 70), z, g, got)
    else:
        wanted, got = y.detach(), torch.empty_like(g)
        right = run(given, (210, 70), z, got)
    off = (got.double() - wanted).abs() / (wanted.abs() + 1) / torch.finfo(dtype).eps
    worst = float(off.nan_to_num(nan=torch.inf).max()) if right else 0.0
    return "" if worst <= _WITHIN else f"is off by {worst:.3g} units in the last place"
