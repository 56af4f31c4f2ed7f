"""Formulas as people read them: short, in the reader's language, as LaTeX and MathML."""

from __future__ import annotations

import xml.etree.ElementTree as ET

import pytest
import sympy as sp
from tests.symbolic.written import elementwise

import actlas
from actlas.language import LANGUAGES
from actlas.symbolic.functions import Z, elementary
from actlas.symbolic.notation import formula, latex, mathml, write_latex
from actlas.symbolic.properties import properties

SHORTEST = {
    "linear": ("m*z", "m", "0"),
    "sigmoid": ("1/(1 + exp(-z))", "exp(z)/(exp(z) + 1)**2", None),
    "tanh": (None, "4*exp(2*z)/(exp(2*z) + 1)**2", None),
    "relu": (
        "Piecewise((0, z < 0), (z, True))",
        "Piecewise((0, z <= 0), (1, True))",
        "0",
    ),
    "leaky_relu": (None, "Piecewise((1, z > 0), (negative_slope, True))", "0"),
    "elu": (
        "Piecewise((z, z > 0), (alpha*(exp(z) - 1), True))",
        "Piecewise((1, z > 0), (alpha*exp(z), True))",
        "Piecewise((0, z > 0), (alpha*exp(z), True))",
    ),
    "softmax": ("exp(z)/Total(exp(z))", "s_i*(delta_ij - s_j)", None),
}


@pytest.mark.parametrize("name", SHORTEST)
def test_formulas_are_short(name: str) -> None:
    act = actlas.get(name)
    shown = (act.formula, act.derivative, act.second_derivative)
    for got, wanted in zip(shown, SHORTEST[name], strict=True):
        assert wanted is None or str(got) == wanted


@pytest.mark.parametrize("name", actlas.names())
def test_derivatives_shown_are_those_of_the_formula_shown(name: str) -> None:
    act = actlas.get(name)
    if not act.elementwise:
        return
    for z in (-2, sp.Rational(1, 3), 3):
        first = sp.diff(act.formula, Z)
        for shown, derived in ((act.derivative, first), (act.second_derivative, sp.diff(first, Z))):
            assert sp.simplify(elementary((shown - derived).subs(Z, z))) == 0


@pytest.mark.parametrize("name", actlas.names())
@pytest.mark.parametrize("lang", LANGUAGES)
def test_latex_and_mathml_are_well_formed(name: str, lang: str) -> None:
    act = actlas.get(name)
    for text in (act.latex(lang), act.derivative_latex(lang), act.second_derivative_latex(lang)):
        assert text.count("{") == text.count("}")
        for wrong in ("Total", "total", "expm1", "Piecewise", "negative_slope", "delta_ij"):
            assert wrong not in text
    for page in (act.mathml(lang), act.derivative_mathml(lang)):
        root = ET.fromstring(page)
        assert root.tag.endswith("math")
        assert len(list(root.iter())) >= 3


def test_words_between_pieces_are_the_readers() -> None:
    definition = actlas.get("leaky_relu").definition
    assert latex(definition, 1, "en") == (
        r"\begin{cases} 1 & \text{if}\: z > 0 \\a & \text{otherwise} \end{cases}"
    )
    spanish = latex(definition, 1, "es")
    assert r"\text{if}" not in spanish
    assert "otherwise" not in spanish


def test_a_parameter_is_shown_by_its_sign() -> None:
    definition = actlas.get("leaky_relu").definition
    assert r"\begin{cases} z & \text{if}\: z > 0 \\a z &" in latex(definition)
    assert write_latex(definition, sp.Symbol("negative_slope", real=True) * Z, "en") == "a z"


def test_a_sum_runs_over_an_index_of_its_own() -> None:
    text = actlas.get("softmax").latex()
    assert r"e^{z_{i}}" in text
    assert r"\sum_{k} e^{z_{k}}" in text


def test_a_fraction_is_shown_as_one_fraction() -> None:
    softsign = elementwise("z/(1 + abs(z))")
    assert str(formula(softsign)) == "z/(Abs(z) + 1)"
    assert str(formula(softsign, 1)) == "Piecewise(((z - 1)**(-2), z < 0), ((z + 1)**(-2), True))"
    assert properties(softsign, {}).kinks == ()


def test_mathml_is_made_of_any_latex() -> None:
    assert "<mi>x</mi>" in mathml("x")
