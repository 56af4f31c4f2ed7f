"""Moments are held against mpmath's own quadrature in many digits, and against drawn numbers."""

from __future__ import annotations

import math
from functools import cache
from itertools import pairwise
from typing import Any

import mpmath
import numpy as np
import pytest
import sympy as sp
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.contract.cases import ELEMENTWISE, Case
from tests.symbolic.written import elementwise

from actlas import catalogue
from actlas.definition import Elementwise
from actlas.errors import BadParameter
from actlas.symbolic.curve import Curve
from actlas.symbolic.moments import KINDS, MODES, Moment, gain, moment, moments
from actlas.targets.oracle import Oracle

every_case = pytest.mark.parametrize("case", ELEMENTWISE, ids=str)


def _bound(case: Case) -> dict[str, float]:
    named = (each.name for each in case.definition.parameters)
    return dict(zip(named, case.values, strict=True))


@cache
def _nodes() -> list[tuple[Any, Any]]:
    with mpmath.workdps(30):
        return list(mpmath.mp._gauss_legendre.calc_nodes(5, mpmath.mp.prec))


def _reference(case: Case, sigma: float) -> dict[str, Any]:
    """Return the moments by mpmath's Gauss-Legendre nodes in 30 digits, panel by panel."""
    own, slope = (Curve(case.definition, _bound(case), order) for order in (0, 1))
    first, second, steep = (mpmath.mpf(0) for _ in range(3))
    with mpmath.workdps(30):
        # Beyond 13 deviations the density is below 1e-37.
        breaks = [mpmath.mpf(each.p) / each.q / sigma for each in own.breaks]
        ends = sorted({*map(mpmath.mpf, (*range(-13, 14), -0.5, 0.5)), *breaks})
        ends = [each for each in ends if abs(each) <= 13]
        for low, high in pairwise(ends):
            half, middle = (high - low) / 2, (high + low) / 2
            for x, weight in _nodes():
                t = middle + half * x
                share = half * weight * mpmath.npdf(t)
                y = own.at(sigma * t, 30)
                first, second = first + share * y, second + share * y * y
                steep += share * slope.at(sigma * t, 30) ** 2
        return {
            "mean": first,
            "mean_square": second,
            "variance": second - first**2,
            "slope_square": mpmath.inf if own.jumps else steep,
        }


@every_case
def test_all_moments_agree_with_quadrature_in_thirty_digits(case: Case) -> None:
    found = moments(case.definition, _bound(case))
    true = _reference(case, 1.0)
    size = float(mpmath.sqrt(true["mean_square"]))
    for kind in KINDS:
        got: Moment = getattr(found, kind)
        expected = float(true[kind])
        scale = size if kind == "mean" else abs(expected)
        if math.isinf(expected):
            assert got.value == expected
            continue
        assert abs(got.value - expected) <= 1e-14 * scale, kind
        assert abs(got.value - true[kind]) <= got.error + 3e-16 * scale, kind
        assert got.error <= 1e-10 * scale


@every_case
def test_a_closed_form_is_the_number_that_quadrature_finds(case: Case) -> None:
    for sigma in (0.25, 1.5) if not case.parameters else (0.75,):
        found = {kind: moment(case.definition, _bound(case), kind, sigma) for kind in KINDS}
        exact = {kind: each.expression for kind, each in found.items() if each.exact}
        true = _reference(case, sigma) if exact else {}
        for kind, said in exact.items():
            with mpmath.workdps(30):
                gap = abs(mpmath.mpf(str(said.evalf(25))) - true[kind])
                assert gap <= 1e-18 * (1 + abs(true[kind])), (kind, sigma)


@pytest.mark.parametrize("case", [each for each in ELEMENTWISE if not each.parameters], ids=str)
def test_moments_agree_with_drawn_numbers(case: Case) -> None:
    draws = np.random.default_rng(5).normal(size=200_000) * 1.3
    own, slope = (Curve(case.definition, _bound(case), order) for order in (0, 1))
    y, steep = own(draws), slope(draws)
    drawn = {"mean": y, "mean_square": y**2, "slope_square": steep**2}
    for kind, sample in drawn.items():
        got = moment(case.definition, _bound(case), kind, 1.3).value
        if math.isfinite(got):
            assert abs(got - sample.mean()) <= 6 * sample.std() / math.sqrt(len(draws)) + 1e-12


CLOSED = {
    ("z", "mean_square"): sp.S.One,
    ("max(z, 0)", "mean_square"): sp.Rational(1, 2),
    ("max(z, 0)", "mean"): 1 / sp.sqrt(2 * sp.pi),
    ("max(z, 0)^2", "mean_square"): sp.Rational(3, 2),
    ("exp(z)", "mean_square"): sp.exp(2),
    ("sin(3*z)", "mean_square"): (1 - sp.exp(-18)) / 2,
    ("exp(-z^2)", "mean_square"): 1 / sp.sqrt(5),
    ("erf(z/2)", "mean_square"): 2 * sp.asin(sp.Rational(1, 3)) / sp.pi,
    ("normal(z)", "mean_square"): sp.Rational(1, 3),
    ("z*normal(z)", "mean"): 1 / (2 * sp.sqrt(sp.pi)),
    ("max(-1, min(z, 1))", "slope_square"): sp.erf(1 / sp.sqrt(2)),
    ("sigmoid(z)", "mean"): sp.Rational(1, 2),
    ("sign(z)", "mean_square"): sp.S.One,
    ("sinc(z)^0 * cos(z)", "mean"): sp.exp(-sp.Rational(1, 2)),
}


@pytest.mark.parametrize(("text", "kind"), CLOSED, ids=str)
def test_known_integrals_come_out_as_expressions(text: str, kind: str) -> None:
    found = moment(elementwise(text), {}, kind)
    assert found.exact
    assert sp.simplify(found.expression - CLOSED[text, kind]) == 0
    assert found.value == pytest.approx(float(CLOSED[text, kind]), rel=1e-15)


def test_sigma_of_an_arcsine_is_in_its_expression() -> None:
    found = moment(elementwise("erf(z/sqrt(2))"), {}, "mean_square", 3.0)
    assert found.value == pytest.approx(2 / math.pi * math.asin(9 / 10), rel=1e-15)


@pytest.mark.parametrize(
    ("text", "kind", "value"),
    [
        ("exp(z^2)", "mean", math.inf),
        ("exp(z^2/4)", "mean_square", math.inf),  # the density falls exactly as fast
        ("-exp(z^2)", "mean", -math.inf),
        ("z*exp(z^2)", "mean", math.nan),
        ("exp(exp(z))", "mean_square", math.inf),
        ("1/z", "mean", math.nan),
        ("1/z", "mean_square", math.inf),
        ("1/cos(z)", "mean_square", math.inf),
        ("sqrt(abs(z))", "slope_square", math.inf),
        ("sign(z)", "slope_square", math.inf),
        ("sign(sin(z))", "slope_square", math.inf),
        ("log(z)", "mean", math.nan),  # it is not defined on one half
    ],
)
def test_what_has_no_finite_expectation_says_so(text: str, kind: str, value: float) -> None:
    found = moment(elementwise(text), {}, kind)
    assert found.value == value or (math.isnan(found.value) and math.isnan(value))


@pytest.mark.parametrize(
    ("text", "kind", "value"),
    [
        ("exp(z^2/8)", "mean_square", math.sqrt(2)),
        ("log(abs(z))", "mean", -(math.log(2) + 0.5772156649015329) / 2),
        ("abs(sin(3*z))", "slope_square", 4.5 * (1 + math.exp(-18))),
        ("sqrt(abs(z))", "mean_square", math.sqrt(2 / math.pi)),
        ("exp(-1/z^2)", "mean_square", math.exp(-2)),
        ("softplus(1e-20*z)/1e-20", "variance", 0.25),
        ("softplus(1e-20*z)/1e-20", "mean_square", (math.log(2) * 1e20) ** 2),
        ("softplus(1e300*z)/1e300", "variance", 0.5 - 1 / (2 * math.pi)),
        ("tanh(1e8*z)", "mean_square", 1 - 1e-8 * math.sqrt(2 / math.pi)),
        ("where(z <= 0, 1e20, 1e20 + z)", "variance", 0.5 - 1 / (2 * math.pi)),
        ("sin(30*z)*sigmoid(z)", "mean_square", None),
        ("exp(-1e8*(z - 3)^2)", "mean_square", None),
    ],
)
def test_hard_integrands_keep_ten_digits(text: str, kind: str, value: float | None) -> None:
    found = moment(elementwise(text), {}, kind)
    if value is None:
        curve = Curve(elementwise(text), {})
        with mpmath.workdps(20):
            ends = [-9, *np.arange(-8.9, 8.9, 0.1), 9, *(3 + np.arange(-8, 9) * 1e-4)]
            value = float(
                mpmath.quad(
                    lambda z: curve.at(z, 20) ** 2 * mpmath.npdf(z), sorted(map(mpmath.mpf, ends))
                )
            )
    assert found.value == pytest.approx(value, rel=1e-10)
    assert found.error <= 1e-10 * abs(found.value)


@pytest.mark.parametrize("sigma", [1e-8, 1e-3, 1e3, 1e8])
def test_wide_and_narrow_arguments_meet_their_asymptotes(sigma: float) -> None:
    tanh = elementwise("(exp(z) - exp(-z))/(exp(z) + exp(-z))")
    found = moment(tanh, {}, "mean_square", sigma)
    narrow = sigma**2 - 2 * sigma**4 + 17 / 3 * sigma**6
    wide = 1 - math.sqrt(2 / math.pi) * (2 / sigma) * 0.5 * 1.0
    if sigma < 1:
        assert found.value == pytest.approx(narrow, rel=1e-12)
    else:
        assert found.value == pytest.approx(wide, abs=2 / sigma**2)
    rest = moment(elementwise("z - tanh(z)"), {}, "mean_square", sigma)
    if sigma < 1:  # all digits cancel in float64
        assert rest.value == pytest.approx(15 / 9 * sigma**6, rel=10 * sigma**2 + 1e-12)


@settings(max_examples=25, deadline=None)
@given(
    st.floats(-3, 3).filter(lambda a: abs(a) > 1e-3),
    st.floats(-2, 2),
    st.floats(0.05, 4),
    st.sampled_from(["z", "exp(%r*z)", "sin(%r*z)", "erf(%r*z)", "z*exp(%r*z)", "z*erf(%r*z)"]),
)
def test_closed_forms_of_random_terms_agree_with_quadrature(
    a: float, b: float, sigma: float, form: str
) -> None:
    text = form % a if "%" in form else form
    definition = elementwise(f"{text} + {b!r}" if b else text)
    found = moment(definition, {}, "mean_square", sigma)
    curve = Curve(definition, {})
    with mpmath.workdps(25):
        true = mpmath.quad(
            lambda t: curve.at(sigma * t, 25) ** 2 * mpmath.npdf(t), list(range(-40, 41, 2))
        )
    assert found.exact
    assert found.value == pytest.approx(float(true), rel=1e-13)


@settings(max_examples=25, deadline=None)
@given(st.floats(-2, 2), st.floats(0, 3), st.floats(-3, 3), st.floats(0.05, 4))
def test_two_thresholds_anywhere_have_closed_forms(
    low: float, width: float, slope: float, sigma: float
) -> None:
    high = low + width
    definition = elementwise(
        (f"{slope!r}*(z - {low!r})", f"z < {low!r}"), ("z^2*exp(-z)", f"z > {high!r}"), "z"
    )
    found = moment(definition, {}, "mean_square", sigma)
    curve = Curve(definition, {})
    with mpmath.workdps(25):
        ends = sorted({*range(-30, 31, 2), *(each for each in (low / sigma, high / sigma))})
        true = mpmath.quad(
            lambda t: curve.at(sigma * t, 25) ** 2 * mpmath.npdf(t),
            [mpmath.mpf(each) for each in ends if abs(each) <= 30],
        )
    assert found.exact
    assert found.value == pytest.approx(float(true), rel=1e-12)


def _gain_of(name: str, mode: str = "forward", **given: float) -> float:
    definition = catalogue.definition(name)
    assert isinstance(definition, Elementwise)
    bound = {each.name: each.default for each in definition.parameters} | given
    return gain(definition, bound, mode)


@pytest.mark.parametrize(
    ("name", "given", "value"),
    [
        ("relu", {}, math.sqrt(2)),
        ("leaky_relu", {"negative_slope": 0.2}, math.sqrt(2 / (1 + 0.2**2))),
        ("tanh", {}, 1.592537),
        ("elu", {}, 1.245198),
    ],
)
def test_published_gains(name: str, given: dict[str, float], value: float) -> None:
    assert _gain_of(name, **given) == pytest.approx(value, abs=5e-7)


def test_the_three_gains_of_the_gaussian_linear_unit() -> None:
    gelu = elementwise("z*normal(z)")
    found = [round(gain(gelu, {}, mode), 4) for mode in ("forward", "std", "backward")]
    assert found == [1.5335, 1.7009, 1.4811]


def test_the_scaled_exponential_unit_needs_no_gain() -> None:
    scale, alpha = 1.0507009873554805, 1.6732632423543772
    selu = elementwise((f"{scale}*z", "z > 0"), f"{scale}*{alpha}*(exp(z) - 1)")
    found = moments(selu, {})
    assert abs(found.mean.value) < 1e-15
    assert found.variance.value == pytest.approx(1, abs=1e-15)
    assert round(gain(selu, {}), 6) == 1.0


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize("sigma", [0.5, 1.0, 3.0])
def test_a_gain_keeps_the_size_that_it_names(mode: str, sigma: float) -> None:
    definition = elementwise("z*sigmoid(z)")
    factor = gain(definition, {}, mode, sigma)
    draws = np.random.default_rng(0).normal(size=400_000) * sigma
    order = int(mode == "backward")
    y = factor * Curve(definition, {}, order)(draws)
    kept = y.var() if mode == "std" else (y**2).mean()
    assert kept == pytest.approx(1.0 if mode == "backward" else sigma**2, rel=0.02)


def test_gains_at_the_ends() -> None:
    assert gain(elementwise("0*z"), {}) == math.inf
    assert gain(elementwise("sign(z)"), {}, "backward") == 0
    assert gain(elementwise("exp(z^2)"), {}) == 0


def test_an_odd_function_has_mean_zero_and_not_nearly_so() -> None:
    for text in ("tanh(z)", "z/(1 + abs(z))", "atan(z)", "sin(z)^3", "z*cos(z)"):
        assert moment(elementwise(text), {}, "mean").value == 0


def test_wrong_asks_are_refused() -> None:
    with pytest.raises(BadParameter, match="forward, std, backward; got 'sideways'"):
        gain(elementwise("z"), {}, "sideways")
    for sigma in (0.0, -1.0, math.inf, math.nan):
        with pytest.raises(BadParameter, match="sigma must be a positive number"):
            moment(elementwise("z"), {}, "mean", sigma)


def test_the_curve_and_the_oracle_are_the_same_function() -> None:
    # The reference above reads values from the curve: here that is held against the oracle.
    for case in ELEMENTWISE:
        curve, oracle = Curve(case.definition, _bound(case)), Oracle(case.definition, _bound(case))
        for z in (-7.3, -1.1, -0.2, 0.4, 2.9, 6.1):
            true = float(oracle.value(z))
            assert float(curve.at(mpmath.mpf(z))) == pytest.approx(true, rel=1e-13, abs=1e-300)
            assert float(curve.digits(z)) == pytest.approx(true, rel=1e-13, abs=1e-300)
            (fast,) = curve(np.array([z]))
            assert fast == pytest.approx(true, rel=1e-9, abs=1e-12)
