"""The loops that carry a gradient back through rows, from the outputs that were saved.

One sum over the row, then each number by itself: outputs and gradient are read from memory once.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from actlas.targets.native.arithmetic import inlined
from actlas.targets.native.memory import take, whole
from actlas.targets.native.rows.reductions import plus
from actlas.targets.native.rows.words import (
    APART,
    BESIDE,
    BLOCK,
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


def contiguous(words: Words) -> Any:
    """Return the kernel for contiguous rows."""
    load, store, given = words.load, words.store, words.given
    weighed, gradient, number = words.weighed, words.gradient, words.exponentials.number
    zero = number(0)

    @inlined
    def carry(row: Any, slope: Any, result: Any, n: Any, parameters: Any) -> None:
        total = 0.0
        for start in range(0, n, BLOCK):
            part = zero
            for j in range(start, min(start + BLOCK, n)):
                s, g = number(load(row, j)), number(load(slope, j))
                part = plus(part, weighed(s, g, parameters))
            total += part
        whole_sum = number(total)
        for j in range(n):
            s, g = number(load(row, j)), number(load(slope, j))
            store(result, j, gradient(s, g, whole_sum, parameters))

    def run(task: Any) -> None:
        rows, share, n = whole(task, ROWS), whole(task, SHARE), whole(task, LENGTH)
        saved, slopes, target = whole(task, FIRST), whole(task, SECOND), whole(task, RESULT)
        apart = n * whole(task, BYTES)
        parameters = given(task)
        while True:
            start = take(task, share)
            if start >= rows:
                break
            for row in range(start, min(start + share, rows)):
                at = row * apart
                carry(saved + at, slopes + at, target + at, n, parameters)

    return run


def beside(words: Words) -> Any:
    """Return the kernel for rows side by side, one in each lane."""
    load, store, keep, kept = words.load, words.store, words.keep, words.kept
    weighed, gradient, number = words.weighed, words.gradient, words.exponentials.number
    given, zero, width = words.given, number(0), np.dtype(number).itemsize
    wide_kept, wide_keep = words.wide_kept, words.wide_keep

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

    @inlined
    def carry(
        here: Any, sums: Any, at: Any, lanes: Any, layout: Any, in_bytes: Any, parameters: Any
    ) -> None:
        saved, slopes, target = at
        n, step, apart = layout
        length = LANES * width
        tile, other = here + length, here + (n + 1) * length
        for i in range(LANES):
            wide_keep(sums, i, 0.0)
        for start in range(0, n, BLOCK):
            for i in range(LANES):
                keep(here, i, zero)
            for k in range(start, min(start + BLOCK, n)):
                bring(tile + k * length, saved + k * step * in_bytes, lanes, apart)
                bring(other + k * length, slopes + k * step * in_bytes, lanes, apart)
                for i in range(LANES):
                    s, g = kept(tile + k * length, i), kept(other + k * length, i)
                    keep(here, i, kept(here, i) + weighed(s, g, parameters))
            for i in range(LANES):
                wide_keep(sums, i, wide_kept(sums, i) + kept(here, i))
        for i in range(LANES):
            keep(here, i, number(wide_kept(sums, i)))
        for k in range(n):
            line = tile + k * length
            for i in range(LANES):
                s, g = kept(line, i), kept(other + k * length, i)
                keep(line, i, gradient(s, g, kept(here, i), parameters))
            row = target + k * step * in_bytes
            if apart == 1:
                for i in range(lanes):
                    store(row, i, kept(line, i))
            else:
                for i in range(lanes):
                    store(row, i * apart, kept(line, i))

    def run(task: Any) -> None:
        tiles, share, n = whole(task, ROWS), whole(task, SHARE), whole(task, LENGTH)
        saved, slopes, target = whole(task, FIRST), whole(task, SECOND), whole(task, RESULT)
        side, step, apart = whole(task, BESIDE), whole(task, STEP), whole(task, APART)
        in_bytes = whole(task, BYTES)
        across = (side + (LANES - 1)) // LANES
        sums = whole(task, SCRATCH) + take(task + 8 * SLOT, 1) * scratch_bytes(n, width)
        parameters = given(task)
        while True:
            start = take(task, share)
            if start >= tiles:
                break
            for place in range(start, min(start + share, tiles)):
                group = place // across
                lane = (place - group * across) * LANES
                offset = (group * n * side + lane * apart) * in_bytes
                at = saved + offset, slopes + offset, target + offset
                carry(
                    sums + 8 * LANES,
                    sums,
                    at,
                    min(LANES, side - lane),
                    (n, step, apart),
                    in_bytes,
                    parameters,
                )

    return run
