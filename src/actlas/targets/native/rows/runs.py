"""How threads take their shares of a task: rows one after another, or tiles of rows side by side.

Both loops hand what they take to one function, with the scratch of the thread and the places of
what is read first, read second and written.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from actlas.targets.native.memory import take, whole
from actlas.targets.native.rows.words import (
    APART,
    BESIDE,
    BYTES,
    FIRST,
    LANES,
    LENGTH,
    RESULT,
    ROWS,
    SCRATCH,
    SECOND,
    SHARE,
    SLOT,
    STEP,
    Words,
    scratch_bytes,
)


def over_rows(words: Words, compute: Any) -> Any:
    """Return the kernel that computes contiguous rows, each by itself.

    Args:
        words: what the loops are written in.
        compute: does it for one row, given the scratch, the row in what is read first, in what is
            read second and in what is written, its length, and the parameters.
    """
    given, width = words.given, np.dtype(words.exponentials.number).itemsize

    def run(task: Any) -> None:
        rows, share, n = whole(task, ROWS), whole(task, SHARE), whole(task, LENGTH)
        first, second, result = whole(task, FIRST), whole(task, SECOND), whole(task, RESULT)
        here = whole(task, SCRATCH) + take(task + 8 * SLOT, 1) * scratch_bytes(n, width)
        apart = n * whole(task, BYTES)
        parameters = given(task)
        while True:
            start = take(task, share)
            if start >= rows:
                break
            for row in range(start, min(start + share, rows)):
                at = row * apart
                compute(here, first + at, second + at, result + at, n, parameters)

    return run


def over_tiles(words: Words, compute: Any) -> Any:
    """Return the kernel that computes rows side by side, as many at once as there are lanes.

    Args:
        words: what the loops are written in.
        compute: does it for one tile, given the scratch, the tile in what is read first, in what is
            read second and in what is written, how many lanes have a row, the layout, and the
            parameters. The layout is the rows' length, the bytes from a number of a row to its
            next, and the numbers from a row to the next.
    """
    given, width = words.given, np.dtype(words.exponentials.number).itemsize

    def run(task: Any) -> None:
        tiles, share, n = whole(task, ROWS), whole(task, SHARE), whole(task, LENGTH)
        first, second, result = whole(task, FIRST), whole(task, SECOND), whole(task, RESULT)
        here = whole(task, SCRATCH) + take(task + 8 * SLOT, 1) * scratch_bytes(n, width)
        side, apart, in_bytes = whole(task, BESIDE), whole(task, APART), whole(task, BYTES)
        layout = n, whole(task, STEP) * in_bytes, apart
        across = (side + (LANES - 1)) // LANES
        parameters = given(task)
        while True:
            start = take(task, share)
            if start >= tiles:
                break
            for tile in range(start, min(start + share, tiles)):
                group = tile // across
                lane = (tile - group * across) * LANES
                at = (group * n * side + lane * apart) * in_bytes
                lanes = min(LANES, side - lane)
                compute(here, first + at, second + at, result + at, lanes, layout, parameters)

    return run
