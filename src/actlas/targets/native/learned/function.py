"""Activations whose parameters are tensors, with gradients: what the dispatch table calls.

z is saved, and the parameters. Gradients of gradients go through the eager form.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import torch

from actlas.definition import Elementwise
from actlas.targets.kernels import kernel as eager
from actlas.targets.native import background, functions, pages
from actlas.targets.native.background import Kernels
from actlas.targets.native.functions import is_transformed
from actlas.targets.native.learned.arrangements import Arrangement, Columns, arranged
from actlas.targets.native.learned.kernels import Asked, Learned, Values, kernel

Computed = Callable[[torch.Tensor], torch.Tensor | None]


class Function:
    """The native form of an activation for parameters of which some are tensors.

    Args:
        definition: an elementwise activation.
        name: its name.
    """

    def __init__(self, definition: Elementwise, name: str) -> None:
        self.definition = definition
        self.name = name
        self._of_numbers: dict[torch.dtype, functions.Function] = {}
        # A definition is hashed whole each time that it is looked up.
        self._kernels = Kernels(self._made)

    def _made(self, asked: tuple[torch.dtype, Asked]) -> Learned | None:
        return kernel(self.definition, self.name, *asked)

    def __call__(self, z: torch.Tensor, parameters: Values) -> torch.Tensor | None:
        """Return the values at a plain tensor; None where no kernel serves.

        Args:
            z: a tensor.
            parameters: numbers, or plain tensors that broadcast with z.
        """
        channels = _channels(z, parameters)
        suits = channels and z.numel() and z.is_contiguous()
        arrangement = arranged(z.shape, channels) if suits else None
        if arrangement is None:
            return None
        learned = tuple(
            each.name
            for each, value in zip(self.definition.parameters, parameters, strict=True)
            if isinstance(value, torch.Tensor) and value.requires_grad
        )
        recorded = torch.is_grad_enabled() and (z.requires_grad or bool(learned))
        columnwise = isinstance(arrangement, Columns)
        values = self._values(z.dtype, arrangement, parameters)
        back = self._kernels((z.dtype, Asked(columnwise, True, learned))) if recorded else None
        if values is None or (recorded and back is None):
            return None
        if not recorded:
            return values(z)
        try:
            return _Pass.apply(z, self, values, arrangement, back, learned, *parameters)  # type: ignore[no-any-return,no-untyped-call]
        except _Refused:
            return None

    def _values(
        self, dtype: torch.dtype, arrangement: Arrangement, parameters: Values
    ) -> Computed | None:
        """Return what computes values, without a gradient; None where nothing does, or not yet."""
        if arrangement.channels == 1:
            return self._of_one_value(dtype, tuple(_number(each) for each in parameters))
        run = self._kernels((dtype, Asked(isinstance(arrangement, Columns))))
        if run is None:
            return None

        def filled(z: torch.Tensor) -> torch.Tensor | None:
            y = pages.empty_like(z)
            return None if run(arrangement, parameters, z, y) is None else y

        return filled

    def _of_one_value(self, dtype: torch.dtype, numbers: tuple[float, ...]) -> Computed | None:
        """Return the kernel for parameters that are numbers, as it serves them anywhere."""
        asked = self.definition, self.name, 0, dtype
        if not background.waits() and not background.ready(*asked, numbers, recorded=False):
            return None
        if dtype not in self._of_numbers:
            self._of_numbers[dtype] = functions.function(*asked)
        found = self._of_numbers[dtype]
        return lambda z: found(z.detach(), numbers)

    def gradients(
        self, z: torch.Tensor, g: torch.Tensor, parameters: Values, needed: tuple[bool, ...]
    ) -> list[torch.Tensor | None]:
        """Return the gradients that are needed by PyTorch's operations, from their definitions.

        Args:
            z: where.
            g: the gradient of the values.
            parameters: as they were given.
            needed: whether z's gradient is needed, and each parameter's.
        """
        from actlas.targets.autograd import differentiable

        definition, name = self.definition, self.name
        found: list[torch.Tensor | None] = [None] * len(needed)
        if needed[0]:
            surrogate = definition.surrogate is not None
            slope = (
                differentiable(definition.slope_in_training(), name)
                if surrogate
                else differentiable(definition, name, 1)
            )
            found[0] = g * slope(z, *parameters)
        for place, (each, value) in enumerate(
            zip(definition.parameters, parameters, strict=True), start=1
        ):
            if needed[place] and isinstance(value, torch.Tensor):
                change = eager(definition, 0, name, by=each.name)
                found[place] = (g * change(z, *parameters)).sum_to_size(value.shape)
        return found


def _number(value: float | torch.Tensor) -> float:
    return value.item() if isinstance(value, torch.Tensor) else float(value)


def _channels(z: torch.Tensor, parameters: Values) -> int:
    """Return how many values the parameters have together: 1, or as many as channels, or 0.

    0 says that some parameter lies otherwise beside z, or has more digits than z.
    """
    channels = 1
    for each in parameters:
        if not isinstance(each, torch.Tensor):
            continue
        if each.dim() > z.dim() or not _as_narrow(each.dtype, z.dtype):
            return 0
        if each.numel() == 1:
            continue
        if each.dim() != z.dim() or each.dim() < 2:
            return 0
        channels = z.shape[1]
        if each.shape[1] != channels or each.numel() != channels:
            return 0
    return channels


def _as_narrow(parameter: torch.dtype, dtype: torch.dtype) -> bool:
    """Say whether results have z's dtype with parameters of another; half precision is widened."""
    return parameter == dtype or (parameter == torch.float32 and dtype.itemsize == 2)


class _Refused(Exception):
    """A number was beyond a kernel's reach while autograd recorded it."""


class _Pass(torch.autograd.Function):
    """One kernel each way; z and the parameters are saved between them."""

    @staticmethod
    def forward(
        ctx: Any,
        z: torch.Tensor,
        function: Function,
        values: Computed,
        arrangement: Arrangement,
        back: Learned,
        learned: tuple[str, ...],
        *parameters: Any,
    ) -> torch.Tensor:
        y = values(z)
        if y is None:
            raise _Refused
        ctx.asked = function, arrangement, back, learned
        # Numbers are kept as they are, tensors by autograd, which sees when one is overwritten.
        ctx.numbers = [None if isinstance(each, torch.Tensor) else each for each in parameters]
        ctx.save_for_backward(z, *(each for each in parameters if isinstance(each, torch.Tensor)))
        return y

    @staticmethod
    def backward(ctx: Any, *upstream: torch.Tensor) -> Any:
        function, arrangement, back, learned = ctx.asked
        (z, *tensors), (g,) = ctx.saved_tensors, upstream
        restored = iter(tensors)
        parameters = [next(restored) if each is None else each for each in ctx.numbers]
        first, _, _, _, _, _, *others = ctx.needs_input_grad
        found = None
        if not torch.is_grad_enabled() and type(g) is torch.Tensor and not is_transformed(g):
            found = _in_one_pass(back, arrangement, z, g, parameters)
        if found is None:
            return _laid_out(function.gradients(z, g, parameters, (first, *others)))
        slope, sums = found
        by_name = dict(zip(learned, sums, strict=True))
        grads: list[torch.Tensor | None] = [slope if first else None]
        for each, value, needed in zip(
            function.definition.parameters, parameters, others, strict=True
        ):
            grads.append(_in_shape(by_name[each.name], value) if needed else None)
        return _laid_out(grads)


def _in_one_pass(
    back: Learned,
    arrangement: Arrangement,
    z: torch.Tensor,
    g: torch.Tensor,
    parameters: Values,
) -> tuple[torch.Tensor, torch.Tensor] | None:
    """Return z's gradient and the sums of the parameters'; None where a number is out of reach."""
    result = pages.empty_like(z)
    if g.stride() != z.stride() or g.dtype != z.dtype or g.is_neg():
        g = torch.empty_like(result).copy_(g)
    sums = back(arrangement, parameters, z, g, result)
    return None if sums is None else (result, sums)


def _in_shape(sums: torch.Tensor, value: torch.Tensor) -> torch.Tensor:
    """Return a parameter's gradient from its channels'."""
    whole = sums.sum() if value.numel() == 1 else sums
    return whole.to(value.dtype).reshape(value.shape)


def _laid_out(grads: list[torch.Tensor | None]) -> tuple[torch.Tensor | None, ...]:
    """Return gradients in the order of what `_Pass` takes."""
    return grads[0], None, None, None, None, None, *grads[1:]
