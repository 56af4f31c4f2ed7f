"""What is printed computes what was meant: precedence, signs, fractions, and missing primitives."""

from __future__ import annotations

import math

import pytest
import sympy as sp
from hypothesis import given, settings
from hypothesis import strategies as st

from actlas.errors import BadExpression
from actlas.symbolic.functions import Z
from actlas.symbolic.grammar import parse
from actlas.symbolic.references import symbol
from actlas.targets.printer import Printer, relation

WRITER = Printer("test", {sp.exp: "math.exp({})", sp.tanh: "math.tanh({})"}, {Z: "x"})
ALPHA = symbol("alpha")

_LEAVES = st.sampled_from(["z", "alpha", "1", "2", "3", "0.5", "1/3", "(-2)", "pi"])


def _grown(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    pairs = st.tuples(inner, st.sampled_from(["+", "-", "*", "/"]), inner)
    return st.one_of(
        pairs.map(lambda parts: f"({''.join(parts)})"),
        pairs.map("".join),
        inner.map(lambda text: f"-({text})"),
        st.tuples(inner, st.sampled_from(["2", "3", "-1", "-2", "0.5"])).map(
            lambda pair: f"(({pair[0]})^2 + 1)^({pair[1]})"
        ),
        inner.map(lambda text: f"tanh({text})"),
        inner.map(lambda text: f"exp(-({text})^2)"),
    )


@settings(max_examples=300, deadline=None)
@given(text=st.recursive(_LEAVES, _grown, max_leaves=8))
def test_the_printed_text_has_the_value_of_the_expression(text: str) -> None:
    try:
        expression = parse(text, ("alpha",))
    except BadExpression:  # a constant that is zero under a fraction
        return
    wanted = complex(expression.subs({Z: sp.Float(0.7, 40), ALPHA: sp.Float(-1.3, 40)}).evalf(30))
    if not math.isfinite(abs(wanted)) or abs(wanted) > 1e9:
        return
    got = eval(WRITER(expression), {"math": math, "x": 0.7, "alpha": -1.3})
    assert got == pytest.approx(wanted.real, rel=1e-7, abs=1e-9)


def test_it_prints_as_one_writes_by_hand() -> None:
    for expression, wanted in {
        ALPHA * (sp.exp(Z) - 1): "alpha * (math.exp(x) - 1)",
        -Z: "-x",
        1 / Z: "1 / x",
        Z / (1 + Z): "x / (x + 1)",
        Z / (2 * ALPHA): "0.5 * x / alpha",
        (1 + Z) ** 2: "(x + 1)**2",
        1 - Z: "1 - x",
        -(Z**2): "-x**2",
        sp.Integer(-3): "-3",
        -3 * Z: "-3 * x",
        sp.Rational(1, 2): "0.5",
        sp.sqrt(Z): "x**0.5",
    }.items():
        printed = WRITER(expression)
        assert printed.replace(" ", "") == wanted.replace(" ", "")


def test_a_missing_primitive_names_activation_target_and_primitive() -> None:
    with pytest.raises(BadExpression, match="wave needs sin, which the target test does not have"):
        WRITER(sp.sin(Z), "wave")


@pytest.mark.parametrize("text", ["z > 0", "z <= alpha", "z < -1", "z >= 1/2"])
def test_comparisons_are_printed_as_they_are(text: str) -> None:
    condition = parse(text, ("alpha",))
    for z in (-2.0, -1.0, 0.0, 0.25, 0.5, 3.0):
        got = eval(relation(WRITER, condition, "test"), {"x": z, "alpha": 0.25})
        assert got == bool(condition.subs({Z: sp.Rational(z), ALPHA: sp.Rational(1, 4)}))
