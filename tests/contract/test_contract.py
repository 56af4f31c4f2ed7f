"""Every definition on every target agrees with the oracle, and with PyTorch's own function."""

from __future__ import annotations

import pytest
from tests.contract import checks
from tests.contract.cases import DTYPES, ELEMENTWISE, Case, with_twin
from tests.contract.checks import TARGETS

elementwise = pytest.mark.parametrize("case", ELEMENTWISE, ids=str)
twins = pytest.mark.parametrize("case", with_twin(ELEMENTWISE), ids=str)


@elementwise
def test_value_and_derivatives_are_the_oracles_on_every_target(case: Case) -> None:
    # All targets in one test: what the oracle says in its many digits serves them all.
    for target in TARGETS:
        for order in target.orders:
            checks.check(case, target, order)


@elementwise
def test_autograd_finds_the_oracles_slope(case: Case) -> None:
    for dtype in DTYPES:
        checks.check_gradient(case, dtype)


@twins
def test_the_value_is_pytorchs(case: Case) -> None:
    for dtype in DTYPES:
        checks.check_twin_value(case, dtype)


@twins
def test_the_gradient_is_pytorchs(case: Case) -> None:
    for dtype in DTYPES:
        checks.check_twin_gradient(case, dtype)
