"""The form that is chosen keeps its digits, whatever way the formula was written."""

from __future__ import annotations

import math

import pytest
import torch
from tests.symbolic.written import elementwise

from actlas.definition import Elementwise, Parameter
from actlas.targets import kernels, proven
from actlas.targets.oracle import Oracle

FORMULAS = {
    "log of a sum": ("log(1 + exp(z))",),
    "error function": ("z*(1 + erf(z/sqrt(2)))/2",),
    "gaussian": ("exp(-z^2)",),
    "root less one": ("(sqrt(z^2 + 1) - 1)/2 + z",),
    "sum with a root": ("(z + sqrt(z^2 + 4))/2",),
    "over a root": ("z/sqrt(1 + z^2)",),
    "tanh of softplus": ("z*tanh(softplus(z))",),
    "tanh of a logarithm": ("z*tanh(log(1 + sigmoid(z)))",),
    "removable": ("sinc(z)",),
    "cancelling at zero": ("z - tanh(z)",),
    "arc tangent": ("atan(z)",),
    "fraction": ("z^3/(1 + z^2)",),
    "bell times polynomial": ("(z^2 - 1)*exp(-z^2/2)",),
    "secant": ("2*z/(exp(z) + exp(-z))",),
    "folded": ("z/(1 + abs(z))",),
    "pieces": (("z/(1 + exp(-z))", "z >= 0"), "(exp(z) - 1)/(1 + exp(-z))"),
}
PLACES = (0.0, 1e-300, 1e-9, 1e-3, 0.1, 0.7, 1.3, 2.9, 5.5, 9.3, 19.0, 36.1, 88.9, 104.0, 345.0)
FAR = (710.0, 1e4, 1e30, 1e154, 1.7e308)


@pytest.mark.parametrize("order", [0, 1, 2])
@pytest.mark.parametrize("name", FORMULAS)
def test_it_is_within_some_ulps_of_the_oracle(name: str, order: int) -> None:
    definition = elementwise(*FORMULAS[name])
    places = [sign * size for size in PLACES for sign in (1, -1)]
    got = kernels.kernel(definition, order)(torch.tensor(places, dtype=torch.float64)).tolist()
    oracle = Oracle(definition)
    for z, value in zip(places, got, strict=True):
        true = oracle.derivative(z, order) if order else oracle.value(z)
        beside = [oracle.derivative(z * f, order) if order else true for f in (0.9, 1.1)]
        scale = max(abs(true), 0 if beside[0] * beside[1] > 0 else max(map(abs, beside)))
        bound = (4, 16, 16)[order] * max(float(scale), 1e-290) * 2.0**-52
        assert abs(value - true) <= bound, z


@pytest.mark.parametrize("order", [0, 1, 2])
@pytest.mark.parametrize("name", FORMULAS)
def test_far_out_it_is_a_number_and_at_infinity_the_limit(name: str, order: int) -> None:
    run = kernels.kernel(elementwise(*FORMULAS[name]), order)
    for sign in (1, -1):
        far = run(torch.tensor([sign * size for size in FAR], dtype=torch.float64))
        assert not bool(far.isnan().any())
        end = run(torch.tensor([sign * math.inf], dtype=torch.float64)).item()
        assert end == pytest.approx(far[2].item(), abs=1e-12) or abs(end) == math.inf


def test_a_parameter_differentiates_each_branch() -> None:
    tilt = (Parameter("tilt", 0.5, "slope"),)
    definition = elementwise(("tilt*z^2", "z > 0"), "exp(tilt*z) - 1", parameters=tilt)
    z = torch.tensor([-2.0, 3.0], dtype=torch.float64)
    by_tilt = kernels.kernel(definition, 0, by="tilt")(z, 0.5)
    assert by_tilt.tolist() == pytest.approx([-2 * math.exp(-1.0), 9.0])


def test_where_no_form_keeps_the_digits_the_best_is_taken() -> None:
    definition: Elementwise = elementwise("z*exp(-exp(-z))")
    assert len(proven.proven(definition)) == 1
    run = kernels.kernel(definition)
    z = torch.tensor([-6.4, 0.5, 3.0], dtype=torch.float64)
    wanted = [v * math.exp(-math.exp(-v)) for v in z.tolist()]
    assert run(z).tolist() == pytest.approx(wanted, rel=1e-13)
