"""The border where users' numbers come in: tensors, arrays, lists, floats; torch computes all."""

from __future__ import annotations

import numbers
from typing import Any

import numpy as np
import torch

from actlas.errors import BadInput
from actlas.targets.kernels import Kernel


def through_torch(
    kernel: Kernel,
    parameters: tuple[float, ...],
    z: Any,
    *along: int,
    takes_complex: bool = False,
) -> Any:
    """Apply a kernel to z and give the result back as z's own kind.

    Args:
        kernel: a function of a tensor, the parameters and, for a vector activation, `dim`.
        parameters: the parameters' values.
        z: a torch tensor; a NumPy array or a nested list of numbers; or one number.
        *along: `dim`, for a vector activation.
        takes_complex: whether a tensor may be complex.

    Returns:
        A tensor, an array (lists become arrays) or a Python float.

    Raises:
        BadInput: z is complex, or not numbers.
    """
    if isinstance(z, torch.Tensor):
        return kernel(floating(z, takes_complex=takes_complex), *parameters, *along)
    scalar = isinstance(z, np.generic)  # NumPy's numbers are of Python's kinds too
    if not scalar and isinstance(z, numbers.Real):
        return kernel(torch.tensor(_float(z), dtype=torch.float64), *parameters, *along).item()
    array = _array(z)
    result: np.ndarray[Any, Any] = kernel(_tensor(array), *parameters, *along).numpy()
    # Where the function is the identity, the result is the argument itself: give a copy.
    result = result.astype(array.dtype, copy=np.may_share_memory(result, array))
    return result[()] if scalar else result


def floating(z: torch.Tensor, *, takes_complex: bool = False) -> torch.Tensor:
    """Return z in a floating-point dtype: its own, or the default one for whole numbers.

    Raises:
        BadInput: z is complex, and the function is one of real numbers.
    """
    if z.is_floating_point() or (takes_complex and z.is_complex()):
        return z
    if z.is_complex():
        raise BadInput(
            "expected real numbers, got {dtype}; this is a function of real numbers",
            dtype=str(z.dtype),
        )
    return z.to(torch.get_default_dtype())


def _float(z: numbers.Real) -> float:
    try:
        return float(z)
    except OverflowError:
        raise BadInput("expected a number that fits into a float, got a larger one") from None


def _array(z: Any) -> np.ndarray[Any, Any]:
    try:
        array = np.asarray(z)
        if array.dtype.kind in "bui":
            array = array.astype(np.float64)
    except (RuntimeError, TypeError, ValueError):  # objects convert themselves as they like
        array = np.empty(0, dtype=object)
    if array.dtype.kind != "f" or array.dtype.itemsize > 8:
        raise BadInput(
            "expected a torch tensor, a NumPy array of real numbers up to 64 bits, or a number; "
            "got {kind}",
            kind=f"{type(z).__name__} ({array.dtype})",
        )
    return array


def _tensor(array: np.ndarray[Any, Any]) -> torch.Tensor:
    # Negative strides, foreign byte order and read-only memory are unknown to torch: copy these.
    native = np.ascontiguousarray(array, dtype=array.dtype.newbyteorder("="))
    if not native.flags.writeable:
        native = native.copy()
    return torch.from_numpy(native).reshape(array.shape)
