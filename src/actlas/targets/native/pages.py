"""The memory that kernels write: in large pages where it is much, and kept where that is asked for.

Most of the time that a kernel takes on a large new tensor is the system's, which gives out memory
in pages of 4 KiB and clears each. On Linux our own outputs ask for pages of 2 MiB; and
`actlas.tune_allocator` has the C library keep what PyTorch returns to it, for every operator.
"""

from __future__ import annotations

import ctypes
import sys
from functools import cache
from typing import Any

import torch

_LARGE = 1 << 23
"""From so many bytes on an output asks for large pages."""
_PAGE = 1 << 21
_MADV_HUGEPAGE = 14
_M_TRIM_THRESHOLD, _M_TOP_PAD, _M_MMAP_THRESHOLD = -1, -2, -3
_KEPT = (1 << 31) - 1


def empty_like(z: torch.Tensor) -> torch.Tensor:
    """Return a new tensor of z's layout, its memory in large pages where it is much."""
    y = torch.empty_like(z)
    if y.nbytes >= _LARGE:
        advise = _madvise()
        if advise is not None:
            start = -(-y.data_ptr() // _PAGE) * _PAGE
            advise(start, (y.data_ptr() + y.nbytes - start) // _PAGE * _PAGE, _MADV_HUGEPAGE)
    return y


@cache
def _madvise() -> Any:
    if sys.platform != "linux":
        return None
    found = ctypes.CDLL(None).madvise
    found.argtypes = (ctypes.c_void_p, ctypes.c_size_t, ctypes.c_int)
    return found


def tune_allocator() -> bool:
    """Have the C library keep the memory of large tensors for the next ones.

    By default it returns a tensor's memory to the system as soon as the tensor is gone, and the
    next one begins with pages that the system clears one by one: for 16 million numbers that takes
    several times as long as computing ELU. Once tuned, up to 2 GiB of what was used stays with the
    process. It changes every operator of the process and cannot be taken back, so nothing in actlas
    calls it.

    Returns:
        Whether the C library could be told: glibc can, musl, macOS's and Windows's cannot.

    Example:
        >>> import actlas
        >>> actlas.tune_allocator() in (True, False)
        True

    References:
        mallopt(3), Linux Programmer's Manual.
    """
    library: Any = ctypes.CDLL(None) if sys.platform == "linux" else None
    tune = getattr(library, "mallopt", None)
    if tune is None or not hasattr(library, "gnu_get_libc_version"):
        return False
    told = (_M_MMAP_THRESHOLD, 1 << 30), (_M_TRIM_THRESHOLD, _KEPT), (_M_TOP_PAD, 1 << 24)
    answers = [bool(tune(which, value)) for which, value in told]
    return all(answers)
