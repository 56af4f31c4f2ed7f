"""Rows in native kernels: softmax and its like, value and gradient, against the exact rules."""

from __future__ import annotations

import dataclasses
import re
from typing import Any

import numpy as np
import pytest
import torch

import actlas
from actlas import functional
from actlas.catalogue import definition
from actlas.definition import Parameter, Reference, Vector
from actlas.targets.native import loader, machine
from actlas.targets.native.kernels import DTYPES, available
from actlas.targets.native.rows import forge
from actlas.targets.native.rows import function as rows_function
from actlas.targets.native.rows.form import form
from actlas.targets.native.rows.kernels import Kind, Layout, Rows, kernel, layout
from actlas.targets.native.rows.words import words

pytestmark = pytest.mark.skipif(not available(), reason="this machine runs no native kernels")

SOME = [
    each if each in (torch.float32, torch.bfloat16) else pytest.param(each, marks=pytest.mark.slow)
    for each in DTYPES
]
"""float32 and one half precision each time, the others with the slow tests."""
RULES = {"softmax": (1, False), "softmin": (-1, False), "log_softmax": (1, True)}
"""By what z is multiplied, and whether the share's logarithm is taken."""
NAMES = tuple(RULES)
LAYOUTS = (
    ((40, 64), 1),
    ((31, 100), -1),
    ((3, 1000), 1),
    ((90, 10), 1),
    ((2, 40, 50), 1),
    ((130, 7), 0),
    ((9, 1), 1),
    ((5,), 0),
    ((2, 2, 33, 3), -2),
)
BOUND = {torch.float32: 3.5, torch.float64: 4.5, torch.bfloat16: 0.51, torch.float16: 0.51}
"""Units in the last place that a result may be off its row's true value."""


def truth(name: str, z: torch.Tensor, dim: int) -> torch.Tensor:
    """Return the exact rule in NumPy's longest type, the greatest number's part kept apart."""
    sign, logarithmic = RULES[name]
    x = z.double().numpy().astype(np.longdouble) * sign
    d = x - x.max(axis=dim, keepdims=True)
    greatest = d == 0
    others = np.where(greatest, 0, np.exp(d)).sum(axis=dim, keepdims=True)
    log_sum = np.log1p(greatest.sum(axis=dim, keepdims=True) - 1 + others)
    y = d - log_sum
    return torch.from_numpy((y if logarithmic else np.exp(y)).astype(np.float64))


def ulps(got: torch.Tensor, wanted: torch.Tensor) -> float:
    """Return the greatest error in units in the last place of the dtype."""
    kind = torch.finfo(got.dtype)
    least = torch.frexp(torch.tensor(kind.tiny, dtype=torch.float64))[1]
    exponent = torch.maximum(torch.frexp(wanted)[1], least)
    unit = torch.ldexp(torch.full_like(wanted, kind.eps / 2), exponent)
    off = torch.where(got.double() == wanted, 0, (got.double() - wanted).abs() / unit)
    return float(off.max())


def served(name: str, z: torch.Tensor, dim: int) -> torch.Tensor:
    found = rows_function.function(definition(name), name)(z, (), dim % z.dim())  # type: ignore[arg-type]
    assert found is not None
    return found


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("dtype", SOME)
def test_values_are_those_of_the_row(name: str, dtype: torch.dtype) -> None:
    for shape, dim in LAYOUTS:
        for spread in (0.1, 3.0, 30.0):
            z = (torch.randn(shape, dtype=torch.float64) * spread).to(dtype)
            y = served(name, z, dim)
            assert y.dtype == dtype
            assert y.shape == z.shape
            assert ulps(y, truth(name, z, dim)) <= BOUND[dtype] + 0.05, (shape, dim, spread)


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("dtype", SOME)
def test_gradients_are_those_of_float64(name: str, dtype: torch.dtype) -> None:
    for shape, dim in LAYOUTS:
        z = torch.randn(shape, dtype=torch.float64).mul(3).to(dtype).requires_grad_()
        g = torch.randn(shape, dtype=torch.float64).to(dtype)
        y = served(name, z, dim)
        (got,) = torch.autograd.grad(y, z, g)
        saved = y.detach().double()
        wanted = rows_function.carried(definition(name), saved, g.double(), dim, ())  # type: ignore[arg-type]
        size = g.double().abs().sum(dim, keepdim=True)
        within = 4 * torch.finfo(dtype).eps
        assert ((got.double() - wanted).abs() <= within * size).all(), (shape, dim)
        exact = z.detach().double().requires_grad_()
        (true,) = torch.autograd.grad(
            getattr(torch.nn.functional, name)(exact, dim), exact, g.double()
        )
        assert ((got.double() - true).abs() <= 2 * within * size + within * true.abs()).all()


EDGES = (
    [0.0, 0.0, 0.0],
    [-torch.inf, 1.0, 2.0],
    [-torch.inf, -torch.inf, -torch.inf],
    [torch.inf, 1.0, 2.0],
    [torch.inf, -torch.inf, torch.inf],
    [torch.nan, 1.0, -torch.inf],
    [1e30, 1e30, -1e30],
    [3e38, -3e38, 0.0],
    [-3e38, -3.0000001e38, -2.99e38],
    [1e-45, -1e-45, 0.0],
    [1000.0, 999.0, 896.0],
    [100.0, 0.0, -3.0],
)


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("length", [3, 32, 40, 200])
def test_rows_with_infinities_and_nan_are_as_pytorchs(name: str, length: int) -> None:
    z = torch.tensor(EDGES).repeat_interleave(2, 1)
    z = torch.cat([z, torch.full((len(EDGES), 250), -1e4)], 1)[:, :length].contiguous()
    for dim, rows in ((1, z), (0, z.T.contiguous())):
        theirs = getattr(torch.nn.functional, name)(rows.double(), dim)
        ours = served(name, rows, dim)
        assert torch.equal(ours.isnan(), theirs.isnan())
        assert torch.equal(ours.isinf(), theirs.float().isinf())
        close = torch.isclose(ours.double(), theirs, rtol=1e-6, atol=2e-7)
        assert (close | theirs.isnan() | theirs.float().isinf()).all()


def test_what_float32_loses_of_differences_is_not_lost() -> None:
    z = torch.linspace(-60, 9.876543, 640).reshape(10, 64)
    z[:, 0] = 9.1234567
    assert ulps(served("softmax", z, 1), truth("softmax", z, 1)) <= BOUND[torch.float32]
    assert ulps(torch.softmax(z, 1), truth("softmax", z, 1)) > 10


def test_the_log_of_a_share_near_one_keeps_its_digits() -> None:
    z = torch.zeros(3, 40)
    z[:, 7] = torch.tensor([20.0, 45.0, 80.0])
    y = served("log_softmax", z, 1)
    assert ulps(y, truth("log_softmax", z, 1)) <= BOUND[torch.float32]
    assert (y[:, 7] < 0).all()


def test_a_second_derivative_goes_through_the_saved_outputs() -> None:
    for name in NAMES:
        z = torch.randn(5, 40, dtype=torch.float64, requires_grad=True)
        assert torch.autograd.gradgradcheck(lambda u, name=name: served(name, u, 1), z)
        assert torch.autograd.gradcheck(lambda u, name=name: served(name, u, 1), z)


@pytest.mark.slow
def test_parameters_and_multiples_follow_from_the_formula() -> None:
    warm = Vector(
        formula="3*exp(z/heat) / sum(exp(z/heat)) + 1",
        parameters=(Parameter("heat", 2.0),),
        references=(Reference("Boltzmann, L.", 1868, "Studien", "Wien"),),
    )
    for shape, dim in LAYOUTS:
        z = torch.randn(shape, dtype=torch.float64, requires_grad=True)
        y = rows_function.function(warm, "warm")(z, (0.5,), dim % z.dim())
        assert y is not None
        wanted = 3 * torch.softmax(z / 0.5, dim) + 1
        g = torch.randn(shape, dtype=torch.float64)
        (got,), (true,) = (torch.autograd.grad(each, z, g) for each in (y, wanted))
        assert torch.allclose(y, wanted, rtol=1e-14)
        assert torch.allclose(got, true, rtol=1e-11, atol=1e-12)


@pytest.mark.parametrize("name", NAMES)
def test_the_functions_that_users_call_are_served(name: str) -> None:
    z, small = torch.randn(200, 64, requires_grad=True), torch.randn(3, 4, requires_grad=True)
    theirs = getattr(torch.nn.functional, name)
    for compute in (getattr(functional, name), actlas.get(name)):
        with actlas.backend("auto"):
            ours = compute(z, dim=-1)
            assert is_native(ours)
            assert torch.allclose(ours, theirs(z, dim=-1), atol=1e-6)
            assert not is_native(compute(small, dim=-1))
        with actlas.backend("eager"):
            assert not is_native(compute(z, dim=-1))


def is_native(y: torch.Tensor) -> bool:
    return y.grad_fn is not None and "_Pass" in y.grad_fn.name()


def test_transformed_and_odd_tensors_are_served_right() -> None:
    softmax = functional.softmax
    z = torch.randn(40, 300)
    with actlas.backend("native"):
        assert torch.allclose(torch.func.vmap(lambda u: softmax(u, 0))(z), torch.softmax(z, 1))
        tangent = torch.func.jvp(lambda u: softmax(u, 1), (z,), (z,))[1]
        assert torch.allclose(tangent, torch.func.jvp(lambda u: torch.softmax(u, 1), (z,), (z,))[1])
        for odd in (z.T, z[:, ::3], z[5:, 7:], z.unsqueeze(0).expand(3, 40, 300)):
            assert torch.allclose(softmax(odd, -1), torch.softmax(odd, -1))
        assert softmax(torch.zeros(0, 4), 1).shape == (0, 4)
        assert softmax(torch.zeros(4, 0), 1).shape == (4, 0)
        assert softmax(torch.tensor(3.0), 0) == 1
        with pytest.raises(IndexError):
            softmax(z, 2)


def test_many_threads_give_what_one_gives() -> None:
    z = torch.randn(5000, 50)
    before = torch.get_num_threads()
    try:
        torch.set_num_threads(1)
        alone = served("softmax", z, 1), served("softmax", z, 0)
        torch.set_num_threads(3)
        assert torch.equal(served("softmax", z, 1), alone[0])
        assert torch.equal(served("softmax", z, 0), alone[1])
    finally:
        torch.set_num_threads(before)


def test_layouts_name_the_kernel() -> None:
    assert layout(torch.Size((3, 4, 5)), 1) == Layout(3, 4, 5)
    assert Layout(7, 64, 1).value is Kind.EVEN
    assert Layout(7, 65, 1).value is Kind.ALONE
    assert Layout(7, 5, 1).value is Kind.BESIDE
    assert Layout(7, 64, 2).gradient is Kind.BACK_BESIDE


@pytest.mark.parametrize(
    "kind",
    [each if each is Kind.ALONE else pytest.param(each, marks=pytest.mark.slow) for each in Kind],
)
def test_a_wrong_kernel_is_refused(kind: Kind, monkeypatch: Any) -> None:
    softmax = definition("softmax")
    assert isinstance(softmax, Vector)
    said = form(softmax)
    damaged = dataclasses.replace(
        said,
        gradient=said.gradient.replace("total", "1.001 * total", 2).replace("1.001 * ", "", 1),
        output=said.output.replace("return r", "return r * 1.00001"),
    )
    run = Rows(forge.compiled(words(damaged, (), "float32"), kind))
    assert "units in the last place" in forge.wrong(run, softmax, torch.float32, kind)
    monkeypatch.setattr(forge, "form", lambda _: damaged)
    with pytest.warns(RuntimeWarning, match="does not use its native kernel"):
        assert forge.forged(softmax, "softmax", torch.float32, kind).reason


def test_only_reductions_may_be_reordered() -> None:
    softmax = definition("softmax")
    assert isinstance(softmax, Vector)
    text = forge.draft(words(form(softmax), (), "float32"), Kind.EVEN).text
    flagged = [line for line in text.splitlines() if " reassoc " in line or " nnan " in line]
    assert flagged
    known = ("fadd", "fcmp", "select", "maxnum", "vector.reduce")
    assert all(any(word in line for word in known) for line in flagged)


@pytest.mark.skipif("avx2" not in loader.processor(), reason="reads AVX2's instructions")
@pytest.mark.parametrize("kind", Kind)
def test_the_loops_are_widened(kind: Kind) -> None:
    softmax = definition("softmax")
    assert isinstance(softmax, Vector)
    code = machine.assembly(forge.draft(words(form(softmax), (), "float32"), kind).text)
    assert "ymm" in code
    assert re.search(r"v(mul|fmadd\d+|fnmadd\d+)ps\s.*ymm", code)
    assert kernel(softmax, "softmax", torch.float32, kind) is not None
