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

import contextlib
import functools
import importlib
import math
import os
import re
from collections.abc import Callable, Iterator
from types import BuiltinFunctionType, TracebackType
from typing import TYPE_CHECKING, Any

import torch
from torch.autograd import forward_ad

from actlas.definition import Along, Elementwise, Parted, Vector
from actlas.errors import BadParameter

if TYPE_CHECKING:
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
    light = twin is not None and moves_bytes(definition)
    served: dict[torch.dtype, Serving] = {}

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
        if z.is_cuda:
            return on_cuda(z, parameters, chosen)
        if chosen == AUTO and twin is not None and (light or z.numel() < SMALL):
            return twin(z, *parameters)
        if chosen == AUTO and z.numel() < LEAST:
            return None
        if chosen not in BACKENDS:
            _checked(chosen)
        native = served.get(z.dtype) or _native(served, definition, name, order, z.dtype)
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
        and not any(map(_is_batched, tensors))
        and z.is_cpu
    )


def overwriting(
    definition: Elementwise, name: str
) -> Callable[[torch.Tensor, tuple[Any, ...]], bool]:
    """Return what puts f(z) into z where a native kernel can and no gradient is recorded.

    It says whether it did; a kernel that may refuse a number is not asked, since z would be lost.
    """

    def overwritten(z: torch.Tensor, parameters: tuple[Any, ...]) -> bool:
        if STATE.now == EAGER or not _is_plain(z, parameters) or not z.is_cpu:
            return False
        if z.numel() < SMALL or not z.is_contiguous() or z.is_inference():
            return False
        if z.requires_grad and torch.is_grad_enabled():
            return False
        from actlas.targets.native import background
        from actlas.targets.native.functions import function

        return background.waits() and function(definition, name, 0, z.dtype).put(z, parameters)

    return overwritten


def _native(
    served: dict[torch.dtype, Serving],
    definition: Elementwise,
    name: str,
    order: int,
    dtype: torch.dtype,
) -> Serving:
    """Return what native kernels do for a dtype, and keep it."""
    from actlas.targets.native import background
    from actlas.targets.native.functions import function

    found: Serving = function(definition, name, order, dtype)
    if not background.waits():
        found = background.patient(definition, name, order, dtype)
    served[dtype] = found
    return found


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
    """Say whether a tensor is its numbers and nothing besides, and the parameters are numbers.

    It is asked at every call: what is asked is bound beforehand, to be found at once.
    """
    return (
        type(z) in _PLAIN
        and (z.is_cpu or z.is_cuda)
        and z.dtype in REAL
        and z.layout == _STRIDED
        and not z.is_neg()
        and (not parameters or all(isinstance(each, float | int) for each in parameters))
        and _transforming() is None
        and not _is_batched(z)
        and forward_ad._current_level < 0
        and not _modes()
        and not _has_function_mode()
        and _traced() is None
    )


REAL = frozenset((torch.float32, torch.float64, torch.bfloat16, torch.float16))
_STRIDED = torch.strided
_transforming = torch._C._functorch.peek_interpreter_stack
_is_batched = torch._C._functorch.is_legacy_batchedtensor
_modes = torch._C._len_torch_dispatch_stack
_has_function_mode = torch._C._is_torch_function_mode_enabled
_traced = torch._C._get_tracing_state


def faithful(definition: Elementwise, order: int) -> Callable[..., torch.Tensor] | None:
    """Return PyTorch's operator where it is this function everywhere, gradient and all.

    An activation whose definition states a difference from PyTorch has none.
    """
    found = None if order or definition.differences else twin_call(definition)
    if found is None or any(each.extra for each in definition.parameters):
        return None
    operator, given = found
    arguments = ", ".join(["input", *(each.name for each in definition.parameters)])
    # Written out: to put the arguments together would take as long as a small tensor does.
    text = f"lambda {arguments}: _operator({given})"
    served: Callable[..., torch.Tensor] = eval(text, {"_operator": operator})  # noqa: S307 - our own
    return served


@functools.cache
def twin_call(definition: Elementwise) -> tuple[Callable[..., torch.Tensor], str] | None:
    """Return PyTorch's operator and its arguments as source; None where PyTorch has none.

    It is of the parameters that PyTorch knows; the others have to be as they are by default.

    Example:
        >>> from actlas.catalogue import definition
        >>> twin_call(definition("elu"))[1]
        'input, alpha=alpha'
    """
    twin = definition.twin
    if twin is None or definition.surrogate is not None or "." not in twin.functional:
        return None
    # What PyTorch takes as a tensor alone, or draws.
    if any(each.learned for each in definition.parameters) or definition.drawn:
        return None
    known = [each for each in definition.parameters if not each.extra]
    named = [f"{each.name}={each.name}" for each in known]
    fixed = [f"{key}={value}" for key, value in twin.fixed]
    values = {each.name: each.default for each in known} | dict(twin.fixed)
    for operator in _operators(twin.functional):
        with contextlib.suppress(TypeError, RuntimeError):  # it calls its arguments otherwise
            operator(torch.zeros(1), **values)
            return operator, ", ".join(["input", *named, *fixed])
    return None


def _differs(definition: Elementwise, *orders: int, finite: bool = False) -> bool:
    """Say whether PyTorch's operator gives something else, or does where numbers are finite."""
    return any(
        each.order in orders
        and not (finite and each.reach == "point" and not any(map(math.isfinite, each.at)))
        for each in definition.differences
    )


def is_finite(z: torch.Tensor) -> bool:
    """Say whether all numbers of a small, plain tensor are finite; no if their sum is not."""
    return _is_plain(z, ()) and math.isfinite(z.detach().sum().item())


def _operators(functional: str) -> Iterator[Callable[..., torch.Tensor]]:
    """Give what does the work behind a functional form of PyTorch's, and then the form itself."""
    home, _, word = functional.rpartition(".")
    for place in (torch._C._nn, torch):
        if isinstance(found := getattr(place, word, None), BuiltinFunctionType):
            yield found
    yield getattr(importlib.import_module(home), word)


def quick_lane(definition: Elementwise) -> str:
    """Return source that serves a call before anything else is asked; empty if nothing can.

    On small tensors every question costs more than the function, and on large ones the processor
    has forgotten the answers. The lane is for plain tensors of real numbers and plain parameters in
    their domains; what it names is bound where `actlas.nn.functional` compiles it.
    """
    if definition.drawn is not None or definition.variants is not None:
        return ""
    names = [each.name for each in definition.parameters]
    call = twin_call(definition)
    same_where = None if call is None else _same_where(definition)
    asked = [
        "type(input) is _tensor",
        "input.dtype in _real",
        "not _compiling()",
        *(f"type({each}) is float" for each in names),
        *([f"_within({', '.join(names)})"] if names else []),
        *(f"{each.name} == {each.default!r}" for each in definition.kept),
    ]
    tupled = "".join(f"{each}, " for each in names)
    lines = [
        f"served = _serve(input, ({tupled}))",
        "if served is not None:",
        "    return served",
    ]
    if call is not None and same_where is not None:
        light = not same_where and moves_bytes(definition)
        size = [] if light else [f"input.numel() < {SMALL}"]
        conditions = [f"_state.now == {AUTO!r}", *size, *same_where]
        lines = [f"if {' and '.join(conditions)}:", f"    return _operator({call[1]})", *lines]
    inside = []
    if definition.twin is not None and definition.twin.inplace:
        overwritten = ["inplace", *asked, f"_overwritten(input, ({tupled}))"]
        inside = [f"if {' and '.join(overwritten)}:", "    return input"]
        asked = ["not inplace", *asked]
    return "\n".join([*inside, f"if {' and '.join(asked)}:", *(f"    {line}" for line in lines)])


def _same_where(definition: Elementwise) -> list[str] | None:
    """Return on what it hangs whether PyTorch's operator is this function, as source; or None."""
    asked = [f"{each.name} == {each.default!r}" for each in definition.parameters if each.extra]
    if not definition.differences:
        return asked
    if _differs(definition, 0, 1, 2, finite=True):
        return None
    if _differs(definition, 0):
        return [*asked, "_finite(input)"]
    return [*asked, "(not input.requires_grad or not _recording() or _finite(input))"]


def within(definition: Elementwise) -> Callable[..., bool]:
    """Return what says whether parameters lie in their domains, and remembers the last ones."""
    names = [each.name for each in definition.parameters]

    @functools.lru_cache(maxsize=64)
    def within(*values: float) -> bool:
        named = dict(zip(names, values, strict=True))
        ordered = all(named[low] <= named[high] for low, high in definition.ordered)
        return ordered and all(named[each.name] in each.domain for each in definition.parameters)

    return within


_COSTS = re.compile(r"/|\b(?!where\b|max\b|min\b|abs\b|sign\b)\w+\(")


def moves_bytes(definition: Elementwise) -> bool:
    """Say whether a function is made of straight lines: its time is that of moving bytes.

    Example:
        >>> from actlas.catalogue import definition
        >>> moves_bytes(definition("hardtanh")), moves_bytes(definition("elu"))
        (True, False)
    """
    return not any(_COSTS.search(each.formula) for each in definition.pieces)
