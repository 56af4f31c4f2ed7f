"""The maps of mean-field theory, held against closed forms and drawn numbers."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.symbolic.written import elementwise

from actlas.errors import BadParameter, WorkFailed
from actlas.symbolic.correlation import weighted_pair
from actlas.symbolic.depth import Edge, Field, edge_of_chaos, propagate

RELU = elementwise("max(z, 0)")
TANH = elementwise("tanh(z)")
ERF = elementwise("erf(z)")
SIGN = elementwise("sign(z)")


def _arc_cosine(c: float) -> float:
    """E[relu(u)·relu(v)] for unit variances (Cho and Saul, 2009)."""
    angle = math.acos(c)
    return (math.sin(angle) + (math.pi - angle) * c) / (2 * math.pi)


@settings(max_examples=30, deadline=None)
@given(st.floats(-1, 1), st.floats(0.1, 10))
def test_the_pairs_of_rectifiers_have_the_arc_cosine_kernel(c: float, sigma: float) -> None:
    found = weighted_pair(RELU, {}, sigma, c)
    assert found == pytest.approx(sigma**2 * _arc_cosine(c), rel=1e-8, abs=1e-9 * sigma**2)


@settings(max_examples=30, deadline=None)
@given(st.floats(-1, 1), st.floats(0.1, 10))
def test_the_pairs_of_error_functions_have_the_arcsine_kernel(c: float, sigma: float) -> None:
    true = 2 / math.pi * math.asin(2 * sigma**2 * c / (1 + 2 * sigma**2))
    assert weighted_pair(ERF, {}, sigma, c) == pytest.approx(true, abs=1e-9)


@pytest.mark.parametrize("c", [-0.9, 0.0, 0.5, 0.999])
def test_the_pairs_of_signs_have_the_law_of_angles(c: float) -> None:
    assert weighted_pair(SIGN, {}, 1.0, c) == pytest.approx(2 / math.pi * math.asin(c), abs=1e-7)


@settings(max_examples=20, deadline=None)
@given(st.floats(0.01, 100), st.floats(0.2, 3), st.floats(0, 2))
def test_slopes_of_the_variance_map_are_those_of_its_values(
    q: float, sigma_w: float, sigma_b: float
) -> None:
    for definition in (TANH, RELU, elementwise("z*sigmoid(z)"), SIGN):
        field = Field(definition, {}, sigma_w, sigma_b)
        step = 1e-4 * q
        quotient = (field.variance(q + step) - field.variance(q - step)) / (2 * step)
        assert field.slope(q) == pytest.approx(quotient, rel=1e-5, abs=1e-9 * sigma_w**2)


def test_chi_is_the_slope_of_the_correlation_map_at_one() -> None:
    field = Field(TANH, {}, 1.7, 0.2)
    (point,) = field.fixed_points()
    near = 1e-4
    slope = (1 - field.correlation(1 - near, point.variance)) / near
    assert slope == pytest.approx(point.chi, rel=2e-3)


def test_correlations_go_to_one_in_order_and_not_in_chaos() -> None:
    start = {"layers": 60, "correlation": 0.3}
    ordered = propagate(TANH, {}, 1.0, 0.5, **start)
    chaotic = propagate(TANH, {}, 2.5, 0.1, **start)
    assert (ordered.phase, chaotic.phase) == ("ordered", "chaotic")
    assert ordered.correlations[-1] == pytest.approx(1, abs=1e-4)
    assert chaotic.correlations[-1] < 0.8
    assert len(ordered.correlations) == len(ordered.variances) == 61


def test_a_homogeneous_function_keeps_every_variance_at_its_gain() -> None:
    found = propagate(RELU, {}, layers=5, variance=7.0)
    assert found.neutral
    assert found.fixed_points == ()
    assert found.phase == "critical"
    assert found.variances == pytest.approx([7.0] * 6)
    assert propagate(RELU, {}, 1.5).phase == "exploding"
    assert propagate(RELU, {}, 1.3).phase == "ordered"


def test_a_leap_makes_gradients_infinite_and_the_variance_none_the_less_finite() -> None:
    found = propagate(SIGN, {}, 1.3, layers=3)
    assert found.variances[1:] == pytest.approx([1.69] * 3)
    assert all(math.isinf(each) for each in found.gradient_factors)
    assert found.phase == "chaotic"


def test_a_variance_that_grows_out_of_all_bounds_ends_the_way() -> None:
    found = propagate(elementwise("exp(z)"), {}, 3.0, layers=50)
    assert found.phase == "exploding"
    assert math.isinf(found.variances[-1])
    assert len(found.variances) < 51


def test_drawn_networks_have_the_foretold_gradients() -> None:
    random = np.random.default_rng(0)
    width, layers = 1000, 6
    found = propagate(TANH, {}, 1.5, 0.3, layers=layers)
    z = random.normal(size=width)
    jacobian = np.eye(width)
    for _ in range(layers):
        weights = random.normal(size=(width, width)) * 1.5 / math.sqrt(width)
        jacobian = weights @ ((1 - np.tanh(z) ** 2)[:, None] * jacobian)
        z = weights @ np.tanh(z) + 0.3 * random.normal(size=width)
    drawn = (jacobian**2).sum() / width
    assert drawn == pytest.approx(found.gradient_growth, rel=0.25)


@pytest.mark.parametrize("sigma_b", [0.0, 0.1, 0.5])
@pytest.mark.parametrize("text", ["tanh(z)", "erf(z)", "z*sigmoid(z)", "atan(z)"])
def test_at_the_edge_the_variance_is_kept_and_gradients_too(text: str, sigma_b: float) -> None:
    definition = elementwise(text)
    edge = edge_of_chaos(definition, {}, sigma_b)
    field = Field(definition, {}, edge.sigma_w, sigma_b)
    assert field.variance(edge.variance) == pytest.approx(edge.variance, rel=1e-9, abs=1e-30)
    assert field.chi(edge.variance) == pytest.approx(1, rel=1e-9)


def test_an_edge_at_every_variance_says_that_none_is_singled_out() -> None:
    edge = edge_of_chaos(RELU, {})
    assert edge.neutral
    assert repr(edge).endswith("variance=nan, neutral=True)")
    apart = Edge(1.5, 0.25)
    assert repr(apart) == "Edge(sigma_w=1.5, variance=0.25)"
    assert not apart.neutral


def test_a_rectifier_has_its_edge_without_biases_alone() -> None:
    sigma_w, variance = edge_of_chaos(RELU, {})
    assert sigma_w == pytest.approx(math.sqrt(2), rel=1e-12)
    assert math.isnan(variance)
    with pytest.raises(WorkFailed, match=r"for sigma_b = 0\.2 no sigma_w gives a fixed point"):
        edge_of_chaos(RELU, {}, 0.2)


@pytest.mark.parametrize(
    ("named", "said"),
    [
        ({"sigma_w": -1.0}, "sigma_w must be a number of at least 0, got -1.0"),
        ({"sigma_b": math.nan}, "sigma_b must be a number of at least 0, got nan"),
        ({"layers": 1.5}, "layers must be a whole number from 0 to 10000, got 1.5"),
        ({"layers": -1}, "layers must be a whole number"),
        ({"variance": 0.0}, "variance must be a positive number, got 0.0"),
        ({"correlation": 1.1}, "correlation must be a number from -1 to 1, got 1.1"),
    ],
)
def test_numbers_out_of_their_range_are_refused(named: dict[str, float], said: str) -> None:
    with pytest.raises(BadParameter, match=said):
        propagate(TANH, {}, **named)  # type: ignore[arg-type]
