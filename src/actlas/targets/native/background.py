"""Kernels compiled while the eager form serves, where ACTLAS_COMPILE=background asks for it.

By default the first call that needs a kernel waits a second or two until it is compiled, once for a
machine: the store keeps it. A service that must not wait has one thread compile meanwhile.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Hashable
from concurrent.futures import Future, ThreadPoolExecutor
from functools import cache
from typing import Any, Generic, TypeVar

import torch

from actlas.definition import Elementwise
from actlas.errors import BadParameter
from actlas.targets.native.functions import function

VARIABLE = "ACTLAS_COMPILE"
NOW, BACKGROUND = "now", "background"


def waits() -> bool:
    """Say whether a call waits until its kernel is compiled."""
    return _mode() == NOW


@cache
def _mode() -> str:
    chosen = os.environ.get(VARIABLE) or NOW
    if chosen not in (NOW, BACKGROUND):
        raise BadParameter(
            "{variable} is one of: {known}; got {value!r}",
            variable=VARIABLE,
            known=f"{NOW}, {BACKGROUND}",
            value=chosen,
        )
    return chosen


_JOBS: dict[tuple[object, ...], Future[Any]] = {}
_Key = TypeVar("_Key", bound=Hashable)
_Made = TypeVar("_Made")


@cache
def _worker() -> ThreadPoolExecutor:
    return ThreadPoolExecutor(1, thread_name_prefix="actlas-compile")


def _begun(key: tuple[object, ...], work: Callable[[], _Made]) -> Future[_Made]:
    """Return what a thread does, or did, under a key; it begins when it is first asked for."""
    if key not in _JOBS:
        _JOBS[key] = _worker().submit(work)
    return _JOBS[key]


class Kernels(Generic[_Key, _Made]):
    """Kernels by what is asked of them, each made when it is first needed.

    Args:
        make: makes the kernel that a key asks for, or says with None that there is none.
    """

    def __init__(self, make: Callable[[_Key], _Made | None]) -> None:
        self._make = make
        self._made: dict[_Key, _Made | None] = {}

    def __call__(self, key: _Key) -> _Made | None:
        """Return a kernel; None where there is none, and as long as a thread compiles it."""
        if key not in self._made:
            if waits():
                self._made[key] = self._make(key)
            else:
                job = _begun((self, key), lambda: self._make(key))
                if not job.done():
                    return None
                self._made[key] = job.result()
        return self._made[key]


def ready(
    definition: Elementwise,
    name: str,
    order: int,
    dtype: torch.dtype,
    parameters: tuple[float, ...],
    *,
    recorded: bool,
) -> bool:
    """Say whether the kernels may be used; False while a thread compiles them.

    Args:
        definition: an elementwise activation.
        name: its name.
        order: which derivative.
        dtype: of the tensors.
        parameters: the parameters' values.
        recorded: whether the gradient's kernel is needed too.
    """

    def compile_both() -> None:
        z = torch.ones(1, dtype=dtype, requires_grad=recorded)
        y = function(definition, name, order, dtype)(z, parameters)
        if recorded and y is not None:
            y.backward()  # type: ignore[no-untyped-call]

    return _begun((definition, order, dtype, recorded), compile_both).done()


def patient(
    definition: Elementwise, name: str, order: int, dtype: torch.dtype
) -> Callable[[torch.Tensor, tuple[float, ...]], torch.Tensor | None]:
    """Return the native form of a derivative, which is None while a thread compiles its kernels."""
    native = function(definition, name, order, dtype)

    def serve(z: torch.Tensor, parameters: tuple[float, ...]) -> torch.Tensor | None:
        recorded = z.requires_grad and torch.is_grad_enabled()
        if not ready(definition, name, order, dtype, parameters, recorded=recorded):
            return None
        return native(z, parameters)

    return serve
