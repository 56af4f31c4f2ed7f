"""Native kernels of one activation: chosen, compiled and proven once, then read from the store.

For each derivative and dtype the rooms are tried in turn, the quickest first; the first kernel that
passes its check is kept. What is kept needs only LLVM to be run again, so a process that finds its
kernels in the store loads neither SymPy nor Numba.
"""

from __future__ import annotations

import ctypes
import hashlib
import struct
import warnings
from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum, auto
from functools import cache, lru_cache
from importlib import metadata
from typing import Any, TypeVar

import torch

from actlas import store
from actlas.definition import Definition, Elementwise
from actlas.targets.native import loader, pool

DTYPES = {
    torch.float32: "float32",
    torch.float64: "float64",
    torch.bfloat16: "bfloat16",
    torch.float16: "float16",
}


class Kind(Enum):
    """What a kernel reads, beside the parameters, and what it writes."""

    VALUE = auto()
    """z → f(z), or a derivative."""
    GRADIENT = auto()
    """z and the upstream gradient g → g·f′(z)."""
    GRADIENT_OF_OUTPUT = auto()
    """y = f(z) and g → g·f′(z)."""


@dataclass(frozen=True)
class Kept:
    """What the store holds of a kernel: its object code, or why there is none."""

    room: str
    entry: str
    code: bytes
    digest: str
    ulps: float
    reason: str = ""
    may_refuse: bool = False
    """Whether a number may be beyond its reach."""

    @property
    def whole(self) -> bool:
        """Whether the code is what was written: damaged code would end the process."""
        return hashlib.sha256(self.code).hexdigest() == self.digest


def refused(reason: str) -> Kept:
    """Return what is kept where no kernel serves."""
    return Kept("", "", b"", hashlib.sha256(b"").hexdigest(), 0.0, reason)


def refused_as_wrong(problem: str, name: str, dtype: torch.dtype) -> Kept:
    """Return the same for a kernel that its check found wrong, and warn of it."""
    warnings.warn(
        f"actlas does not use its native kernel of {name} for {dtype}, which {problem}; "
        "PyTorch's operations serve",
        RuntimeWarning,
        stacklevel=3,
    )
    return refused(problem)


class Native:
    """A kernel in this process: it fills one tensor from others of the same layout."""

    def __init__(self, kept: Kept) -> None:
        self.room = kept.room
        self.ulps = kept.ulps
        self.may_refuse = kept.may_refuse
        self.address = loader.loaded(kept.entry, kept.code)
        """Where its entry is, for loops that call it themselves."""
        self._run = pool.runner(self.address)

    def __call__(self, parameters: tuple[float, ...], z: torch.Tensor, y: torch.Tensor) -> bool:
        """Write the values at z into y; False where a number was beyond the kernel's reach."""
        return self._done(y.numel(), (z.data_ptr(), y.data_ptr()), parameters)

    def multiply(
        self,
        parameters: tuple[float, ...],
        saved: torch.Tensor,
        g: torch.Tensor,
        result: torch.Tensor,
    ) -> bool:
        """Write g times the slope at what was saved; False where a number was beyond reach.

        A `g` with fewer numbers than the rest is a share's worth of the one that all have.
        """
        count = result.numel()
        step = g.element_size() if g.numel() == count else 0
        given = (saved.data_ptr(), g.data_ptr(), result.data_ptr(), step)
        return self._done(count, given, parameters)

    def _done(self, count: int, given: tuple[int, ...], parameters: tuple[float, ...]) -> bool:
        words = (0, count, pool.SHARE, 0, *given, *_as_words(parameters))
        task = _TASKS[len(words)](*words)
        self._run(task, count)
        return not task[_REFUSED]


_REFUSED = 3
"""The place of the flag among a task's words, as `actlas.targets.native.writer` puts them."""


class _Tasks(dict[int, Any]):
    """The types of tasks by how many words they have."""

    def __missing__(self, length: int) -> Any:
        self[length] = made = ctypes.c_int64 * length
        return made


_TASKS = _Tasks()


@lru_cache(maxsize=1024)
def _as_words(parameters: tuple[float, ...]) -> tuple[int, ...]:
    """Return the bits of parameters as float64."""
    count = len(parameters)
    return struct.unpack(f"{count}q", struct.pack(f"{count}d", *parameters))


@cache
def native(
    definition: Elementwise,
    order: int,
    name: str,
    dtype: torch.dtype,
    kind: Kind = Kind.VALUE,
    *,
    bound: bool = False,
) -> Native | None:
    """Return the kernel of a derivative for tensors of a dtype, or None where there is none.

    Args:
        definition: an elementwise activation.
        order: which derivative.
        name: the activation's name.
        dtype: of the tensors.
        kind: what the kernel reads and writes.
        bound: whether it is for the parameters' defaults alone.
    """
    if not available():
        return None

    def forge() -> Kept:
        from actlas.targets.native.forge import forged

        return forged(definition, order, name, dtype, kind, bound=bound)

    question = f"native {kind.name} {order} {bound} {dtype} {versions()}"
    return from_store(question, definition, forge, Native, f"{name} for {dtype}")


_Made = TypeVar("_Made")


def from_store(
    question: str,
    definition: Definition,
    forge: Callable[[], Kept],
    make: Callable[[Kept], _Made],
    what: str,
) -> _Made | None:
    """Return a kernel that is kept, or that is made now; None where there is none.

    Args:
        question: what is asked of the store.
        definition: what the kernel is made from.
        forge: makes it, where the store does not have it, or not whole.
        make: brings it into this process.
        what: the kernel as a warning names it, should anything fail.
    """
    try:
        kept: Kept = store.kept(question, definition, forge)
        if not kept.whole:
            kept = forge()
        return None if kept.reason else make(kept)
    except Exception as problem:  # noqa: BLE001 - whatever fails, the eager form is there
        warnings.warn(
            f"actlas could not compile its native kernel of {what}; PyTorch's operations serve: "
            f"{type(problem).__name__}: {problem}",
            RuntimeWarning,
            stacklevel=3,
        )
        return None


@cache
def available() -> bool:
    """Say whether this machine can run native kernels; a warning says why not."""
    obstacle = _obstacle()
    if obstacle:
        warnings.warn(
            f"actlas computes with PyTorch's operations, not with native kernels: {obstacle}",
            RuntimeWarning,
            stacklevel=2,
        )
    return not obstacle


def _obstacle() -> str:
    """Return why this machine cannot run native kernels; nothing where it can."""
    try:
        loader.processor()
        metadata.version("numba")
    except (ImportError, metadata.PackageNotFoundError, OSError) as problem:
        return f"{problem}; pip install numba brings them"
    if not loader.multiplies_and_adds():
        return "this processor lacks the instruction FMA, without which they would be slower"
    return ""


@cache
def versions() -> str:
    """Return what object code depends on beside its source: compiler, processor, its features."""
    compiler = " ".join(f"{each} {metadata.version(each)}" for each in ("numba", "llvmlite"))
    return f"{compiler} {loader.processor()}"
