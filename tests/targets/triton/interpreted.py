"""Runs Triton kernels in Triton's interpreter, on the processor, and says what is wrong.

    TRITON_INTERPRET=1 python -m tests.targets.triton.interpreted NAME ...

The tests start it as a process: Triton reads the variable when it is imported.
"""

from __future__ import annotations

import sys
import warnings
from collections.abc import Iterator
from typing import Any

import numpy as np
import torch

from actlas import catalogue
from actlas.definition import Elementwise
from actlas.targets.autograd import differentiable
from actlas.targets.dispatch import EAGER, backend
from actlas.targets.triton import kernels, proof
from actlas.targets.triton.functions import Function

DTYPES = (torch.float32, torch.float64, torch.float16, torch.bfloat16)
UNITS = 16
"""How many units in the last place may lie between two forms, of values of usual size."""


def places(dtype: torch.dtype) -> torch.Tensor:
    """Return a few hundred numbers of usual size, and some that are small or large."""
    some = torch.tensor([1e-4, 1e-2, 17.0, 40.0, 88.0, 104.0, 1000.0], dtype=torch.float64)
    return torch.cat([torch.linspace(-9, 9, 361, dtype=torch.float64), some, -some]).to(dtype)


def problems(name: str, dtype: torch.dtype) -> Iterator[str]:
    """Give what is wrong with a definition's kernels, values and gradients."""
    definition = catalogue.definition(name)
    assert isinstance(definition, Elementwise)
    values = tuple(each.default for each in definition.parameters)
    found, wanted = places(dtype).requires_grad_(), places(dtype).requires_grad_()
    with warnings.catch_warnings(record=True) as said:
        warnings.simplefilter("always")
        y = Function(definition, name, 0)(found, values)
    yield from (f"{name}: {each.message}" for each in said if "actlas" in str(each.message))
    if y is None:
        yield f"{name}: no kernel for {dtype}"
        return
    upstream = torch.linspace(-2, 2, y.numel(), dtype=torch.float64).to(dtype)
    with backend(EAGER):
        known = differentiable(definition, name)(wanted, *values)
    y.backward(upstream)
    known.backward(upstream)
    for what, got, true in (("f", y, known), ("f′", found.grad, wanted.grad)):
        within = UNITS * torch.finfo(dtype).eps
        if not torch.allclose(got, true, rtol=within, atol=within, equal_nan=True):
            place = int((got - true).abs().nan_to_num(nan=torch.inf).argmax())
            yield (
                f"{name}: {what} in {dtype} at {float(found[place])} is {float(got[place])}, "
                f"not {float(true[place])}"
            )


def main(names: list[str]) -> None:
    """Say what is wrong with the kernels of these, and how many there were."""
    np.seterr(all="ignore")  # the interpreter computes with NumPy, which warns of infinities
    kernels.places = places
    prove = proof.problem

    def lenient(*given: Any) -> str:
        bfloat16 = any(getattr(each, "dtype", None) == torch.bfloat16 for each in given)
        return "" if bfloat16 else prove(*given)  # the interpreter does not round it to nearest

    proof.problem = lenient
    for name in names:
        for dtype in DTYPES:
            sys.stdout.writelines(f"{each}\n" for each in problems(name, dtype))
        sys.stdout.flush()
    sys.stdout.write(f"{len(names)} definitions\n")


if __name__ == "__main__":
    main(sys.argv[1:])
