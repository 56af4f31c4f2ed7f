"""Comparisons are solved for z where that is exact, and stay as they are elsewhere."""

from __future__ import annotations

import pytest
import sympy as sp
from hypothesis import given, settings
from hypothesis import strategies as st

from actlas.symbolic.conditions import solved
from actlas.symbolic.functions import Z
from actlas.symbolic.grammar import parse

SOLVED = {
    "1 - 2*z > 0": "z < 1/2",
    "3 <= z + 1": "z >= 2",
    "z^2 < 4": "-2 < z < 2",
    "z^2 >= 4": "z <= -2 or z >= 2",
    "z^3 - z > 0": "-1 < z < 0 or z > 1",
    "z^2 < 2": "-sqrt(2) < z < sqrt(2)",
    "exp(2*z) > 1": "z > 0",
    "exp(z) > 3": "z > log(3)",
    "sigmoid(-z) < 1/2": "z > 0",
    "z*exp(-z) <= 0": "z <= 0",
    "-1 < z^2 <= 4": "-2 <= z <= 2",
}


@pytest.mark.parametrize("text", SOLVED)
def test_a_comparison_of_z_with_constants_is_found(text: str) -> None:
    assert solved(parse(text)) == parse(SOLVED[text])


def test_a_steady_function_is_undone_by_its_inverse() -> None:
    assert solved(parse("3 - tanh(z) < 5/2")) == (sp.atanh(sp.Rational(1, 2)) < Z).reversed


def test_what_always_or_never_holds_is_said_so() -> None:
    assert solved(parse("z^2 + 1 > 0")) == sp.true
    assert solved(parse("tanh(z) > 2")) == sp.false
    assert solved(parse("exp(z) < -1")) == sp.false


@pytest.mark.parametrize("text", ["z*sin(z) > 0", "alpha*z > 0", "z^5 - z - 1 > 0", "z > exp(z)"])
def test_what_cannot_be_solved_stays(text: str) -> None:
    condition = parse(text, ("alpha",))
    assert solved(condition) == condition


@settings(max_examples=60, deadline=None)
@given(
    roots=st.lists(st.integers(-3, 3), min_size=1, max_size=4),
    sign=st.sampled_from([1, -1]),
    relation=st.sampled_from([sp.Lt, sp.Le, sp.Gt, sp.Ge]),
)
def test_a_solved_polynomial_holds_where_it_holds(
    roots: list[int], sign: int, relation: type
) -> None:
    u = sign * sp.Mul(*(Z - root for root in roots))
    found = solved(relation(u, 0))
    for place in (sp.Rational(n, 2) for n in range(-9, 10)):
        assert found.subs(Z, place) == relation(u.subs(Z, place), 0)
