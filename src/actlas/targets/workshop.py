"""Where source text of our own becomes functions, and where they are kept.

They are kept in a module, since `torch.compile` looks functions up in modules by name.
"""

from __future__ import annotations

import contextlib
import itertools
import linecache
from collections.abc import Callable, Iterator
from types import ModuleType
from typing import Any, TypeVar

import torch
from torch.utils._python_dispatch import _disable_current_modes

from actlas.targets import along, pairs, primitives

_MADE = ModuleType("kernels")
_COUNT = itertools.count()


_Function = TypeVar("_Function", bound=Callable[..., Any])


def untraced(function: _Function) -> _Function:
    """Mark a function as one that `torch.compile` runs as it is, and takes the result for fixed.

    It does what `torch.compiler.assume_constant_result` does, which loads the whole compiler to do
    it: two seconds, whether anything is ever compiled or not.
    """
    function._dynamo_marked_constant = True  # type: ignore[attr-defined]
    return function


@contextlib.contextmanager
def undisturbed() -> Iterator[None]:
    """Compute with real numbers on the CPU, whatever surrounds the one who asks.

    Forms are measured when they are first asked for: it may be among fake tensors, under another
    default device, or where numbers are traced.

    Example:
        >>> with torch.device("meta"), undisturbed():
        ...     torch.tensor(2.0).item()
        2.0
    """
    with _disable_current_modes(), torch._C.DisableTorchFunction():
        yield


def build(text: str, name: str, **called: Any) -> Any:
    """Return the function `name` that the source text defines, which may call those in `called`."""
    namespace: dict[str, Any] = {
        "torch": torch,
        "LOW_PRECISION": (torch.float16, torch.bfloat16),
        "own": primitives,
        "along": along,
        "pairs": pairs,
        **called,
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
