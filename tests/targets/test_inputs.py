"""The border where users' numbers come in."""

from __future__ import annotations

import numpy as np
import pytest

from actlas.targets.inputs import through_torch


@pytest.mark.parametrize("dtype", [np.float16, np.float32, np.float64])
def test_the_result_never_shares_memory_with_the_callers_array(dtype: type) -> None:
    given = np.array([1.0, -2.0], dtype=dtype)
    found = through_torch(lambda z: z, (), given)
    assert not np.shares_memory(found, given)
    assert found.dtype == dtype and np.array_equal(found, given)
