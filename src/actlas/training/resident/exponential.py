"""exp of whole vectors, for arguments up to 0: what softmax needs, as exact as the type allows."""

from __future__ import annotations

import math
from typing import Any

from actlas.targets.native.arithmetic import inlined
from actlas.training.resident.vectors import Words

_SHAPES = {
    # Terms of the series that count for |r| ≤ log(2)/2; 1.5·2^digits and the exponent's bias; the
    # least argument whose exponential is a normal number; leading digits of log 2.
    "float32": (7, 1.5 * 2.0**23, 127, -87.0, 0.693359375),
    "float64": (13, 1.5 * 2.0**52, 1023, -708.0, 0.693147180369123816490),
}
_REST_OF_LOG_2 = {"float32": -2.12194440e-4, "float64": 1.90821492927058770002e-10}


def falling_exp(words: Words) -> Any:
    """Return exp(u) for u ≤ 0: 2^k·exp(r) with r = u - k·log 2, by its Taylor series.

    Below the least argument it is 0. NaN stays NaN.
    """
    terms, magic, bias, least, leading = _SHAPES[words.kind]
    number, all_of, fma, minus, times = (
        words.number,
        words.all_of,
        words.fma,
        words.minus,
        words.times,
    )
    less, power = words.where_less, words.power
    coefficients = tuple(number(1 / math.factorial(k)) for k in range(terms - 1, -1, -1))
    first = number(1 / math.factorial(terms))
    round_up, back_again = number(magic + bias), number(magic + bias)
    per_log_2, high, low = (
        number(1 / math.log(2)),
        -number(leading),
        -number(_REST_OF_LOG_2[words.kind]),
    )
    lowest, zero = number(least), number(0)

    @inlined
    def exp(u: Any) -> Any:
        bounded = less(u, all_of(lowest), all_of(lowest), u)
        shifted = fma(bounded, all_of(per_log_2), all_of(round_up))
        k = minus(shifted, all_of(back_again))
        r = fma(k, all_of(low), fma(k, all_of(high), bounded))
        total = all_of(first)
        for each in coefficients:
            total = fma(total, r, all_of(each))
        return less(u, all_of(lowest), all_of(zero), times(total, power(shifted)))

    return exp
