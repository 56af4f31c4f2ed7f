"""Who computes: the native kernel, PyTorch's own operator, or the eager form, for every call.

    ============================================ =====================================
    the tensor                                   who serves under "auto"
    ============================================ =====================================
    traced, transformed, a subclass, complex,    the eager form, which PyTorch can
    forward-mode, functorch, on another device   take apart
    than a processor's or CUDA's
    small, PyTorch has the very same function    PyTorch's operator
    small, otherwise                             the eager form
    large                                        the native kernel; where PyTorch's
                                                 operator moves the same bytes in the
                                                 same time, that one
    large and contiguous, parameters that are    the native kernel that adds up their
    tensors of one value, or one per channel     gradients in the same pass
    on CUDA, PyTorch has the very same function  PyTorch's operator
    on CUDA, large, otherwise                    the Triton kernel; where there is no
                                                 Triton, the eager form
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
from typing import TYPE_CHECKING, Any

import torch
from torch.autograd import forward_ad

from actlas.definition import Along, Elementwise, Parted, Vector
from actlas.errors import BadParameter

if TYPE_CHECKING:
    from actlas.targets.native.functions import Function
    from actlas.targets.native.learned.function import Function as Learning
    from actlas.targets.triton.functions import Function as OnDevice

VARIABLE = "ACTLAS_BACKEND"
AUTO, NATIVE, EAGER = "auto", "native", "eager"
BACKENDS = (AUTO, NATIVE, EAGER)

SMALL = 8192
"""Below so many numbers PyTorch's operator, where it is the same function, is quicker than a native
kernel with its autograd function around it."""
LEAST = 512
"""Below so many numbers nobody waits for a kernel to be compiled."""
LEAST_LEARNED = 8192
"""From so many numbers on a kernel is quicker, forward and backward, where parameters are tensors:
of PReLU, which has least to compute; of the others sooner."""
LEAST_ON_CUDA = 65536
"""Below so many numbers starting a Triton kernel takes longer than PyTorch's operations do."""
_PLAIN = (torch.Tensor, torch.nn.Parameter)
Serving = Callable[[torch.Tensor, tuple[Any, ...]], torch.Tensor | None]


def _checked(name: object) -> str:
    if name not in BACKENDS:
        raise BadParameter(
            "the backend is one of: {known}; got {value!r}", known=", ".join(BACKENDS), value=name
        )
    return str(name)


class State:
    """Which backend serves in this process."""

    __slots__ = ("now",)

    def __init__(self) -> None:
        self.now = os.environ.get(VARIABLE) or AUTO


STATE = State()


class backend:  # noqa: N801 - called like a function
    """Choose who computes activations: from now on, or inside a `with` block.

    "auto" lets native kernels serve large tensors, PyTorch's operators or operations the others;
    "native" lets native kernels serve whatever they can, "eager" nothing. On CUDA devices Triton
    compiles them. What is traced or transformed, and tensors on devices of other kinds, are always
    served by PyTorch's operations. The choice is the whole process's; the environment variable
    `ACTLAS_BACKEND` says how it begins.

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
        self._before = _checked(STATE.now)
        if name is not None:
            STATE.now = _checked(name)
        self.name = STATE.now
        """The backend that serves."""

    def __enter__(self) -> backend:
        return self

    def __exit__(
        self,
        _kind: type[BaseException] | None,
        _error: BaseException | None,
        _trace: TracebackType | None,
    ) -> None:
        STATE.now = self._before

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
    served: dict[torch.dtype, Function] = {}

    @functools.cache
    def triton() -> OnDevice:
        from actlas.targets.triton.functions import Function

        return Function(definition, name, order)

    def on_cuda(z: torch.Tensor, parameters: tuple[Any, ...], chosen: str) -> torch.Tensor | None:
        if _checked(chosen) == AUTO and twin is not None:
            return twin(z, *parameters)
        if chosen == AUTO and z.numel() < LEAST_ON_CUDA:
            return None
        return triton()(z, parameters)

    @functools.cache
    def learning() -> Learning:
        from actlas.targets.native.learned.function import Function

        return Function(definition, name)

    def on_learned(
        z: torch.Tensor, parameters: tuple[Any, ...], chosen: str
    ) -> torch.Tensor | None:
        small = _checked(chosen) == AUTO and z.numel() < LEAST_LEARNED
        return None if small or not _is_learned(z, parameters) else learning()(z, parameters)

    def serve(z: torch.Tensor, parameters: tuple[Any, ...]) -> torch.Tensor | None:
        chosen = STATE.now
        if chosen == EAGER:
            return None
        if not _is_plain(z, parameters):
            return on_learned(z, parameters, chosen) if not order else None
        if z.device.type == "cuda":
            return on_cuda(z, parameters, chosen)
        if chosen == AUTO and twin is not None and (light or z.numel() < SMALL):
            return twin(z, *parameters)
        if chosen == AUTO and z.numel() < LEAST:
            return None
        if chosen not in BACKENDS:
            _checked(chosen)
        native = served.get(z.dtype)
        if native is None:
            from actlas.targets.native.functions import function

            native = served[z.dtype] = function(definition, name, order, z.dtype)
        if not _is_ready(definition, name, order, z, parameters):
            return None
        return native(z, parameters)

    return serve


def _is_learned(z: torch.Tensor, parameters: tuple[Any, ...]) -> bool:
    """Say whether some parameters are tensors, and all is plain and a processor's."""
    tensors = [each for each in parameters if isinstance(each, torch.Tensor)]
    numbers = [each for each in parameters if not isinstance(each, torch.Tensor)]
    return (
        bool(tensors)
        and _is_plain(z, tuple(numbers))
        and all(type(each) in _PLAIN and not each.is_neg() for each in tensors)
        and all(each.device == z.device and each.layout == torch.strided for each in tensors)
        and not any(torch._C._functorch.is_legacy_batchedtensor(each) for each in tensors)
        and z.device.type == "cpu"
    )


def _is_ready(
    definition: Elementwise,
    name: str,
    order: int,
    z: torch.Tensor,
    parameters: tuple[float, ...],
) -> bool:
    from actlas.targets.native import background

    if background.waits():
        return True
    recorded = z.requires_grad and torch.is_grad_enabled()
    return background.ready(definition, name, order, z.dtype, parameters, recorded=recorded)


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
    served: list[Callable[..., torch.Tensor | None]] = []

    def serve(z: torch.Tensor, parameters: tuple[Any, ...], dim: int) -> torch.Tensor | None:
        chosen = STATE.now
        if chosen == EAGER or not _is_plain(z, parameters) or not -z.dim() <= dim < z.dim():
            return None
        if z.device.type != "cpu" or (chosen == AUTO and z.numel() < SMALL):
            return None
        if not served:
            native = importlib.import_module(f"actlas.targets.native.{rooms}.function")
            served.append(native.function(definition, name))
        return served[0](z, parameters, dim % z.dim(), choosy=_checked(chosen) == AUTO)

    return serve


def _is_plain(z: torch.Tensor, parameters: tuple[Any, ...]) -> bool:
    """Say whether a tensor is its numbers and nothing besides, and the parameters are numbers."""
    return (
        type(z) in _PLAIN
        and z.device.type in _DEVICES
        and z.dtype in _DTYPES
        and z.layout == torch.strided
        and not z.is_neg()
        and all(isinstance(each, float | int) for each in parameters)
        and torch._C._functorch.peek_interpreter_stack() is None
        and not torch._C._functorch.is_legacy_batchedtensor(z)
        and forward_ad._current_level < 0
        and not torch._C._len_torch_dispatch_stack()
        and not torch._C._is_torch_function_mode_enabled()
        and torch._C._get_tracing_state() is None
    )


_DEVICES = ("cpu", "cuda")
_DTYPES = (torch.float32, torch.float64, torch.bfloat16, torch.float16)


def faithful(definition: Elementwise, order: int) -> Callable[..., torch.Tensor] | None:
    """Return PyTorch's operator where it is this function everywhere, gradient and all.

    An activation whose definition states a difference from PyTorch has none.
    """
    twin = definition.twin
    if order or twin is None or definition.differences or definition.surrogate is not None:
        return None
    # What PyTorch lacks, or takes as a tensor alone, or draws.
    if any(each.extra or each.learned for each in definition.parameters) or definition.drawn:
        return None
    home, _, word = twin.functional.rpartition(".")
    if not home:
        return None
    operator = getattr(importlib.import_module(home), word)
    names = [each.name for each in definition.parameters]
    fixed = [f"{key}={value}" for key, value in twin.fixed]
    given = ", ".join(["z", *(f"{each}={each}" for each in names), *fixed])
    # Written out: to put the arguments together would take as long as a small tensor does.
    text = f"lambda {', '.join(['z', *names])}: _operator({given})"
    found: Callable[..., torch.Tensor] = eval(text, {"_operator": operator})  # noqa: S307 - our own
    return found


def is_quick(definition: Elementwise) -> str:
    """Return a condition, as source, under which no more need be asked; empty if never.

    It is asked before anything else, since on small tensors every question costs more than the
    function. It holds for plain tensors of real numbers, and plain parameters in their domains.
    """
    if definition.drawn is not None or definition.variants is not None or definition.kept:
        return ""
    names = [each.name for each in definition.parameters]
    asked = [
        "type(input) is _to.tensor",
        "input.is_floating_point()",
        "not _to.compiling()",
        *(f"type({each}) is float" for each in names),
    ]
    if names:
        asked.append(f"_to.within({', '.join(names)})")
    if definition.twin is not None and definition.twin.inplace:
        asked.append("not inplace")
    return " and ".join(asked)


def is_small(definition: Elementwise) -> str:
    """Return a condition, as source, under which PyTorch's operator serves; empty if never.

    PyTorch's operator takes a plain tensor wherever it is and whatever transforms it.
    """
    twin = faithful(definition, 0) is not None
    return f"_to.state.now == {AUTO!r} and input.numel() < {SMALL}" if twin else ""


def within(definition: Elementwise) -> Callable[..., bool]:
    """Return what says whether parameters lie in their domains, and remembers the last ones."""
    names = [each.name for each in definition.parameters]

    @functools.lru_cache(maxsize=64)
    def within(*values: float) -> bool:
        named = dict(zip(names, values, strict=True))
        ordered = all(named[low] <= named[high] for low, high in definition.ordered)
        return ordered and all(named[each.name] in each.domain for each in definition.parameters)

    return within


_CHEAP = re.compile(
    r"(torch|own|pairs)\.(?!where\b|relu\b|abs\b|sign\b|isinf\b|inf\b|float16\b|constant\b|beside\b)"
)


@functools.cache
def moves_bytes(definition: Elementwise, name: str, order: int) -> bool:
    """Say whether a derivative is made of straight lines: its time is that of moving bytes."""
    from actlas.targets.kernels import source

    text = source(definition, order, name)
    return not _CHEAP.search(text) and " / " not in text
