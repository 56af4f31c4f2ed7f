"""The threads that run kernels: those of PyTorch's own pool, as many as PyTorch is told to use.

PyTorch has loaded an OpenMP library; its `GOMP_parallel` is called by address, so there is no
second pool that would compete for the cores. Where that library cannot be found the kernels run in
the calling thread, as they do in a forked child, whose copy of the pool has no threads.
"""

from __future__ import annotations

import ctypes
import os
import sys
import warnings
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

import torch

SHARE = 1 << 14
"""How many numbers a thread takes at a time."""
_ALONE = 1 << 15
"""Up to so many numbers one thread is quicker than two."""

_forked = False


def _after_fork() -> None:
    global _forked
    _forked = True


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_after_fork)


def runner(address: int) -> Callable[[Any, int], None]:
    """Return what runs a kernel's task, given its words and how many numbers it has."""
    alone = ctypes.CFUNCTYPE(None, ctypes.c_void_p)(address)
    together, threads = _parallel(), torch.get_num_threads

    def run(task: Any, count: int) -> None:
        if count <= _ALONE or together is None or _forked or threads() == 1:
            alone(task)
        else:
            together(address, task, threads(), 0)

    return run


@cache
def _parallel() -> Callable[..., None] | None:
    """Return GOMP_parallel of the OpenMP library that PyTorch has loaded, or None."""
    for name in _libraries():
        try:
            found = ctypes.CDLL(name).GOMP_parallel
        except (OSError, AttributeError):
            continue
        found.argtypes = (ctypes.c_void_p, ctypes.c_void_p, ctypes.c_uint, ctypes.c_uint)
        found.restype = None
        return found
    if torch.get_num_threads() > 1:
        warnings.warn(
            "actlas found no OpenMP library that PyTorch has loaded: its native kernels run in one "
            "thread; actlas.backend('eager') uses PyTorch's operations instead",
            RuntimeWarning,
            stacklevel=2,
        )
    return None


def _libraries() -> list[str]:
    """Return the OpenMP libraries that this process has loaded already."""
    maps = Path("/proc/self/maps")
    if not maps.exists():
        folder = Path(torch.__file__).parent / "lib"
        return [str(each) for each in folder.glob("*omp*") if sys.platform != "win32"]
    lines = (line.split() for line in maps.read_text().splitlines())
    paths = {words[-1] for words in lines if len(words) > 5}
    return sorted(each for each in paths if "omp" in Path(each).name and ".so" in each)
