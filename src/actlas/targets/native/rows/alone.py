"""The loop that normalises contiguous rows: greatest number, exponentials and their sum, outputs.

Each number is read from memory once; what is read again lies in the cache. A row whose length is no
multiple of the lanes is copied into the scratch of its thread and filled up with -inf, which adds
nothing.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from actlas.targets.native.arithmetic import fma, inlined, select
from actlas.targets.native.memory import take, whole
from actlas.targets.native.rows.reductions import greater, plus
from actlas.targets.native.rows.words import (
    BLOCK,
    BYTES,
    FIRST,
    LENGTH,
    RESULT,
    ROWS,
    SCRATCH,
    SHARE,
    SLOT,
    Words,
    padded,
    scratch_bytes,
)


def even(words: Words) -> Any:
    """Return the kernel for contiguous rows whose length is a multiple of the lanes.

    Where a tensor's numbers are u, in the type that computes, they are not copied.
    """
    return _loop(words, copied=not words.direct)


def filled(words: Words) -> Any:
    """Return the kernel for contiguous rows of any length."""
    return _loop(words, copied=True)


def _loop(words: Words, *, copied: bool) -> Any:
    load, store, keep, kept = words.load, words.store, words.keep, words.kept
    number, exponent, output = words.exponentials.number, words.exponent, words.output
    origin, exponential = words.exponentials.origin, words.exponentials.exponential
    inverse, logarithm = words.exponentials.inverse, words.exponentials.logarithm
    given, logarithmic = words.given, words.logarithmic
    zero, one, lowest = number(0), number(1), number(-np.inf)
    coarse = number(words.exponentials.coarse)
    width = np.dtype(number).itemsize

    @inlined
    def greatest(here: Any, row: Any, n: Any, parameters: Any) -> Any:
        """Return a row's greatest number, and see that the row is where it is read again."""
        m = lowest
        for j in range(n):
            u = number(load(row, j))
            if copied:
                u = exponent(u, parameters)
                keep(here, j, u)
            m = greater(m, select(u > lowest, u, lowest))
        if copied:
            for j in range(n, padded(n)):
                keep(here, j, lowest)
        return m

    @inlined
    def shares(row: Any, here: Any, n: Any, m: Any) -> Any:
        """Put the exponentials into scratch; return their sum as two numbers."""
        values = here if copied else row  # said here, where the loop is widened
        first, least, k = origin(m)
        total, rest = 0.0, 0.0
        for start in range(0, padded(n), BLOCK):
            stop = min(start + BLOCK, padded(n))
            high, low = zero, zero
            for j in range(start, stop):
                e = exponential(kept(values, j) - first, least, k)
                keep(here, j, e)
                h = (e + coarse) - coarse
                high, low = plus(high, h), plus(low, e - h)
            before = total
            total += high
            rest += (high - (total - before)) + low
        return total, rest

    @inlined
    def others(values: Any, n: Any, m: Any) -> Any:
        """Return Σ exp(u - m) - 1."""
        first, least, k = origin(m)
        total, rest, count = 0.0, 0.0, 0.0
        for start in range(0, padded(n), BLOCK):
            stop = min(start + BLOCK, padded(n))
            high, low, same = zero, zero, zero
            for j in range(start, stop):
                u = kept(values, j)
                e = select(u == m, zero, exponential(u - first, least, k))
                h = (e + coarse) - coarse
                high, low = plus(high, h), plus(low, e - h)
                same = plus(same, select(u == m, one, zero))
            total += high
            rest += low
            count += same
        return (count - 1.0) + (total + rest) / exponential(m - first, least, k)

    @inlined
    def normalise(here: Any, row: Any, result: Any, n: Any, parameters: Any) -> None:
        m = greatest(here, row, n, parameters)
        values = here if copied else row
        if logarithmic:
            log_sum = logarithm(number(others(values, n, m)))
            for j in range(n):
                store(result, j, output((kept(values, j) - m) - log_sum, parameters))
        else:
            total, rest = shares(row, here, n, m)
            high, low = inverse(total, rest)
            for j in range(n):
                e = kept(here, j)
                store(result, j, output(fma(e, high, e * low), parameters))

    def run(task: Any) -> None:
        rows, share, n = whole(task, ROWS), whole(task, SHARE), whole(task, LENGTH)
        source, target = whole(task, FIRST), whole(task, RESULT)
        here = whole(task, SCRATCH) + take(task + 8 * SLOT, 1) * scratch_bytes(n, width)
        apart = n * whole(task, BYTES)
        parameters = given(task)
        while True:
            start = take(task, share)
            if start >= rows:
                break
            for row in range(start, min(start + share, rows)):
                normalise(here, source + row * apart, target + row * apart, n, parameters)

    return run
