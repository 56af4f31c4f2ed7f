"""Triton as far as the primitives need it; without Triton they are names, and nothing runs.

So the source of every kernel can be written, and read, on a machine that has no Triton.
"""

from __future__ import annotations

import importlib
import itertools
import linecache
from collections.abc import Sequence
from typing import Any

_OLDEST = (3, 3)
"""The first version whose functions take pairs."""


def _found() -> tuple[Any, Any]:
    """Return Triton and its language; None for both where it is absent, or too old."""
    try:
        triton = importlib.import_module("triton")
        if tuple(int(each) for each in triton.__version__.split(".")[:2]) >= _OLDEST:
            return triton, importlib.import_module("triton.language")
    except ImportError:
        pass
    return None, None


_triton, tl = _found()

_COUNT = itertools.count()


def present() -> bool:
    """Say whether Triton is installed."""
    return _triton is not None


def version() -> str:
    """Return Triton's version."""
    return str(_triton.__version__)


def jit(function: Any) -> Any:
    """Mark a function as one that Triton compiles."""
    return function if _triton is None else _triton.jit(function)


def fixed(value: float) -> Any:
    """Return a number as compiled functions may read it outside of themselves."""
    return value if tl is None else tl.constexpr(value)


def defined(text: str, name: str, namespace: dict[str, Any]) -> Any:
    """Return the compiled function `name` of a source text, which Triton can look up.

    Args:
        text: the source, in which `jit` marks what is compiled.
        name: one of the functions in it.
        namespace: what the text may call.
    """
    file = f"<actlas triton {name} {next(_COUNT)}>"
    linecache.cache[file] = (len(text), None, text.splitlines(keepends=True), file)
    known = {"__name__": file, "jit": jit, "tl": tl, **namespace}
    exec(compile(text, file, "exec"), known)  # noqa: S102 - our own text, never a user's
    return known[name]


def polynomial(name: str, coefficients: Sequence[float]) -> Any:
    """Return the compiled function c₀ + x·(c₁ + x·(…)).

    Args:
        name: the function's name.
        coefficients: c₀, c₁, …
    """
    last, *others = reversed(coefficients)
    lines = [f"y = x * 0 + {last!r}", *(f"y = y * x + {each!r}" for each in others), "return y"]
    text = "\n    ".join((f"@jit\ndef {name}(x):", *lines))
    return defined(f"{text}\n", name, {})


def by_type(name: str, single: Sequence[float], double: Sequence[float]) -> tuple[Any, Any]:
    """Return a polynomial for float32 and one for float64."""
    return polynomial(f"{name}_single", single), polynomial(f"{name}_double", double)
