"""The judge is right and independent: closed forms in many digits, none of SymPy's calculus."""

from __future__ import annotations

import math
from collections.abc import Callable

import mpmath
import pytest
import sympy as sp
from tests.symbolic.written import elementwise

import actlas
from actlas.definition import Parameter
from actlas.symbolic import bells, calculus, enclosure, forms, rewrite
from actlas.targets.oracle import Oracle
from actlas.targets.vector_oracle import VectorOracle

TINY = mpmath.mpf(10) ** -325
POINTS = (0.0, 5e-324, 1e-8, 0.5, 1.0, 20.0, 89.0, 104.0, 710.0, 1e4)

# f, f′ and f″ written out by hand, in forms that mpmath computes without cancelling.
BY_HAND: dict[str, tuple[Callable[[mpmath.mpf], mpmath.mpf], ...]] = {
    "1/(1 + exp(-z))": (
        lambda z: 1 / (1 + mpmath.exp(-z)),
        lambda z: 1 / (4 * mpmath.cosh(z / 2) ** 2),
        lambda z: -mpmath.tanh(z / 2) / (4 * mpmath.cosh(z / 2) ** 2),
    ),
    "(exp(z) - exp(-z))/(exp(z) + exp(-z))": (
        mpmath.tanh,
        lambda z: mpmath.sech(z) ** 2,
        lambda z: -2 * mpmath.sech(z) ** 2 * mpmath.tanh(z),
    ),
    "exp(z) - 1": (mpmath.expm1, mpmath.exp, mpmath.exp),
    "sin(z)": (mpmath.sin, mpmath.cos, lambda z: -mpmath.sin(z)),
    "z^3": (lambda z: z**3, lambda z: 3 * z**2, lambda z: 6 * z),
}


@pytest.mark.parametrize("text", BY_HAND)
@pytest.mark.parametrize("order", [0, 1, 2])
def test_it_agrees_with_closed_forms_to_forty_digits(text: str, order: int) -> None:
    oracle = Oracle(elementwise(text))
    for size in POINTS:
        for z in (size, -size):
            got = oracle.derivative(z, order) if order else oracle.value(z)
            with mpmath.workdps(100):
                wanted = BY_HAND[text][order](mpmath.mpf(z))
                # Below the smallest double, nothing is asked.
                assert abs(got - wanted) <= mpmath.mpf(10) ** -40 * abs(wanted) + TINY


def test_it_uses_neither_the_calculus_nor_the_rewriting_that_it_judges(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    definition = actlas.get("elu").definition
    for module, name in (
        (sp, "diff"),
        (calculus, "branches"),
        (bells, "in_bells"),
        (rewrite, "rewritten"),
        (forms, "forms"),
        (enclosure, "enclosed"),
    ):
        monkeypatch.setattr(module, name, None)
    oracle = Oracle(definition, {"alpha": 0.5})
    assert float(oracle.value(-1.0)) == pytest.approx(0.5 * math.expm1(-1.0))
    assert float(oracle.derivative(-1.0)) == pytest.approx(0.5 * math.exp(-1.0))
    assert float(oracle.derivative(-1.0, 2)) == pytest.approx(0.5 * math.exp(-1.0))


def test_at_infinity_it_says_the_limit() -> None:
    sigmoid = Oracle(elementwise("1/(1 + exp(-z))"))
    assert [float(sigmoid.value(z)) for z in (-math.inf, math.inf)] == [0.0, 1.0]
    assert [float(sigmoid.derivative(z)) for z in (-math.inf, math.inf)] == [0.0, 0.0]
    line = Oracle(elementwise("2*z"))
    assert [float(line.value(z)) for z in (-math.inf, math.inf)] == [-math.inf, math.inf]
    assert float(line.derivative(math.inf)) == 2.0


@pytest.mark.parametrize(
    ("text", "order", "limits"),
    [
        ("sin(z)", 0, (math.nan, math.nan)),
        ("sin(z)", 1, (math.nan, math.nan)),
        ("z*cos(z)", 0, (math.nan, math.nan)),
        ("z + sin(z)^2", 0, (-math.inf, math.inf)),
        ("sin(z)/z", 0, (0.0, 0.0)),
        ("exp(-z^2)", 1, (0.0, 0.0)),
        ("log(1 + z^2)", 0, (math.inf, math.inf)),
        ("log(1 + z^2)", 1, (0.0, 0.0)),
        ("abs(z)", 1, (-1.0, 1.0)),
    ],
)
def test_at_infinity_a_wave_has_no_limit_and_a_slow_growth_has_one(
    text: str, order: int, limits: tuple[float, float]
) -> None:
    oracle = Oracle(elementwise(text))
    for z, limit in zip((-math.inf, math.inf), limits, strict=True):
        found = oracle.derivative(z, order) if order else oracle.value(z)
        assert float(found) == pytest.approx(limit, nan_ok=True)


def test_at_nan_it_is_nan_unless_the_last_piece_does_not_ask() -> None:
    oracle = Oracle(elementwise(("0", "z < 0"), "z"))
    assert mpmath.isnan(oracle.value(math.nan))
    assert oracle.derivative(math.nan) == 1
    assert oracle.derivative(math.nan, 2) == 0
    assert mpmath.isnan(Oracle(elementwise("exp(z)")).derivative(math.nan))


def test_at_a_kink_it_says_the_stated_slope_and_the_curvature_that_goes_with_it() -> None:
    pieces = (("exp(z) - 1", "z < 0"), "2*z + 3*z^2")
    for slope, curvature in (("1", 1), ("2", 6), ("3/2", 0)):
        oracle = Oracle(elementwise(*pieces, kinks=(("0", slope),)))
        assert oracle.kinks == (0.0,)
        assert float(oracle.derivative(0.0)) == float(sp.Rational(slope))
        assert float(oracle.derivative(0.0, 2)) == pytest.approx(curvature)


def test_parameters_are_bound_exactly() -> None:
    tilt = (Parameter("tilt", 0.1, "slope"),)
    definition = elementwise("tilt*z", parameters=tilt, kinks=(("tilt", "tilt"),))
    with mpmath.workdps(60):
        assert Oracle(definition).value(10.0) == mpmath.mpf(0.1) * 10
    assert Oracle(definition, {"tilt": 3.0}).kinks == (3.0,)


def test_abs_has_its_right_hand_slope_at_zero() -> None:
    oracle = Oracle(elementwise("abs(z)"))
    slopes = [float(oracle.derivative(z)) for z in (-1e-300, -0.0, 0.0, 1e-300)]
    assert slopes == [-1.0, 1.0, 1.0, 1.0]


def test_abs_has_the_slope_that_is_stated_and_the_curvature_that_goes_with_it() -> None:
    for slope, curvature in (("0", 0), ("1", 2), ("-1", 4)):
        bent = elementwise("abs(z) + 3/2*z^2 - 1/2*z*abs(z)", kinks=(("0", slope),))
        oracle = Oracle(bent)
        assert float(oracle.derivative(0.0)) == float(slope)
        assert float(oracle.derivative(0.0, 2)) == pytest.approx(curvature)


def test_a_vector_is_judged_in_many_digits() -> None:
    oracle = VectorOracle(actlas.get("softmax").definition)
    assert [float(each) for each in oracle.value([1000.0, 0.0])] == [1.0, 0.0]
    tiny = oracle.value([700.0, 0.0])[1]
    assert abs(tiny - mpmath.exp(-700)) < mpmath.exp(-700) * mpmath.mpf("1e-14")
    assert abs(sum(oracle.value([0.3, -2.0, 5.0])) - 1) < mpmath.mpf("1e-14")
