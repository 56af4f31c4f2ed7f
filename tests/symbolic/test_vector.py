"""The Jacobian of a vector activation, its second derivatives, and what has no stable form."""

from __future__ import annotations

import mpmath
import pytest
import sympy as sp
from tests.symbolic.written import NOWHERE

from actlas.definition import Parameter, Vector
from actlas.errors import BadExpression
from actlas.symbolic.functions import Z, softmax
from actlas.symbolic.vector import D_IJ, S_I, S_J, vector_calculus
from actlas.targets import kernels
from actlas.targets.vector_oracle import VectorOracle

TEMPERATURE = Parameter("temperature", 2.0, "what the logits are divided by")


def _vector(formula: str, *parameters: Parameter) -> Vector:
    return Vector(formula=formula, parameters=parameters, references=NOWHERE)


def test_the_jacobian_is_that_of_the_textbook() -> None:
    derived = vector_calculus(_vector("exp(z)/sum(exp(z))"))
    assert derived.stable == softmax(Z)
    assert derived.jacobian == S_I * (D_IJ - S_J)


@pytest.mark.parametrize(
    "definition",
    [
        _vector("exp(z)/sum(exp(z))"),
        _vector("exp(-z)/sum(exp(-z))"),
        _vector("exp(2*z)/sum(exp(2*z))"),
        _vector("exp(z/temperature)/sum(exp(z/temperature))", TEMPERATURE),
    ],
    ids=lambda definition: definition.formula,
)
def test_a_ratio_of_exponentials_is_derived_right(definition: Vector) -> None:
    import torch

    values = tuple(each.default for each in definition.parameters)
    z = torch.tensor([-1.0, 0.25, 2.0], dtype=torch.float64)
    oracle = VectorOracle(definition)
    value = kernels.kernel(definition)(z, *values, 0)
    jacobian = kernels.kernel(definition, 1)(z, *values, 0)
    second = kernels.kernel(definition, 2)(z, *values, 0)
    assert value.tolist() == pytest.approx([float(each) for each in oracle.value(z.tolist())])
    wanted = [[float(each) for each in row] for row in oracle.jacobian(z.tolist())]
    torch.testing.assert_close(jacobian, torch.tensor(wanted, dtype=torch.float64))
    by_autograd = torch.autograd.functional.jacobian(
        lambda z: kernels.kernel(definition, 1)(z, *values, 0), z
    )
    torch.testing.assert_close(second, by_autograd)


@pytest.mark.parametrize(
    "formula",
    ["z", "z/sum(z)", "exp(z)/sum(z)", "exp(z)/(1 + sum(exp(z)))", "sum(exp(z))", "exp(z) > 0"],
)
def test_what_has_no_stable_form_is_refused(formula: str) -> None:
    with pytest.raises(BadExpression, match=r"cannot find a stable form|is no formula"):
        vector_calculus(_vector(formula))


def test_the_oracle_shares_no_derivative_with_the_calculus(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(sp, "diff", None)
    rows = VectorOracle(_vector("exp(z)/sum(exp(z))")).jacobian([0.0, 0.0])
    assert [[mpmath.nstr(each, 10) for each in row] for row in rows] == [
        ["0.25", "-0.25"],
        ["-0.25", "0.25"],
    ]
