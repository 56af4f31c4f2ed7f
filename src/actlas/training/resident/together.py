"""f and f′ in one kernel: where the slope needs z, they share their exponentials.

The task's words are those of `actlas.targets.native.writer`, with the addresses of z, of f(z) and
of f′(z). What is written is the definition's own forms, in the room that was chosen for each.
"""

from __future__ import annotations

import ctypes
import hashlib
import importlib
import math
import struct
import time
from functools import cache
from typing import Any

import numpy as np
import torch

from actlas.definition import Elementwise
from actlas.targets.kernels import kernel as eager
from actlas.targets.kernels import source
from actlas.targets.native import loader
from actlas.targets.native.kernels import (
    DTYPES,
    Kept,
    Native,
    available,
    from_store,
    refused,
    versions,
)

REFUSED = "its value and its slope have kernels in rooms of unlike types"
_LOOP = """
def run(task):
    count = whole(task, 1)
    z, y, slopes = whole(task, 4), whole(task, 5), whole(task, 6)
{parameters}
    for i in range(count):
        x = number(load(z, i))
        store(y, i, value({first}))
        store(slopes, i, slope({second}))
"""


class Both:
    """The kernel in this process."""

    def __init__(self, kept: Kept) -> None:
        self.room = kept.room
        self.address = loader.loaded(kept.entry, kept.code)
        self._run = ctypes.CFUNCTYPE(None, ctypes.c_void_p)(self.address)

    def __call__(self, parameters: tuple[float, ...], *tensors: torch.Tensor) -> None:
        """Fill the second and third tensor with f and f′ of the first."""
        count = len(parameters)
        words = struct.unpack(f"{count}q", struct.pack(f"{count}d", *parameters))
        addresses = [each.data_ptr() for each in tensors]
        task = (ctypes.c_int64 * (7 + count))(0, tensors[0].numel(), 0, 0, *addresses, *words)
        self._run(ctypes.addressof(task))


@cache
def both(
    definition: Elementwise, name: str, dtype: torch.dtype, apart: tuple[Native, Native]
) -> Both | None:
    """Return the kernel of an activation's value and slope; None where there is none, or no use.

    Args:
        definition: the activation.
        name: its name.
        dtype: of its numbers, float32 or float64.
        apart: the two kernels that it has to outrun, each on its own.
    """
    if not available() or definition.surrogate is not None:
        return None
    question = f"value and slope {dtype} {versions()}"

    def forge() -> Kept:
        return forged(definition, name, dtype, apart)

    return from_store(question, definition, forge, Both, f"{name} for {dtype}")


def forged(
    definition: Elementwise, name: str, dtype: torch.dtype, apart: tuple[Native, Native]
) -> Kept:
    """Compile the kernel, check what it does, and time it."""
    from actlas.targets.native.forge import Part, chosen
    from actlas.targets.native.rooms import MIDDLE, SINGLE
    from actlas.targets.native.translation import translated
    from actlas.targets.workshop import undisturbed

    parts = [
        Part(
            definition, order, name, source(definition, order, name), eager(definition, order, name)
        )
        for order in (0, 1)
    ]
    choices = [chosen(part, dtype) for part in parts]
    rooms = {choice.room for choice in choices}
    if len(rooms) > 1 or not all(rooms):
        return refused(REFUSED)
    with undisturbed():
        kind = "float32" if rooms == {SINGLE.module} else MIDDLE.kind
        module = importlib.import_module(f"actlas.targets.native.{choices[0].room}")
        programs = [
            translated(part.source, module, kind, word, bare=choice.bare)
            for part, choice, word in zip(parts, choices, ("value", "slope"), strict=True)
        ]
        entry, code = _compiled(programs, module, kind, DTYPES[dtype], definition)
        kept = Kept(choices[0].room, entry, code, hashlib.sha256(code).hexdigest(), 0.0)
        run, given = Both(kept), parts[0].defaults
        problem = _wrong(run, parts, dtype) or _slow(run, apart, given, dtype)
    return refused(problem) if problem else kept


def _compiled(
    programs: list[Any], module: Any, kind: str, dtype: str, definition: Elementwise
) -> tuple[str, bytes]:
    from numba import cfunc

    from actlas.targets.native import memory
    from actlas.targets.native.inlining import primitive
    from actlas.targets.native.translation import REST

    names = [each.name for each in definition.parameters]
    lines = []
    for place, each in enumerate(names):
        lines.append(f"    {each} = number(real(task, {7 + place}))")
        lines.append(f"    {each}{REST} = number(real(task, {7 + place}) - {each})")
    given = [", ".join(["x", *program.parameters]) for program in programs]
    namespace: dict[str, Any] = {
        "whole": memory.whole,
        "real": memory.real,
        "number": np.dtype(kind).type,
        "load": memory.LOADS[dtype],
        "store": memory.STORES[dtype],
        "value": primitive(programs[0], module, kind),
        "slope": primitive(programs[1], module, kind),
    }
    text = _LOOP.format(parameters="\n".join(lines), first=given[0], second=given[1])
    exec(text, namespace)  # noqa: S102 - our own text, never a user's
    linked: Any = cfunc("void(intp)", error_model="numpy")(namespace["run"])
    return linked._wrapper_name, bytes(linked._library._get_compiled_object())


_WITHIN = 64
"""So many units in the last place, of the result or of 1, it may be off where it is checked."""


def _wrong(run: Both, parts: list[Any], dtype: torch.dtype) -> str:
    """Return what is wrong with the kernel on some numbers; nothing where it is right."""
    z = torch.linspace(-9, 9, 499, dtype=torch.float64).to(dtype)
    found = [torch.empty_like(z), torch.empty_like(z)]
    given = parts[0].defaults
    run(given, z, *found)
    for part, got in zip(parts, found, strict=True):
        wanted = part.truth(z.double(), *given)
        off = (got.double() - wanted).abs() / (wanted.abs() + 1) / torch.finfo(dtype).eps
        if not bool((off < _WITHIN).all()):
            return f"it is off by {float(off.nan_to_num(nan=torch.inf).max()):.3g} ulps"
    return ""


_TIMED, _ROUNDS = 4096, 40


def _slow(
    run: Both, apart: tuple[Native, Native], given: tuple[float, ...], dtype: torch.dtype
) -> str:
    """Say so where two kernels are quicker: LLVM does not widen every loop that does two things."""
    z = torch.linspace(-6, 6, _TIMED, dtype=torch.float64).to(dtype)
    y, slopes = torch.empty_like(z), torch.empty_like(z)
    together, separate = math.inf, math.inf
    for _ in range(_ROUNDS):
        began = time.perf_counter()
        run(given, z, y, slopes)
        between = time.perf_counter()
        apart[0](given, z, y)
        apart[1].multiply(given, z, y, slopes)
        together = min(together, between - began)
        separate = min(separate, time.perf_counter() - between)
    return "" if together < separate else "its value and its slope are quicker apart"
