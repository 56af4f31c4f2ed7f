"""Random formulas through `define`: calculus against mpmath, text against text, LaTeX parsed."""

from __future__ import annotations

import math
from typing import Any

import matplotlib.mathtext
import mpmath
import pytest
import sympy as sp
import torch
from hypothesis import HealthCheck, assume, example, given, settings
from hypothesis import strategies as st
from latex2mathml.converter import convert
from tests.define.formulas import formulas

from actlas.activation import Activation
from actlas.define.text import from_text
from actlas.definition import Elementwise, Parameter
from actlas.errors import BadExpression
from actlas.symbolic.calculus import branches, expression
from actlas.symbolic.functions import Z, elementary
from actlas.symbolic.grammar import parse
from actlas.symbolic.references import as_formula, symbol
from actlas.symbolic.writer import written

ALPHA = 0.75
PLACES = ("-3.17", "-1.37", "-0.29", "0.21", "0.83", "2.61")
DIGITS = 50
quick = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
thorough = settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.too_slow])


def defined(text: str) -> Elementwise:
    """Return the definition that a random text states, or have hypothesis take another text."""
    try:
        names = {each.name for each in parse(text, ("alpha",)).free_symbols}
        parameters = (Parameter("alpha", ALPHA),) if "alpha" in names else ()
        return from_text("random", text, parameters)
    except BadExpression:
        assume(False)
        raise


def compiled(formula: sp.Expr) -> Any:
    """Return a formula at alpha's default as a function of mpmath's numbers."""
    plain = elementary(formula).subs(symbol("alpha"), sp.Rational(repr(ALPHA)))
    return sp.lambdify(Z, plain, "mpmath")


@quick
@given(text=formulas())
@example(text="√(1 + (where(z > 0.5, where(z > 0.5, z, z), z))²)")
def test_the_derivative_is_the_one_that_mpmath_finds(text: str) -> None:
    definition = defined(text)
    function = compiled(parse(text, ("alpha",)))
    slope = compiled(expression(branches(definition, 1)))
    for place in PLACES:
        with mpmath.workdps(DIGITS):
            z = mpmath.mpf(place)
            wanted = mpmath.diff(function, z)
            assert abs(slope(z) - wanted) <= mpmath.mpf(10) ** -20 * (1 + abs(wanted))


@thorough
@given(text=formulas(leaves=4))
@example(text="sqrt(1 + (π/4/(1 + z²))²)²")  # π is no number to SymPy's partial fractions
def test_eager_values_and_slopes_are_mpmaths(text: str) -> None:
    definition = defined(text)
    activation = Activation("random", {}, definition=definition)
    z = torch.tensor([float(place) for place in PLACES], dtype=torch.float64, requires_grad=True)
    values = activation(z)
    (slopes,) = torch.autograd.grad(values.sum(), z)
    function = compiled(parse(text, ("alpha",)))
    slope = compiled(expression(branches(definition, 1)))
    for z_, value, steepness in zip(z.tolist(), values.tolist(), slopes.tolist(), strict=True):
        with mpmath.workdps(DIGITS):
            for got, of in ((value, function), (steepness, slope)):
                wanted = of(mpmath.mpf(z_))
                # Where terms cancel, the error is that of the terms: held against 1 there.
                assert abs(got - wanted) <= 64 * math.ulp(max(1.0, abs(float(wanted))))


@quick
@given(text=formulas())
def test_text_and_definition_go_round(text: str) -> None:
    definition = defined(text)
    again = from_text("random", written(as_formula(definition)), definition.parameters)
    assert again == definition
    assert written(as_formula(again)) == written(as_formula(definition))


@quick
@given(text=formulas(), order=st.integers(0, 1))
def test_latex_can_be_set(text: str, order: int) -> None:
    activation = Activation("random", {}, definition=defined(text))
    latex = (activation.latex, activation.derivative_latex)[order]()
    assert convert(latex).startswith("<math")
    if "cases" not in latex:
        matplotlib.mathtext.MathTextParser("path").parse(f"${latex}$")


def test_an_error_in_the_calculus_would_be_noticed() -> None:
    definition = from_text("random", "z^2*tanh(z)")
    wrong = compiled(expression(branches(definition, 1)) + Z / 10**9)
    with mpmath.workdps(DIGITS):
        wanted = mpmath.diff(compiled(parse("z^2*tanh(z)")), mpmath.mpf("0.83"))
        assert abs(wrong(mpmath.mpf("0.83")) - wanted) > mpmath.mpf(10) ** -20


@pytest.mark.parametrize("text", ["max(z, 0)*|z - 1|", "elu(z)/(1 + e^-z)", "σ(z)·z²"])
def test_the_formula_of_definitions_is_that_of_the_text(text: str) -> None:
    assert as_formula(from_text("random", text)) == parse(text)
