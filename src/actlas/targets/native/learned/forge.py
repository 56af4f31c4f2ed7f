"""Where kernels that learn are compiled, and held to the eager form in float64 before they serve.

A parameter's derivative is the eager form's own, in the words of a room. The rooms are tried in
their order, as `checks` measures them. This room loads Numba; who finds a kernel in the store never
enters it.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import torch

from actlas.definition import Elementwise
from actlas.targets.kernels import kernel as eager
from actlas.targets.kernels import source
from actlas.targets.native import memory
from actlas.targets.native.compiler import Draft, drafted
from actlas.targets.native.forge import Part
from actlas.targets.native.inlining import primitive
from actlas.targets.native.kernels import DTYPES, Kept, refused, refused_as_wrong
from actlas.targets.native.learned import writer
from actlas.targets.native.learned.checks import inexact, wrong
from actlas.targets.native.learned.kernels import Asked, Learned
from actlas.targets.native.learned.writer import Called, Text
from actlas.targets.native.rooms import ROOMS, Room
from actlas.targets.native.rows.reductions import plus
from actlas.targets.native.translation import (
    REST,
    MissingWord,
    Program,
    says_infinity,
    translated,
)
from actlas.targets.native.writer import is_watched
from actlas.targets.workshop import undisturbed


def forged(definition: Elementwise, name: str, dtype: torch.dtype, asked: Asked) -> Kept:
    """Compile a kernel in the quickest room that is exact enough, and check what it does.

    One that is wrong is refused, with a warning.
    """
    parts = _parts(definition, name, asked)
    with undisturbed():
        kept = _chosen(parts, dtype, asked)
        problem = "" if kept.reason else wrong(_run(kept, asked), parts, dtype, asked)
    return refused_as_wrong(problem, name, dtype) if problem else kept


def _run(kept: Kept, asked: Asked) -> Learned:
    return Learned(kept, len(asked.learned))


def _parts(definition: Elementwise, name: str, asked: Asked) -> list[Part]:
    """Return what a kernel computes: f; or f′, and the derivatives by the parameters."""

    def part(of: Elementwise, order: int, by: str = "") -> Part:
        text = source(of, order, name, by)
        return Part(of, order, name, text, eager(of, order, name, by))

    if not asked.backward:
        return [part(definition, 0)]
    surrogate = definition.surrogate is not None
    slope = part(definition.slope_in_training(), 0) if surrogate else part(definition, 1)
    return [slope, *(part(definition, 0, each) for each in asked.learned)]


def _chosen(parts: list[Part], dtype: torch.dtype, asked: Asked) -> Kept:
    """Return the code of the first room in which every part is exact enough."""
    computed_in = torch.float64 if dtype == torch.float64 else torch.float32
    reasons = []
    *quick, careful = ROOMS[DTYPES[dtype]]
    for room in (*quick, careful):
        for bare in (True, False) if any(says_infinity(each.source) for each in parts) else (True,):
            try:
                programs = _programs(parts, room, bare=bare)
            except MissingWord as word:
                reasons.append(f"{room.module} has no {word}")
                break
            kept = compiled(parts, programs, room, computed_in, asked)
            problem = inexact(
                _run(kept, asked),
                parts,
                computed_in,
                asked,
                watched=any(is_watched(each) for each in programs),
                last=room is careful,
            )
            if not problem:
                same = computed_in == dtype
                return kept if same else compiled(parts, programs, room, dtype, asked)
            reasons.append(f"{room.module} {problem}")
    return refused("; ".join(reasons))


def _programs(parts: list[Part], room: Room, *, bare: bool) -> list[Program]:
    """Return the parts in the words of a room.

    Raises:
        MissingWord: the room lacks a primitive.
    """
    return [
        translated(each.source, room.load(), room.kind, f"program{place}", bare=bare)
        for place, each in enumerate(parts)
    ]


def compiled(
    parts: list[Part], programs: list[Program], room: Room, dtype: torch.dtype, asked: Asked
) -> Kept:
    """Return a kernel's object code."""
    return draft(parts[0].definition, programs, room, dtype, asked).kept(room.module)


def draft(
    definition: Elementwise,
    programs: list[Program],
    room: Room,
    dtype: torch.dtype,
    asked: Asked,
) -> Draft:
    """Return a kernel in LLVM's language."""
    number: Any = np.dtype(room.kind).type
    text = _text(definition, programs, asked)
    said = (
        writer.columns(text, dtype.itemsize, np.dtype(number).itemsize)
        if asked.columnwise
        else writer.planes(text)
    )
    namespace: dict[str, Any] = {
        **{name: getattr(memory, name) for name in ("whole", "take", "mark")},
        **{each.name: primitive(each, room.load(), room.kind) for each in programs},
        "plus": plus,
        "number": number,
        "load": memory.LOADS[DTYPES[dtype]],
        "store": memory.STORES[DTYPES[dtype]],
        "kept": memory.LOADS[room.kind],
        "keep": memory.STORES[room.kind],
        "keep_wide": memory.STORES["float64"],
    }
    exec(said, namespace)  # noqa: S102 - our own text, never a user's
    return drafted(namespace["run"])


def _text(definition: Elementwise, programs: list[Program], asked: Asked) -> Text:
    names = [each.name for each in definition.parameters]
    calls = [Called(each.name, tuple(each.parameters)) for each in programs]
    watched = any(is_watched(each) for each in programs)
    return Text(
        (*names, *(f"{each}{REST}" for each in names)),
        calls[0],
        tuple(calls[1:]),
        asked.backward,
        watched,
    )
