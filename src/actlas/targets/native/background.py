"""Kernels compiled while the eager form serves, where ACTLAS_COMPILE=background asks for it.

By default the first call that needs a kernel waits a second or two until it is compiled, once for a
machine: the store keeps it. A service that must not wait has one thread compile meanwhile.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from functools import cache

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


_JOBS: dict[tuple[object, ...], Future[None]] = {}


@cache
def _worker() -> ThreadPoolExecutor:
    return ThreadPoolExecutor(1, thread_name_prefix="actlas-compile")


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
    key = (definition, order, dtype, recorded)
    job = _JOBS.get(key)
    if job is None:

        def compile_both() -> None:
            z = torch.ones(1, dtype=dtype, requires_grad=recorded)
            y = function(definition, name, order, dtype)(z, parameters)
            if recorded and y is not None:
                y.backward()  # type: ignore[no-untyped-call]

        job = _JOBS[key] = _worker().submit(compile_both)
    return job.done()


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
