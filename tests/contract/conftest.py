"""The contract is about our own forms: PyTorch's operators and native kernels do not stand in."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from actlas.targets.dispatch import EAGER, backend


@pytest.fixture(autouse=True)
def own_forms() -> Iterator[None]:
    """Compute by the eager forms, whatever the size."""
    with backend(EAGER):
        yield
