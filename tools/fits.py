"""What the coefficients of the native target's float64 rooms stand for; `fit.py` fits them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import mpmath as mp

mp.mp.dps = 60  # the ends of the intervals below are computed at once

Real = Callable[[mp.mpf], mp.mpf]


def _one(_x: mp.mpf) -> mp.mpf:
    return mp.mpf(1)


@dataclass(frozen=True)
class Fit:
    """What a polynomial stands for, where, and what of its error counts.

    Args:
        says: the function, as a reader writes it.
        function: the same in mpmath.
        start, end: the interval.
        degree: the polynomial's.
        weight: what the error at a place is multiplied with: 1/f for a relative one.
        weighs: the weighted error, as a reader says it.
    """

    says: str
    function: Real
    start: object
    end: object
    degree: int
    weight: Real = _one
    weighs: str = "absolute"


@dataclass(frozen=True)
class Quotient:
    """What a quotient of polynomials of degrees above and below stands for on 0 … end."""

    says: str
    function: Real
    end: object
    above: int
    below: int


def relative(says: str, function: Real, start: object, end: object, degree: int) -> Fit:
    """Return a fit whose relative error counts."""
    return Fit(says, function, start, end, degree, lambda x: 1 / function(x), "relative")


def _exp_rest(r: mp.mpf) -> mp.mpf:
    return mp.hyp1f1(1, 3, r) / 2


def _exp_weight(r: mp.mpf) -> mp.mpf:
    return abs(r) / mp.hyp1f1(1, 2, r)


def _log1p(f: mp.mpf) -> mp.mpf:
    return mp.log1p(f) / f if f else mp.mpf(1)


def _sinc(twice: int, z: mp.mpf) -> mp.mpf:
    """Return Σ (-z/4)^k / ((twice/2)_k k!): sin(u)/u at z = u² for 3, and of its derivatives."""
    return mp.hyp0f1(mp.mpf(twice) / 2, -z / 4)


def _sine_rest(z: mp.mpf) -> mp.mpf:
    return (_sinc(3, z) - 1) / z if z else -mp.mpf(1) / 6


def _sine_weight(z: mp.mpf) -> mp.mpf:
    return z / _sinc(3, z)


def _of_root(function: Real, limit: int) -> Real:
    """Return f(√z) / √z, whose value at 0 is `limit`."""
    return lambda z: function(mp.sqrt(z)) / mp.sqrt(z) if z else mp.mpf(limit)


def _erfcx(x: mp.mpf) -> mp.mpf:
    return mp.exp(x * x) * mp.erfc(x)


_erf = _of_root(mp.erf, 2 / mp.sqrt(mp.pi))
_HALF_LOG_2 = mp.log(2) / 2 * mp.mpf("1.0001")
_LOWER, _UPPER = mp.sqrt(0.5) - 1, mp.sqrt(2) - 1
_QUARTER = mp.pi / 2 * mp.mpf("1.0001")


def _sinc_fits(degrees: tuple[int, int, int]) -> dict[str, Fit]:
    first, second, third = degrees
    return {
        "SINC_1": Fit("sinc′(√z) / √z", lambda z: -_sinc(5, z) / 3, 0, 2.5**2, first),
        "SINC_2": Fit(
            "sinc″(√z)", lambda z: z * _sinc(7, z) / 15 - _sinc(5, z) / 3, 0, 3.5**2, second
        ),
        "SINC_3": Fit(
            "sinc‴(√z) / √z", lambda z: _sinc(7, z) / 5 - z * _sinc(9, z) / 105, 0, 4.5**2, third
        ),
    }


def _exp_fit(degree: int) -> Fit:
    says = "(exp(r) - 1 - r) / r²"
    return Fit(
        says, _exp_rest, -_HALF_LOG_2, _HALF_LOG_2, degree, _exp_weight, "exp(r) - 1's relative"
    )


def _sine_fit(degree: int, largest: mp.mpf) -> Fit:
    says = "(sin(√z)/√z - 1) / z"
    return Fit(says, _sine_rest, 0, largest**2, degree, _sine_weight, "the sine's relative")


def _artanh_rest(z: mp.mpf) -> mp.mpf:
    """Return (2·artanh(s) - 2s) / s³ at z = s²."""
    s = mp.sqrt(z)
    return (mp.log((1 + s) / (1 - s)) / s - 2) / z if z else mp.mpf(2) / 3


def _exp_third(r: mp.mpf) -> mp.mpf:
    return mp.hyp1f1(1, 4, r) / 6


def _after_one(function: Real, limit: mp.mpf) -> Real:
    """Return (f(z) - 1) / z, whose value at 0 is `limit`."""
    return lambda z: (function(z) - 1) / z if z else limit


def _tail(t: mp.mpf) -> mp.mpf:
    x = 3 * (1 + t) / (1 - t)
    return (x + 3) * _erfcx(x / mp.sqrt(2)) / 2


def _centred(x: mp.mpf) -> mp.mpf:
    return (x - 3) / (x + 3)


def _erf_weight(t: mp.mpf) -> mp.mpf:
    x = 3 * (1 + t) / (1 - t)
    return 2 * mp.exp(-x * x / 2) / ((x + 3) * mp.erf(x / mp.sqrt(2)))


def _cosine_rest(z: mp.mpf) -> mp.mpf:
    """Return (cos(√z) - 1 + z/2) / z²."""
    return mp.hyp1f2(1, mp.mpf(5) / 2, 3, -z / 4) / 24


_atan = _of_root(mp.atan, 1)


ROOMS: Mapping[str, Mapping[str, Fit | Quotient]] = {
    "middle": {
        "EXP": _exp_fit(6),
        "LOG1P": relative("log(1 + x) / x", _log1p, 0, 1, 12),
        "LOG": relative("log(1 + x) / x", _log1p, _LOWER, _UPPER, 12),
        "SINE": _sine_fit(5, _QUARTER),
        "ATAN": relative("atan(√z) / √z", _atan, 0, 1, 11),
        "ERF": relative(
            "erf(√z) / √z at z = 10.6·(1 + t)", lambda t: _erf(mp.mpf("10.6") * (1 + t)), -1, 1, 22
        ),
        "TAIL": Quotient("Φ(-x)·exp(x²/2)", lambda x: _erfcx(x / mp.sqrt(2)) / 2, 15, 5, 6),
        **_sinc_fits((6, 8, 8)),
    },
    "double": {
        "EXP": _exp_fit(9),
        "EXP_REST": Fit(
            "(exp(r) - 1 - r - r²/2) / r³", _exp_third, -_HALF_LOG_2 / 2, _HALF_LOG_2 / 2, 8
        ),
        "LOG": Fit("(2·artanh(√z)/√z - 2) / z", _artanh_rest, 0, mp.mpf("0.0295"), 6),
        "SOFTPLUS": Fit("(2·artanh(√z)/√z - 2) / z", _artanh_rest, 0, mp.mpf(1) / 9, 9),
        "SINE": _sine_fit(5, _QUARTER / 2),
        "COSINE": Fit("(cos(√z) - 1 + z/2) / z²", _cosine_rest, 0, _QUARTER**2 / 4, 5),
        "ATAN": Fit("(atan(√z)/√z - 1) / z", _after_one(_atan, -mp.mpf(1) / 3), 0, 0.36, 13),
        "ERF": Fit("erf(√z)/√z - 1", lambda z: _erf(z) - 1, 0, 1, 11),
        "ERF_TAIL": Fit(
            "(x + 3)·Φ(-x)·exp(x²/2) at x = 3·(1 + t)/(1 - t)",
            _tail,
            _centred(mp.sqrt(2)),
            _centred(mp.mpf("8.5")),
            11,
            _erf_weight,
            "the error function's relative",
        ),
        "TAIL": relative(
            "(x + 3)·Φ(-x)·exp(x²/2) at x = 3·(1 + t)/(1 - t)", _tail, -1, _centred(mp.mpf(40)), 23
        ),
        **_sinc_fits((8, 10, 11)),
    },
}
