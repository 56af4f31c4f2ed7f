"""Exponents that rounding touches are computed in twice the digits, and no others."""

from __future__ import annotations

import pytest
import sympy as sp

from actlas.symbolic.forms import with_wide
from actlas.symbolic.functions import (
    WIDE,
    Z,
    bell,
    ceiling,
    elementary,
    sigmoid,
    softplus,
    wide_exp,
    wide_sigmoid,
)
from actlas.symbolic.widening import inexact, parametric, widened

BETA = sp.Symbol("beta", real=True)


@pytest.mark.parametrize("exact", [Z, -Z, -sp.Abs(Z), ceiling(Z)])
def test_an_exponent_that_no_rounding_touches_stays(exact: sp.Expr) -> None:
    assert widened(sp.exp(exact), inexact) == sp.exp(exact)


def test_the_outermost_function_is_widened_and_holds_the_rest() -> None:
    assert widened(Z * sigmoid(2 * sp.exp(Z)), inexact) == Z * wide_sigmoid(2 * sp.exp(Z))
    assert widened(bell(softplus(Z), sp.S.One), inexact) == wide_exp(-(softplus(Z) ** 2))


def test_a_wide_function_is_the_function_and_has_its_derivatives() -> None:
    for wide, plain in zip(WIDE, (sp.exp, sigmoid), strict=True):
        for order in range(3):
            one = elementary(sp.diff(wide(3 * Z), Z, order))
            other = elementary(sp.diff(plain(3 * Z), Z, order))
            assert sp.simplify(one - other) == 0


def test_what_hangs_on_a_parameter_comes_wide_at_once_and_the_rest_when_all_else_failed() -> None:
    by_parameter = sigmoid(BETA * Z)
    assert next(with_wide(iter([by_parameter]))) == wide_sigmoid(BETA * Z)
    by_number = sigmoid(3 * Z)
    assert list(with_wide(iter([by_number, Z]))) == [by_number, Z, wide_sigmoid(3 * Z)]
    assert parametric(BETA * Z) and not parametric(3 * Z)
