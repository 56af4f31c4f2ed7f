"""Coefficients of the primitives' polynomials, lowest power first: for float32, and for float64.

All but those of erfcx are the ones of series, so that the powers speak for themselves.
"""

from __future__ import annotations

import math

Both = tuple[tuple[float, ...], tuple[float, ...]]


def _growth(terms: int) -> tuple[float, ...]:
    return tuple(1 / math.factorial(n + 2) for n in range(terms))


def _root_rest(terms: int) -> tuple[float, ...]:
    return tuple(1 / math.factorial(n + 3) for n in range(terms))


def _angle(terms: int) -> tuple[float, ...]:
    return tuple((-1) ** (n + 1) / (2 * n + 3) for n in range(terms))


def _erf(terms: int) -> tuple[float, ...]:
    scale = 2 / math.sqrt(math.pi)
    return tuple((-1) ** n * scale / (math.factorial(n) * (2 * n + 1)) for n in range(terms))


GROWTH: Both = _growth(7), _growth(13)
"""(eʳ - 1 - r) / r² for |r| ≤ log(2)/2."""

ROOT_REST: Both = _root_rest(6), _root_rest(12)
"""(eʳ - 1 - r - r²/2) / r³ for |r| ≤ log(2)/4."""

ANGLE: Both = _angle(9), _angle(21)
"""(atan(q)/q - 1) / q² in q², for |q| ≤ tan(π/8)."""


ERF: Both = _erf(8), _erf(14)
"""erf(u)/u in u², for |u| < 1/2."""


def _ratio(order: int, terms: int) -> tuple[float, ...]:
    lowest = (order + 1) // 2
    return tuple(
        (-1) ** k * math.perm(2 * k, order) / math.factorial(2 * k + 1)
        for k in range(lowest, lowest + terms)
    )


SINC = tuple(_ratio(order, 13 + 2 * order) for order in range(4))
"""The derivatives of sin(u)/u in u², odd ones divided by u, for |u| < 1.5 + order."""

ERFCX_MIDDLE = (2.345207879911715, 3.7416573867739413)
"""m, of which t = (x - m)/(x + m) is made."""

ERFCX_END = (11.0, 28.0)
"""Up to where erfcx is given, from 0.5 on; exp(-x²) has vanished there."""

ERFCX: Both = (
    (
        1.2686408564058729,
        -0.11541543980732133,
        -0.11822645810635828,
        0.16316253535969333,
        -0.09174363766731501,
        0.019576047380077476,
        0.006028094802045613,
        -0.0036164952594390115,
        -0.0006019715974263009,
        0.000500949820576114,
        9.837075350676791e-05,
    ),
    (
        1.2376688052955025,
        -0.14024810332203133,
        0.00315355101679574,
        0.08276942491140775,
        -0.10904192457007247,
        0.09221032047657524,
        -0.05839961145409966,
        0.028057021555072514,
        -0.009543828813673572,
        0.0016663139123966233,
        0.00031439840570980746,
        -0.0002874315481831698,
        4.77791008245878e-05,
        2.322413817976748e-05,
        -1.1089472485275207e-05,
        -1.1802118718757767e-06,
        1.7205736299240423e-06,
        -2.0812855091105066e-08,
        -2.4141695684462756e-07,
        1.6682607612871055e-08,
        2.4930739412544e-08,
        -2.237519552457274e-09,
    ),
)
"""(1 + 2x)·exp(x²)·erfc(x) in t, equal to it at Chebyshev's places between the ends of t."""
