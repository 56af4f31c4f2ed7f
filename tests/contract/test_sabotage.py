"""The contract notices: every kind of break that is made on purpose makes a check fail."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterator
from typing import Any

import pytest
import sympy as sp
import torch
from tests.contract import checks
from tests.contract.cases import ELEMENTWISE, Case, with_twin
from tests.contract.checks import TARGETS

from actlas.definition import Elementwise, Piece
from actlas.symbolic import calculus
from actlas.targets import autograd, kernels, proven

DEFAULTS = [case for case in ELEMENTWISE if not case.parameters]
TWINS = [case for case in with_twin(ELEMENTWISE) if not case.parameters]


def _some_at_once(cases: list[Case]) -> list[Any]:
    """Return the cases, all but every sixth left for when there is time."""
    return [
        case if not index % 6 else pytest.param(case, marks=pytest.mark.slow)
        for index, case in enumerate(cases)
    ]


def _excused(case: Case) -> bool:
    """Say whether PyTorch's own gradient is known to be wrong everywhere."""
    return any(e.order == 1 and e.reach == "everywhere" for e in case.definition.differences)


FLOAT64 = next(each for each in TARGETS if each.name == "torch-float64")


def _with_pieces(case: Case, change: Callable[[str], str]) -> Case:
    pieces = tuple(
        dataclasses.replace(each, formula=change(each.formula)) for each in case.definition.pieces
    )
    return dataclasses.replace(case, definition=dataclasses.replace(case.definition, pieces=pieces))


@pytest.fixture(autouse=True)
def _nothing_is_remembered(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Code written from a broken calculus must not be met by another test."""
    monkeypatch.setenv("ACTLAS_CACHE", "off")
    _forget()
    yield
    _forget()


_REMEMBERED = (
    *(calculus.branches, calculus._unfolded, proven.proven),
    *(kernels.source, kernels._written, autograd._joined),
)


def _forget() -> None:
    for each in _REMEMBERED:
        each.cache_clear()


def _check_all(case: Case) -> None:
    for order in FLOAT64.orders:
        checks.check(case, FLOAT64, order)
    checks.check_gradient(case, torch.float64)


@pytest.mark.parametrize("case", _some_at_once(DEFAULTS), ids=str)
def test_the_checks_pass_on_the_definitions_as_they_are(case: Case) -> None:
    _check_all(case)


@pytest.mark.parametrize("case", _some_at_once(TWINS), ids=str)
@pytest.mark.parametrize(
    "change",
    [
        lambda text: f"-({text})",
        lambda text: f"({text}) + 1/1000000",
        lambda text: f"({text})*(1 + 1/1000000)",
        lambda text: f"{text} + z - z*(1 - 1/1000000)",
    ],
    ids=["sign", "offset", "factor", "tilt"],
)
def test_a_wrong_formula_is_seen_by_pytorchs_twin(case: Case, change: Callable[[str], str]) -> None:
    broken = _with_pieces(case, change)
    with pytest.raises(AssertionError, match="PyTorch says"):
        checks.check_twin_value(broken, torch.float64)


@pytest.mark.parametrize(
    "case",
    _some_at_once([case for case in TWINS if case.definition.kinks and not _excused(case)]),
    ids=str,
)
@pytest.mark.parametrize("slope", ["-1", "1/2"])
def test_a_wrong_slope_at_a_kink_is_seen_by_pytorchs_twin(case: Case, slope: str) -> None:
    kinks = tuple(dataclasses.replace(each, derivative=slope) for each in case.definition.kinks)
    definition = dataclasses.replace(case.definition, kinks=kinks)
    broken = dataclasses.replace(case, definition=definition)
    with pytest.raises(AssertionError, match="gradient of"):
        checks.check_twin_gradient(broken, torch.float64)


@pytest.mark.parametrize("case", _some_at_once(DEFAULTS), ids=str)
def test_a_wrong_sign_in_the_derivative_is_seen_by_the_oracle(
    case: Case, monkeypatch: pytest.MonkeyPatch
) -> None:
    right, slope = sp.diff, calculus.branches(case.definition, 1)
    _forget()
    monkeypatch.setattr(calculus.sp, "diff", lambda *of: -right(*of))
    if calculus.branches(case.definition, 1) == slope:
        pytest.skip("its slope is 0 everywhere: the damage changes nothing")
    with pytest.raises(AssertionError, match=r"derivative 1: at .*expected"):
        checks.check(case, FLOAT64, 1)


@pytest.mark.parametrize("case", _some_at_once(DEFAULTS), ids=str)
def test_a_derivative_of_the_wrong_order_is_seen_by_the_oracle(
    case: Case, monkeypatch: pytest.MonkeyPatch
) -> None:
    right, slope = sp.diff, calculus.branches(case.definition, 1)
    _forget()
    monkeypatch.setattr(calculus.sp, "diff", lambda f, z, n=1: right(f, z, n - 1 if n > 1 else 0))
    if calculus.branches(case.definition, 1) == slope:
        pytest.skip("it is its own derivative: the damage changes nothing")
    with pytest.raises(AssertionError, match="derivative 1"):
        checks.check(case, FLOAT64, 1)


@pytest.mark.parametrize("case", _some_at_once(DEFAULTS), ids=str)
def test_a_derivative_off_by_a_hair_is_seen_by_the_oracle(
    case: Case, monkeypatch: pytest.MonkeyPatch
) -> None:
    right = kernels.kernel
    monkeypatch.setattr(
        checks.kernels, "kernel", lambda *of: lambda *at: right(*of)(*at) * (1 + 1e-14) + 1e-300
    )
    with pytest.raises(AssertionError, match="tolerance"):
        checks.check(case, FLOAT64, 1)


def _unstable(text: str) -> Elementwise:
    references = ELEMENTWISE[0].definition.references
    return Elementwise(pieces=(Piece(text),), references=references)


@pytest.mark.parametrize("text", ["log(1 + exp(z))", "sqrt(1 + z^2) - 1", "z/sqrt(1 + z^2)"])
def test_a_formula_that_overflows_or_cancels_is_seen_by_the_oracle(
    text: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    case = Case("unstable", _unstable(text))
    _check_all(case)
    _forget()
    monkeypatch.setattr(
        proven, "proven", lambda of, order, by="", wide=False: calculus.branches(of, order)
    )
    with pytest.raises(AssertionError, match="tolerance"):
        _check_all(case)


def test_a_gradient_poisoned_by_the_branch_not_taken_is_seen() -> None:
    def poisoned(z: torch.Tensor) -> torch.Tensor:
        return torch.where(z > 0, z, torch.exp(z) - 1)

    z = torch.tensor([1000.0])
    assert checks.gradient(poisoned, z).isnan().all()
    for case in DEFAULTS[::6]:
        assert not checks.gradient(checks.ours(case), z).isnan().any()
