"""Who trains what: a grid is cut into blocks, and each is given to the path that serves it.

Activations that can train resident do (`resident/choice.py`); the others take every step together
on the stacked path, the reference. A block of the stacked path lasts from start to end, so there
are as many as threads. Resident networks need no company: their blocks are more and smaller, and a
thread that is done takes the next one.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

from actlas.training.examples import Examples
from actlas.training.grid import Grid, Recipe
from actlas.training.resident.choice import COPIES, Kernels, kernels
from actlas.training.resident.worker import Worker as Resident
from actlas.training.shares import FEWEST, Block, part_of, shares
from actlas.training.stopping import Stop
from actlas.training.worker import Worker as Stacked

CHUNK = 2**26
"""About how many bytes the networks of a resident block hold, with their moments, while they train;
what comes after takes their place."""
TURNS = 4
"""Resident blocks for each thread, where the grid has so many seeds, rates and activations: on a
busy machine a thread that is held up then leaves less to wait for."""


@dataclass(frozen=True)
class Way:
    """Neighbouring activations that one path serves."""

    places: slice
    kernels: tuple[Kernels, ...]
    """Theirs, for the loop; none where the stacked path serves."""


def ways(grid: Grid, recipe: Recipe, features: int, rows: int) -> list[Way]:
    """Return which activations train how, in the grid's order.

    Args:
        grid: the networks.
        recipe: how they are built and trained.
        features: columns of the data.
        rows: how many there are to learn from.
    """
    found = [kernels(each, recipe, features, rows) for each in grid.activations]
    made, start = [], 0
    for resident, group in groupby(found, key=lambda each: isinstance(each, Kernels)):
        these = tuple(group)
        own = tuple(each for each in these if isinstance(each, Kernels)) if resident else ()
        made.append(Way(slice(start, start + len(these)), own))
        start += len(these)
    return made


def blocks(
    grid: Grid, way: Way, recipe: Recipe, features: int, rows: int, threads: int
) -> list[Block]:
    """Return the blocks into which the networks of some activations are cut."""
    rates, _, seeds = grid.shape
    shape = rates, way.places.stop - way.places.start, seeds
    sums = max(recipe.sizes(0)) * min(recipe.batch_size, rows)
    if way.kernels:
        needed = math.prod(shape) * recipe.parameters(features) * recipe.dtype.itemsize * COPIES
        threads = threads * max(TURNS, -(-needed // (CHUNK * threads)))
        sums = FEWEST
    return [
        (rate, slice(each.start + way.places.start, each.stop + way.places.start), seed)
        for rate, each, seed in shares(shape, threads, sums)
    ]


def workers(
    grid: Grid,
    recipe: Recipe,
    rows: Examples,
    held_out: Examples,
    stop: Stop,
    threads: int,
    served: Sequence[Way],
) -> list[tuple[Block, Resident | Stacked]]:
    """Return the blocks of a grid, and who trains each."""
    made: list[tuple[Block, Resident | Stacked]] = []
    for way in served:
        for block in blocks(grid, way, recipe, rows.features, len(rows), threads):
            part, first = part_of(grid, block), block[1].start - way.places.start
            own_rows, own_held_out = rows.of(block[2]), held_out.of(block[2])
            if way.kernels:
                own = way.kernels[first : first + len(part.activations)]
                made.append((block, Resident(part, recipe, own_rows, own_held_out, stop, own)))
            else:
                made.append((block, Stacked(part, recipe, own_rows, own_held_out, stop)))
    return made
