"""A model with an activation becomes an ONNX program that another library runs to the same numbers.

ONNX has no erfc, expm1 or log1p: PyTorch's exporter writes 1 - erf, exp - 1 and log(1 + ·), so that
tails and what lies near 0 keep their size, not all their digits.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
import torch
from tests.contract.doors import door

import actlas

WHY = "an ONNX export needs the packages onnx and onnxscript"
pytest.importorskip("onnxscript", reason=WHY)
reference = pytest.importorskip("onnx.reference", reason=WHY)


op_run = pytest.importorskip("onnx.reference.op_run", reason=WHY)


class LogSoftmax(op_run.OpRun):  # type: ignore[name-defined,misc]
    """The operator as engines run it: the package takes the logarithm of a softmax that is 0."""

    def _run(self, x: Any, axis: int = -1) -> tuple[Any]:
        below = x - x.max(axis=axis, keepdims=True)
        return (below - np.log(np.exp(below).sum(axis=axis, keepdims=True)),)


class All(torch.nn.Module):
    """Every activation's module on one input: exported together, all cost what a few cost alone."""

    def __init__(self) -> None:
        super().__init__()
        self.each = torch.nn.ModuleDict({name: door("module", name) for name in actlas.names()})

    def forward(self, z: torch.Tensor) -> dict[str, torch.Tensor]:
        return {name: module(z) for name, module in self.each.items()}


@pytest.mark.slow
# PyTorch's exporter uses what PyTorch itself has deprecated.
@pytest.mark.filterwarnings("ignore::FutureWarning", "ignore::DeprecationWarning")
# NumPy, which runs the program, computes the branches that are not taken too.
@pytest.mark.filterwarnings("ignore::RuntimeWarning")
def test_every_module_is_exported_to_onnx_with_the_same_numbers() -> None:
    model = All().eval()
    z = torch.cat([torch.linspace(-30, 30, 236), torch.tensor([-1e4, -0.0, 1e-5, 1e4])])
    z = z.reshape(5, 48)
    program = torch.onnx.export(model, (z,), dynamo=True, verbose=False)
    run = reference.ReferenceEvaluator(program.model_proto, new_ops=[LogSoftmax])
    found = run.run(None, {run.input_names[0]: z.numpy()})
    problems = []
    for (name, wanted), got in zip(model(z).items(), found, strict=True):
        try:
            # ONNX knows neither log1p nor expm1: beside 0 some eps of 1 are lost.
            torch.testing.assert_close(torch.from_numpy(got), wanted.detach(), rtol=1e-5, atol=3e-6)
        except AssertionError as problem:
            problems.append(f"{name}: {problem}")
    assert not problems, "\n".join(problems)
