"""Exponentials of a row's numbers relative to its greatest one, m, without rounding z - m.

z - m is rounded where the two have unlike sizes, and what is lost there costs softmax its last
digits. But exp(z) = 2^k·exp(r) with r = z - k·log 2, |r| ≤ log(2)/2, and exp(z - m) follows from it
with the whole number K, near m / log 2, less in the exponent: so nothing is rounded. Where |m| is
large, m is subtracted first: there z - m is exact for all z that count (Sterbenz 1974).

All exponentials of a row are 2^64 times (in float64 2^128 times) exp(z) / 2^K, which lies between 0
and 1.42: none of them is subnormal, and a result is rounded once where it becomes so.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

from actlas.targets.native import middle
from actlas.targets.native.arithmetic import fma, inlined, power_of_two, select, size
from actlas.targets.native.binade import estrin
from actlas.targets.native.double import coefficients as fitted
from actlas.targets.native.double import logarithm as double_logarithm
from actlas.targets.native.double.exponential import reduced
from actlas.targets.native.single.exponential import growth


@dataclass(frozen=True)
class Exponentials:
    """What the loops over a row need to know of the type in which they compute."""

    number: Any
    """The type."""
    origin: Callable[..., Any]
    """m → what is subtracted from z first, the least difference that counts, and K."""
    exponential: Callable[..., Any]
    """z less what is subtracted, the least, K → the scaled exponential."""
    coarse: float
    """Adding and subtracting it leaves a scaled exponential so many leading digits that 128 of them
    are summed exactly."""
    inverse: Callable[..., Any]
    """A sum, as two float64 numbers → its reciprocal, as two numbers."""
    logarithm: Callable[..., Any]
    """a → log(1 + a)."""


_f = np.float32
_ZERO = _f(0)
_NEAR = _f(512)
_PER_LOG_2 = _f(1.4426950408889634)
_LOG_2, _LOG_2_REST = _f(0.693359375), _f(-2.12194440e-4)
_MAGIC, _MAGIC_UP = _f(1.5 * 2**23), _f(1.5 * 2**23 + 127 + 64)
_DEPTH = _f(105)


@inlined
def _origin(m: Any) -> Any:
    first = select(size(m) < _NEAR, _ZERO, m)
    a = m - first
    return first, a - _DEPTH, fma(a, _PER_LOG_2, _MAGIC) - _MAGIC


@inlined
def _exponential(a: Any, least: Any, whole: Any) -> Any:
    a = select(a < least, least, a)
    shifted = fma(a, _PER_LOG_2, _MAGIC_UP)
    k = shifted - _MAGIC_UP
    r = fma(k, -_LOG_2_REST, fma(k, -_LOG_2, a))
    s = power_of_two(shifted - whole)
    return fma(s, growth(r), s)


@inlined
def _inverse(total: Any, rest: Any) -> Any:
    exact = 1.0 / (total + rest)
    high = _f(exact)
    return high, _f(exact - high)


@inlined
def _logarithm(a: Any) -> Any:
    return _f(middle.log1p(np.float64(a)))


SINGLE = Exponentials(_f, _origin, _exponential, 1.5 * 2.0**71, _inverse, _logarithm)

_FAR, _LEAST, _UP = 2048.0, 750.0, 128.0
_WIDE_PER_LOG_2, _WIDE_MAGIC = 1.4426950408889634, 1.5 * 2.0**52


@inlined
def _wide_origin(m: Any) -> Any:
    first = select(size(m) < _FAR, 0.0, m)
    a = m - first
    return first, a - _LEAST, fma(a, _WIDE_PER_LOG_2, _WIDE_MAGIC) - _WIDE_MAGIC


@inlined
def _wide_exponential(a: Any, least: Any, whole: Any) -> Any:
    a = select(a < least, least, a)
    shifted, r, rest = reduced(a, 0.0)
    s = power_of_two(shifted + (_UP - whole))
    return fma(s, fma(r * r, estrin(r, fitted.EXP), r) + rest, s)


@inlined
def _wide_inverse(total: Any, rest: Any) -> Any:
    high = 1.0 / total
    return high, fma(-high, total, 1.0) * high - high * (rest * high)


@inlined
def _wide_logarithm(a: Any) -> Any:
    return double_logarithm.log1p(a)


DOUBLE = Exponentials(
    np.float64, _wide_origin, _wide_exponential, 1.5 * 2.0**135, _wide_inverse, _wide_logarithm
)
