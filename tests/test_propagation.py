"""Gain, depth and the edge of chaos: what the literature knows, from whatever names it."""

from __future__ import annotations

import math

import pytest
import torch
from torch import nn

import actlas
from actlas.errors import BadInput, BadParameter
from actlas.symbolic.normalising import moment_map


@pytest.mark.parametrize(
    ("given", "gain"),
    [
        ("relu", math.sqrt(2)),
        ("leaky_relu(0.2)", math.sqrt(2 / 1.04)),
        (actlas.get("tanh"), 1.592537),
        (nn.ELU(), 1.245198),
        (actlas.nn.SELU(), 1.0),
        (nn.LeakyReLU(0.2), math.sqrt(2 / 1.04)),
        (nn.functional.relu, math.sqrt(2)),
    ],
)
def test_a_gain_is_that_of_the_literature_whatever_names_the_activation(
    given: object, gain: float
) -> None:
    assert actlas.gain(given) == pytest.approx(gain, abs=1e-6)


def test_the_three_gains_differ_and_are_named() -> None:
    found = [actlas.gain("gelu", mode) for mode in ("forward", "std", "backward")]
    assert found == pytest.approx([1.5335, 1.7009, 1.4811], abs=1e-4)


def test_a_learned_slope_counts_with_its_present_value() -> None:
    module = nn.PReLU(num_parameters=2)
    with torch.no_grad():
        module.weight.copy_(torch.tensor([0.1, 0.3]))
    assert actlas.gain(module) == pytest.approx(math.sqrt(2 / 1.04))


@pytest.mark.parametrize(
    ("name", "inner"),
    [("glu", "sigmoid"), ("reglu", "relu"), ("geglu", "gelu"), ("swiglu", "silu")],
)
def test_a_gate_has_the_gain_of_the_function_that_it_multiplies_by(name: str, inner: str) -> None:
    assert actlas.gain(name) == pytest.approx(actlas.gain(inner), rel=1e-10)
    assert actlas.gain(name, "std") == actlas.gain(name)
    assert actlas.gain("bilinear", sigma=2.0) == pytest.approx(0.5)


@pytest.mark.parametrize("mode", ["forward", "backward"])
def test_a_gate_keeps_the_size_that_its_gain_names(mode: str) -> None:
    torch.manual_seed(0)
    z = (0.7 * torch.randn(200_000, 2, dtype=torch.float64)).requires_grad_()
    y = actlas.get("swiglu", dim=-1)(z)
    back = torch.randn_like(y)
    (slope,) = torch.autograd.grad(y, z, back)
    factor = actlas.gain("swiglu", mode, sigma=0.7) ** 2
    kept = slope if mode == "backward" else y / 0.7
    assert factor * kept.square().mean().item() == pytest.approx(1, rel=0.02)


def test_a_gain_and_the_property_of_that_name_are_one_number() -> None:
    for name in actlas.names():
        activation = actlas.get(name)
        if activation.elementwise:
            own = activation.properties.gain
            assert actlas.gain(name) == pytest.approx(own, rel=1e-9), name


@pytest.mark.parametrize(
    ("name", "growth"), [("relu", 1.0), ("tanh", 1.1778072323), ("elu", 1.0359)]
)
def test_gradients_grow_by_the_known_factor_a_layer(name: str, growth: float) -> None:
    found = actlas.depth(name, layers=3)
    assert found.gradient_factors == pytest.approx([growth] * 3, abs=1e-4)
    assert found.variances == pytest.approx([1.0] * 4)


def test_fifty_layers_of_tanh_multiply_gradients_by_three_and_a_half_thousand() -> None:
    assert actlas.depth("tanh", layers=50).gradient_growth == pytest.approx(3.6e3, rel=0.01)


@pytest.mark.parametrize(("bias", "weight"), [(0.01, 1.4242), (0.05, 1.7610), (0.2, 2.2852)])
def test_the_edge_of_chaos_of_tanh_is_that_of_schoenholz(bias: float, weight: float) -> None:
    sigma_w, variance = actlas.edge_of_chaos("tanh", sigma_b=math.sqrt(bias))
    assert sigma_w**2 == pytest.approx(weight, abs=5e-5)
    there = actlas.depth("tanh", sigma_w, math.sqrt(bias), layers=5, variance=variance)
    assert there.phase == "critical"
    assert there.gradient_factors == pytest.approx([1.0] * 5, abs=1e-6)
    assert there.variances == pytest.approx([variance] * 6)


@pytest.mark.parametrize(("scale", "phase"), [(0.8, "ordered"), (1.3, "chaotic")])
def test_beside_the_edge_there_is_order_or_chaos(scale: float, phase: str) -> None:
    sigma_w, _ = actlas.edge_of_chaos("tanh", sigma_b=0.2)
    found = actlas.depth("tanh", scale * sigma_w, 0.2)
    assert found.phase == phase


def test_a_fixed_point_of_the_variance_is_one_and_says_whether_it_draws_near() -> None:
    found = actlas.depth("tanh", 1.5, 0.1, layers=1)
    for each in found.fixed_points:
        again = actlas.depth("tanh", 1.5, 0.1, layers=1, variance=each.variance)
        assert again.variances[1] == pytest.approx(each.variance)
    (point,) = found.fixed_points
    assert abs(point.slope) < 1
    assert actlas.depth("tanh", 1.5, 0.1, layers=200).variances[-1] == pytest.approx(point.variance)


def test_wide_networks_drawn_at_random_do_what_is_foretold() -> None:
    generator = torch.Generator().manual_seed(5)
    width, layers = 1500, 4
    found = actlas.depth("tanh", 1.4, 0.3, layers=layers, variance=2.0)
    z = torch.randn(width, generator=generator) * math.sqrt(2)
    for wanted in found.variances[1:]:
        weights = torch.randn(width, width, generator=generator) * 1.4 / math.sqrt(width)
        z = weights @ z.tanh() + 0.3 * torch.randn(width, generator=generator)
        assert z.square().mean().item() == pytest.approx(wanted, rel=0.15)


def test_the_scaled_exponential_unit_has_its_fixed_point_at_zero_and_one() -> None:
    selu = actlas.get("selu")
    found = moment_map(selu.definition, selu.parameters)
    assert (found.mean, found.variance) == pytest.approx((0.0, 1.0), abs=1e-6)
    matrix = torch.tensor(found.jacobian, dtype=torch.float64)
    assert torch.linalg.matrix_norm(matrix, 2).item() == pytest.approx(0.7877, abs=1e-4)


@pytest.mark.parametrize(
    ("ask", "error", "said"),
    [
        (lambda: actlas.gain("softmax"), BadInput, "acts on vectors"),
        (lambda: actlas.gain(3), BadInput, "expected an activation's name"),
        (lambda: actlas.gain(nn.Linear(1, 1)), BadInput, "expected an activation's name"),
        (lambda: actlas.gain("relu", "sideways"), BadParameter, "a gain is one of"),
        (lambda: actlas.gain("relu", sigma=0.0), BadParameter, "sigma must be a positive"),
        (lambda: actlas.gain("glu", sigma=-1.0), BadParameter, "sigma must be a positive"),
        (lambda: actlas.depth("glu"), BadInput, "acts on vectors"),
        (lambda: actlas.depth("relu", sigma_w=-1.0), BadParameter, "sigma_w"),
    ],
)
def test_what_cannot_be_asked_is_refused_with_what_can(ask, error, said: str) -> None:
    with pytest.raises(error, match=said) as told:
        ask()
    assert "\n" not in str(told.value)
