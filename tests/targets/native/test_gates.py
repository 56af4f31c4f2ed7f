"""Gates in native kernels: value and gradient against the eager form in float64."""

from __future__ import annotations

import dataclasses
from typing import Any

import pytest
import torch

import actlas
from actlas import functional
from actlas.catalogue import definition, names
from actlas.definition import Gated, Parameter, Parted, Reference
from actlas.targets.kernels import kernel as eager
from actlas.targets.native.gates import forge
from actlas.targets.native.gates import function as gates_function
from actlas.targets.native.gates.form import form
from actlas.targets.native.gates.kernels import kernel
from actlas.targets.native.kernels import DTYPES, available

pytestmark = pytest.mark.skipif(not available(), reason="this machine runs no native kernels")

SOME = [
    each if each in (torch.float32, torch.bfloat16) else pytest.param(each, marks=pytest.mark.slow)
    for each in DTYPES
]
"""float32 and one half precision each time, the others with the slow tests."""
PARTED = tuple(name for name in names() if isinstance(definition(name), Parted))
LAYOUTS = (((5, 128), 1), ((3, 4, 50), 1), ((70, 9), 0), ((64,), 0), ((2, 6, 5, 7), -3))


def served(of: Any, z: torch.Tensor, dim: int, *parameters: float) -> torch.Tensor:
    found = gates_function.function(of, "gate")(z, parameters, dim % z.dim())
    assert found is not None
    return found


@pytest.mark.parametrize("name", PARTED)
@pytest.mark.parametrize("dtype", [torch.float32, torch.bfloat16])
def test_values_and_gradients_are_those_of_float64(name: str, dtype: torch.dtype) -> None:
    of = definition(name)
    for shape, dim in LAYOUTS:
        z = torch.randn(shape, dtype=torch.float64).mul(3).to(dtype).requires_grad_()
        exact = z.detach().double().requires_grad_()
        y, true = served(of, z, dim), eager(of)(exact, dim)
        assert y.dtype == dtype
        assert y.shape == true.shape
        g = torch.randn(y.shape, dtype=torch.float64).to(dtype)
        (got,), (wanted,) = (
            torch.autograd.grad(y, z, g),
            torch.autograd.grad(true, exact, g.double()),
        )
        within = 4 * torch.finfo(dtype).eps
        assert ((y.double() - true).abs() <= within * (true.abs() + 1e-3)).all()
        assert ((got.double() - wanted).abs() <= 2 * within * (wanted.abs() + 0.1)).all()


@pytest.mark.parametrize("dtype", SOME)
def test_every_dtype_is_served(dtype: torch.dtype) -> None:
    of = definition("swiglu")
    z = torch.randn(6, 200, dtype=torch.float64).to(dtype)
    within = 3 * torch.finfo(dtype).eps
    assert torch.allclose(
        served(of, z, 1).double(), eager(of)(z.double(), 1), rtol=within, atol=within
    )
    assert kernel(of, "swiglu", dtype, backward=True) is not None  # type: ignore[arg-type]


def test_infinities_and_nan_are_the_eager_forms() -> None:
    ends = torch.tensor([0.0, -0.0, 1.0, -2.0, torch.inf, -torch.inf, torch.nan, 3e38, -3e38])
    a, b = (each.reshape(-1) for each in torch.meshgrid(ends, ends, indexing="ij"))
    z = torch.cat([a, b])
    for name in PARTED:
        of = definition(name)
        wanted = eager(of)(z, 0)
        assert torch.allclose(served(of, z, 0), wanted, equal_nan=True), name


def test_a_second_derivative_goes_through_the_eager_form() -> None:
    for name in ("glu", "swiglu", "crelu"):
        z = torch.randn(2, 64, dtype=torch.float64, requires_grad=True)
        of = definition(name)
        assert torch.autograd.gradcheck(lambda u, of=of: served(of, u, 1), z)
        assert torch.autograd.gradgradcheck(lambda u, of=of: served(of, u, 1), z)


def test_a_gate_of_ones_own_has_parameters() -> None:
    silu, tanh = definition("silu"), definition("tanh")
    own = Gated(
        formula="strength*a*tanh(silu(b)) + b",
        calls=(("silu", silu), ("tanh", tanh)),  # type: ignore[arg-type]
        parameters=(Parameter("strength", 2.0),),
        references=(Reference("Nobody", 2026, "Nothing", "Nowhere"),),
    )
    z = torch.randn(4, 100, dtype=torch.float64, requires_grad=True)
    a, b = z.chunk(2, 1)
    y, wanted = served(own, z, 1, 3.0), 3 * a * torch.tanh(torch.nn.functional.silu(b)) + b
    g = torch.randn(y.shape, dtype=torch.float64)
    (got,), (true,) = torch.autograd.grad(y, z, g), torch.autograd.grad(wanted, z, g)
    assert torch.allclose(y, wanted, rtol=1e-13)
    assert torch.allclose(got, true, rtol=1e-12, atol=1e-13)


def test_the_functions_that_users_call_are_served() -> None:
    z = torch.randn(100, 256, requires_grad=True)
    with actlas.backend("auto"):
        for compute in (functional.glu, actlas.get("glu")):
            assert is_native(compute(z))
            assert torch.allclose(compute(z), torch.nn.functional.glu(z), atol=1e-6)
        assert not is_native(functional.glu(z[:2]))


def is_native(y: torch.Tensor) -> bool:
    return y.grad_fn is not None and "_Pass" in y.grad_fn.name()


def test_odd_tensors_are_served_right() -> None:
    glu, z = functional.glu, torch.randn(40, 300)
    theirs = torch.nn.functional.glu
    with actlas.backend("native"):
        assert torch.allclose(torch.func.vmap(lambda u: glu(u, 0))(z), theirs(z, 1), atol=1e-6)
        for odd in (z.T, z[:, ::3], z[6:, 8:], z.unsqueeze(0).expand(3, 40, 300)):
            assert torch.allclose(glu(odd, -1), theirs(odd, -1), atol=1e-6)
        assert glu(torch.zeros(0, 4), 1).shape == (0, 2)
        assert torch.allclose(glu(z[:, :4], 1), theirs(z[:, :4], 1), atol=1e-6)
        with pytest.raises(actlas.errors.BadShape):
            glu(z[:, :3])


@pytest.mark.parametrize("backward", [False, True])
def test_a_wrong_kernel_is_refused(backward: bool, monkeypatch: Any) -> None:
    glu = definition("glu")
    assert isinstance(glu, Parted)
    said = form(glu)
    damaged = dataclasses.replace(
        said,
        outputs=(said.outputs[0].replace("return a", "return 1.00001 * a"),),
        gradients=(said.gradients[1].replace("gradient_1", "gradient_0"), said.gradients[1]),
    )
    monkeypatch.setattr(forge, "form", lambda _: damaged)
    with pytest.warns(RuntimeWarning, match="does not use its native kernel"):
        assert forge.forged(glu, "glu", torch.float32, backward=backward).reason
