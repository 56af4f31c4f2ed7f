"""The loop that normalises rows side by side: each lane of a vector computes a row of its own.

So a dimension before the last is walked along while whole vectors are read, and nothing is ever
added across lanes. Short contiguous rows are computed this way too. A tile of rows is brought into
scratch, turned; then its exponentials are summed, and its outputs written.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from actlas.targets.native.arithmetic import fma, inlined, select
from actlas.targets.native.rows.lines import bringing, giving, places
from actlas.targets.native.rows.runs import over_tiles
from actlas.targets.native.rows.words import BLOCK, LANES, Words

_M, _FIRST, _LEAST, _K = 0, LANES, 2 * LANES, 3 * LANES
_HIGH, _LOW, _SAME = 4 * LANES, 5 * LANES, 6 * LANES
_TOTAL, _REST = 0, LANES
"""Where scratch holds what about the rows: the greatest number, what `origin` says, the sums of a
block, how many equal the greatest; in float64 the sums."""


def beside(words: Words) -> Any:
    """Return the kernel for rows side by side."""
    bring, finish = _bringing(words), _logarithms(words) if words.logarithmic else _shares(words)

    @inlined
    def normalise(
        here: Any, rows: Any, _second: Any, result: Any, lanes: Any, layout: Any, parameters: Any
    ) -> None:
        bring(here, rows, lanes, layout, parameters)
        finish(here, result, lanes, layout, parameters)

    return over_tiles(words, normalise)


def _bringing(words: Words) -> Any:
    """Return what brings rows into lines, as u, and finds their greatest numbers."""
    keep, kept, exponent = words.keep, words.kept, words.exponent
    origin, lowest = words.exponentials.origin, words.exponentials.number(-np.inf)
    (state, line), bring = places(words), bringing(words)

    @inlined
    def bring_all(here: Any, rows: Any, lanes: Any, layout: Any, parameters: Any) -> None:
        n, step, apart = layout
        about = state(here)
        for i in range(LANES):
            keep(about, _M + i, lowest)
        for k in range(n):
            bring(line(here, k), rows + k * step, lanes, apart)
            for i in range(LANES):
                u = exponent(kept(line(here, k), i), parameters)
                keep(line(here, k), i, u)
                m = kept(about, _M + i)
                keep(about, _M + i, select(u > m, u, m))
        for i in range(LANES):
            first, least, k = origin(kept(about, _M + i))
            keep(about, _FIRST + i, first)
            keep(about, _LEAST + i, least)
            keep(about, _K + i, k)

    return bring_all


def _summing(words: Words) -> tuple[Any, Any, Any]:
    """Return what clears a tile's sums, adds an exponential, and brings a block into float64."""
    keep, kept, number = words.keep, words.kept, words.exponentials.number
    wide_keep, wide_kept = words.wide_keep, words.wide_kept
    zero, coarse = number(0), number(words.exponentials.coarse)
    state, _line = places(words)

    @inlined
    def clear(here: Any) -> None:
        for i in range(LANES):
            wide_keep(here, _TOTAL + i, 0.0)
            wide_keep(here, _REST + i, 0.0)
            keep(state(here), _HIGH + i, zero)
            keep(state(here), _LOW + i, zero)
            keep(state(here), _SAME + i, zero)

    @inlined
    def add(about: Any, i: Any, e: Any) -> None:
        h = (e + coarse) - coarse
        keep(about, _HIGH + i, kept(about, _HIGH + i) + h)
        keep(about, _LOW + i, kept(about, _LOW + i) + (e - h))

    @inlined
    def fold(here: Any) -> None:
        about = state(here)
        for i in range(LANES):
            total, high = wide_kept(here, _TOTAL + i), kept(about, _HIGH + i)
            after = total + high
            low = wide_kept(here, _REST + i) + (high - (after - total)) + kept(about, _LOW + i)
            wide_keep(here, _TOTAL + i, after)
            wide_keep(here, _REST + i, low)
            keep(about, _HIGH + i, zero)
            keep(about, _LOW + i, zero)

    return clear, add, fold


def _shares(words: Words) -> Any:
    """Return what writes exponentials, which take the lines' place, by their sum."""
    keep, kept, output = words.keep, words.kept, words.output
    wide_kept, inverse = words.wide_kept, words.exponentials.inverse
    exponential = words.exponentials.exponential
    (state, line), give = places(words), giving(words)
    clear, add, fold = _summing(words)

    @inlined
    def add_up(here: Any, n: Any) -> None:
        about = state(here)
        clear(here)
        for start in range(0, n, BLOCK):
            for k in range(start, min(start + BLOCK, n)):
                for i in range(LANES):
                    a = kept(line(here, k), i) - kept(about, _FIRST + i)
                    e = exponential(a, kept(about, _LEAST + i), kept(about, _K + i))
                    keep(line(here, k), i, e)
                    add(about, i, e)
            fold(here)

    @inlined
    def finish(here: Any, result: Any, lanes: Any, layout: Any, parameters: Any) -> None:
        n, step, apart = layout
        about = state(here)
        add_up(here, n)
        for i in range(LANES):
            high, low = inverse(wide_kept(here, _TOTAL + i), wide_kept(here, _REST + i))
            keep(about, _HIGH + i, high)
            keep(about, _LOW + i, low)
        for k in range(n):
            for i in range(LANES):
                e, high = kept(line(here, k), i), kept(about, _HIGH + i)
                y = fma(e, high, e * kept(about, _LOW + i))
                keep(line(here, k), i, output(y, parameters))
            give(result + k * step, line(here, k), lanes, apart)

    return finish


def _logarithms(words: Words) -> Any:
    """Return what writes u - m - log Σ exp(u - m): those that equal m are counted, not summed."""
    keep, kept, output = words.keep, words.kept, words.output
    wide_kept, number = words.wide_kept, words.exponentials.number
    exponential, logarithm = words.exponentials.exponential, words.exponentials.logarithm
    (state, line), give, zero, one = places(words), giving(words), number(0), number(1)
    clear, add, fold = _summing(words)

    @inlined
    def add_up(here: Any, n: Any) -> None:
        about = state(here)
        clear(here)
        for start in range(0, n, BLOCK):
            for k in range(start, min(start + BLOCK, n)):
                for i in range(LANES):
                    u = kept(line(here, k), i)
                    a = u - kept(about, _FIRST + i)
                    e = exponential(a, kept(about, _LEAST + i), kept(about, _K + i))
                    same = u == kept(about, _M + i)
                    keep(about, _SAME + i, kept(about, _SAME + i) + select(same, one, zero))
                    add(about, i, select(same, zero, e))
            fold(here)

    @inlined
    def finish(here: Any, result: Any, lanes: Any, layout: Any, parameters: Any) -> None:
        n, step, apart = layout
        about = state(here)
        add_up(here, n)
        for i in range(LANES):
            total, rest = wide_kept(here, _TOTAL + i), wide_kept(here, _REST + i)
            m, first = kept(about, _M + i), kept(about, _FIRST + i)
            alike = exponential(m - first, kept(about, _LEAST + i), kept(about, _K + i))
            others = (kept(about, _SAME + i) - 1.0) + (total + rest) / alike
            keep(about, _HIGH + i, logarithm(number(others)))
        for k in range(n):
            for i in range(LANES):
                y = (kept(line(here, k), i) - kept(about, _M + i)) - kept(about, _HIGH + i)
                keep(line(here, k), i, output(y, parameters))
            give(result + k * step, line(here, k), lanes, apart)

    return finish
