"""What a training needs of memory, known before it begins."""

from __future__ import annotations

import os
from itertools import pairwise

from actlas.errors import UsageError
from actlas.training.grid import Grid, Recipe

_COPIES = 4
"""Each parameter is held with its gradient and, by Adam, two moments."""


def bytes_needed(grid: Grid, recipe: Recipe, features: int) -> int:
    """Return about how many bytes the parameters of all networks need while they learn.

    Example:
        >>> import actlas
        >>> grid = Grid((actlas.get("relu"),), (0.1,), (0, 1))
        >>> bytes_needed(grid, Recipe(hidden=(3,), outputs=2), features=4)
        736
    """
    parameters = sum(out * (into + 1) for into, out in pairwise(recipe.sizes(features)))
    return grid.networks * parameters * recipe.dtype.itemsize * _COPIES


def check_memory(grid: Grid, recipe: Recipe, features: int) -> None:
    """Refuse what cannot fit into this machine, where it says how much memory it has.

    Raises:
        UsageError: the networks need more than all of it.
    """
    memory, needed = held(), bytes_needed(grid, recipe, features)
    if memory is not None and needed > memory:
        raise UsageError(
            "these networks need about {needed} GB of memory and this machine has {held}; "
            "take narrower layers, or fewer activations, rates or seeds",
            needed=round(needed / 1e9),
            held=round(memory / 1e9),
        )


def held() -> int | None:
    """Return how many bytes of memory this machine has; None where it does not say."""
    try:
        return os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    except (AttributeError, OSError, ValueError):  # Windows, among others, does not say
        return None
