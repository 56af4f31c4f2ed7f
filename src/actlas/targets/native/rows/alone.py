"""The loop that normalises contiguous rows: greatest number, exponentials and their sum, outputs.

Each number is read from memory once; what is read again lies in the cache. A row whose length is no
multiple of the lanes is copied into the scratch of its thread and filled up with -inf, which adds
nothing.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from actlas.targets.native.arithmetic import fma, inlined, select
from actlas.targets.native.rows.reductions import greater, plus
from actlas.targets.native.rows.runs import over_rows
from actlas.targets.native.rows.words import BLOCK, Words, padded


def even(words: Words) -> Any:
    """Return the kernel for contiguous rows whose length is a multiple of the lanes.

    Where a tensor's numbers are u, in the type that computes, they are not copied.
    """
    return _kernel(words, copied=not words.direct)


def filled(words: Words) -> Any:
    """Return the kernel for contiguous rows of any length."""
    return _kernel(words, copied=True)


def _kernel(words: Words, *, copied: bool) -> Any:
    """Return the kernel for rows that are copied, or read again where they are."""
    greatest = _greatest(words, copied=copied)
    finishing = _logarithms if words.logarithmic else _shares
    finish = finishing(words, copied=copied)

    @inlined
    def normalise(here: Any, row: Any, _second: Any, result: Any, n: Any, parameters: Any) -> None:
        m = greatest(here, row, n, parameters)
        finish(row, here, result, n, m, parameters)

    return over_rows(words, normalise)


def _greatest(words: Words, *, copied: bool) -> Any:
    """Return what finds a row's greatest number, and sees that it is where it is read again."""
    load, keep, number, exponent = words.load, words.keep, words.exponentials.number, words.exponent
    lowest = number(-np.inf)

    @inlined
    def greatest(here: Any, row: Any, n: Any, parameters: Any) -> Any:
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

    return greatest


def _shares(words: Words, *, copied: bool) -> Any:
    """Return what writes exponentials by their sum."""
    store, keep, kept, output = words.store, words.keep, words.kept, words.output
    exponentials, number = words.exponentials, words.exponentials.number
    origin, exponential, inverse = (
        exponentials.origin,
        exponentials.exponential,
        exponentials.inverse,
    )
    zero, coarse = number(0), number(exponentials.coarse)

    @inlined
    def add_up(row: Any, here: Any, n: Any, m: Any) -> Any:
        """Put the exponentials into scratch; return their sum as two numbers."""
        values = here if copied else row  # said here: LLVM has to see whether they are the same
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
    def finish(row: Any, here: Any, result: Any, n: Any, m: Any, parameters: Any) -> None:
        total, rest = add_up(row, here, n, m)
        high, low = inverse(total, rest)
        for j in range(n):
            e = kept(here, j)
            store(result, j, output(fma(e, high, e * low), parameters))

    return finish


def _logarithms(words: Words, *, copied: bool) -> Any:
    """Return what writes u - m - log Σ exp(u - m)."""
    store, kept, output = words.store, words.kept, words.output
    exponentials, number = words.exponentials, words.exponentials.number
    origin, exponential = exponentials.origin, exponentials.exponential
    logarithm = exponentials.logarithm
    zero, one, coarse = number(0), number(1), number(exponentials.coarse)

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
    def finish(row: Any, here: Any, result: Any, n: Any, m: Any, parameters: Any) -> None:
        values = here if copied else row
        log_sum = logarithm(number(others(values, n, m)))
        for j in range(n):
            store(result, j, output((kept(values, j) - m) - log_sum, parameters))

    return finish
