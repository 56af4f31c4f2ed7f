"""From a kernel's source to LLVM's language: Numba translates, `machine` makes object code of it.

The object code needs neither Numba nor a compiler to be run again: `actlas.targets.native.loader`
links it into a process in milliseconds.
"""

from __future__ import annotations

import itertools
import linecache
from dataclasses import dataclass
from typing import Any

from actlas.targets.native import arithmetic, machine, memory
from actlas.targets.native.rooms import Room
from actlas.targets.native.translation import Program

_COUNT = itertools.count()


@dataclass(frozen=True)
class Draft:
    """A kernel in LLVM's language, simplified: what is left to choose is how wide its loops are."""

    entry: str
    text: str
    may_refuse: bool = False
    """Whether a number may be beyond the kernel's reach."""

    def code(self, vectors: int = 1) -> bytes:
        """Return the object code whose loops take so many vectors at a time."""
        return machine.object_code(self.text, vectors)


def drafted(program: Program, source: str, room: Room, dtype: str) -> Draft:
    """Return a kernel's draft.

    Args:
        program: what the source calls for each number.
        source: what `actlas.targets.native.writer` wrote.
        room: whose primitives the program is written in.
        dtype: the type of the tensors.
    """
    from numba.core import config
    from numba.core.compiler_lock import global_compiler_lock

    with global_compiler_lock:
        # Numba's own optimiser would fix how wide the loops are, or unroll them beforehand.
        usual, config.OPT = config.OPT, type(config.OPT)(0)
        try:
            function = linked(program, source, room, dtype)
        finally:
            config.OPT = usual
    return Draft(function.native_name, machine.simplified(function.inspect_llvm()))


def linked(program: Program, source: str, room: Room, dtype: str) -> Any:
    """Return Numba's C function of a kernel's source."""
    import numpy as np
    from numba import cfunc

    number: Any = np.dtype(room.kind).type
    module = room.load()
    namespace: dict[str, Any] = {
        **{name: getattr(arithmetic, name) for name in ("inlined",)},
        **{name: getattr(memory, name) for name in ("whole", "real", "take", "mark")},
        **{
            word: getattr(module, word, None) or getattr(arithmetic, word) for word in program.words
        },
        **{name: number(value) for name, value in program.constants.items()},
        "number": number,
        "load": memory.LOADS[dtype],
        "store": memory.STORES[dtype],
    }
    file = f"<actlas native {program.name} {next(_COUNT)}>"
    linecache.cache[file] = (len(source), None, source.splitlines(keepends=True), file)
    exec(compile(source, file, "exec"), namespace)  # noqa: S102 - our own text, never a user's
    return cfunc("void(intp)", error_model="numpy")(namespace["run"])
