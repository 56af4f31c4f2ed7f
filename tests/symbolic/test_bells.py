"""Stable forms equal their sources to 50 digits, and neither overflow nor cancel."""

from __future__ import annotations

import math
from typing import Any

import mpmath
import pytest
import sympy as sp
import torch
from tests.contract.cases import ELEMENTWISE, Case

from actlas.symbolic.bells import in_bells
from actlas.symbolic.calculus import branches
from actlas.symbolic.functions import Z, expm1, sigmoid
from actlas.symbolic.grammar import parse
from actlas.targets import helpers, primitives

REWRITTEN = {
    "exp(z) - 1": expm1(Z),
    "1 - exp(-z)": -expm1(-Z),
    "1/(1 + exp(-z))": sigmoid(Z),
    "exp(z)/(1 + exp(z))": sigmoid(Z),
    "1/(1 + exp(z))": sigmoid(-Z),
    "1 - 1/(1 + exp(-z))": sigmoid(-Z),
    "1/(1 + exp(-2*z))": sigmoid(2 * Z),
    "(exp(z) - exp(-z))/(exp(z) + exp(-z))": sp.tanh(Z),
    "2/(1 + exp(-2*z)) - 1": sp.tanh(Z),
    "(exp(2*z) - 1)/(exp(2*z) + 1)": sp.tanh(Z),
    "z/(1 + exp(-z))": Z * sigmoid(Z),
    "3*(exp(z/2) - 1)": 3 * expm1(Z / 2),
    "(exp(z) - 1)*exp(-2*z)": -expm1(-Z) * sp.exp(-Z),
    "1/(1 + exp(-z)) - 1/(1 + exp(-z))^2": sigmoid(Z) * sigmoid(-Z),
    "1/(1 - z) + z/(1 - z)^2": 1 / (Z - 1) ** 2,
}
UNTOUCHED = ("z", "z^2 + 1", "2*z", "tanh(z)", "log(1 + exp(z))", "exp(z^2)", "exp(z)/(2 + exp(z))")
POINTS = [
    mpmath.mpf(text) for text in ("-40", "-3.7", "-0.25", "-1e-9", "1e-9", "0.5", "2.9", "40")
]


def _value(formula: sp.Expr, z: mpmath.mpf) -> mpmath.mpf:
    with mpmath.workdps(120):
        plain = formula.replace(sigmoid, lambda u: 1 / (1 + sp.exp(-u)))
        plain = plain.replace(expm1, lambda u: sp.exp(u) - 1)
        return sp.lambdify(Z, plain, "mpmath")(z)


def _assert_equal(one: sp.Expr, other: sp.Expr) -> None:
    for z in POINTS:
        a, b = _value(one, z), _value(other, z)
        assert abs(a - b) <= mpmath.mpf(10) ** -50 * max(abs(a), mpmath.mpf(10) ** -50)


@pytest.mark.parametrize(("text", "wanted"), REWRITTEN.items(), ids=REWRITTEN)
def test_a_known_form_is_recognised(text: str, wanted: sp.Expr) -> None:
    source = parse(text)
    assert in_bells(source) == wanted
    _assert_equal(in_bells(source), source)


@pytest.mark.parametrize("text", UNTOUCHED)
def test_another_form_stays_as_it_is(text: str) -> None:
    assert in_bells(parse(text)) == parse(text)


RATIONAL = [
    case
    for case in ELEMENTWISE
    if all(
        each.formula.atoms(sp.Function) <= each.formula.atoms(sp.exp)
        for each in branches(case.definition)
    )
]


@pytest.mark.parametrize("case", RATIONAL, ids=str)
def test_every_definition_keeps_its_values(case: Case) -> None:
    bound = {
        sp.Symbol(each.name, real=True): sp.Rational(value)
        for each, value in zip(case.definition.parameters, case.values, strict=True)
    }
    for order in (0, 1, 2, 3):
        for branch in branches(case.definition, order):
            source = branch.formula.subs(bound)
            _assert_equal(in_bells(branch.formula).subs(bound), source)


def test_stable_functions_know_their_derivatives() -> None:
    for function, u in ((expm1, 2 * Z), (sigmoid, -3 * Z)):
        _assert_equal(sp.diff(function(u), Z), sp.diff(_plain(function(u)), Z))
        _assert_equal(sp.diff(function(u), Z, 2), sp.diff(_plain(function(u)), Z, 2))


def _plain(formula: sp.Expr) -> sp.Expr:
    return formula.rewrite(sp.exp)


def test_a_bell_is_a_number_at_every_size() -> None:
    sizes = torch.logspace(-300, 300, 6001, dtype=torch.float64)
    printed: dict[str, Any] = {"math": math}
    (source,) = helpers.helpers("y = bell(z, 1)")
    exec(source, printed)
    for rate in (0.5, 1.0, 2.0):  # powers of two, whose products are exact
        assert not primitives.bell(sizes, rate).isnan().any()
        assert not primitives.bell(sizes[2700:3400].float(), rate).isnan().any()
        # What is just before the end is true to the last digits, and beyond it nothing is left.
        near = torch.linspace(20, 27, 99, dtype=torch.float64) / math.sqrt(rate)
        with mpmath.workdps(40):
            true = [float(mpmath.exp(-rate * mpmath.mpf(float(u)) ** 2)) for u in near]
        assert primitives.bell(near, rate).tolist() == pytest.approx(true, rel=1e-15, abs=1e-307)
        assert [printed["bell"](float(u), rate) for u in near] == pytest.approx(
            true, rel=1e-15, abs=1e-307
        )
        assert all(printed["bell"](float(u), rate) <= 1 for u in sizes)
