"""What a training needs of memory, known before it begins."""

from __future__ import annotations

import os

from actlas.errors import UsageError
from actlas.training.grid import Grid, Recipe

_STACKED = 4
"""Each parameter is held with its gradient and, by Adam, two moments."""
_RESIDENT = 2
"""Weights as they come from the threads, and put together; what else there is comes and goes."""


def bytes_needed(grid: Grid, recipe: Recipe, features: int, resident: int = 0) -> int:
    """Return about how many bytes the parameters of all networks need while they learn.

    Args:
        grid: the networks.
        recipe: how they are built.
        features: columns of the data.
        resident: how many of the activations train resident.

    Example:
        >>> import actlas
        >>> grid = Grid((actlas.get("relu"),), (0.1,), (0, 1))
        >>> bytes_needed(grid, Recipe(hidden=(3,), outputs=2), features=4)
        736
    """
    rates, activations, seeds = grid.shape
    copies = _STACKED * (activations - resident) + _RESIDENT * resident
    return rates * seeds * copies * recipe.parameters(features) * recipe.dtype.itemsize


def check_memory(grid: Grid, recipe: Recipe, features: int, resident: int = 0) -> None:
    """Refuse what cannot fit into this machine, where it says how much memory it has.

    Raises:
        UsageError: the networks need more than all of it.
    """
    memory, needed = held(), bytes_needed(grid, recipe, features, resident)
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
