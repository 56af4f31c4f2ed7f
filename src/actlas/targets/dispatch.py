"""Who computes: the native kernel, PyTorch's own operator, or the eager form, for every call.

    ============================================ =====================================
    the tensor                                   who serves under "auto"
    ============================================ =====================================
    traced, transformed, a subclass, complex,    the eager form, which PyTorch can
    on another device, forward-mode, functorch   take apart
    small, PyTorch has the very same function    PyTorch's operator
    small, otherwise                             the eager form
    large                                        the native kernel; where PyTorch's
                                                 operator moves the same bytes in the
                                                 same time, that one
    ============================================ =====================================

`actlas.backend` changes the column; the environment variable ACTLAS_BACKEND sets how it begins.
"""

from __future__ import annotations

import functools
import importlib
import os
import re
from collections.abc import Callable
from types import TracebackType
from typing import Any

import torch
from torch.autograd import forward_ad

from actlas.definition import Along, Elementwise, Parted, Vector
from actlas.errors import BadParameter

VARIABLE = "ACTLAS_BACKEND"
AUTO, NATIVE, EAGER = "auto", "native", "eager"
BACKENDS = (AUTO, NATIVE, EAGER)

SMALL = 8192
"""Below so many numbers PyTorch's operator, where it is the same function, is quicker than a native
kernel with its autograd function around it."""
LEAST = 512
"""Below so many numbers nobody waits for a kernel to be compiled."""
_PLAIN = (torch.Tensor, torch.nn.Parameter)
Serving = Callable[[torch.Tensor, tuple[Any, ...]], torch.Tensor | None]


def _checked(name: object) -> str:
    if name not in BACKENDS:
        raise BadParameter(
            "the backend is one of: {known}; got {value!r}", known=", ".join(BACKENDS), value=name
        )
    return str(name)


class _State:
    """Which backend serves in this process."""

    def __init__(self) -> None:
        self._name = ""

    @property
    def name(self) -> str:
        if not self._name:
            self._name = _checked(os.environ.get(VARIABLE) or AUTO)
        return self._name

    @name.setter
    def name(self, name: str) -> None:
        self._name = _checked(name)


_STATE = _State()


class backend:
    """Choose who computes activations: from now on, or inside a `with` block.

    "auto" lets native kernels serve large tensors, PyTorch's operators or operations the others;
    "native" lets native kernels serve whatever they can, "eager" nothing. What is traced or
    transformed, and tensors on other devices, are always served by PyTorch's operations. The choice
    is the whole process's; the environment variable `ACTLAS_BACKEND` says how it begins.

    Args:
        name: "auto", "native" or "eager"; nothing to ask which one serves.

    Raises:
        BadParameter: there is no such backend.

    Example:
        >>> import actlas
        >>> with actlas.backend("eager"):
        ...     actlas.backend().name
        'eager'
    """

    def __init__(self, name: str | None = None) -> None:
        self._before = _STATE.name
        if name is not None:
            _STATE.name = name
        self.name = _STATE.name
        """The backend that serves."""

    def __enter__(self) -> backend:
        return self

    def __exit__(
        self,
        _kind: type[BaseException] | None,
        _error: BaseException | None,
        _trace: TracebackType | None,
    ) -> None:
        _STATE.name = self._before

    def __repr__(self) -> str:
        return f"actlas.backend({self.name!r})"


def serving(definition: Elementwise, name: str, order: int) -> Serving:
    """Return what computes a derivative where the eager form need not: a tensor, or None.

    Args:
        definition: an elementwise activation.
        name: its name.
        order: which derivative.
    """
    twin = faithful(definition, order)
    light = twin is not None and moves_bytes(definition, name, order)

    def serve(z: torch.Tensor, parameters: tuple[Any, ...]) -> torch.Tensor | None:
        chosen = _STATE.name
        if chosen == EAGER or not _is_plain(z, parameters):
            return None
        if chosen == AUTO and twin is not None and (light or z.numel() < SMALL):
            return twin(z, *parameters)
        if chosen == AUTO and z.numel() < LEAST:
            return None
        from actlas.targets.native.background import ready
        from actlas.targets.native.functions import function

        recorded = z.requires_grad and torch.is_grad_enabled()
        if not ready(definition, name, order, z.dtype, parameters, recorded=recorded):
            return None
        return function(definition, name, order, z.dtype)(z, parameters)

    return serve


ServingAlong = Callable[[torch.Tensor, tuple[Any, ...], int], torch.Tensor | None]


def serving_along(definition: Along, name: str) -> ServingAlong | None:
    """Return what computes along a dimension where the eager form need not: a tensor, or None.

    Nothing does where the kind has no native kernels.

    Args:
        definition: an activation that works along a dimension.
        name: its name.
    """
    if not isinstance(definition, Vector | Parted):
        return None
    rooms = "rows" if isinstance(definition, Vector) else "gates"

    def serve(z: torch.Tensor, parameters: tuple[Any, ...], dim: int) -> torch.Tensor | None:
        chosen = _STATE.name
        if chosen == EAGER or not _is_plain(z, parameters) or not -z.dim() <= dim < z.dim():
            return None
        if chosen == AUTO and z.numel() < SMALL:
            return None
        native = importlib.import_module(f"actlas.targets.native.{rooms}.function")
        found: torch.Tensor | None = native.apply(
            definition, name, z, parameters, dim % z.dim(), choosy=chosen == AUTO
        )
        return found

    return serve


def _is_plain(z: torch.Tensor, parameters: tuple[Any, ...]) -> bool:
    """Say whether a tensor is its numbers and nothing besides, and the parameters are numbers."""
    return (
        type(z) in _PLAIN
        and z.device.type == "cpu"
        and z.dtype in _DTYPES
        and z.layout == torch.strided
        and not z.is_neg()
        and all(isinstance(each, float | int) for each in parameters)
        and torch._C._functorch.peek_interpreter_stack() is None
        and forward_ad._current_level < 0
        and not torch._C._len_torch_dispatch_stack()
        and torch._C._get_tracing_state() is None
    )


_DTYPES = (torch.float32, torch.float64, torch.bfloat16, torch.float16)


def faithful(definition: Elementwise, order: int) -> Callable[..., torch.Tensor] | None:
    """Return PyTorch's operator where it is this function everywhere, gradient and all.

    An activation whose definition states a difference from PyTorch has none.
    """
    twin = definition.twin
    if order or twin is None or definition.differences or definition.surrogate is not None:
        return None
    if any(each.extra for each in definition.parameters) or definition.drawn is not None:
        return None
    home, _, word = twin.functional.rpartition(".")
    if not home:
        return None
    operator = getattr(importlib.import_module(home), word)
    names = [each.name for each in definition.parameters]
    fixed = {key: _literal(value) for key, value in twin.fixed}

    def compute(z: torch.Tensor, *parameters: float) -> torch.Tensor:
        given = dict(zip(names, parameters, strict=True))
        return operator(z, **given, **fixed)  # type: ignore[no-any-return]

    return compute


def _literal(text: str) -> Any:
    import ast

    return ast.literal_eval(text)


_CHEAP = re.compile(
    r"(torch|own|pairs)\.(?!where\b|relu\b|abs\b|sign\b|isinf\b|inf\b|float16\b|constant\b|beside\b)"
)


@functools.cache
def moves_bytes(definition: Elementwise, name: str, order: int) -> bool:
    """Say whether a derivative is made of straight lines: its time is that of moving bytes."""
    from actlas.targets.kernels import source

    text = source(definition, order, name)
    return not _CHEAP.search(text) and " / " not in text
