"""Logarithms: log(2^k·(1 + f)) = k·log(2) + f·P(f), with √½ ≤ 1 + f < √2 and P of degree 12."""

from __future__ import annotations

import math
from typing import Any

from actlas.targets.native.arithmetic import fma, inlined, select, signed, size
from actlas.targets.native.binade import estrin, split
from actlas.targets.native.comparisons import INFINITY, at_least
from actlas.targets.native.middle import coefficients as fitted
from actlas.targets.native.middle.exponential import decay
from actlas.targets.native.middle.roots import hypot1m1

_NAN, _LOG_2 = math.nan, math.log(2)


@inlined
def _bounded(a: Any, value: Any) -> Any:
    """Return the logarithm's value, and what is right where a is 0, ∞ or has no logarithm."""
    edge = select(a == 0.0, -INFINITY, _NAN)
    return select(a > 0.0, select(a < INFINITY, value, INFINITY), edge)


@inlined
def log(u: Any) -> Any:
    """Return the logarithm of u = 2^k·m as k·log 2 + log m.

    Off by 2^-35 at most.
    """
    k, m, _ = split(u)
    f = m - 1.0
    value = fma(k, _LOG_2, f * estrin(f, fitted.LOG))
    return _bounded(u, value)


@inlined
def log1p(u: Any) -> Any:
    """Return log(1 + u), where what rounding took from 1 + u is added to its fraction again.

    Off by 2^-35 at most.
    """
    w = 1.0 + u
    k, m, scale = split(w)
    f = fma(u - (w - 1.0), scale, m - 1.0)
    value = fma(k, _LOG_2, f * estrin(f, fitted.LOG))
    return signed(_bounded(w, value), u)


@inlined
def softplus(u: Any) -> Any:
    """Return max(u, 0) + log(1 + e) with e = exp(-|u|), for 0 ≤ e ≤ 1 by one polynomial.

    Off by 2^-35 at most.
    """
    e, _ = decay(u)
    return at_least(u, 0.0) + e * estrin(e, fitted.LOG1P)


@inlined
def asinh(u: Any) -> Any:
    """Return log(|u| + √(1 + u²)) with the sign of u.

    Off by 2^-35 at most.
    """
    x = size(u)
    return signed(log1p(x + hypot1m1(x)), u)
