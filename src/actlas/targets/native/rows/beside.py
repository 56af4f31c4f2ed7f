"""The loop that normalises rows side by side: each lane of a vector computes a row of its own.

So a dimension before the last is walked along while whole vectors are read, and nothing is ever
added across lanes. Short contiguous rows are computed this way too. What a tile of rows holds lies
in the scratch of its thread: first some numbers about each row, then the rows, turned.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from actlas.targets.native.arithmetic import fma, inlined, select
from actlas.targets.native.memory import take, whole
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
    SHARE,
    SLOT,
    STATE,
    STEP,
    Words,
    scratch_bytes,
)

_M, _FIRST, _LEAST, _K = 0, LANES, 2 * LANES, 3 * LANES
_HIGH, _LOW, _SAME = 4 * LANES, 5 * LANES, 6 * LANES
_TOTAL, _REST = 0, LANES
_TILE = STATE * LANES
"""Where scratch holds what: the greatest number, what `origin` says, sums; in float64 beyond."""


def beside(words: Words) -> Any:
    """Return the kernel for rows side by side."""
    load, store, keep, kept = words.load, words.store, words.keep, words.kept
    number, exponent, output = words.exponentials.number, words.exponent, words.output
    origin, exponential = words.exponentials.origin, words.exponentials.exponential
    inverse, logarithm = words.exponentials.inverse, words.exponentials.logarithm
    given, logarithmic = words.given, words.logarithmic
    zero, one, lowest = number(0), number(1), number(-np.inf)
    coarse = number(words.exponentials.coarse)
    width = np.dtype(number).itemsize
    wide_kept, wide_keep = words.wide_kept, words.wide_keep

    @inlined
    def bring(here: Any, rows: Any, lanes: Any, layout: Any, parameters: Any) -> None:
        """Bring the rows into scratch, as u, and find their greatest numbers."""
        n, step, apart = layout
        tile = here + _TILE * width
        for i in range(LANES):
            keep(here, _M + i, lowest)
        for k in range(n):
            line = tile + k * LANES * width
            if apart == 1:
                for i in range(lanes):
                    keep(line, i, number(load(rows, k * step + i)))
            else:
                for i in range(lanes):
                    keep(line, i, number(load(rows, k * step + i * apart)))
            for i in range(lanes, LANES):
                keep(line, i, zero)
            for i in range(LANES):
                u = exponent(kept(line, i), parameters)
                keep(line, i, u)
                m = kept(here, _M + i)
                keep(here, _M + i, select(u > m, u, m))
        for i in range(LANES):
            first, least, k = origin(kept(here, _M + i))
            keep(here, _FIRST + i, first)
            keep(here, _LEAST + i, least)
            keep(here, _K + i, k)

    @inlined
    def fold(here: Any, sums: Any) -> None:
        """Bring the sums of a block into float64."""
        for i in range(LANES):
            total, high = wide_kept(sums, _TOTAL + i), kept(here, _HIGH + i)
            after = total + high
            low = wide_kept(sums, _REST + i) + (high - (after - total)) + kept(here, _LOW + i)
            wide_keep(sums, _TOTAL + i, after)
            wide_keep(sums, _REST + i, low)
            keep(here, _HIGH + i, zero)
            keep(here, _LOW + i, zero)

    @inlined
    def add_up(here: Any, sums: Any, n: Any) -> None:
        """Sum the exponentials, which then stand in the numbers' place.

        For logarithms the greatest numbers are counted, and the others' are summed.
        """
        tile = here + _TILE * width
        for i in range(LANES):
            wide_keep(sums, _TOTAL + i, 0.0)
            wide_keep(sums, _REST + i, 0.0)
            keep(here, _HIGH + i, zero)
            keep(here, _LOW + i, zero)
            keep(here, _SAME + i, zero)
        for start in range(0, n, BLOCK):
            for k in range(start, min(start + BLOCK, n)):
                line = tile + k * LANES * width
                for i in range(LANES):
                    u = kept(line, i)
                    a = u - kept(here, _FIRST + i)
                    e = exponential(a, kept(here, _LEAST + i), kept(here, _K + i))
                    if logarithmic:
                        same = u == kept(here, _M + i)
                        e = select(same, zero, e)
                        keep(here, _SAME + i, kept(here, _SAME + i) + select(same, one, zero))
                    else:
                        keep(line, i, e)
                    h = (e + coarse) - coarse
                    keep(here, _HIGH + i, kept(here, _HIGH + i) + h)
                    keep(here, _LOW + i, kept(here, _LOW + i) + (e - h))
            fold(here, sums)

    @inlined
    def settle(here: Any, sums: Any) -> None:
        """Put what the outputs are made with in the sums' place."""
        for i in range(LANES):
            total, rest = wide_kept(sums, _TOTAL + i), wide_kept(sums, _REST + i)
            if logarithmic:
                m, first = kept(here, _M + i), kept(here, _FIRST + i)
                alike = exponential(m - first, kept(here, _LEAST + i), kept(here, _K + i))
                others = (kept(here, _SAME + i) - 1.0) + (total + rest) / alike
                keep(here, _HIGH + i, logarithm(number(others)))
            else:
                high, low = inverse(total, rest)
                keep(here, _HIGH + i, high)
                keep(here, _LOW + i, low)

    @inlined
    def write(here: Any, result: Any, lanes: Any, layout: Any, parameters: Any) -> None:
        n, step, apart = layout
        tile = here + _TILE * width
        for k in range(n):
            line = tile + k * LANES * width
            for i in range(LANES):
                e, high = kept(line, i), kept(here, _HIGH + i)
                if logarithmic:
                    y = (e - kept(here, _M + i)) - high
                else:
                    y = fma(e, high, e * kept(here, _LOW + i))
                keep(line, i, output(y, parameters))
            if apart == 1:
                for i in range(lanes):
                    store(result, k * step + i, kept(line, i))
            else:
                for i in range(lanes):
                    store(result, k * step + i * apart, kept(line, i))

    def run(task: Any) -> None:
        tiles, share, n = whole(task, ROWS), whole(task, SHARE), whole(task, LENGTH)
        source, target = whole(task, FIRST), whole(task, RESULT)
        side, step, apart = whole(task, BESIDE), whole(task, STEP), whole(task, APART)
        in_bytes = whole(task, BYTES)
        across = (side + (LANES - 1)) // LANES
        sums = whole(task, SCRATCH) + take(task + 8 * SLOT, 1) * scratch_bytes(n, width)
        here = sums + 16 * LANES
        parameters = given(task)
        while True:
            start = take(task, share)
            if start >= tiles:
                break
            for place in range(start, min(start + share, tiles)):
                group = place // across
                lane = (place - group * across) * LANES
                lanes = min(LANES, side - lane)
                offset = (group * n * side + lane * apart) * in_bytes
                layout = n, step, apart
                bring(here, source + offset, lanes, layout, parameters)
                add_up(here, sums, n)
                settle(here, sums)
                write(here, target + offset, lanes, layout, parameters)

    return run
