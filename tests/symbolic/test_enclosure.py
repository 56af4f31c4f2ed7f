"""Enclosed values are true to 22 digits where plain many-digit evaluation is not, or are None."""

from __future__ import annotations

import mpmath
import pytest

from actlas.symbolic.enclosure import enclosed
from actlas.symbolic.grammar import parse


@pytest.mark.parametrize(
    ("text", "z", "closed"),
    [
        ("log(1 + exp(z))", -345.0, mpmath.exp),
        ("1 - tanh(z)", 300.0, lambda z: 2 * mpmath.exp(-2 * z)),
        ("z*normal(z)", -30.0, lambda z: z * mpmath.erfc(-z / mpmath.sqrt(2)) / 2),
        ("sqrt(1 + z^2) - 1", 1e-150, lambda z: z * z / 2),
        ("sinc(z)", 1e-30, lambda z: 1 - z * z / 6),
        ("atan(z) + erf(z) + abs(z)", -2.0, lambda z: mpmath.atan(z) + mpmath.erf(z) + abs(z)),
    ],
)
def test_digits_that_cancel_are_found(text: str, z: float, closed) -> None:  # type: ignore[no-untyped-def]
    got = enclosed(parse(text))(z)
    with mpmath.workdps(300):
        wanted = closed(mpmath.mpf(z))
        assert abs(got - wanted) <= abs(wanted) * mpmath.mpf("1e-20")


@pytest.mark.parametrize(("text", "z"), [("log(z)", -1.0), ("1/z", 0.0), ("sqrt(z)", -2.0)])
def test_where_there_is_no_real_value_it_says_none(text: str, z: float) -> None:
    assert enclosed(parse(text))(z) is None


def test_what_no_float_can_hold_is_known_to_be_nothing() -> None:
    assert abs(enclosed(parse("exp(-exp(z))"))(100.0)) < mpmath.mpf("1e-330")
