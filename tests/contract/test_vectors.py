"""Vector activations: the oracle's values and Jacobian, PyTorch's values and gradients, any dim."""

from __future__ import annotations

import pytest
import torch
from tests.contract.cases import DTYPES, VECTORS, Case, with_twin
from tests.contract.checks import found

import actlas
from actlas.targets import kernels, plain
from actlas.targets.oracle import VectorOracle

vectors = pytest.mark.parametrize("case", VECTORS, ids=str)
twins = pytest.mark.parametrize("case", with_twin(VECTORS), ids=str)
dtypes = pytest.mark.parametrize("dtype", DTYPES, ids=str)

EXAMPLES = (
    [-1.0, 1.0, 2.0, 3.0],
    [1000.0, 0.0],
    [-1e4, 0.0, 1e4],
    [1e-8, -1e-8, 0.0, -0.0],
    [5.0],
    [20.0, 20.0, -89.0, 104.0],
)
HARD = (*EXAMPLES, [float("inf"), 0.0], [-float("inf"), 0.0], [float("nan"), 0.0, 1.0])


def _ulps(dtype: torch.dtype) -> float:
    """Sums of n exponentials, and exponents that were rounded when the largest was taken away."""
    return 8 * torch.finfo(dtype).eps


@vectors
@dtypes
@pytest.mark.parametrize("z", EXAMPLES, ids=str)
def test_values_and_jacobian_are_the_oracles(
    case: Case, dtype: torch.dtype, z: list[float]
) -> None:
    tensor = torch.tensor(z, dtype=dtype)
    oracle = VectorOracle(case.definition, case.parameters)
    given = tensor.double().tolist()
    for order, wanted in ((0, oracle.value(given)), (1, oracle.jacobian(given))):
        exact = torch.tensor([_floats(each) for each in wanted], dtype=torch.float64)
        got = kernels.kernel(case.definition, order)(tensor, *case.values, 0)
        assert got.dtype == dtype
        torch.testing.assert_close(got.double(), exact, rtol=_ulps(dtype), atol=_ulps(dtype) / 8)


def _floats(number: object) -> object:
    return [float(each) for each in number] if isinstance(number, list) else float(number)  # type: ignore[arg-type]


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


@pytest.mark.parametrize("case", [each for each in VECTORS if not each.parameters], ids=str)
def test_the_softmax_jacobian_is_diagonal_less_outer_product(case: Case) -> None:
    act = actlas.get(case.name, dim=0)
    s = act(torch.tensor([-1.0, 1.0, 2.0, 3.0], dtype=torch.float64))
    jacobian = act.prime(torch.tensor([-1.0, 1.0, 2.0, 3.0], dtype=torch.float64))
    torch.testing.assert_close(jacobian, torch.diag(s) - torch.outer(s, s))
    assert float(s.sum()) == pytest.approx(1.0, abs=1e-15)


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
