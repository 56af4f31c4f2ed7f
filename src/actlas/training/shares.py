"""How a grid is shared out between threads.

Each share is a block of the grid, and one thread trains it from beginning to end. Threads that meet
only once need no barrier at each operation; on a busy machine barriers cost more than the work.
"""

from __future__ import annotations

import math
from itertools import pairwise, product

from actlas.training.grid import Grid

FEWEST = 16
"""Networks below which another thread costs more than it brings."""

Block = tuple[slice, slice, slice]
"""A range of learning rates, one of activations, one of seeds."""


def shares(shape: tuple[int, int, int], threads: int) -> list[Block]:
    """Return blocks that cover a grid [L, A, S], at most one for each thread, as even as can be.

    Example:
        >>> for rates, activations, seeds in shares((4, 3, 5), threads=2):
        ...     print(rates, activations, seeds)
        slice(0, 2, None) slice(0, 3, None) slice(0, 5, None)
        slice(2, 4, None) slice(0, 3, None) slice(0, 5, None)
    """
    limit = max(1, min(threads, math.prod(shape) // FEWEST))
    ways = [
        parts
        for parts in product(*(range(1, min(size, limit) + 1) for size in shape))
        if math.prod(parts) <= limit
    ]
    # The largest block decides how long it takes. Between equals, few blocks are better, and rates
    # are split before seeds and seeds before activations, which share their matrix products.
    cuts = min(
        ways,
        key=lambda parts: (
            math.prod(-(-size // part) for size, part in zip(shape, parts, strict=True)),
            math.prod(parts),
            parts[1],
            parts[2],
        ),
    )
    ranges = [_ranges(size, part) for size, part in zip(shape, cuts, strict=True)]
    return list(product(*ranges))  # type: ignore[arg-type]  # three ranges make a Block


def _ranges(size: int, parts: int) -> list[slice]:
    ends = [size * index // parts for index in range(parts + 1)]
    return [slice(low, high) for low, high in pairwise(ends)]


def part_of(grid: Grid, block: Block) -> Grid:
    """Return the grid of a block's networks."""
    rates, activations, seeds = block
    return Grid(grid.activations[activations], grid.learning_rates[rates], grid.seeds[seeds])
