"""Leading terms far out, and bounds on the rest that hold."""

from __future__ import annotations

import mpmath
import pytest
import sympy as sp

from actlas.symbolic.functions import Z, elementary
from actlas.symbolic.grammar import parse
from actlas.symbolic.properties.expansions import tail
from actlas.symbolic.properties.jets import Unclear
from actlas.symbolic.properties.scales import ONE, Scale, bound, compare, value
from actlas.symbolic.properties.tails import X

TEXTS = [
    "z*tanh(softplus(z))",
    "z*normal(z)",
    "z/(1 - z*exp(-(z + exp(z))))",
    "sqrt(1 + z^2) - z",
    "atan(z)*sin(z)",
    "z*log1p(-expm1(-exp(z)))",
    "z*exp(-exp(-z))",
    "(z + sin(z))*sigmoid(z)",
    "z*erf(softplus(z))",
    "log(1 + z^2)/z",
    "z*tanh(z*normal(z))",
    "(z^2 + 1)^0.3",
]


@pytest.mark.parametrize("side", [1, -1])
@pytest.mark.parametrize("text", TEXTS)
def test_the_rest_is_never_larger_than_its_bound(text: str, side: int) -> None:
    formula = parse(text)
    found = tail(formula, side * X, 16)
    exact = sp.lambdify(Z, elementary(formula), "mpmath")
    for x in (16, 17, 23, 40):
        with mpmath.workdps(400):
            known = mpmath.mpf(0)
            for c, m in found.terms:
                known += sp.lambdify(X, c, "mpmath")(mpmath.mpf(x)) * _scale(m, x)
            gap = abs(exact(mpmath.mpf(side * x)) - known)
            if found.rest is None:
                assert gap <= mpmath.mpf("1e-300")
            else:
                assert gap <= found.slack * _scale(found.rest, x)


def _scale(m: Scale, x: int) -> mpmath.mpf:
    exponent = mpmath.fsum(_number(c) * _scale(n, x) for c, n in m.exponent)
    return (
        mpmath.exp(exponent) * mpmath.mpf(x) ** _number(m.power) * mpmath.log(x) ** _number(m.logs)
    )


def _number(c: sp.Expr) -> mpmath.mpf:
    return sp.lambdify((), c, "mpmath")()


@pytest.mark.parametrize(
    ("text", "left", "right"),
    [
        ("tanh(z)", -1, 1),
        ("atan(z)", -sp.pi / 2, sp.pi / 2),
        ("z*exp(z)", 0, sp.oo),
        ("log(1 + exp(z)) - max(z, 0)*0", 0, sp.oo),
        ("z - sqrt(z^2 + z + 1)", -sp.oo, sp.Rational(-1, 2)),
        ("(1 + 1/(1 + z^2))^5", 1, 1),
        ("exp(1/(1 + z^2))*z^0", 1, 1),
        ("log(z^2 + 1) - 2*log(1 + exp(z))", sp.oo, -sp.oo),
    ],
)
def test_limits_are_those_of_analysis(text: str, left: sp.Expr, right: sp.Expr) -> None:
    formula = parse(text)
    assert tail(formula, -X, 64).limits() == (left, left)
    assert tail(formula, X, 64).limits() == (right, right)


def test_lines_are_seen_with_their_offset() -> None:
    assert tail(parse("sqrt(z^2 + 1) + 2*z + 3"), X, 8).line() == (3, 3)
    assert tail(parse("z + sin(z)"), X, 8).line() is None
    assert tail(parse("z^2"), X, 8).line() is None


def test_waves_swing_touch_or_stay_clear_of_zero() -> None:
    assert tail(parse("z*cos(z) + 1"), X, 8).swings()
    assert tail(parse("1 + sin(z)"), X, 8).touches() == 1
    assert tail(parse("2 + sin(z)"), X, 8).sign() == 1
    assert tail(parse("2 + sin(z)"), X, 8).limits() == (1, 3)


def test_a_pole_is_far_out_in_its_reciprocal() -> None:
    assert tail(1 / Z, 1 / X, 4).limits() == (sp.oo, sp.oo)
    assert tail(sp.exp(1 / Z), -1 / X, 4).limits() == (0, 0)
    assert tail(sp.sin(Z) / Z, 1 / X, 4).limits() == (1, 1)


def test_scales_are_ordered_and_bounded_where_they_fall() -> None:
    x, falling = Scale(sp.S.One), Scale(exponent=((sp.S.NegativeOne, Scale(sp.S.One)),))
    assert compare(x, ONE) == 1
    assert compare(x * falling, ONE) == -1
    assert compare(falling, x**-5) == -1
    assert bound(x * falling, 4) >= value(x * falling, 4)
    many = x ** sp.Integer(20) * falling
    with pytest.raises(Unclear):
        bound(many, 4)  # x^20·exp(-x) rises up to x = 20
    assert bound(many, 32) < value(many, 32) * 1.001


def test_what_is_not_understood_is_unclear() -> None:
    for text in ("sin(z^2)/(2 + sin(z^2))", "log(log(log(z)))"):
        with pytest.raises(Unclear):
            tail(parse(text), X, 64)
