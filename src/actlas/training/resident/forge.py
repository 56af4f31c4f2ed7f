"""Where the loop and its parts are compiled: this room alone loads Numba."""

from __future__ import annotations

import inspect
from typing import Any

from actlas.training.resident import tiles
from actlas.training.resident.engine import loop
from actlas.training.resident.heads import judging, learning
from actlas.training.resident.optimisers import mover
from actlas.training.resident.passes import bias_descent, multiplier
from actlas.training.resident.turning import turner
from actlas.training.resident.vectors import words

Code = tuple[str, bytes]
"""The name of an entry, and object code."""


def forged(kind: str) -> dict[str, Code]:
    """Return object code of the loop and its parts, for float32 or float64."""
    said = words(kind)
    made = {
        "loop": loop(said),
        "sums": tiles.sums(said),
        "turned_sums": tiles.sums_turned(said),
        "descent": tiles.descent(said, mover(said)),
        "biases": bias_descent(said),
        "turner": turner(said),
        "multiplier": multiplier(said),
        "learning": learning(said),
        "judging": judging(said),
    }
    return {name: _compiled(function) for name, function in made.items()}


def _compiled(function: Any) -> Code:
    from numba import cfunc

    words_given = ", ".join(["intp"] * len(inspect.signature(function).parameters))
    linked: Any = cfunc(f"void({words_given})", error_model="numpy")(function)
    return linked._wrapper_name, bytes(linked._library._get_compiled_object())
