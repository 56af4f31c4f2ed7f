"""What keeps the size of a dimension: the oracle's values and derivatives, PyTorch's, any dim."""

from __future__ import annotations

import copy
import math
import pickle

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.contract.cases import DTYPES, VECTORS, Case, with_twin
from tests.contract.checks import found

import actlas
from actlas.definition import Entmax
from actlas.targets import kernels, plain
from actlas.targets.vector_oracle import VectorOracle

vectors = pytest.mark.parametrize("case", VECTORS, ids=str)
twins = pytest.mark.parametrize("case", with_twin(VECTORS), ids=str)
entmaxes = pytest.mark.parametrize(
    "case", [each for each in VECTORS if isinstance(each.definition, Entmax)], ids=str
)
dtypes = pytest.mark.parametrize("dtype", DTYPES, ids=str)

# None lies on the edge of a support, where a projection has one-sided slopes only.
EXAMPLES = (
    [-1.0, 1.0, 2.25, 3.0],
    [1000.0, 0.0],
    [-1e4, 0.0, 1e4],
    [1e-8, -1e-8, 0.0, -0.0],
    [5.0],
    [20.0, 20.0, -89.0, 104.0],
)
HARD = (
    *EXAMPLES,
    [0.0, -0.0],
    [3e38, -3e38],
    [float("inf"), 0.0],
    [-float("inf"), 0.0],
    [float("nan"), 0.0, 1.0],
)


def _ulps(dtype: torch.dtype) -> float:
    """Sums of n exponentials, and exponents that were rounded when the largest was taken away."""
    return 8 * torch.finfo(dtype).eps


@vectors
@dtypes
@pytest.mark.parametrize("z", EXAMPLES, ids=str)
def test_values_and_derivatives_are_the_oracles(
    case: Case, dtype: torch.dtype, z: list[float]
) -> None:
    tensor = torch.tensor(z, dtype=dtype)
    oracle = VectorOracle(case.definition, case.parameters)
    given = tensor.double().tolist()
    for order, wanted in enumerate((oracle.value, oracle.jacobian, oracle.second)):
        exact = torch.tensor(_floats(wanted(given)), dtype=torch.float64)
        got = kernels.kernel(case.definition, order)(tensor, *case.values, 0)
        assert got.dtype == dtype
        torch.testing.assert_close(got.double(), exact, rtol=_ulps(dtype), atol=_ulps(dtype) / 8)


def _floats(number: object) -> object:
    return [_floats(each) for each in number] if isinstance(number, list) else float(number)  # type: ignore[arg-type]


@vectors
@pytest.mark.parametrize("z", EXAMPLES, ids=str)
def test_plain_python_gives_values_and_jacobian(case: Case, z: list[float]) -> None:
    functions: dict[str, object] = {}
    exec(plain.source("activation", case.definition), functions)
    tensor = torch.tensor(z, dtype=torch.float64)
    for order, name in ((0, "activation"), (1, "activation_prime")):
        got = torch.tensor(functions[name](z), dtype=torch.float64)  # type: ignore[operator]
        wanted = kernels.kernel(case.definition, order)(tensor, *case.values, 0)
        torch.testing.assert_close(got, wanted, rtol=1e-14, atol=1e-16)


@vectors
def test_the_jacobian_is_what_autograd_finds_along_any_dim(case: Case) -> None:
    act = actlas.get(case.name, **case.parameters)
    z = torch.randn(2, 3, 4, dtype=torch.float64)
    for dim in (0, 1, 2, -1, -2, -3):
        got = act.prime(z, dim=dim)
        rows = z.movedim(dim, -1)
        each = [
            torch.autograd.functional.jacobian(lambda row: act(row, dim=0), row)
            for row in rows.reshape(-1, rows.shape[-1])
        ]
        wanted = torch.stack(each).reshape(*rows.shape, rows.shape[-1])
        torch.testing.assert_close(got, wanted, rtol=1e-13, atol=1e-15)


@vectors
def test_the_second_derivative_is_what_autograd_finds_in_the_jacobian(case: Case) -> None:
    act = actlas.get(case.name, dim=0, **case.parameters)
    z = torch.randn(4, dtype=torch.float64)
    wanted = torch.autograd.functional.jacobian(act.prime, z)
    torch.testing.assert_close(act.second(z), wanted, rtol=1e-13, atol=1e-15)
    hessians = [torch.autograd.functional.hessian(lambda v, i=i: act(v)[i], z) for i in range(4)]
    torch.testing.assert_close(act.second(z), torch.stack(hessians), rtol=1e-13, atol=1e-15)


def test_the_softmax_jacobian_is_diagonal_less_outer_product() -> None:
    act = actlas.get("softmax", dim=0)
    s = act(torch.tensor([-1.0, 1.0, 2.0, 3.0], dtype=torch.float64))
    jacobian = act.prime(torch.tensor([-1.0, 1.0, 2.0, 3.0], dtype=torch.float64))
    torch.testing.assert_close(jacobian, torch.diag(s) - torch.outer(s, s))
    assert float(s.sum()) == pytest.approx(1.0, abs=1e-15)


@vectors
@settings(max_examples=60, deadline=None)
@given(z=st.lists(st.floats(-50, 50), min_size=1, max_size=12), shift=st.floats(-100, 100))
def test_a_constant_added_to_all_numbers_moves_nothing_or_all(
    case: Case, z: list[float], shift: float
) -> None:
    act = actlas.get(case.name, dim=0, **case.parameters)
    x = torch.tensor(z, dtype=torch.float64)
    torch.testing.assert_close(act(x + shift), act(x), rtol=1e-11, atol=1e-11)
    torch.testing.assert_close(act.prime(x).sum(-1), torch.zeros_like(x), rtol=0, atol=1e-12)


@entmaxes
@settings(max_examples=100, deadline=None)
@given(z=st.lists(st.floats(-20, 20), min_size=1, max_size=12))
def test_an_entmax_is_a_distribution_that_no_other_beats(case: Case, z: list[float]) -> None:
    x = torch.tensor(z, dtype=torch.float64)
    y = actlas.get(case.name, dim=0)(x)
    assert float(y.min()) >= 0
    assert float(y.sum()) == pytest.approx(1.0, abs=1e-12)
    torch.manual_seed(0)
    others = [torch.full_like(x, 1 / len(z)), torch.softmax(x, 0), torch.softmax(3 * x, 0)]
    others += list(torch.distributions.Dirichlet(torch.ones(len(z)).double()).sample((20,)))
    best = _gain(case.definition.alpha, x, y)
    assert all(_gain(case.definition.alpha, x, each) <= best + 1e-12 for each in others)


def _gain(alpha: float, z: torch.Tensor, y: torch.Tensor) -> float:
    """Return Σ y·z plus Tsallis's entropy of order alpha, which an entmax maximises."""
    return float((y * z).sum() + (y - y**alpha).sum() / (alpha * (alpha - 1)))


@entmaxes
def test_an_entmax_gives_exact_zeros_and_its_sum_survives_half_precision(case: Case) -> None:
    z = torch.tensor([2.0, 1.75, -3.0, -float("inf")], dtype=torch.bfloat16)
    y = actlas.get(case.name, dim=0)(z)
    assert y[2:].tolist() == [0.0, 0.0]
    assert float(y.float().sum()) == pytest.approx(1.0, abs=1e-2)


def test_on_the_edge_of_the_support_the_stated_slope_holds() -> None:
    z = torch.tensor([0.0, -1.0], dtype=torch.float64, requires_grad=True)
    act = actlas.get("sparsemax", dim=0)
    assert act.prime(z).tolist() == [[0.0, 0.0], [0.0, 0.0]]
    for each in act(z):
        (gradient,) = torch.autograd.grad(each, z, retain_graph=True)
        assert gradient.tolist() == [0.0, 0.0]


@entmaxes
@pytest.mark.parametrize("z", [[float("nan"), 0.0], [float("inf"), 0.0], [-float("inf")] * 2])
def test_an_entmax_is_nan_where_a_softmax_is(case: Case, z: list[float]) -> None:
    x = torch.tensor(z)
    assert bool(torch.softmax(x, 0).isnan().all())
    assert bool(actlas.get(case.name, dim=0)(x).isnan().all())


def test_the_entmaxes_give_what_their_authors_print() -> None:
    z = torch.tensor([-2.0, 0.0, 0.5], dtype=torch.float64)
    for name, wanted in (
        ("softmax", [0.0486, 0.3592, 0.5922]),
        ("sparsemax", [0.0, 0.25, 0.75]),
        ("entmax15", [0.0, 0.3260, 0.6740]),
    ):
        got = actlas.get(name, dim=0)(z)
        assert [round(each, 4) for each in got.tolist()] == wanted


def test_a_long_vector_is_projected_as_quickly_as_it_is_sorted() -> None:
    torch.manual_seed(0)
    z = torch.randn(4, 50_000, dtype=torch.float64)
    for name in ("sparsemax", "entmax15"):
        y = actlas.get(name, dim=-1)(z)
        torch.testing.assert_close(y.sum(-1), torch.ones(4, dtype=torch.float64))
        assert int((y > 0).sum(-1).max()) < 500


@twins
@dtypes
@pytest.mark.parametrize("z", HARD, ids=str)
def test_value_and_gradient_are_pytorchs(case: Case, dtype: torch.dtype, z: list[float]) -> None:
    theirs = found(case.definition.twin.functional)
    upstream = torch.linspace(-1, 2, len(z), dtype=dtype)
    results = []
    for function in (theirs, getattr(actlas.functional, case.name)):
        tensor = torch.tensor(z, dtype=dtype, requires_grad=True)
        y = function(tensor, dim=0, **case.parameters)
        results.append((y.detach(), *torch.autograd.grad(y, tensor, upstream)))
    for wanted, got in zip(*results, strict=True):
        eps = torch.finfo(dtype).eps
        torch.testing.assert_close(got, wanted, rtol=2 * eps, atol=2 * eps, equal_nan=True)


@twins
def test_the_functional_form_takes_pytorchs_dtype_argument(case: Case) -> None:
    z = torch.randn(3, 4, dtype=torch.float16)
    got = getattr(actlas.functional, case.name)(z, 1, dtype=torch.float64)
    assert got.dtype == torch.float64
    torch.testing.assert_close(
        got, found(case.definition.twin.functional)(z, 1, dtype=torch.float64)
    )


@vectors
def test_an_empty_dimension_and_a_single_number_work_as_in_pytorch(case: Case) -> None:
    act = actlas.get(case.name, dim=-1, **case.parameters)
    assert act(torch.empty(3, 0)).shape == (3, 0)
    assert act.prime(torch.empty(3, 0)).shape == (3, 0, 0)
    assert act.second(torch.empty(0, 2)).shape == (0, 2, 2, 2)
    assert act(torch.tensor(3.0)) == act(torch.tensor([3.0]))[0]
    assert act(3.0) == float(act(torch.tensor([3.0]))[0])
    assert act.prime(3.0) == float(act.prime(torch.tensor([3.0]))[0, 0])


@twins
def test_numbers_of_any_layout_have_pytorchs_values_and_gradients(case: Case) -> None:
    theirs, ours = found(case.definition.twin.functional), getattr(actlas.functional, case.name)
    base = torch.linspace(-4, 4, 2 * 3 * 4 * 5).reshape(2, 3, 4, 5)
    layouts = (
        base.to(memory_format=torch.channels_last),
        base.transpose(0, 3),
        base[..., ::2],
        base[:, :1].expand(2, 3, 4, 5),
        base[:0],
    )
    for z in layouts:
        for dim in (0, 1, -1):
            results = []
            for function in (theirs, ours):
                leaf = z.detach().requires_grad_()
                y = function(leaf, dim)
                results.append((y.detach(), *torch.autograd.grad((y * y).sum(), leaf)))
            for wanted, got in zip(*results, strict=True):
                torch.testing.assert_close(got, wanted)


def test_softmax2d_is_softmax_over_the_channels() -> None:
    ours, theirs = actlas.nn.Softmax2d(), torch.nn.Softmax2d()
    assert repr(ours) == repr(theirs)
    assert isinstance(ours, actlas.nn.ActivationModule)
    for shape in ((2, 3, 4, 5), (3, 4, 5), (0, 3, 4, 5)):
        results = []
        for module in (ours, theirs):
            z = torch.linspace(-3, 3, math.prod(shape)).reshape(shape).requires_grad_()
            y = module(z)
            results.append((y.detach(), *torch.autograd.grad((y * y).sum(), z)))
        for got, wanted in zip(*results, strict=True):
            torch.testing.assert_close(got, wanted)
    for shape in ((3,), (2, 3), (1, 2, 3, 4, 5)):
        for module in (ours, theirs):
            with pytest.raises(ValueError, match="Softmax2d"):
                module(torch.zeros(shape))
    with pytest.raises(actlas.ActlasError, match=r"3 or 4 dimensions, got 2; .*Softmax\(dim="):
        ours(torch.zeros(2, 3))
    with pytest.raises(actlas.ActlasError, match=r"unexpected|too many"):
        actlas.nn.Softmax2d(dim=1)


def test_softmax2d_survives_copying_and_pickling() -> None:
    module = actlas.nn.Softmax2d()
    z = torch.randn(2, 3, 4, 5)
    for again in (copy.deepcopy(module), pickle.loads(pickle.dumps(module))):
        assert type(again) is type(module)
        assert torch.equal(again(z), module(z))
