"""What the tiles of rows side by side are made of: lines, in scratch, of one number of each row.

A tile's scratch holds float64 numbers about each row, then numbers about each row in the type that
computes, then the lines.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from actlas.targets.native.arithmetic import inlined
from actlas.targets.native.rows.words import LANES, STATE, WIDE, Words


def places(words: Words) -> tuple[Any, Any]:
    """Return where a tile's scratch holds what: numbers about the rows, and a line."""
    width = np.dtype(words.exponentials.number).itemsize

    @inlined
    def state(here: Any) -> Any:
        """Return where the numbers about the rows are, in the type that computes."""
        return here + 8 * WIDE * LANES

    @inlined
    def line(here: Any, k: Any) -> Any:
        """Return where the k-th numbers of the rows are."""
        return state(here) + (STATE + k) * LANES * width

    return state, line


def bringing(words: Words) -> Any:
    """Return what fills a line from a tensor's numbers; lanes without a row get 0."""
    load, keep, number = words.load, words.keep, words.exponentials.number
    zero = number(0)

    @inlined
    def bring(line: Any, row: Any, lanes: Any, apart: Any) -> None:
        if apart == 1:
            for i in range(lanes):
                keep(line, i, number(load(row, i)))
        else:
            for i in range(lanes):
                keep(line, i, number(load(row, i * apart)))
        for i in range(lanes, LANES):
            keep(line, i, zero)

    return bring


def giving(words: Words) -> Any:
    """Return what writes a line's numbers to a tensor."""
    store, kept = words.store, words.kept

    @inlined
    def give(row: Any, line: Any, lanes: Any, apart: Any) -> None:
        if apart == 1:
            for i in range(lanes):
                store(row, i, kept(line, i))
        else:
            for i in range(lanes):
                store(row, i * apart, kept(line, i))

    return give
