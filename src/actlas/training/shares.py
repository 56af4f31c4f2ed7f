"""How a grid is shared out between threads.

Each share is a block of the grid, and one thread trains it from beginning to end. Threads that meet
only once need no barrier at each operation; on a busy machine barriers cost more than the work.
"""

from __future__ import annotations

import math
from itertools import pairwise, product

from actlas.training.grid import Grid

FEWEST = 2**17
"""Sums that a thread must compute in a layer, for all its networks and a batch: with fewer, threads
wait for the interpreter more than they work (docs/benchmarks.md)."""

Block = tuple[slice, slice, slice]
"""A range of learning rates, one of activations, one of seeds."""


def shares(shape: tuple[int, int, int], threads: int, sums: int) -> list[Block]:
    """Return blocks that cover a grid, one for each thread that is worth it, as even as can be.

    Args:
        shape: [L, A, S] of the grid.
        threads: how many there may be.
        sums: what one network computes in its widest layer for one batch: units times examples.

    Example:
        >>> for rates, activations, seeds in shares((4, 3, 6), threads=2, sums=64 * 64):
        ...     print(rates, activations, seeds)
        slice(0, 4, None) slice(0, 3, None) slice(0, 3, None)
        slice(0, 4, None) slice(0, 3, None) slice(3, 6, None)
    """
    limit = max(1, min(threads, math.prod(shape) * sums // FEWEST))
    ways = [
        parts
        for parts in product(*(range(1, min(size, limit) + 1) for size in shape))
        if math.prod(parts) <= limit
    ]
    # The largest block decides how long it takes. Between equals, few blocks are better; and seeds
    # are split before rates, since networks of one seed share the gathering of their batches.
    cuts = min(
        ways,
        key=lambda parts: (
            math.prod(-(-size // part) for size, part in zip(shape, parts, strict=True)),
            math.prod(parts),
            parts[1],
            parts[0],
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
