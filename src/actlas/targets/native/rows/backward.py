"""The loops that carry a gradient back through rows, from the outputs that were saved.

One sum over the row, then each number by itself: outputs and gradient are read from memory once.
"""

from __future__ import annotations

from typing import Any

from actlas.targets.native.arithmetic import inlined
from actlas.targets.native.rows.lines import bringing, giving, places
from actlas.targets.native.rows.reductions import plus
from actlas.targets.native.rows.runs import over_rows, over_tiles
from actlas.targets.native.rows.words import BLOCK, LANES, Words


def contiguous(words: Words) -> Any:
    """Return the kernel for contiguous rows."""
    load, store, number = words.load, words.store, words.exponentials.number
    weighed, gradient, zero = words.weighed, words.gradient, number(0)

    @inlined
    def carry(_here: Any, row: Any, slope: Any, result: Any, n: Any, parameters: Any) -> None:
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

    return over_rows(words, carry)


def beside(words: Words) -> Any:
    """Return the kernel for rows side by side, one in each lane."""
    add_up, write = _summing(words), _writing(words)

    @inlined
    def carry(
        here: Any, row: Any, slope: Any, result: Any, lanes: Any, layout: Any, parameters: Any
    ) -> None:
        add_up(here, row, slope, lanes, layout, parameters)
        write(here, result, lanes, layout, parameters)

    return over_tiles(words, carry)


def _summing(words: Words) -> Any:
    """Return what brings outputs and gradients into lines, and sums over each row."""
    keep, kept, number = words.keep, words.kept, words.exponentials.number
    wide_keep, wide_kept, weighed = words.wide_keep, words.wide_kept, words.weighed
    (state, line), bring, zero = places(words), bringing(words), number(0)

    @inlined
    def add_up(here: Any, row: Any, slope: Any, lanes: Any, layout: Any, parameters: Any) -> None:
        n, step, apart = layout
        sums = state(here)
        for i in range(LANES):
            wide_keep(here, i, 0.0)
        for start in range(0, n, BLOCK):
            for i in range(LANES):
                keep(sums, i, zero)
            for k in range(start, min(start + BLOCK, n)):
                bring(line(here, k), row + k * step, lanes, apart)
                bring(line(here, n + k), slope + k * step, lanes, apart)
                for i in range(LANES):
                    s, g = kept(line(here, k), i), kept(line(here, n + k), i)
                    keep(sums, i, kept(sums, i) + weighed(s, g, parameters))
            for i in range(LANES):
                wide_keep(here, i, wide_kept(here, i) + kept(sums, i))
        for i in range(LANES):
            keep(sums, i, number(wide_kept(here, i)))

    return add_up


def _writing(words: Words) -> Any:
    """Return what makes gradients of lines and sums, and writes them."""
    keep, kept, gradient = words.keep, words.kept, words.gradient
    (state, line), give = places(words), giving(words)

    @inlined
    def write(here: Any, result: Any, lanes: Any, layout: Any, parameters: Any) -> None:
        n, step, apart = layout
        sums = state(here)
        for k in range(n):
            for i in range(LANES):
                s, g = kept(line(here, k), i), kept(line(here, n + k), i)
                keep(line(here, k), i, gradient(s, g, kept(sums, i), parameters))
            give(result + k * step, line(here, k), lanes, apart)

    return write
