"""Every derivative is the next kernel, in every way in which PyTorch differentiates."""

from __future__ import annotations

import pytest
import torch
from tests.symbolic.written import elementwise
from torch._subclasses.fake_tensor import FakeTensorMode

from actlas.definition import Parameter, Surrogate
from actlas.targets.autograd import differentiable

SHAPE = (
    Parameter("alpha", 0.7, "depth"),
    Parameter("beta", 1.3, "rate"),
)
CURVE = elementwise(("z", "z > 0"), "alpha*(exp(beta*z) - 1)", parameters=SHAPE)


def test_gradients_of_every_order_and_mode_are_right() -> None:
    curve = differentiable(CURVE)
    z = torch.tensor([-1.5, -0.2, 0.4, 2.0], dtype=torch.float64, requires_grad=True)
    alpha = torch.tensor([[0.5], [1.5]], dtype=torch.float64, requires_grad=True)
    beta = torch.tensor(1.2, dtype=torch.float64, requires_grad=True)
    assert torch.autograd.gradcheck(curve, (z, alpha, beta), check_forward_ad=True)
    assert torch.autograd.gradgradcheck(curve, (z, alpha, beta))


def test_a_function_may_be_asked_for_first_among_fake_tensors_or_on_another_device() -> None:
    # Formulas that no one has asked for yet: forms are measured now, with numbers.
    for place, surroundings in enumerate((FakeTensorMode(), torch.device("meta"))):
        fresh = elementwise(f"z*exp(-z^2/{place + 7.25})")
        with surroundings:
            z = torch.empty(3, requires_grad=True)
            y = differentiable(fresh)(z)
            (gradient,) = torch.autograd.grad(y.sum(), z)
        assert y.shape == gradient.shape == (3,)
        one = torch.ones(1, dtype=torch.float64)
        expected = torch.exp(-one / (place + 7.25))
        torch.testing.assert_close(differentiable(fresh)(one), expected)


def test_a_parameter_alone_may_be_learned() -> None:
    curve = differentiable(CURVE)
    z = torch.tensor([-1.0, 2.0], dtype=torch.float64)
    alpha = torch.tensor(0.5, dtype=torch.float64, requires_grad=True)
    (slope,) = torch.autograd.grad(curve(z, alpha, 1.0).sum(), alpha)
    assert slope.item() == pytest.approx(torch.expm1(torch.tensor(-1.0)).item())


def test_only_z_is_saved() -> None:
    kept = []
    z = torch.randn(1000, requires_grad=True)
    with torch.autograd.graph.saved_tensors_hooks(
        lambda t: kept.append(t.numel()) or t, lambda t: t
    ):
        differentiable(elementwise("z*tanh(log(1 + exp(z)))"))(z)
    assert sum(kept) == 1000


def test_transforms_of_torch_func_agree_with_autograd() -> None:
    curve = differentiable(elementwise("z*tanh(log(1 + exp(z)))"))
    z = torch.randn(6, dtype=torch.float64)
    slopes = torch.func.vmap(torch.func.grad(curve))(z)
    _, tangent = torch.func.jvp(curve, (z,), (torch.ones_like(z),))
    torch.testing.assert_close(slopes, tangent)
    hessian = torch.func.hessian(lambda x: curve(x).sum())(z)
    torch.testing.assert_close(
        torch.func.vmap(torch.func.grad(torch.func.grad(curve)))(z), hessian.diag()
    )


def test_a_step_trains_by_its_surrogate_and_differentiates_to_nothing() -> None:
    import dataclasses

    step = dataclasses.replace(
        elementwise(("1", "z > 0"), "0"), surrogate=Surrogate("sigmoid(z)*sigmoid(-z)", "a test")
    )
    z = torch.tensor([-1.0, 0.5], dtype=torch.float64, requires_grad=True)
    (trained,) = torch.autograd.grad(differentiable(step)(z).sum(), z)
    torch.testing.assert_close(trained, (torch.sigmoid(z) * torch.sigmoid(-z)).detach())
    assert differentiable(step, order=1)(z).tolist() == [0.0, 0.0]
