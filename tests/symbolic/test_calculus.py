"""Derivatives piece by piece, and the slope that a definition chooses at a kink."""

from __future__ import annotations

import mpmath
import pytest
import sympy as sp
from tests.contract.cases import ELEMENTWISE, Case
from tests.symbolic.written import elementwise

from actlas.definition import Elementwise, Parameter
from actlas.errors import BadExpression
from actlas.symbolic.calculus import branches, expression
from actlas.symbolic.functions import Z, elementary
from actlas.symbolic.properties import properties
from actlas.targets.oracle import Oracle

every_case = pytest.mark.parametrize("case", ELEMENTWISE, ids=str)


def _texts(definition: Elementwise, order: int) -> list[tuple[str, str]]:
    return [(str(each.formula), str(each.condition)) for each in branches(definition, order)]


def test_the_slope_at_a_kink_is_the_one_that_the_definition_states() -> None:
    pieces = (("-z", "z < 0"), "2*z")
    for slope, wanted in {
        "2": [("-1", "z < 0"), ("2", "True")],
        "-1": [("-1", "z <= 0"), ("2", "True")],
        "1/2": [("1/2", "Eq(z, 0)"), ("-1", "z < 0"), ("2", "True")],
    }.items():
        assert _texts(elementwise(*pieces, kinks=(("0", slope),)), 1) == wanted


def test_higher_derivatives_at_a_kink_are_those_of_the_piece_with_its_slope() -> None:
    pieces = (("exp(z) - 1", "z < 0"), "2*z + 3*z^2")
    left = elementwise(*pieces, kinks=(("0", "1"),))
    right = elementwise(*pieces, kinks=(("0", "2"),))
    neither = elementwise(*pieces, kinks=(("0", "1/2"),))
    assert _texts(left, 2) == [("exp(z)", "z <= 0"), ("6", "True")]
    assert _texts(right, 2) == [("exp(z)", "z < 0"), ("6", "True")]
    assert _texts(neither, 2) == [("0", "Eq(z, 0)"), ("exp(z)", "z < 0"), ("6", "True")]
    for definition, wanted in ((left, 1), (right, 6), (neither, 0)):
        assert float(Oracle(definition).derivative(0.0, 2)) == pytest.approx(wanted)


def test_kinks_may_lie_at_parameters() -> None:
    ends = (Parameter("low", -1.0, "lower end"), Parameter("high", 1.0, "upper end"))
    definition = elementwise(
        ("low", "z <= low"),
        ("high", "z >= high"),
        "z",
        kinks=(("low", "0"), ("high", "0")),
        parameters=ends,
    )
    assert _texts(definition, 1) == [("0", "z <= low"), ("0", "z >= high"), ("1", "True")]
    found = properties(definition, {"low": -1.0, "high": 1.0})
    assert found.kinks == (-1.0, 1.0)


@every_case
def test_derivatives_are_those_of_differences(case: Case) -> None:
    for order in (0, 1, 2, 3):
        _check_differences(case, order)


def _check_differences(case: Case, order: int) -> None:
    values = {each.name: v for each, v in zip(case.definition.parameters, case.values, strict=True)}
    held = expression(branches(case.definition, order)).subs(
        {sp.Symbol(k, real=True): sp.Rational(v) for k, v in values.items()}
    )
    oracle = Oracle(case.definition, values)
    for z in (-3.7, -0.2, 0.4, 2.9):
        wanted = oracle.derivative(z, order) if order else oracle.value(z)
        with mpmath.workdps(60):
            got = mpmath.mpf(str(sp.N(elementary(held).subs(Z, sp.Rational(z)), 50)))
            assert abs(got - wanted) < mpmath.mpf(10) ** -45


@every_case
def test_every_kink_of_the_curve_has_a_chosen_slope(case: Case) -> None:
    given = dict(zip((each.name for each in case.definition.parameters), case.values, strict=True))
    stated = Oracle(case.definition, given).kinks
    assert set(properties(case.definition, given).kinks) <= set(stated)


@every_case
def test_a_chosen_slope_lies_between_the_slopes_on_both_sides(case: Case) -> None:
    oracle = Oracle(case.definition, case.parameters)
    for place in oracle.kinks:
        sides = [oracle.derivative(place + step) for step in (-1e-9, 1e-9)]
        assert min(sides) - 1e-6 <= oracle.derivative(place) <= max(sides) + 1e-6


@every_case
def test_every_kink_says_why(case: Case) -> None:
    for kink in case.definition.kinks:
        assert len(kink.reason.split()) > 5


def test_abs_of_z_is_two_pieces() -> None:
    definition = elementwise("z/(1 + abs(z))")
    assert [str(each.condition) for each in branches(definition)] == ["z < 0", "True"]
    for order in (1, 2):
        assert not expression(branches(definition, order)).has(sp.Abs, sp.sign, sp.DiracDelta)
    assert float(properties(definition, {}).lipschitz) == 1.0


@pytest.mark.parametrize(
    ("pieces", "why"),
    [
        ((("z", "z"), "0"), "must compare z with a constant"),
        ((("z", "z^2 > 1"), "0"), "must compare z with a constant"),
        ((("z", "z > z"), "0"), "must compare z with a constant"),
        ((("z", "1 > 0"), "0"), "must compare z with a constant"),
        ((("z", "exp(z) > 1"), "0"), "must compare z with a constant"),
        (("z > 0",), "is no formula"),
        (("sum(z)",), "is no formula"),
        (("alpha*z",), "no symbol is called 'alpha'"),
    ],
)
def test_what_makes_no_function_is_refused(pieces: tuple[str, ...], why: str) -> None:
    with pytest.raises(BadExpression, match=why):
        branches(elementwise(*pieces))


def test_a_condition_may_be_written_from_either_side() -> None:
    one = elementwise(("1", "z > 0"), "0")
    other = elementwise(("1", "0 < z"), "0")
    assert branches(one) == branches(other)
