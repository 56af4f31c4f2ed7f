"""What is known from elsewhere: points on the curves, relatives, and where PyTorch is wrong."""

from __future__ import annotations

import math

import pytest
import torch
from tests.contract.cases import ELEMENTWISE as CASES
from tests.contract.cases import Case, with_twin
from tests.contract.checks import found, twin, ulps_of

import actlas
from actlas import catalogue
from actlas.definition import Elementwise
from actlas.targets.autograd import differentiable
from actlas.targets.oracle import Oracle

DEFAULTS = {case.name: case for case in CASES if not case.parameters}
DIFFERENCES = [
    (case, each)
    for case in with_twin(list(DEFAULTS.values()))
    for each in case.definition.differences
]
RELATIVES = [(name, each) for name, case in DEFAULTS.items() for each in case.definition.relatives]


@pytest.mark.parametrize("case", [c for c in DEFAULTS.values() if c.definition.golden], ids=str)
def test_the_curve_goes_through_its_golden_points(case: Case) -> None:
    oracle = Oracle(case.definition)
    act = actlas.get(case.name)
    for point in case.definition.golden:
        assert float(oracle.value(point.z)) == pytest.approx(point.y, rel=2e-16, abs=1e-300)
        slack = ulps_of(case, 0, point.y) * 2.3e-16
        assert act(point.z) == pytest.approx(point.y, rel=slack, abs=1e-300)
    assert any(point.z < 0 for point in case.definition.golden)
    assert max(abs(point.z) for point in case.definition.golden) >= 20


def _ours(case: Case, order: int, z: torch.Tensor) -> torch.Tensor:
    return differentiable(case.definition, order=order)(z, *case.values).detach()


def _same(one: torch.Tensor, other: torch.Tensor) -> bool:
    if bool(one.isnan()) or bool(other.isnan()):
        return bool(one.isnan() and other.isnan())
    return bool(one == other and one.signbit() == other.signbit())


def _theirs(case: Case, order: int, z: torch.Tensor) -> torch.Tensor:
    z = z.clone().requires_grad_()
    y = twin(case)(z)
    for _ in range(order):
        (y,) = torch.autograd.grad(y.sum(), z, create_graph=True)
    return y.detach()


@pytest.mark.parametrize(
    ("case", "difference"), DIFFERENCES, ids=lambda each: getattr(each, "name", "")
)
def test_every_stated_difference_exists_and_ours_is_the_true_value(case: Case, difference) -> None:  # type: ignore[no-untyped-def]
    dtype = getattr(torch, difference.dtype)
    oracle = Oracle(case.definition)
    for at in difference.at:
        if at == 0:
            continue  # it says that of zeros the sign differs somewhere
        # PyTorch's code for many numbers may say something else than its code for one.
        z = torch.tensor([at], dtype=dtype)
        ours = _ours(case, difference.order, z)[0]
        theirs = [_theirs(case, difference.order, z.repeat(count))[0] for count in (1, 64)]
        assert not all(_same(ours, each) for each in theirs), f"at {at}: all say {ours.item()}"
        if math.isnan(at):
            continue
        order, place = difference.order, float(z[0])
        true = oracle.derivative(place, order) if order else oracle.value(place)
        digits = max(1e-5, torch.finfo(dtype).eps)
        assert ours.item() == pytest.approx(float(true), rel=digits, abs=1e-37)


@pytest.mark.parametrize(("name", "relative"), RELATIVES, ids=str)
def test_every_relative_is_one(name: str, relative) -> None:  # type: ignore[no-untyped-def]
    own, other = actlas.get(name), actlas.get(relative.of)
    z = torch.linspace(-6, 6, 241, dtype=torch.float64)
    gap = float((own(z) - other(z)).abs().max())
    if relative.relation == "special case":
        assert gap < 1e-14
    elif relative.relation == "approximation":
        assert gap < 0.3
    else:
        far = torch.tensor([-1e4, 1e4], dtype=torch.float64)
        assert float((own(far) - other(far)).abs().max()) < 1.01
        assert gap > 0


def test_aliases_lead_to_one_activation_each() -> None:
    aliases = [a for name in actlas.names() for a in catalogue.definition(name).aliases]
    assert len(set(aliases)) == len(aliases)
    for alias in aliases:
        assert isinstance(actlas.get(alias).definition, Elementwise)
        assert alias not in actlas.names()


@pytest.mark.parametrize("case", with_twin(list(DEFAULTS.values())), ids=str)
def test_pytorchs_twin_exists(case: Case) -> None:
    assert callable(found(case.definition.twin.module))
