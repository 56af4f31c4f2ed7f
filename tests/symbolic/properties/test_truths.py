"""What is known of well-known functions, typed from the literature and from mpmath."""

from __future__ import annotations

import math

import mpmath
import pytest
from tests.symbolic.written import elementwise

from actlas.definition import Elementwise, Interval, Parameter
from actlas.symbolic.properties import Jump, Line, Places, Properties, facts, properties
from actlas.symbolic.properties.sheet import NAMES

SQRT2 = math.sqrt(2)


def of(*pieces: tuple[str, str] | str) -> Properties:
    return properties(elementwise(*pieces), {})


# The digits that the literature gives; the rest is mpmath's, from the plain formula.
MINIMA = {
    "z*normal(z)": (-0.7518, -0.16997, lambda z: z * mpmath.ncdf(z)),
    "z*sigmoid(z)": (-1.2784645, -0.2784645, lambda z: z / (1 + mpmath.exp(-z))),
    "z*tanh(softplus(z))": (
        -1.1924,
        -0.3088,
        lambda z: z * mpmath.tanh(mpmath.log1p(mpmath.exp(z))),
    ),
    "z*exp(-exp(-z))": (-0.5671433, -0.0972601, lambda z: z * mpmath.exp(-mpmath.exp(-z))),
    "z*exp(z)": (-1.0, -0.3678794, lambda z: z * mpmath.exp(z)),
}


@pytest.mark.parametrize("text", MINIMA)
def test_the_minimum_of_a_bump_is_where_the_literature_says(text: str) -> None:
    near, low, plain = MINIMA[text]
    with mpmath.workdps(40):
        place = mpmath.findroot(lambda z: mpmath.diff(plain, z), near)
        value = float(plain(place))
    found = of(text)
    assert found.range.low == pytest.approx(value, rel=1e-13)
    assert found.range.low == pytest.approx(low, abs=6e-5)
    assert found.range.closed_low
    assert found.falls[0].high == pytest.approx(float(place), rel=1e-13)
    assert found.rises[0].low == found.falls[0].high
    assert (found.monotone, found.bounded, found.limits) == ("no", (True, False), (0, math.inf))
    assert found.asymptotes[0] == Line(0, 0)
    assert found.reasons["range"].error < 1e-12


def test_gelu_is_steepest_at_the_square_root_of_two() -> None:
    found = of("z*normal(z)")
    assert found.lipschitz_at.points == (SQRT2,)
    exact = mpmath.ncdf(mpmath.sqrt(2)) + mpmath.sqrt(2) * mpmath.npdf(mpmath.sqrt(2))
    assert found.lipschitz == pytest.approx(float(exact), rel=1e-15)
    assert found.reasons["lipschitz"].standing == "exact"
    assert found.inflections.points == (-SQRT2, SQRT2)
    assert found.convex == (Interval(-SQRT2, SQRT2),)
    assert found.asymptotes == (Line(0, 0), Line(1, 0))
    assert found.zeros == Places((0.0,))
    assert found.fixed_points == Places((0.0,))


def test_tanh_in_exponentials_is_known_completely() -> None:
    found = of("(exp(z) - exp(-z))/(exp(z) + exp(-z))")
    assert (str(found.range), found.odd, found.even) == ("(-1, 1)", True, False)
    assert (found.monotone, found.lipschitz, found.lipschitz_at) == (
        "increasing",
        1,
        Places((0.0,)),
    )
    assert (found.convex, found.concave) == ((Interval(-math.inf, 0),), (Interval(0, math.inf),))
    assert found.asymptotes == (Line(0, -1), Line(0, 1))
    assert (found.saturates, found.zero_centred) == ((True, True), True)
    assert found.fixed_points == Places((0.0,))
    assert {found.reasons[name].standing for name in ("range", "odd", "lipschitz")} == {"exact"}


def test_snake_never_falls_and_is_at_most_twice_as_steep_as_its_line() -> None:
    found = of("z + sin(z)^2")
    assert (found.monotone, found.lipschitz, found.rises) == ("increasing", 2, (Interval(),))
    assert (found.limits, found.asymptotes) == ((-math.inf, math.inf), (None, None))
    assert (found.periodic, found.period) == ("less a line", math.pi)
    assert found.saturates == (False, False)
    assert found.fixed_points.endless
    assert found.zeros == Places((0.0,))


@pytest.mark.parametrize(
    ("text", "period"),
    [("sin(z)", 2 * math.pi), ("cos(3*z) + 2", 2 * math.pi / 3), ("sin(z)*cos(z)", math.pi)],
)
def test_a_sum_of_waves_repeats_itself(text: str, period: float) -> None:
    found = of(text)
    assert (found.periodic, found.monotone) == ("yes", "no")
    assert found.period == pytest.approx(period, rel=1e-15)
    assert all(math.isnan(each) for each in found.limits)
    assert found.bounded == (True, True)


@pytest.mark.parametrize(
    ("text", "inflections", "steepest"),
    [
        ("sin(z)", (0.0, math.pi), (0.0, math.pi)),
        ("z + 0.3*sin(z)", (0.0, math.pi), (0.0,)),
        ("z + sin(z)^2", (-math.pi / 4, math.pi / 4), (math.pi / 4,)),
    ],
)
def test_a_wave_bends_where_its_period_ends_too(
    text: str, inflections: tuple[float, ...], steepest: tuple[float, ...]
) -> None:
    found = properties(elementwise(text), {})
    for places, wanted in ((found.inflections, inflections), (found.lipschitz_at, steepest)):
        assert places.endless
        assert places.points == pytest.approx(wanted)


def test_printed_the_properties_say_all_that_is_known() -> None:
    said = str(properties(elementwise("tanh(z)"), {})).splitlines()
    assert "range = (-1, 1) (exact: every turning point and every end was found)" in said
    assert len(said) == len(NAMES)


def test_waves_without_a_common_measure_are_not_said_to_repeat() -> None:
    assert of("sin(z) + sin(z*sqrt(2))").periodic != "yes"


def test_what_swings_ever_higher_has_zeros_without_end_and_no_limit() -> None:
    found = of("z*cos(z)")
    assert found.zeros.endless
    assert {math.pi / 2, 3 * math.pi / 2} <= set(found.zeros.points)
    assert all(math.isnan(each) for each in found.limits)
    assert (str(found.range), found.lipschitz, found.monotone) == ("(-∞, ∞)", math.inf, "no")
    assert (found.odd, found.periodic) == (True, "no")
    assert {0.0, 2 * math.pi} <= set(found.fixed_points.points)
    assert found.fixed_points.endless


def test_softshrink_and_hardswish() -> None:
    soft = of(("z - 1/2", "z > 1/2"), ("z + 1/2", "z < -1/2"), "0")
    assert (soft.kinks, soft.odd, soft.monotone) == ((-0.5, 0.5), True, "increasing")
    assert soft.zeros == Places((), (Interval(-0.5, 0.5, True, True),))
    assert soft.flats == (Interval(-0.5, 0.5),)
    assert soft.asymptotes == (Line(1, 0.5), Line(1, -0.5))
    hard = of(("0", "z <= -3"), ("z", "z >= 3"), "z*(z + 3)/6")
    assert str(hard.range) == "[-0.375, ∞)"
    assert (hard.lipschitz, hard.lipschitz_at) == (1.5, Places((3.0,)))
    assert hard.zeros == Places((0.0,), (Interval(-math.inf, -3, False, True),))
    assert (hard.curvature, hard.smoothness) == ("no", 0)
    assert hard.reasons["range"].standing == "exact"


def test_relu_is_homogeneous_and_convex() -> None:
    relu = of(("0", "z < 0"), "z")
    assert (relu.homogeneous, relu.curvature, relu.zero_centred) == (True, "convex", False)
    assert relu.fixed_points == Places((), (Interval(0, math.inf, True),))
    assert of(("0", "z < 1"), "z").homogeneous is False
    assert of("z^3").homogeneous is False
    assert of("2*z").curvature == "linear"


def test_softsign_bends_once_and_its_second_derivative_jumps() -> None:
    found = of("z/(1 + abs(z))")
    assert (found.smoothness, found.kinks, found.inflections) == (1, (), Places((0.0,)))
    assert (found.lipschitz, found.odd, str(found.range)) == (1, True, "(-1, 1)")


def test_a_pole_is_told_with_its_gap() -> None:
    found = of("1/z")
    assert found.poles == (0.0,)
    assert found.domain == (Interval(-math.inf, 0), Interval(0, math.inf))
    assert (found.smoothness, found.monotone, found.lipschitz) == (-1, "no", math.inf)
    assert (found.limits, found.odd, found.zeros) == ((0, 0), True, Places())
    assert found.fixed_points == Places((-1.0, 1.0))
    assert found.zero_at_zero is False
    surds = of("1/(z^2 - 2)")
    assert surds.poles == (-SQRT2, SQRT2)
    assert surds.even


@pytest.mark.parametrize(
    ("text", "domain"),
    [
        ("log(z)", "(0, ∞)"),
        ("sqrt(z)", "[0, ∞)"),
        ("sqrt(1 - z^2)", "[-1, 1]"),
        ("sqrt(sqrt(z) - 1)", "[1, ∞)"),
        ("log(1 + exp(z))", "(-∞, ∞)"),
    ],
)
def test_the_domain_is_where_roots_and_logarithms_are_real(text: str, domain: str) -> None:
    assert [str(each) for each in of(text).domain] == [domain]


def test_half_a_line_has_half_the_properties() -> None:
    found = of("log(z)")
    assert (found.monotone, found.curvature, found.zeros) == ("increasing", "no", Places((1.0,)))
    assert (str(found.range), found.lipschitz) == ("(-∞, ∞)", math.inf)
    assert math.isnan(found.limits[0])
    assert found.reasons["gain"].standing == "unknown"


def test_steps_jump_and_are_flat_between() -> None:
    found = of(("0", "z < 0"), "1")
    assert found.jumps == (Jump(0.0, 0.0, 1.0, 1.0),)
    assert (found.monotone, found.lipschitz, str(found.range)) == ("increasing", math.inf, "[0, 1]")
    sign = of("sign(z)")
    assert sign.jumps == (Jump(0.0, -1.0, 0.0, 1.0),)
    assert (sign.odd, sign.zeros, sign.zero_centred) == (True, Places((0.0,)), True)


def test_a_constant_is_flat_everywhere() -> None:
    found = of("3 + 0*z")
    assert (found.monotone, str(found.range), found.lipschitz) == ("constant", "[3, 3]", 0)
    assert (found.even, found.flats, found.fixed_points) == (True, (Interval(),), Places((3.0,)))


def test_pieces_may_meet_where_no_fraction_is() -> None:
    found = of("max(tanh(z), z/2)")
    place = float(mpmath.findroot(lambda z: mpmath.tanh(z) - z / 2, 1.9))
    assert found.kinks == pytest.approx((-place, 0, place), rel=1e-12)
    assert found.asymptotes == (Line(0, -1), Line(0.5, 0))


BETA = Parameter("beta", 1.0, "sharpness", Interval(0))
SOFTPLUS = Elementwise(
    pieces=elementwise("softplus(beta*z)/beta").pieces, parameters=(BETA,), references=()
)


@pytest.mark.parametrize("beta", [1e-20, 1e-3, 1.0, 1e3, 1e20])
def test_softplus_keeps_its_properties_however_sharp_it_is(beta: float) -> None:
    found = properties(SOFTPLUS, {"beta": beta})
    assert (found.lipschitz, found.monotone, found.curvature) == (1, "increasing", "convex")
    assert (str(found.range), found.limits) == ("(0, ∞)", (0, math.inf))
    assert (found.zeros, found.fixed_points) == (Places(), Places())
    assert found.asymptotes == (Line(0, 0), Line(1, 0))
    assert {found.reasons[name].standing for name in ("lipschitz", "monotone", "zeros")} == {
        "exact"
    }


def test_the_root_of_a_double_zero_is_found() -> None:
    found = of("(z - 1/3)^2*exp(z)")
    assert found.zeros == Places((1 / 3,))
    assert found.range.low == 0
    assert found.range.closed_low


def test_a_near_miss_is_no_zero() -> None:
    found = of("(z - 1/3)^2 + 0.000000000000000000001")
    assert found.zeros == Places()
    assert found.range.low > 0


@pytest.mark.parametrize("text", ["1/sin(z)", "sin(exp(z))", "sin(z^2)", "log(log(log(z)))"])
def test_what_cannot_be_settled_is_unknown_and_does_not_hang(text: str) -> None:
    found = of(text)
    standings = {found.reasons[name].standing for name in found.reasons}
    assert "unknown" in standings
    assert found.reasons["monotone"].render()


def test_facts_are_yes_no_or_none() -> None:
    relu = facts(elementwise(("0", "z < 0"), "z"), {})
    assert (relu["monotone"], relu["convex"], relu["smooth"], relu["has_kinks"]) == (
        True,
        True,
        False,
        True,
    )
    assert (relu["bounded"], relu["bounded_below"], relu["saturating"]) == (False, True, True)
    odd = facts(elementwise("sin(z)"), {})
    assert (odd["periodic"], odd["odd"], odd["zero_centred"], odd["smooth"]) == (True,) * 4
    assert facts(elementwise("1/sin(z)"), {})["bounded"] is None
    assert all(relu[name] in (True, False, None) for name in relu)
