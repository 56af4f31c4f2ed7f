"""Native kernels are held to the oracle and to PyTorch by the contract of all targets."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
import torch
from tests.contract import checks
from tests.contract.cases import DTYPES, ELEMENTWISE, Case, with_twin
from tests.contract.checks import Target

from actlas.targets.dispatch import NATIVE, backend
from actlas.targets.native.functions import function

elementwise = pytest.mark.parametrize("case", ELEMENTWISE, ids=str)
twins = pytest.mark.parametrize("case", with_twin(ELEMENTWISE), ids=str)


@pytest.fixture(autouse=True)
def native_kernels() -> Iterator[None]:
    """Let native kernels serve, however few numbers there are."""
    with backend(NATIVE):
        yield


def _native(dtype: torch.dtype) -> Target:
    def run(case: Case, order: int, points: list[float]) -> list[float]:
        z = torch.tensor(points, dtype=dtype)
        compute = function(case.definition, case.name, order, dtype)
        result = compute(z, case.values)
        if result is None:  # a wave beyond its reach: asked one by one, the others are served
            served = [compute(each.reshape(1), case.values) for each in z]
            result = torch.cat(
                [
                    checks.ours(case)(each.reshape(1)) if one is None else one
                    for each, one in zip(z, served, strict=True)
                ]
            )
            assert sum(one is None for one in served) < len(points) / 2
        assert result.dtype == dtype
        return result.double().tolist()

    return Target(f"native-{str(dtype).removeprefix('torch.')}", dtype, (0,), run)


@elementwise
def test_values_are_the_oracles(case: Case) -> None:
    for dtype in DTYPES:
        checks.check(case, _native(dtype), 0)


@elementwise
def test_gradients_are_the_oracles(case: Case) -> None:
    for dtype in DTYPES:
        checks.check_gradient(case, dtype)


@twins
def test_values_are_pytorchs(case: Case, monkeypatch: pytest.MonkeyPatch) -> None:
    # For a number alone, and in bfloat16, PyTorch's e⁸⁹ overflows, and its SiLU vanishes.
    monkeypatch.setattr(checks, "_WAYS", (checks.among_64,))
    for dtype in (torch.float16, torch.float32, torch.float64):
        checks.check_twin_value(case, dtype)


@twins
def test_gradients_are_pytorchs(case: Case) -> None:
    for dtype in DTYPES:
        checks.check_twin_gradient(case, dtype)
