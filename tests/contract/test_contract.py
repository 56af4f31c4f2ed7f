"""Every definition on every target agrees with the oracle, and with PyTorch's own function."""

from __future__ import annotations

import pytest
import torch
from tests.contract import checks
from tests.contract.cases import DTYPES, ELEMENTWISE, Case, with_twin
from tests.contract.checks import TARGETS, Target

elementwise = pytest.mark.parametrize("case", ELEMENTWISE, ids=str)
twins = pytest.mark.parametrize("case", with_twin(ELEMENTWISE), ids=str)
dtypes = pytest.mark.parametrize("dtype", DTYPES, ids=str)


@elementwise
@pytest.mark.parametrize("target", TARGETS, ids=str)
def test_value_and_derivatives_are_the_oracles(case: Case, target: Target) -> None:
    for order in target.orders:
        checks.check(case, target, order)


@elementwise
@dtypes
def test_autograd_finds_the_oracles_slope(case: Case, dtype: torch.dtype) -> None:
    checks.check_gradient(case, dtype)


@twins
@dtypes
def test_the_value_is_pytorchs(case: Case, dtype: torch.dtype) -> None:
    checks.check_twin_value(case, dtype)


@twins
@dtypes
def test_the_gradient_is_pytorchs(case: Case, dtype: torch.dtype) -> None:
    checks.check_twin_gradient(case, dtype)
