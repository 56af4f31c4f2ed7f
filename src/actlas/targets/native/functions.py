"""Native kernels as functions of tensors, with gradients: what the dispatch table calls.

Forward, one kernel reads z and writes f(z); backward, one reads what was saved and the gradient and
writes their product. One tensor is saved, as PyTorch's operators do. Gradients of gradients, and
gradients that are transformed, go through the eager forms. A kernel is compiled when it is first
needed: whoever asks for values alone never waits for a gradient's.
"""

from __future__ import annotations

from functools import cache
from typing import Any

import torch

from actlas.definition import Elementwise
from actlas.targets.kernels import source
from actlas.targets.native import outputs, pages, pool
from actlas.targets.native.kernels import Kind, Native, native

_REMEMBERED = 64
"""For so many parameters it is known what serves: a training may change them at every step."""


class Function:
    """The native form of one derivative for one dtype.

    Args:
        definition: an elementwise activation.
        name: its name.
        order: which derivative.
        dtype: of the tensors.
    """

    def __init__(self, definition: Elementwise, name: str, order: int, dtype: torch.dtype) -> None:
        self._about = (definition, name, order, dtype)
        self._kernels: dict[tuple[float, ...], Native | None] = {}
        self._recorders: dict[tuple[float, ...], type[_Pass] | None] = {}

    def kernel(self, parameters: tuple[float, ...]) -> Native | None:
        """Return the kernel of the values, or None where there is none."""
        if parameters not in self._kernels:
            _forget(self._kernels)
            definition, name, order, dtype = self._about
            bound = _is_bound(definition, name, order, parameters)
            self._kernels[parameters] = native(definition, order, name, dtype, bound=bound)
        return self._kernels[parameters]

    def __call__(self, z: torch.Tensor, parameters: tuple[float, ...]) -> torch.Tensor | None:
        """Return the values at a plain tensor; None where a number is beyond the kernel's reach."""
        if z.requires_grad and _recording():
            return self._recorded(z, parameters)
        # Asked for a kernel that is there, it answers without another call.
        kernel = (
            self._kernels[parameters] if parameters in self._kernels else self.kernel(parameters)
        )
        return None if kernel is None else _filled(kernel, z, parameters)

    def put(self, z: torch.Tensor, parameters: tuple[float, ...]) -> bool:
        """Overwrite a contiguous tensor by its values; False, and z as it was, where that can't be.

        Whoever saved z for a gradient is told, as by PyTorch's own in-place operators.
        """
        kernel = self.kernel(parameters)
        if kernel is None or kernel.may_refuse:
            return False
        kernel(parameters, z, z)
        torch.autograd.graph.increment_version(z)
        return True

    def recorder(self, parameters: tuple[float, ...]) -> type[_Pass] | None:
        """Return the function as autograd sees it, or None where a kernel is missing."""
        if parameters not in self._recorders:
            _forget(self._recorders)
            definition, _, order, dtype = self._about
            # Of an output that was rounded to half precision, 1 - y has lost too much.
            wide = dtype in (torch.float32, torch.float64)
            of_output = wide and order == 0 and outputs.holds_for(definition, parameters)
            kind = Kind.GRADIENT_OF_OUTPUT if of_output else Kind.GRADIENT
            value = self.kernel(parameters)
            self._recorders[parameters] = _recorder(*self._about, kind, value, parameters)
        return self._recorders[parameters]

    def _recorded(self, z: torch.Tensor, parameters: tuple[float, ...]) -> torch.Tensor | None:
        """Return the values, with a gradient that one kernel computes."""
        recorder = self.recorder(parameters)
        if recorder is None:
            return None
        try:
            found: torch.Tensor = recorder.apply(z)  # type: ignore[no-untyped-call]
        except _Refused:
            return None
        return found


def _forget(known: dict[Any, Any]) -> None:
    if len(known) >= _REMEMBERED:
        known.clear()


@cache
def function(definition: Elementwise, name: str, order: int, dtype: torch.dtype) -> Function:
    """Return the native form of a derivative for a dtype, the same one each time."""
    return Function(definition, name, order, dtype)


def _is_bound(
    definition: Elementwise, name: str, order: int, parameters: tuple[float, ...]
) -> bool:
    """Say whether a kernel for the parameters' defaults alone serves, and does with less.

    That is where an exponent is computed in twice the digits because of a parameter, mostly 1.
    """
    defaults = tuple(each.default for each in definition.parameters)
    text = source(definition, order, name)
    paired = any(f"pairs.number({each.name}," in text for each in definition.parameters)
    return paired and parameters == defaults


def _filled(kernel: Native, z: torch.Tensor, parameters: tuple[float, ...]) -> torch.Tensor | None:
    """Return a new tensor, of z's layout, with the kernel's values."""
    y = pages.empty_like(z)
    if not z.is_contiguous() and y.stride() != z.stride():
        z = torch.empty_like(y).copy_(z)  # z has gaps, or meets itself
    return y if kernel(parameters, z, y) else None


class _Refused(Exception):
    """A number was beyond a kernel's reach while autograd recorded it."""


def _recorder(
    definition: Elementwise,
    name: str,
    order: int,
    dtype: torch.dtype,
    saved: Kind,
    value: Native | None,
    parameters: tuple[float, ...],
) -> type[_Pass] | None:
    """Return the function as autograd sees it, or None where a kernel is missing."""
    from actlas.targets.autograd import differentiable as eager

    if definition.surrogate is not None and order == 0:
        steeper, next_order = definition.slope_in_training(), 0
    else:
        steeper, next_order = definition, order + 1
    bound = _is_bound(steeper, name, next_order, parameters)
    gradient = native(steeper, next_order, name, dtype, saved, bound=bound)
    if value is None or gradient is None:
        return None
    of_output = saved is Kind.GRADIENT_OF_OUTPUT
    found = outputs.kernel(definition) if of_output else eager(steeper, name, next_order)

    parts = {
        "values": value,
        "gradients": gradient,
        "slope": staticmethod(found),
        "saves_output": of_output,
        "parameters": parameters,
    }
    return type("Pass", (_Pass,), parts)


class _Pass(torch.autograd.Function):
    """One kernel each way; one tensor is saved between them."""

    values: Native
    gradients: Native
    slope: Any
    """The slope at what was saved, in the eager form."""
    saves_output: bool
    parameters: tuple[float, ...]

    @classmethod
    def forward(cls, ctx: Any, z: torch.Tensor) -> torch.Tensor:
        y = _filled(cls.values, z, cls.parameters)
        if y is None:
            raise _Refused
        ctx.save_for_backward(y if cls.saves_output else z)
        return y

    @classmethod
    def backward(cls, ctx: Any, *upstream: torch.Tensor) -> torch.Tensor:
        (saved,), (g,) = ctx.saved_tensors, upstream
        if not _recording() and type(g) is torch.Tensor and not is_transformed(g):
            found = _multiplied(cls.gradients, saved, g, cls.parameters)
            if found is not None:
                return found
        slope: torch.Tensor = cls.slope(saved, *cls.parameters)
        return g * slope


_recording = torch.is_grad_enabled
_transforming = torch._C._functorch.peek_interpreter_stack
_is_batched = torch._C._functorch.is_legacy_batchedtensor


def is_transformed(g: torch.Tensor) -> bool:
    """Say whether a gradient is one of many that are computed at once."""
    return _transforming() is not None or _is_batched(g)


def _multiplied(
    kernel: Native, saved: torch.Tensor, g: torch.Tensor, parameters: tuple[float, ...]
) -> torch.Tensor | None:
    """Return g times the slope at what was saved, in its layout."""
    result = pages.empty_like(saved)
    if not saved.is_contiguous() and result.stride() != saved.stride():
        saved = torch.empty_like(result).copy_(saved)
    if g.dtype != saved.dtype or g.is_neg():
        g = g.to(saved.dtype).resolve_neg()
    if not (g.is_contiguous() and saved.is_contiguous()) and g.stride() != result.stride():
        # Of a sum, or a mean, the gradient is one number for all.
        one = g.numel() > pool.SHARE and not any(g.stride())
        g = _share(g) if one else torch.empty_like(result).copy_(g)
    return result if kernel.multiply(parameters, saved, g, result) else None


def _share(g: torch.Tensor) -> torch.Tensor:
    """Return a share's worth of the one number that a gradient is."""
    return torch.empty(pool.SHARE, dtype=g.dtype).copy_(g.flatten()[:1])
