"""Where source text of our own becomes functions, and where they are kept.

They are kept in a module, since `torch.compile` looks functions up in modules by name.
"""

from __future__ import annotations

import itertools
import linecache
from types import ModuleType
from typing import Any

import torch

from actlas.targets import pairs, primitives

_MADE = ModuleType("kernels")
_COUNT = itertools.count()


def build(text: str, name: str) -> Any:
    """Return the function called `name` that the source text defines."""
    namespace: dict[str, Any] = {
        "torch": torch,
        "LOW_PRECISION": (torch.float16, torch.bfloat16),
        "own": primitives,
        "pairs": pairs,
    }
    file = f"<actlas eager {name} {next(_COUNT)}>"
    exec(compile(text, file, "exec"), namespace)  # noqa: S102 - our own text, never a user's
    return namespace[name]


def keep(function: Any, name: str, text: str = "") -> str:
    """Keep a function, and its text for tracebacks; return the key by which `made` finds it."""
    key = f"{name}_{len(vars(_MADE))}"
    if text:
        file = function.__code__.co_filename
        linecache.cache[file] = (len(text), None, text.splitlines(keepends=True), file)
    setattr(_MADE, key, function)
    return key


def made(key: str) -> Any:
    """Return the function that was kept under a key."""
    return getattr(_MADE, key)
