"""From a kernel's source to object code: Numba compiles, and what it wrote is kept as bytes.

The bytes need neither Numba nor a compiler to be run again: `actlas.targets.native.loader` links
them into a process in milliseconds.
"""

from __future__ import annotations

import itertools
import linecache
from typing import Any

from actlas.targets.native import arithmetic, memory
from actlas.targets.native.rooms import Room
from actlas.targets.native.translation import Program

_COUNT = itertools.count()


def compiled(program: Program, source: str, room: Room, dtype: str) -> tuple[str, bytes]:
    """Return the name of a kernel's entry, and its object code.

    Args:
        program: what the source calls for each number.
        source: what `actlas.targets.native.writer` wrote.
        room: whose primitives the program is written in.
        dtype: the type of the tensors.
    """
    function = linked(program, source, room, dtype)
    library = function._library
    return function._wrapper_name, bytes(library._get_compiled_object())


def linked(program: Program, source: str, room: Room, dtype: str) -> Any:
    """Return Numba's C function of a kernel's source; `inspect_llvm` and others tell of it."""
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
