"""Triton kernels of one activation: written, compiled when first called, proven on their device.

    =================  ===============  ==========================================================
    the tensors        computed in      why
    =================  ===============  ==========================================================
    float64            float64          nothing else has its digits
    float32            float32          the digits that an exponent needs beyond float32's are
                                        there as pairs, and float64 is 2 to 64 times slower
    bfloat16, float16  float32          rounded once, when they are written
    =================  ===============  ==========================================================

Triton compiles a kernel once for a machine and keeps it; the verdict of its proof is kept here.
"""

from __future__ import annotations

import struct
import warnings
from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, field
from functools import cache, lru_cache
from typing import Any

import numpy as np
import torch

from actlas import store
from actlas.definition import Elementwise
from actlas.targets.kernels import kernel as eager_kernel
from actlas.targets.kernels import source as eager_source
from actlas.targets.native import outputs
from actlas.targets.native.kernels import Kind
from actlas.targets.native.proof import places
from actlas.targets.native.translation import REST, Program, translated
from actlas.targets.triton import language, proof, room, writer
from actlas.targets.workshop import undisturbed

COMPUTED_IN = {
    torch.float32: "float32",
    torch.float64: "float64",
    torch.bfloat16: "float32",
    torch.float16: "float32",
}
BLOCK = 1024
"""How many numbers one program of the grid computes: eight for each thread of four warps."""


@dataclass(frozen=True)
class Part:
    """What one kernel computes: the definition, which derivative, and what the kernel reads."""

    definition: Elementwise
    order: int
    name: str
    kind: Kind = Kind.VALUE

    @property
    def source(self) -> str:
        """The eager source of it."""
        if self.kind is Kind.GRADIENT_OF_OUTPUT:
            return outputs.source(self.definition)
        return eager_source(self.definition, self.order, self.name)

    @property
    def eager(self) -> Callable[..., torch.Tensor]:
        """The eager form of it."""
        if self.kind is Kind.GRADIENT_OF_OUTPUT:
            return outputs.kernel(self.definition)  # type: ignore[no-any-return]
        return eager_kernel(self.definition, self.order, self.name)

    @property
    def defaults(self) -> tuple[float, ...]:
        """The parameters with which it is checked."""
        return tuple(each.default for each in self.definition.parameters)


def written(part: Part, computed_in: str) -> tuple[Program, str]:
    """Return a kernel's program and its source; no Triton is needed to write it.

    Args:
        part: what it computes.
        computed_in: float32 or float64.

    Example:
        >>> from actlas.catalogue import definition
        >>> _, text = written(Part(definition("tanh"), 0, "tanh"), "float32")
        >>> print(text)
        @jit
        def tanh_program(z):
            x = z
            y = tanh(x)
            return y
        <BLANKLINE>
        <BLANKLINE>
        @jit
        def run(z, result, count, block: tl.constexpr):
            place = tl.program_id(0).to(tl.int64) * block + tl.arange(0, block)
            inside = place < count
            x = tl.load(z + place, mask=inside).to(tl.float32)
            y = tanh_program(x)
            tl.store(result + place, y.to(result.dtype.element_ty), mask=inside)
        <BLANKLINE>
    """
    program = translated(part.source, room, computed_in, f"{part.name}_program")
    write = writer.forward if part.kind is Kind.VALUE else writer.backward
    return program, write(program, computed_in)


@dataclass(frozen=True)
class Kernel:
    """A kernel: it fills one tensor from others of the same layout on the same device."""

    run: Any = field(compare=False)
    parameters: tuple[str, ...]
    """Those of the definition, and after them what rounding took from some."""
    given: tuple[str, ...]
    """The definition's."""
    computed_in: str

    def __call__(self, parameters: tuple[float, ...], *tensors: torch.Tensor) -> None:
        """Fill the last tensor."""
        numbers = _numbers(self, parameters)
        count = tensors[-1].numel()
        if not count:
            return
        with _current(tensors[-1].device):
            # Nothing that has to be exact lies in a product that could be fused with a sum.
            self.run[(-(-count // BLOCK),)](
                *tensors, count, *numbers, block=BLOCK, enable_fp_fusion=True
            )


@lru_cache(maxsize=1024)
def _numbers(kernel: Kernel, parameters: tuple[float, ...]) -> tuple[float, ...]:
    """Return the parameters as the kernel takes them: rounded, and what that took from some."""
    exact = dict(zip(kernel.given, map(float, parameters), strict=True))
    rounded = {name: float(np.dtype(kernel.computed_in).type(each)) for name, each in exact.items()}
    rests = {f"{name}{REST}": each - rounded[name] for name, each in exact.items()}
    known = rests | rounded
    given = [known[name] for name in kernel.parameters]
    return tuple(given if kernel.computed_in == "float32" else map(_bits, given))


def _bits(value: float) -> int:
    """Return the bits of a float64 number, as `actlas.targets.triton.writer` has it."""
    (bits,) = struct.unpack("q", struct.pack("d", value))
    return int(bits)


def _current(device: torch.device) -> AbstractContextManager[Any]:
    """Make a device the one on which Triton starts kernels."""
    return torch.cuda.device(device) if device.type == "cuda" else nullcontext()


def built(part: Part, computed_in: str) -> Kernel:
    """Return a kernel that Triton compiles when it is first called."""
    program, text = written(part, computed_in)
    run = language.defined(text, "run", dict(room.WORDS))
    given = tuple(each.name for each in part.definition.parameters)
    return Kernel(run, tuple(program.parameters), given, computed_in)


_MADE: dict[tuple[Part, torch.dtype, torch.device], Kernel | None] = {}


def kernel(part: Part, dtype: torch.dtype, device: torch.device) -> Kernel | None:
    """Return a kernel that was proven on a device, or None where there is none.

    While work is captured into a CUDA graph none is made, since a proof has to wait for its result.

    Args:
        part: what it computes.
        dtype: of the tensors.
        device: where they lie.
    """
    key = part, dtype, device
    if key not in _MADE:
        if not available() or _capturing(device):
            return None
        _MADE[key] = _proven(part, dtype, device)
    return _MADE[key]


def _capturing(device: torch.device) -> bool:
    return device.type == "cuda" and torch.cuda.is_current_stream_capturing()


def _proven(part: Part, dtype: torch.dtype, device: torch.device) -> Kernel | None:
    """Return a kernel that passes its proof; where it does not, say so once."""
    made = built(part, COMPUTED_IN[dtype])
    place = torch.cuda.get_device_name(device) if device.type == "cuda" else device.type
    question = f"triton {part.kind} {part.order} {dtype} {place} {language.version()}"
    with undisturbed(), torch.no_grad():
        try:
            trouble = store.kept(
                question, part.definition, lambda: _trouble(made, part, dtype, device)
            )
        except Exception as error:  # noqa: BLE001 - whatever keeps Triton from it, eager serves
            trouble = f"Triton cannot compile or run ({error})"
    if not trouble:
        return made
    warnings.warn(
        f"actlas does not use its Triton kernel of {part.name} for {dtype}, which {trouble}; "
        "PyTorch's operations serve",
        RuntimeWarning,
        stacklevel=2,
    )
    return None


def _trouble(made: Kernel, part: Part, dtype: torch.dtype, device: torch.device) -> str:
    def compute(z: torch.Tensor, *parameters: float) -> torch.Tensor:
        y = torch.empty_like(z)
        read = [z] if part.kind is Kind.VALUE else [z, torch.ones_like(z)]
        made(parameters, *read, y)
        return y

    return proof.problem(compute, part.eager, part.order, places(dtype), part.defaults, device)


@cache
def available() -> bool:
    """Say whether Triton is there; a warning says what its absence means for CUDA tensors."""
    if not language.present():
        warnings.warn(
            "actlas computes on CUDA devices with PyTorch's operations, not with Triton kernels: "
            "Triton 3.3 or newer is not installed; pip install triton brings it",
            RuntimeWarning,
            stacklevel=2,
        )
    return language.present()
