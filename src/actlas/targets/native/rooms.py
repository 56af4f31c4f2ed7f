"""Which primitives serve which numbers, from the quickest room to the most careful one.

For float32 and half precision the single room is tried first, in whose own arithmetic everything is
done, and is taken where what comes of it is exact enough; else the middle room serves, in float64
arithmetic that is as exact as float32 needs. For float64 there is one room.
"""

from __future__ import annotations

import importlib
from dataclasses import dataclass
from functools import cache
from types import ModuleType


@dataclass(frozen=True)
class Room:
    """A module of primitives, and the type in which they compute."""

    module: str
    kind: str

    def load(self) -> ModuleType:
        """Return the module, which loads Numba."""
        return _loaded(self.module)


@cache
def _loaded(module: str) -> ModuleType:
    return importlib.import_module(f"actlas.targets.native.{module}")


SINGLE = Room("single", "float32")
MIDDLE = Room("middle", "float64")
DOUBLE = Room("double", "float64")

ROOMS = {
    "float32": (SINGLE, MIDDLE),
    "bfloat16": (SINGLE, MIDDLE),
    "float16": (SINGLE, MIDDLE),
    "float64": (DOUBLE,),
}
"""The rooms that may serve a tensor's dtype, in the order in which they are tried."""
