"""What cannot fit into memory is refused before any of it is reserved."""

from __future__ import annotations

import pytest
from tests.training.helpers import part

import actlas
from actlas.errors import UsageError
from actlas.training import Grid, Recipe, train


def test_networks_too_large_for_the_machine_are_refused_at_once():
    grid = Grid((actlas.get("relu"),), (0.01,), tuple(range(1000)))
    rows = part("classes")
    with pytest.raises(UsageError, match="GB of memory and this machine has"):
        train(grid, Recipe(hidden=(10**8, 10**4), outputs=3), rows, rows)
