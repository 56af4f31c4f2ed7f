"""The loop in this process: compiled once for a machine, then read from the store."""

from __future__ import annotations

import ctypes
import hashlib
import warnings
from functools import cache
from pathlib import Path
from typing import Any

from actlas import store
from actlas.targets.native import loader
from actlas.targets.native.kernels import available, versions


class Machine:
    """The loop, and the addresses of its parts.

    Args:
        kept: entry, object code and its digest, by name, as `forge.forged` made them.
    """

    def __init__(self, kept: dict[str, tuple[str, bytes]]) -> None:
        self.parts = {name: loader.loaded(*code) for name, code in kept.items()}
        self.run = ctypes.CFUNCTYPE(None, ctypes.c_void_p)(self.parts["loop"])
        """Does a job, given its address; Python's other threads run meanwhile."""


@cache
def machine(kind: str) -> Machine | None:
    """Return the loop for float32 or float64; None where it cannot be had, with a warning."""
    if not available():
        return None

    def forge() -> Any:
        from actlas.targets.workshop import undisturbed
        from actlas.training.resident.forge import forged

        with undisturbed():
            made = forged(kind)
        return made, _digest(made)

    try:
        question = f"resident {kind} {versions()} {_sources()}"
        made, digest = store.kept(question, kind, forge)
        if _digest(made) != digest:  # damaged code would end the process
            made, _ = forge()
        return Machine(made)
    except Exception as problem:  # noqa: BLE001 - whatever fails, the stacked path is there
        warnings.warn(
            f"actlas could not compile its training loop for {kind}; PyTorch's operations serve: "
            f"{type(problem).__name__}: {problem}",
            RuntimeWarning,
            stacklevel=2,
        )
        return None


def _digest(made: dict[str, tuple[str, bytes]]) -> str:
    found = hashlib.sha256()
    for name, (entry, code) in sorted(made.items()):
        found.update(name.encode() + entry.encode() + code)
    return found.hexdigest()


@cache
def _sources() -> str:
    """Return a hash of what the loop is made from."""
    digest = hashlib.sha256()
    for file in sorted(Path(__file__).parent.glob("*.py")):
        digest.update(file.read_bytes())
    return digest.hexdigest()
