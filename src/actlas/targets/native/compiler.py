"""From a kernel's source to LLVM's language: Numba translates, `machine` makes object code of it.

The object code needs neither Numba nor a compiler to be run again: `actlas.targets.native.loader`
links it into a process in milliseconds.
"""

from __future__ import annotations

import hashlib
import itertools
import linecache
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from actlas.targets.native import arithmetic, machine, memory
from actlas.targets.native.kernels import Kept
from actlas.targets.native.rooms import Room
from actlas.targets.native.translation import Program

_COUNT = itertools.count()


@dataclass(frozen=True)
class Draft:
    """A kernel in LLVM's language, simplified: what is left to choose is how wide its loops are."""

    entry: str
    text: str
    may_refuse: bool = False
    """Whether a number may be beyond its reach."""

    def kept(self, room: str, *, vectors: int = 2, ulps: float = 0.0) -> Kept:
        """Return the object code whose loops take so many vectors at a time, as the store has it.

        Args:
            room: whose primitives the kernel is written in.
            vectors: how many vectors its loops take at a time.
            ulps: how far off it was found to be.
        """
        code = machine.object_code(self.text, vectors)
        digest = hashlib.sha256(code).hexdigest()
        return Kept(room, self.entry, code, digest, ulps, may_refuse=self.may_refuse)


def drafted(run: Callable[[Any], None], *, may_refuse: bool = False) -> Draft:
    """Return the draft of a kernel.

    Args:
        run: the kernel, a Python function of a task's address.
        may_refuse: whether a number may be beyond its reach.
    """
    from numba import cfunc
    from numba.core import config
    from numba.core.compiler_lock import global_compiler_lock

    with global_compiler_lock:
        # Numba's own optimiser would fix how wide the loops are, or unroll them beforehand.
        usual, config.OPT = config.OPT, type(config.OPT)(0)
        try:
            function: Any = cfunc("void(intp)", error_model="numpy")(run)
        finally:
            config.OPT = usual
    text = machine.simplified(function.inspect_llvm())
    return Draft(function.native_name, text, may_refuse)


def kernel(program: Program, source: str, room: Room, dtype: str) -> Callable[[Any], None]:
    """Return the kernel that a source describes, as a Python function.

    Args:
        program: what the source calls for each number.
        source: what `actlas.targets.native.writer` wrote.
        room: whose primitives the program is written in.
        dtype: the type of the tensors.
    """
    import numpy as np

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
    made: Callable[[Any], None] = namespace["run"]
    return made
