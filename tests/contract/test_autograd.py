"""Gradients of every order, function transforms and autocast, for every activation."""

from __future__ import annotations

import contextlib
import itertools

import pytest
import sympy as sp
import torch
from tests.contract.cases import ELEMENTWISE, Case, with_twin
from tests.contract.checks import found, ours, twin
from tests.contract.doors import DOORS, door, given

import actlas
from actlas.symbolic.calculus import branches
from actlas.symbolic.references import symbol

every_name = pytest.mark.parametrize("name", actlas.names())
# PyTorch's own modules for forward mode and for compiling are written with torch.jit.
_within_pytorch = pytest.mark.filterwarnings("ignore:`torch.jit:DeprecationWarning")
every_door = pytest.mark.parametrize("kind", DOORS)


def _away_from_kinks() -> torch.Tensor:
    return torch.tensor([[-4.3, -1.7, -0.4, 0.3], [0.6, -1.2, 1.9, 5.2]], dtype=torch.float64)


def named(case: Case) -> list[str]:
    return [each.name for each in case.definition.parameters]


def relations(condition: sp.Basic) -> set[sp.core.relational.Relational]:
    return condition.atoms(sp.core.relational.Relational)


# A surrogate is not the slope: `check_gradient` holds it against its own formula.
by_slope = pytest.mark.parametrize(
    "name",
    [
        name
        for name in actlas.names()
        if getattr(actlas.get(name).definition, "surrogate", None) is None
    ],
)


@by_slope
@every_door
def test_first_and_second_gradients_are_those_of_differences(name: str, kind: str) -> None:
    apply = door(kind, name)
    z = _away_from_kinks().requires_grad_()
    assert torch.autograd.gradcheck(apply, z)
    assert torch.autograd.gradgradcheck(apply, z)


@every_name
def test_the_derivatives_are_differentiable_too(name: str) -> None:
    act = actlas.get(name, **given(name))
    z = _away_from_kinks().requires_grad_()
    assert torch.autograd.gradcheck(act.prime, z)
    assert torch.autograd.gradcheck(act.second, z)


@pytest.mark.parametrize(
    "case", [each for each in ELEMENTWISE if each.definition.surrogate is None], ids=str
)
def test_autograd_twice_is_the_second_derivative(case: Case) -> None:
    act = actlas.get(case.name, **case.parameters)
    z = torch.linspace(-30, 30, 241, dtype=torch.float64, requires_grad=True)
    (slope,) = torch.autograd.grad(act(z).sum(), z, create_graph=True)
    # A slope that is constant has no gradient of its own: it counts as 0.
    (second,) = torch.autograd.grad((slope + 0 * z).sum(), z)
    torch.testing.assert_close(slope, act.prime(z.detach()), rtol=1e-12, atol=1e-15)
    torch.testing.assert_close(second, act.second(z.detach()), rtol=1e-12, atol=2e-15)


@pytest.mark.parametrize("case", with_twin(ELEMENTWISE), ids=str)
def test_second_gradients_are_pytorchs(case: Case) -> None:
    # At a kink a definition chooses the slope; what PyTorch takes for f″ there is arbitrary.
    # So it is where pieces meet with one slope.
    bound = {symbol(k): v for k, v in zip(named(case), case.values, strict=True)}
    atoms = {a for each in branches(case.definition) for a in relations(each.condition)}
    breaks = [float(a.rhs.subs(bound)) for a in atoms]
    places = [each / 4 for each in range(-120, 121)]
    smooth = torch.tensor([each for each in places if each not in breaks], dtype=torch.float64)
    seconds = []
    for function in (ours(case), twin(case)):
        z = smooth.clone().requires_grad_()
        (slope,) = torch.autograd.grad((function(z) * 1).sum(), z, create_graph=True)
        with contextlib.suppress(NotImplementedError, RuntimeError):  # PyTorch's hardsigmoid
            seconds += torch.autograd.grad((slope + 0 * z).sum(), z)
    if len(seconds) == 1:
        pytest.skip("PyTorch has no second gradient of this function")
    torch.testing.assert_close(*seconds)


@_within_pytorch
@every_name
@every_door
def test_function_transforms_agree_with_plain_autograd(name: str, kind: str) -> None:
    apply = door(kind, name)
    z = _away_from_kinks()
    upstream = torch.linspace(-1, 1, 8, dtype=torch.float64).reshape(2, 4)

    def loss(row: torch.Tensor) -> torch.Tensor:
        return (apply(row) ** 2).sum()

    leaf = z.clone().requires_grad_()
    (wanted,) = torch.autograd.grad((apply(leaf) ** 2).sum(), leaf)
    assert torch.equal(torch.func.vmap(apply)(z), apply(z))
    torch.testing.assert_close(torch.func.grad(lambda z: (apply(z) ** 2).sum())(z), wanted)
    torch.testing.assert_close(torch.func.vmap(torch.func.grad(loss))(z), wanted)
    jacobian = torch.func.jacrev(apply)(z)
    value, tangent = torch.func.jvp(apply, (z,), (upstream,))
    assert torch.equal(value, apply(z))
    along = torch.tensordot(jacobian, upstream, dims=([2, 3], [0, 1]))
    torch.testing.assert_close(tangent, along)
    torch.testing.assert_close(torch.func.jacfwd(apply)(z), jacobian)


@every_name
def test_the_derivatives_can_be_mapped_over_a_batch(name: str) -> None:
    act = actlas.get(name, **given(name))
    z = _away_from_kinks()
    for derivative in (act.prime, act.second):
        assert torch.equal(torch.func.vmap(derivative)(z), derivative(z))


@pytest.mark.parametrize(
    "name", [name for name in actlas.names() if actlas.get(name).definition.twin is None]
)
def test_autocast_changes_nothing(name: str) -> None:
    for kind, dtype in itertools.product(DOORS, (torch.float32, torch.bfloat16)):
        apply = door(kind, name)
        z = torch.linspace(-3, 3, 12).reshape(3, 4).to(dtype).requires_grad_()
        with torch.autocast("cpu", dtype=torch.bfloat16):
            y = apply(z)
        assert torch.equal(y, apply(z))
        assert y.dtype == dtype
        (gradient,) = torch.autograd.grad(y.float().sum(), z)
        assert torch.equal(gradient, *torch.autograd.grad(apply(z).float().sum(), z))


@pytest.mark.parametrize(
    "name", [name for name in actlas.names() if actlas.get(name).definition.twin is not None]
)
@every_door
@pytest.mark.parametrize("dtype", [torch.float32, torch.bfloat16], ids=str)
def test_autocast_gives_what_pytorch_gives(name: str, kind: str, dtype: torch.dtype) -> None:
    definition = actlas.get(name).definition
    own = definition.twin
    if own is None:
        pytest.skip("PyTorch has no such function")
    if any(each.learned for each in definition.parameters):
        pytest.skip("PyTorch lowers what learns to bfloat16; here the input's dtype is kept")
    z = torch.linspace(-3, 3, 12).reshape(3, 4).to(dtype)
    theirs = found(own.module)(**given(name), **dict(own.fixed)).eval()
    results = []
    for apply in (door(kind, name), theirs):
        leaf = z.clone().requires_grad_()
        with torch.autocast("cpu", dtype=torch.bfloat16):
            y = apply(leaf)
        y.float().sum().backward()
        results.append((y, leaf.grad))
    (y, gradient), (their_y, their_gradient) = results
    assert (y.dtype, gradient.dtype) == (their_y.dtype, their_gradient.dtype)
    # PyTorch's composed forms round in bfloat16 at every step, and lose what cancels.
    torch.testing.assert_close(y, their_y, rtol=0.016, atol=torch.finfo(dtype).eps)
    # In half precision PyTorch writes slopes in the rounded output: off by its eps.
    atol = 2 * torch.finfo(dtype).eps
    torch.testing.assert_close(gradient, their_gradient, rtol=0, atol=atol)


@every_name
@every_door
def test_a_gradient_can_be_recomputed_from_a_checkpoint(name: str, kind: str) -> None:
    apply = door(kind, name)
    z = _away_from_kinks().requires_grad_()
    kept = torch.autograd.grad(apply(z).square().sum(), z)[0]
    again = torch.utils.checkpoint.checkpoint(apply, z, use_reentrant=False)
    assert torch.equal(torch.autograd.grad(again.square().sum(), z)[0], kept)
