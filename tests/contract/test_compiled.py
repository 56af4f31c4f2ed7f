"""Compiled, exported and written as ONNX, activations say the same, and no graph is broken.

All activations are in one program, each with an input of its own: together they cost a compiler
little more than one alone.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

import pytest
import torch
from tests.contract.doors import DOORS, door, given

import actlas

# PyTorch's own modules for forward mode and for compiling are written with torch.jit.
_within_pytorch = pytest.mark.filterwarnings("ignore:`torch.jit:DeprecationWarning")
# A module calls the functional form: the other doors are compiled when there is time.
each_door_in_time = pytest.mark.parametrize(
    "kind",
    [each if each == "module" else pytest.param(each, marks=pytest.mark.slow) for each in DOORS],
)
Tensors = list[torch.Tensor]


class All(torch.nn.Module):
    """Every activation by one door, each on the input at its place."""

    def __init__(self, kind: str) -> None:
        super().__init__()
        self.each = [door(kind, name) for name in actlas.names()]
        self.owned = torch.nn.ModuleList(e for e in self.each if isinstance(e, torch.nn.Module))

    def forward(self, inputs: Tensors) -> Tensors:
        return [apply(z) for apply, z in zip(self.each, inputs, strict=True)]


def _inputs(z: torch.Tensor) -> Tensors:
    return [z.clone() for _ in actlas.names()]


def _same(got: Iterable[Any], wanted: Iterable[Any], **tolerance: float) -> None:
    problems = []
    for name, one, other in zip(actlas.names(), got, wanted, strict=True):
        try:
            torch.testing.assert_close(one, other, **(tolerance or {"rtol": 0, "atol": 0}))
        except AssertionError as problem:
            problems.append(f"{name}: {problem}")
    assert not problems, "\n".join(problems)


def _gradients(apply: Callable[[Tensors], Tensors], z: torch.Tensor) -> tuple[Tensors, Any]:
    inputs = [each.requires_grad_() for each in _inputs(z)]
    values = apply(inputs)
    return values, torch.autograd.grad(sum((y * y).sum() for y in values), inputs)


@each_door_in_time
def test_all_are_compiled_whole_forward_and_back(kind: str) -> None:
    model, z = All(kind), torch.linspace(-3, 3, 12).reshape(3, 4)
    torch.compiler.reset()
    compiled = torch.compile(model, fullgraph=True, backend="aot_eager")
    (values, gradients), (wanted, slopes) = (_gradients(each, z) for each in (compiled, model))
    _same(values, wanted)
    _same(gradients, slopes, rtol=1e-6, atol=1e-7)


@pytest.mark.slow
def test_the_derivatives_are_compiled_whole_without_having_been_called() -> None:
    acts = [actlas.get(name, **given(name)) for name in actlas.names()]

    def derivatives(inputs: Tensors) -> list[tuple[torch.Tensor, torch.Tensor]]:
        return [(act.prime(z), act.second(z)) for act, z in zip(acts, inputs, strict=True)]

    torch.compiler.reset()
    inputs = _inputs(torch.linspace(-3, 3, 12).reshape(3, 4))
    compiled = torch.compile(derivatives, fullgraph=True, backend="aot_eager")
    _same(compiled(inputs), derivatives(inputs))


@pytest.mark.slow
def test_compiled_code_may_be_in_half_precision_and_of_any_size() -> None:
    """By one door: a kernel knows its dtype and size, and not by which door it was called."""
    model = All("module")
    torch.compiler.reset()
    compiled = torch.compile(model, fullgraph=True, backend="aot_eager", dynamic=True)
    for size in (4, 6, 8):
        inputs = _inputs(torch.linspace(-3, 3, 4 * size).bfloat16().reshape(4, size))
        _same(compiled(inputs), model(inputs))


@each_door_in_time
def test_an_exported_program_has_the_same_numbers(kind: str) -> None:
    model, inputs = All(kind), _inputs(torch.linspace(-3, 3, 12).reshape(3, 4))
    program = torch.export.export(model, (inputs,)).module()
    _same(program(inputs), model(inputs))


@pytest.mark.slow
@_within_pytorch
@pytest.mark.parametrize("name", actlas.names())
def test_generated_machine_code_has_the_same_numbers(name: str) -> None:
    """What is used twice is kept from 30 operations on, as for GPUs, not from 50 on.

    With 50, PyTorch walks through exponents in twice the digits for minutes before it generates.
    """
    apply = door("module", name)
    torch.compiler.reset()
    compiled = torch.compile(apply, fullgraph=True, options={"realize_opcount_threshold": 30})
    z = torch.linspace(-30, 30, 64).requires_grad_()
    y = compiled(z)
    torch.testing.assert_close(y, apply(z), rtol=1e-6, atol=1e-6)
    (gradient,) = torch.autograd.grad(y.sum(), z)
    torch.testing.assert_close(gradient, *torch.autograd.grad(apply(z).sum(), z))
