"""Logarithms: log(2^k·(1 + f)) = k·log(2) + log(1 + f), with √½ ≤ 1 + f < √2.

With s = f / (2 + f), log(1 + f) is 2·artanh(s) = f - (f²/2 - s·(f²/2 + R(s²))), in which the error
of s counts little (Tang 1990; Sun's fdlibm).
"""

from __future__ import annotations

import math
from typing import Any

from actlas.targets.native.arithmetic import fma, inlined, select, signed, size
from actlas.targets.native.binade import estrin, split
from actlas.targets.native.comparisons import INFINITY, at_least
from actlas.targets.native.double import coefficients as fitted
from actlas.targets.native.double.exponential import decay, exp_of_sum
from actlas.targets.native.double.roots import hypot1m1

_NAN = math.nan
_LOG_2, _LOG_2_REST = 6.93147180369123816490e-01, 1.90821492927058770002e-10
"""log(2) in two numbers, the first with so few digits that its products by k are exact."""
_TINY, _STRETCH = 2.0**-1022, 54.0
_LARGE = 2.0**60


@inlined
def _logarithm(k: Any, f: Any) -> Any:
    """Return k·log(2) + log(1 + f)."""
    s = f / (2.0 + f)
    z = s * s
    half = 0.5 * f * f
    bend = fma(s, fma(z, estrin(z, fitted.LOG), half), k * _LOG_2_REST)
    return k * _LOG_2 - ((half - bend) - f)


@inlined
def log(u: Any) -> Any:
    """Return the logarithm of u; a subnormal number is stretched first.

    Off by 0.8 ulps at most.
    """
    tiny = u < _TINY
    k, m, _ = split(select(tiny, u * 2.0**_STRETCH, u))
    value = _logarithm(k - select(tiny, _STRETCH, 0.0), m - 1.0)
    edge = select(u == 0.0, -INFINITY, select(u < 0.0, _NAN, u))
    return select((u > 0.0) & (u < INFINITY), value, edge)


@inlined
def _log_of_sum(w: Any, rest: Any, more: Any) -> Any:
    """Return log(w + rest) + more·log(2), for a small rest that does not count for a great w."""
    k, m, scale = split(w)
    return _logarithm(k + more, fma(rest, select(w > _LARGE, 0.0, scale), m - 1.0))


@inlined
def log1p(u: Any) -> Any:
    """Return log(1 + u), where what rounding took from 1 + u is added to its fraction again.

    Off by 1.2 ulps at most.
    """
    w = 1.0 + u
    value = _log_of_sum(w, u - (w - 1.0), 0.0)
    edge = select(w == 0.0, -INFINITY, select(w < 0.0, _NAN, u))
    return select((w > 0.0) & (w < INFINITY) & (u != 0.0), value, edge)


@inlined
def softplus(u: Any) -> Any:
    """Return max(u, 0) + log(1 + e), e = exp(-|u|), of which max(u, 0) + e is summed exactly.

    Off by 1.6 ulps at most.
    """
    e, rest = decay(-size(u), 0.0)
    s = e / (2.0 + e)
    z = s * s
    half = 0.5 * e * e
    bend = fma(-s, fma(z, estrin(z, fitted.SOFTPLUS), half), half)
    beyond = fma(-0.5 * e, rest, rest) - fma(0.5 * e, e, -half)
    positive = at_least(u, 0.0)
    large, small = select(positive > e, positive, e), select(positive > e, e, positive)
    total = large + small
    lost = select(size(total) < INFINITY, (large - total) + small, 0.0)
    return total + ((lost + beyond) - bend)


@inlined
def asinh(u: Any) -> Any:
    """Return log(1 + t) with the sign of u, t = |u| + (√(1 + u²) - 1); far out log(2|u|).

    Off by 1.6 ulps at most.
    """
    x = size(u)
    large = x > _LARGE
    bounded = select(large, 1.0, x)
    grown = hypot1m1(bounded)
    t = bounded + grown
    w = 1.0 + t
    rest = select(t > 1.0, 1.0 - (w - t), t - (w - 1.0)) + ((bounded - t) + grown)
    value = _log_of_sum(select(large, x, w), select(large, 0.0, rest), select(large, 1.0, 0.0))
    return signed(select((x > 0.0) & (x < INFINITY), value, x), u)


_LOG_2_WHOLE, _LOG_2_LEFT = math.log(2), 2.3190468138462996e-17


@inlined
def power(a: Any, p: Any) -> Any:
    """Return a to the power p, for a ≥ 0, as exp(p·log(a)), where the logarithm has 60 digits.

    Off by 1.0 ulps at most.
    """
    tiny = a < _TINY
    k, m, _ = split(select(tiny, a * 2.0**_STRETCH, a))
    k = k - select(tiny, _STRETCH, 0.0)
    f, below = m - 1.0, m + 1.0
    s = f / below
    s_low = (fma(-s, below, f) - s * ((1.0 - below) + m)) / below
    z = s * s
    start = fma(k, _LOG_2_WHOLE, 2.0 * s)
    missing = fma(k, _LOG_2_WHOLE, -start) + 2.0 * s
    rest = missing + fma(s * z, estrin(z, fitted.LOG), fma(k, _LOG_2_LEFT, 2.0 * s_low))
    high = p * start
    low = fma(p, start, -high) + p * rest
    value = exp_of_sum(high, select(size(low) < 1.0, low, 0.0))
    value = select((a > 0.0) & (a < INFINITY), value, exp_of_sum(p * log(a), 0.0))
    return select(p == 0.0, 1.0, value)
