"""What changes the size of a dimension: gates, maxout and concatenations against their oracle."""

from __future__ import annotations

import copy
import math
import pickle

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.contract.cases import DTYPES, RESIZING, Case, with_twin
from tests.contract.checks import found

import actlas
from actlas.definition import Gated, Parted, Pooled
from actlas.errors import BadShape
from actlas.targets import kernels, plain
from actlas.targets.vector_oracle import VectorOracle

resizing = pytest.mark.parametrize("case", RESIZING, ids=str)
gates = pytest.mark.parametrize(
    "case", [each for each in RESIZING if isinstance(each.definition, Gated)], ids=str
)
twins = pytest.mark.parametrize("case", with_twin(RESIZING), ids=str)
dtypes = pytest.mark.parametrize("dtype", DTYPES, ids=str)

# Four or eight numbers, and no two neighbours equal: halves, pairs and fours of them.
EXAMPLES = (
    [-1.0, 1.0, 2.0, 3.0],
    [0.5, -2.0, -20.0, 0.25],
    [100.0, -100.0, -50.0, 40.0],
    [1e-4, -1e-4, 2e-4, -2e-4],
    [1.0, -2.0, 3.0, -4.0, 5.0, -6.0, 7.0, -8.0],
)
HARD = (
    *EXAMPLES,
    [0.0, -0.0, 0.0, -0.0],
    [1.0, -1.0, float("inf"), -float("inf")],
    [float("inf"), -float("inf"), 1.0, -1.0],
    [float("nan"), 1.0, 2.0, float("nan")],
    [3e38, -3e38, 5.0, -5.0],
    [2.0, 2.0, 1e-40, -104.0],
)


def _act(case: Case, dim: int = -1) -> actlas.Activation:
    return actlas.get(case.name, dim=dim, **case.parameters)


def _floats(number: object) -> object:
    return [_floats(each) for each in number] if isinstance(number, list) else float(number)  # type: ignore[arg-type]


@resizing
@dtypes
@pytest.mark.parametrize("z", EXAMPLES, ids=str)
def test_values_and_derivatives_are_the_oracles(
    case: Case, dtype: torch.dtype, z: list[float]
) -> None:
    tensor = torch.tensor(z, dtype=dtype)
    oracle = VectorOracle(case.definition, case.parameters)
    eps, tiny = torch.finfo(dtype).eps, torch.finfo(dtype).tiny
    for order, wanted in enumerate((oracle.value, oracle.jacobian, oracle.second)):
        exact = torch.tensor(_floats(wanted(tensor.tolist())), dtype=torch.float64)
        got = kernels.kernel(case.definition, order)(tensor, *case.values, 0)
        assert got.dtype == dtype
        assert got.shape == exact.shape
        torch.testing.assert_close(got.double(), exact, rtol=16 * eps, atol=tiny * eps)


@resizing
def test_the_widths_are_those_that_the_data_say(case: Case) -> None:
    act = _act(case)
    z = torch.randn(3, 8)
    assert act(z).shape == (3, 8 // act.width_in * act.width_out)
    assert act.prime(z).shape == (*act(z).shape, 8)
    assert act.second(z).shape == (*act(z).shape, 8, 8)


@resizing
def test_the_jacobian_is_what_autograd_finds_along_any_dim(case: Case) -> None:
    z = torch.randn(4, 8, 12, dtype=torch.float64)
    for dim in (0, 1, 2, -1, -2, -3):
        act = _act(case, dim)
        rows = z.movedim(dim, -1)
        each = [
            torch.autograd.functional.jacobian(_act(case, 0), row)
            for row in rows.reshape(-1, rows.shape[-1])
        ]
        wanted = torch.stack(each).reshape(*rows.shape[:-1], *each[0].shape)
        torch.testing.assert_close(act.prime(z), wanted, rtol=1e-13, atol=1e-15)


@resizing
def test_the_second_derivative_is_what_autograd_finds_twice(case: Case) -> None:
    z = torch.randn(8, dtype=torch.float64)
    act = _act(case)
    by_slopes = torch.autograd.functional.jacobian(act.prime, z)
    torch.testing.assert_close(act.second(z), by_slopes, rtol=1e-13, atol=1e-15)
    count = len(act(z))
    twice = [
        torch.autograd.functional.hessian(lambda v, i=i: act(v)[i] + 0 * v.sum(), z)
        for i in range(count)
    ]
    torch.testing.assert_close(act.second(z), torch.stack(twice), rtol=1e-13, atol=1e-15)


@resizing
@pytest.mark.parametrize("z", EXAMPLES, ids=str)
def test_plain_python_gives_values_and_jacobian(case: Case, z: list[float]) -> None:
    functions: dict[str, object] = {}
    exec(plain.source("activation", case.definition), functions)
    given_ = case.parameters
    tensor = torch.tensor(z, dtype=torch.float64)
    for order, name in ((0, "activation"), (1, "activation_prime")):
        got = torch.tensor(functions[name](z, **given_), dtype=torch.float64)  # type: ignore[operator]
        wanted = kernels.kernel(case.definition, order)(tensor, *case.values, 0)
        torch.testing.assert_close(got, wanted, rtol=1e-12, atol=1e-300)


@gates
@settings(max_examples=50, deadline=None)
@given(a=st.floats(-1e6, 1e6), b=st.floats(-1e6, 1e6), factor=st.floats(-8, 8))
def test_a_gate_is_linear_in_its_first_half(case: Case, a: float, b: float, factor: float) -> None:
    act = _act(case)
    one, other = (act(torch.tensor([each, b], dtype=torch.float64)) for each in (a, factor * a))
    torch.testing.assert_close(other, factor * one, rtol=1e-14, atol=1e-300)


@gates
def test_the_halves_may_be_computed_apart(case: Case) -> None:
    z = torch.randn(2, 6, 3, 3, dtype=torch.float64)
    a, b = z.chunk(2, dim=1)
    ones = torch.cat([torch.ones_like(b), b], dim=1)
    torch.testing.assert_close(_act(case, 1)(z), a * _act(case, 1)(ones))


def test_a_gate_calls_the_catalogues_own_activation() -> None:
    z = torch.randn(3, 8, dtype=torch.float64)
    a, b = z.chunk(2, -1)
    for case in RESIZING:
        if isinstance(case.definition, Gated) and case.definition.calls:
            ((called, _own),) = case.definition.calls
            torch.testing.assert_close(_act(case)(z), a * actlas.get(called)(b))


@pytest.mark.parametrize("case", [c for c in RESIZING if isinstance(c.definition, Parted)], ids=str)
def test_at_a_kink_the_called_activations_slope_holds(case: Case) -> None:
    z = torch.tensor([2.0, 0.0], dtype=torch.float64, requires_grad=True)
    jacobian = _act(case).prime(z.detach())
    rows = [torch.autograd.grad(y, z, retain_graph=True)[0] for y in _act(case)(z)]
    assert torch.equal(jacobian, torch.stack(rows))
    for name, own in case.definition.calls:
        if own.kinks and case.definition.inputs == ("a", "b"):
            assert float(jacobian[0, 1]) == 2.0 * actlas.get(name).prime(0.0)


@pytest.mark.parametrize("case", [c for c in RESIZING if isinstance(c.definition, Pooled)], ids=str)
def test_numbers_that_are_largest_together_share_the_slope(case: Case) -> None:
    size = _act(case).width_in
    z = torch.ones(2 * size, dtype=torch.float64, requires_grad=True)
    (gradient,) = torch.autograd.grad(_act(case)(z).sum(), z)
    assert gradient.tolist() == [1 / size] * (2 * size)
    assert _act(case).prime(z)[0].tolist() == [1 / size] * size + [0.0] * size
    assert str(case.definition.kinks[0].derivative) == "1/2"


def test_maxout_takes_neighbours_and_any_size_of_group() -> None:
    z = torch.tensor([1.0, 5.0, 2.0, 9.0, 3.0, 4.0])
    assert actlas.get("maxout")(z).tolist() == [5.0, 9.0, 4.0]
    assert actlas.get("maxout(3)")(z).tolist() == [5.0, 9.0]
    assert actlas.get("maxout", pool=6)(z).tolist() == [9.0]
    assert torch.equal(actlas.get("maxout(pool=1)")(z), z)
    assert actlas.functional.maxout(z, 3).tolist() == [5.0, 9.0]
    assert repr(actlas.nn.Maxout(3)) == "Maxout(pool=3, dim=-1)"
    for wrong in (0, 2.5, -1):
        with pytest.raises(actlas.ActlasError, match=r"pool of maxout must be a number in ℤ"):
            actlas.nn.Maxout(wrong)
        with pytest.raises(actlas.ActlasError, match="pool of maxout"):
            actlas.functional.maxout(z, torch.tensor(wrong))


def test_crelu_keeps_what_relu_throws_away() -> None:
    z = torch.randn(2, 3, 4, requires_grad=True)
    y = actlas.get("crelu", dim=1)(z)
    positive, negative = y.chunk(2, dim=1)
    assert torch.equal(positive - negative, z)
    assert torch.equal(positive, torch.relu(z))
    assert bool(((positive == 0) | (negative == 0)).all())


@resizing
@pytest.mark.parametrize("size", [1, 3, 7])
def test_a_size_that_cannot_be_shared_is_refused_as_pytorch_refuses_it(
    case: Case, size: int
) -> None:
    if size % _act(case).width_in == 0:
        assert _act(case)(torch.ones(2, size)).shape == (2, size * _act(case).width_out)
        return
    for compute in (_act(case), _act(case).prime, _act(case).second, _act(case).module()):
        with pytest.raises(
            RuntimeError, match=rf"dim=-1 that .* divides, got {size}; make"
        ) as told:
            compute(torch.ones(2, size))
        assert isinstance(told.value, BadShape)
        assert "\n" not in str(told.value)


@twins
def test_pytorch_refuses_the_same_sizes_with_the_same_kind_of_error(case: Case) -> None:
    theirs = found(case.definition.twin.functional)
    for z in (torch.ones(3), torch.tensor(1.0), torch.ones(2, 5)):
        with pytest.raises(RuntimeError):
            theirs(z)
        with pytest.raises(RuntimeError):
            getattr(actlas.functional, case.name)(z)
    for function in (theirs, getattr(actlas.functional, case.name)):
        with pytest.raises(IndexError):
            function(torch.ones(2, 2), 5)


@resizing
def test_a_single_number_is_refused_where_parts_are_taken(case: Case) -> None:
    for z in (torch.tensor(1.0), 1.0):
        for compute in (_act(case), _act(case).prime, _act(case).second):
            with pytest.raises(BadShape, match="a dimension to work along, got a single number"):
                compute(z)


@twins
@dtypes
@pytest.mark.parametrize("z", HARD, ids=str)
def test_value_and_gradient_are_pytorchs(case: Case, dtype: torch.dtype, z: list[float]) -> None:
    theirs = found(case.definition.twin.functional)
    upstream = torch.linspace(-1, 1, len(z) // 2, dtype=dtype)
    results = []
    for function in (theirs, getattr(actlas.functional, case.name)):
        tensor = torch.tensor(z, dtype=dtype, requires_grad=True)
        y = function(tensor)
        results.append((y.detach(), *torch.autograd.grad(y, tensor, upstream)))
    (their_y, theirs_), (our_y, ours_) = results
    eps, tiny = torch.finfo(dtype).eps, torch.finfo(dtype).tiny
    torch.testing.assert_close(our_y, their_y, rtol=2 * eps, atol=tiny, equal_nan=True)
    # PyTorch writes the sigmoid's slope as σ·(1 - σ), which loses its tail; ours does not.
    first = tensor.detach()[: len(z) // 2]
    sizes = [abs(each) for each in first.tolist() if math.isfinite(each)]
    slack = 4 * eps * max([1.0, *sizes])
    torch.testing.assert_close(ours_, theirs_, rtol=4 * eps, atol=slack, equal_nan=True)


@twins
def test_any_layout_and_dim_have_pytorchs_values_and_gradients(case: Case) -> None:
    theirs, ours = found(case.definition.twin.functional), getattr(actlas.functional, case.name)
    base = torch.linspace(-4, 4, 2 * 4 * 6 * 8).reshape(2, 4, 6, 8)
    layouts = (
        base.to(memory_format=torch.channels_last),
        base.transpose(0, 3),
        base[..., ::2],
        base[:, :1].expand(2, 4, 6, 8),
        base[:0],
        base[:, :0],
    )
    for z in layouts:
        for dim in (0, 1, -1, -2):
            results = []
            for function in (theirs, ours):
                leaf = z.detach().requires_grad_()
                y = function(leaf, dim)
                results.append((y.detach(), *torch.autograd.grad((y * y).sum(), leaf)))
            for wanted, got in zip(*results, strict=True):
                torch.testing.assert_close(got, wanted)


@resizing
def test_a_module_keeps_its_dim_and_survives_copying(case: Case) -> None:
    module = _act(case, 1).module()
    z = torch.randn(2, 8, 3)
    assert module.dim == 1
    for again in (copy.deepcopy(module), pickle.loads(pickle.dumps(module))):
        assert repr(again) == repr(module)
        assert torch.equal(again(z), _act(case, 1)(z))
    assert module.state_dict() == {}


@resizing
def test_the_dim_of_a_gate_is_the_last_unless_another_is_named(case: Case) -> None:
    z = torch.randn(4, 8)
    act = actlas.get(case.name, **case.parameters)
    assert act.dim == -1
    assert "dim" not in act.label
    assert actlas.get(_act(case, 0).label) == _act(case, 0)
    assert torch.equal(act(z, dim=0), _act(case, 0)(z))
    assert torch.equal(act.module()(z), act(z))


@resizing
@pytest.mark.parametrize("style", ["module", "functional"])
def test_a_network_gets_layers_of_the_width_that_is_needed(case: Case, style: str) -> None:
    net = actlas.NeuralNet(3, 6, _act(case), style)
    act = _act(case)
    assert net.linear1.weight.shape == (6 * act.width_in, 3)
    assert net.linear2.weight.shape == (1, 6 * act.width_out)
    assert net(torch.randn(5, 3)).shape == (5, 1)
    with pytest.raises(actlas.ActlasError, match=r"last dimension; write .*\(dim=-1\)"):
        actlas.NeuralNet(3, 6, _act(case, 0), style)


@resizing
def test_a_comparison_refuses_what_changes_the_width_and_says_so(case: Case) -> None:
    with pytest.raises(actlas.ActlasError, match=r"makes . units of ., and networks are compared"):
        actlas.compare("iris", activations=["relu", _act(case)])
