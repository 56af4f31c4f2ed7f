"""Formulas are read, never evaluated: what is meant is understood, everything else is refused."""

from __future__ import annotations

import math
import re
from typing import Any

import pytest
import sympy as sp
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.pace import within

from actlas.errors import BadExpression
from actlas.symbolic.functions import Total, Z
from actlas.symbolic.grammar import parse
from actlas.symbolic.references import symbol

ALPHA = symbol("alpha")
PARAMETERS = ("alpha", "beta", "N", "S", "E", "I", "gamma", "zeta", "Q", "O")


def test_what_is_written_is_understood() -> None:
    for text, wanted in {
        "z": Z,
        " z ": Z,
        "2*z + 1": 2 * Z + 1,
        "-z^2": -(Z**2),
        "(-z)^2": Z**2,
        "z**2": Z**2,
        "2^3^2": sp.Integer(2) ** 9,
        "2^-1": sp.Rational(1, 2),
        "z - 1 - 2": Z - 3,
        "8/4/2*z": Z,
        "--+-z": -Z,
        "2*-z": -2 * Z,
        "1e-3": sp.Rational(1, 1000),
        ".5": sp.Rational(1, 2),
        "5.": sp.Integer(5),
        "2.5E+1": sp.Integer(25),
        "pi": sp.pi,
        "alpha*(exp(z) - 1)": ALPHA * (sp.exp(Z) - 1),
        "z/(1 + abs(z))": Z / (1 + sp.Abs(Z)),
        "sqrt(z)*log(z)*tanh(z)*sin(z)*cos(z)": sp.sqrt(Z)
        * sp.log(Z)
        * sp.tanh(Z)
        * sp.sin(Z)
        * sp.cos(Z),
        "exp(z)/sum(exp(z))": sp.exp(Z) / Total(sp.exp(Z)),
        "z > 0": Z > 0,
        "z <= alpha": Z <= ALPHA,
    }.items():
        assert parse(text, ("alpha",)) == wanted


def test_decimal_numbers_are_exact() -> None:
    assert parse("0.1") == sp.Rational(1, 10)
    assert parse("0.01*z").coeff(Z) == sp.Rational(1, 100)


@pytest.mark.parametrize("name", PARAMETERS)
def test_a_parameter_is_a_symbol_even_where_sympy_has_that_name(name: str) -> None:
    assert parse(f"2*{name}*z", PARAMETERS) == 2 * symbol(name) * Z
    with pytest.raises(BadExpression, match=f"no symbol is called '{name}'"):
        parse(f"{name}*z")


# Written by machine: Python computes the same text, with its own parser, on the same numbers.
_NUMBERS = st.sampled_from(["1", "2", "3.5", "0.25", "1e1", "7"])
_LEAVES = st.one_of(_NUMBERS, st.sampled_from(["z", "alpha"]))


def _grown(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    pairs = st.tuples(inner, st.sampled_from([" + ", "-", " * ", "/"]), inner)
    return st.one_of(
        pairs.map("".join),
        inner.map(lambda text: f"({text})"),
        inner.map(lambda text: f"-{text}"),
        st.tuples(inner, st.integers(1, 3)).map(lambda pair: f"({pair[0]})**{pair[1]}"),
        st.tuples(inner, st.integers(1, 3)).map(lambda pair: f"({pair[0]})^-{pair[1]}"),
        inner.map(lambda text: f"tanh({text})"),
        inner.map(lambda text: f"exp(-abs({text}))"),
    )


@settings(max_examples=200, deadline=None)
@given(text=st.recursive(_LEAVES, _grown, max_leaves=8))
def test_a_formula_means_what_python_computes(text: str) -> None:
    known: dict[str, Any] = {"z": 0.7, "alpha": 1.3, "tanh": math.tanh, "exp": math.exp, "abs": abs}
    try:
        wanted = eval(text.replace("^", "**"), known)
    except (ZeroDivisionError, OverflowError):
        return
    try:
        read = parse(text, ("alpha",))
    except BadExpression:  # a constant within it is zero under a fraction, or too large
        return
    got = float(read.subs({Z: sp.Float(0.7, 40), ALPHA: sp.Float(1.3, 40)}))
    if abs(wanted) < 1e12:
        assert got == pytest.approx(wanted, rel=1e-6, abs=1e-9)


@settings(max_examples=200, deadline=None)
@given(number=st.floats(allow_nan=False, allow_infinity=False, min_value=0.0))
def test_a_printed_number_is_read_back(number: float) -> None:
    if number == 0 or 1e-320 < number < 8e307:
        assert float(parse(repr(number))) == number


@settings(max_examples=100, deadline=None)
@given(text=st.recursive(_LEAVES, _grown, max_leaves=8))
def test_a_printed_formula_is_read_back(text: str) -> None:
    try:
        read = parse(text, ("alpha",))
    except BadExpression:
        return
    # SymPy writes Abs for abs and E for exp(1).
    printed = re.sub(r"\bE\b", "exp(1)", str(read)).replace("Abs", "abs")
    again = parse(printed, ("alpha",))
    assert again == read or sp.simplify(again - read) == 0


REFUSED = {
    "nothing": "",
    "space": " \t\n ",
    "no factor": "2z",
    "two words": "z z",
    "unclosed": "(z",
    "unopened": "z)",
    "empty call": "exp()",
    "two arguments": "exp(z, z)",
    "function alone": "exp",
    "unknown function": "gamma(z)",
    "condition within": "(z > 0)*z",
    "condition in a call": "exp(z > 0)",
    "equals": "z = 1",
    "dots": "1.2.3",
    "underscored number": "1_000",
    "hexadecimal": "0x10",
    "imaginary": "1j",
    "modulo": "z % 2",
    "whole division": "z // 2",
    "factorial": "z!",
    "comment": "z # z",
    "statement": "z; z",
    "line": "z\n@z",
    "import": "__import__('os').system('true')",
    "attribute": "z.__class__.__bases__",
    "lambda": "(lambda: z)()",
    "comprehension": "[z for z in (1,)]",
    "index": "z[0]",
    "text": "'z'",
    "brace": "{z}",
    "format": "{0.__class__}",
    "null": "z\x00",
    "escape": "\x1b[31mz",
    "fullwidth z": "ｚ",
    "fullwidth digit": "２*z",
    "cyrillic": "ехр(z)",
    "arabic digit": "٣*z",
    "zero width": "z\u200b",
    "no-break space": "z\u00a0+ 1",
    "right to left": "\u202ez",
    "infinity": "∞*z",
    "division by zero": "z/0",
    "hidden zero": "1/(z - z)",
    "zero to nothing": "0**-1",
    "nan": "0/0",
    "log of zero": "log(0)",
    "root of minus one": "sqrt(-1)*z",
    "log of minus one": "log(-1)",
    "complex power": "(-8)^(1/3)",
    "tower": "9**9**9**9",
    "nested tower": "(((9**64)**64)**64)**64",
    "symbolic tower": "((z**64)**64)**64",
    "huge exponent": "z**65",
    "exotic exponent": "z**pi",
    "huge number": "1e999999999",
    "tiny number": "1e-999999999",
    "long number": "9" * 1999,
    "huge product": "*".join(["9**64"] * 300),
    "exponentials": "exp(exp(exp(exp(exp(9)))))",
    "root of exponentials": "sqrt(exp(exp(exp(exp(9)))))",
    "exponential exponent": "z**exp(exp(exp(exp(9))))",
    "compared exponentials": "exp(exp(exp(exp(9)))) < z",
    "deep brackets": "(" * 900 + "z" + ")" * 900,
    "deep calls": "exp(" * 400 + "z" + ")" * 400,
    "deep signs": "-" * 1500 + "z",
    "deep powers": "2^" * 900 + "z",
    "open brackets": "(" * 2000,
    "100 kB of z": "z" * 100_000,
    "100 kB of space": " " * 100_000 + "@",
    "100 kB of brackets": "(" * 100_000,
    "100 kB of code": "__import__('os');" * 6_000,
}


@pytest.mark.parametrize("text", REFUSED.values(), ids=REFUSED)
def test_everything_else_is_refused_at_once_and_in_one_line(text: str) -> None:
    with within(0.5), pytest.raises(BadExpression) as told:
        parse(text, ("alpha",))
    message = str(told.value)
    assert len(message) < 300
    assert message.isprintable()


@pytest.mark.parametrize(
    "text",
    [
        "+".join(f"exp({i})" for i in range(150)),
        "*".join(["(1+exp(z))**64"] * 100),
        "tanh(" * 24 + "7" + ")" * 24,
        "sin(" * 24 + "z" + ")" * 24,
        "sqrt(" * 20 + "9" * 200 + ")" * 20,
        "(z-" * 20 + "1" + ")**2" * 20,
        "z" + "+z" * 900,
    ],
    ids=lambda text: text[:20],
)
def test_long_formulas_are_read_quickly(text: str) -> None:
    with within(0.5):
        parse(text)


@settings(max_examples=300, deadline=None)
@given(text=st.one_of(st.text(max_size=60), st.text("z1.+-*/^()<>= exp", max_size=40)))
def test_any_text_is_either_read_or_refused(text: str) -> None:
    try:
        read = parse(text)
    except BadExpression as told:
        assert str(told).isprintable()  # noqa: PT017 - both outcomes are right
    else:
        assert isinstance(read, sp.Basic)


@pytest.mark.parametrize("text", [None, 5, ["z"], b"z"])
def test_what_is_no_text_is_refused(text: Any) -> None:
    with pytest.raises(BadExpression, match="written as text"):
        parse(text)


def test_the_place_is_marked() -> None:
    with pytest.raises(BadExpression, match="alpha \\+ ⟨here⟩beta"):
        parse("z + alpha + beta", ("alpha",))
    with pytest.raises(BadExpression, match=r"\(known: z, pi, e, alpha\)"):
        parse("theta", ("alpha",))
