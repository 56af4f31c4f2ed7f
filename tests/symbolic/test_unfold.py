"""Choices become branches: what holds where, and what a tie and a NaN make of them."""

from __future__ import annotations

import pytest
import sympy as sp

from actlas.errors import BadExpression
from actlas.symbolic.functions import Z
from actlas.symbolic.grammar import parse
from actlas.symbolic.unfold import holds, unfold

TEXTS = (
    *("abs(z) + abs(z - 1)", "max(min(z, 6), 0)", "sign(1 - 2*z)", "z/(1 + abs(z))"),
    *("where(z > 0, max(z, 1), -abs(z))", "max(z, z^2)", "abs(abs(z) - 2)", "min(2, max(-1, z))"),
)


@pytest.mark.parametrize("text", TEXTS)
def test_the_first_case_that_holds_has_the_value_of_the_formula(text: str) -> None:
    formula = parse(text)
    cases = unfold(formula)
    assert cases[-1][1] == sp.true
    plain = formula.replace(
        lambda e: type(e).__name__ == "where",
        lambda e: sp.Piecewise((e.args[1], e.args[0]), (e.args[2], True)),
    )
    for place in (sp.Rational(n, 4) for n in range(-30, 31)):
        value = next(f for f, condition in cases if holds(condition, place) == sp.true)
        assert value.subs(Z, place) == plain.subs(Z, place)


def test_no_case_is_left_that_never_holds() -> None:
    assert len(unfold(parse("abs(z) + abs(z - 1)"))) == 3
    assert len(unfold(parse("max(min(z, 6), 0)"))) == 3
    assert unfold(parse("z*max(2, 1)")) == [(2 * Z, sp.true)]


def test_too_many_choices_are_refused() -> None:
    with pytest.raises(BadExpression, match="more than 64 cases"):
        unfold(parse(" + ".join(f"abs(sin({n}*z))" for n in range(1, 9))))
