"""Intervals are sure to hold what their operations give."""

from __future__ import annotations

import mpmath
import numpy as np
import pytest
import sympy as sp
from hypothesis import given, settings
from hypothesis import strategies as st

from actlas.symbolic.functions import Z
from actlas.symbolic.grammar import parse
from actlas.symbolic.properties.boxes import FUNCTIONS, Boxes
from actlas.symbolic.properties.digits import coefficients
from actlas.symbolic.properties.jets import EXACT, jet

FORMULAS = [
    "z*tanh(softplus(z))",
    "z*normal(z) - z",
    "sinc(z)*exp(-z)",
    "sqrt(1 + z^2) - abs(z)*0 + z^3",
    "atan(z)*sin(z)/(2 + cos(z))",
    "z*log1p(exp(z)) + expm1(z)",
    "erf(z)*erfc(z) + sigmoid(z)",
    "log(1 + z^2)^2",
    "(1 + z^2)^0.75",
]


@settings(max_examples=40, deadline=None, derandomize=True)
@given(
    text=st.sampled_from(FORMULAS),
    low=st.floats(-30, 30),
    width=st.floats(0, 4),
    inside=st.floats(0, 1),
)
def test_every_coefficient_lies_in_its_box(
    text: str, low: float, width: float, inside: float
) -> None:
    formula = parse(text)
    place = min(low + inside * width, low + width)
    with np.errstate(all="ignore"):
        boxes = jet(formula, Boxes(np.float64(low), np.float64(low + width)), 3, FUNCTIONS)
    for box, value in zip(boxes, coefficients(formula, place, 3), strict=True):
        assert mpmath.mpf(float(box.low)) <= value <= mpmath.mpf(float(box.high))


@pytest.mark.parametrize("text", FORMULAS)
def test_jets_are_the_derivatives_of_sympy(text: str) -> None:
    formula = parse(text)
    with mpmath.workdps(40):
        for place in (-1.25, 0.5, 3.0):
            found = coefficients(formula, place, 3)
            value = coefficients(formula, place, 0)[0]
            assert found[0] == value
            # central differences of the value alone, in 50 digits
            h = mpmath.mpf("1e-10")
            right, left = (coefficients(formula, place + s * h, 0)[0] for s in (1, -1))
            assert abs((right - left) / (2 * h) - found[1]) < mpmath.mpf("1e-15") * (
                1 + abs(found[1])
            )
            assert abs((right - 2 * value + left) / h**2 / 2 - found[2]) < mpmath.mpf("1e-12") * (
                1 + abs(found[2])
            )


def test_exact_coefficients_are_fractions() -> None:
    assert jet(sp.exp(Z) - 1, sp.Integer(0), 4, EXACT)[1:] == [
        1,
        sp.Rational(1, 2),
        sp.Rational(1, 6),
        sp.Rational(1, 24),
    ]
    assert jet(sp.tanh(Z), sp.Integer(0), 5, EXACT) == [
        0,
        1,
        0,
        sp.Rational(-1, 3),
        0,
        sp.Rational(2, 15),
    ]


def test_nothing_is_known_of_a_quotient_by_zero_or_the_logarithm_of_a_negative() -> None:
    box = Boxes(np.array([-1.0]), np.array([1.0]))
    with np.errstate(all="ignore"):
        for formula in (1 / Z, sp.log(Z), sp.sqrt(Z)):
            found = jet(formula, box, 1, FUNCTIONS)[1]
            assert (found.low[0], found.high[0]) == (-np.inf, np.inf)


def test_what_overflows_is_bounded_by_the_largest_float() -> None:
    with np.errstate(all="ignore"):
        found = jet(sp.exp(Z), Boxes(np.array([800.0]), np.array([900.0])), 0, FUNCTIONS)[0]
    assert np.isfinite(found.low[0])
    assert found.high[0] == np.inf
