"""The derivative in the function's own output is the derivative."""

from __future__ import annotations

import pytest
import sympy as sp
from tests.contract.cases import ELEMENTWISE, Case
from tests.symbolic.written import elementwise

import actlas
from actlas.symbolic.calculus import branches
from actlas.symbolic.functions import Z
from actlas.symbolic.output_form import Y, derivative_of_output


def _of_one_exponential(formula: sp.Expr) -> bool:
    """Say whether z occurs in exponents of the form rate·z and nowhere else."""

    def plain(e: sp.Expr) -> bool:
        return isinstance(e, sp.exp) and not (e.args[0] / Z).has(Z)

    rest = formula.replace(plain, lambda e: sp.Dummy("E"))
    return not rest.has(Z, sp.exp)


@pytest.mark.parametrize("case", ELEMENTWISE, ids=str)
def test_put_into_the_output_form_the_output_gives_the_slope(case: Case) -> None:
    found = derivative_of_output(case.definition)
    act = actlas.get(case.name, **case.parameters)
    if found is None:
        # Nothing can be saved where no exponential is computed.
        bent = [each.formula for each in branches(case.definition) if each.formula.diff(Z).has(Z)]
        assert not act.formula.has(sp.exp) or not all(map(_of_one_exponential, bent))
        return
    bound = {sp.Symbol(key, real=True): value for key, value in act.parameters.items()}
    for z in (-2.5, -0.3, 0.7, 3.1):
        slope = float(found.subs(bound).subs({Y: act(z), Z: z}))
        assert slope == pytest.approx(act.prime(z), rel=1e-12)


def test_the_forms_of_the_textbooks() -> None:
    assert sp.expand(derivative_of_output(actlas.get("sigmoid").definition)) == Y - Y**2
    assert sp.expand(derivative_of_output(actlas.get("tanh").definition)) == 1 - Y**2
    elu = derivative_of_output(actlas.get("elu").definition)
    assert elu.subs(Z, -1) == Y + sp.Symbol("alpha", real=True)


@pytest.mark.parametrize("text", ["z/(1 + exp(-z))", "exp(z) + exp(-z)", "exp(z^2)", "z^3"])
def test_what_cannot_be_solved_for_z_has_no_such_form(text: str) -> None:
    assert derivative_of_output(elementwise(text)) is None
