"""Values with a proof: a formula is evaluated on intervals that are sure to hold the true number.

Digits are added until the interval is narrow. Agreement of two precisions would prove nothing: at
50 and at 100 digits 1 + exp(-345) is 1, and all that hangs on the difference is lost in both.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import Any

import mpmath
import sympy as sp

from actlas.symbolic.functions import Z, elementary

iv, mp = mpmath.iv, mpmath.mp
_DIGITS = (30, 60, 150, 400, 900)
_GUARD = 10
"""The ends of an interval are computed with so many digits more than it has."""
_NARROW = mpmath.mpf("1e-22")
_NOTHING = mpmath.mpf("1e-340")
"""Below every float, the smallest included: known to be so small is known well enough."""
_HUGE = 10**6


class _Unknown(Exception):
    """The formula has no real value on the interval, or none that can be bounded."""


def enclosed(formula: sp.Expr) -> Callable[[float], Any]:
    """Return a function that gives the formula's value at a float in 22 digits, or None.

    None stands where the formula has no real value, or none that intervals of 900 digits pin down.

    Example:
        >>> value = enclosed(sp.log(1 + sp.exp(Z)))
        >>> mpmath.nstr(value(-345.0), 6)
        '1.47368e-150'
    """
    plain = elementary(formula)

    def at(z: float) -> Any:
        for digits in _DIGITS:
            with mpmath.workdps(digits + _GUARD):
                before, iv.dps = iv.dps, digits
                try:
                    found = _evaluate(plain, {Z: iv.mpf(z)})
                    low, high = mp.mpf(found.a), mp.mpf(found.b)
                except (_Unknown, ZeroDivisionError, ValueError, OverflowError):
                    low, high = -mp.inf, mp.inf
                finally:
                    iv.dps = before
                if not (mpmath.isfinite(low) and mpmath.isfinite(high)):
                    continue
                middle, width = (low + high) / 2, high - low
                if width <= abs(middle) * _NARROW or max(abs(low), abs(high)) < _NOTHING:
                    return middle
        return None

    return at


def _evaluate(e: sp.Expr, known: dict[sp.Expr, Any]) -> Any:
    found = known.get(e)
    if found is None:
        found = known[e] = _computed(e, known)
    return found


def _computed(e: sp.Expr, known: dict[sp.Expr, Any]) -> Any:
    if e.is_Rational:
        return iv.mpf(int(e.p)) / int(e.q)
    if e is sp.pi:
        return +iv.pi
    if e is sp.E:
        return +iv.e
    if e.is_Float:
        return _evaluate(sp.Rational(e), known)
    if isinstance(e, sp.Piecewise):
        for value, condition in e.args:
            if condition == sp.true or _holds(condition, known):
                return _evaluate(value, known)
        raise _Unknown
    if e.is_Pow:
        return _power(_evaluate(e.base, known), e.exp, known)
    args = [_evaluate(each, known) for each in e.args]
    if e.is_Add or e.is_Mul:
        total = args[0]
        for each in args[1:]:
            total = total + each if e.is_Add else total * each
        return total
    function = _FUNCTIONS.get(e.func)
    if function is None:
        raise _Unknown
    return function(*args)


def _holds(condition: Any, known: dict[sp.Expr, Any]) -> bool:
    if isinstance(condition, sp.And | sp.Or):
        parts = [_holds(each, known) for each in condition.args]
        return all(parts) if isinstance(condition, sp.And) else any(parts)
    gap = _evaluate(condition.lhs - condition.rhs, known)
    if not (gap.a > 0 or gap.b < 0 or gap.delta == 0):
        raise _Unknown
    return bool(condition.func(sp.Float(mp.sign(mp.mpf(gap.mid))), 0))


def _power(base: Any, exponent: sp.Expr, known: dict[sp.Expr, Any]) -> Any:
    if exponent.is_Integer:
        if exponent < 0 and base.a <= 0 <= base.b:
            raise _Unknown
        return base ** int(exponent)
    if base.a < 0:
        raise _Unknown
    if exponent.is_Rational and exponent.q == 2:
        return iv.sqrt(base) ** int(exponent.p)
    return _exp(_evaluate(exponent, known) * _log(base))


def _ends(u: Any) -> tuple[Any, Any, Any]:
    return mp.mpf(u.a), mp.mpf(u.b), mp.mpf(10) ** -iv.dps


def _exp(u: Any) -> Any:
    low, high, slack = _ends(u)
    # The exponent of a result is a whole number with as many digits as u has before its point.
    least = mp.mpf(0) if low < -_HUGE else mpmath.exp(min(low, _HUGE)) * (1 - slack)
    most = mp.inf if high > _HUGE else mpmath.exp(max(high, -_HUGE)) * (1 + slack)
    return iv.mpf([least, most])


def _erfc(u: Any) -> Any:
    low, high, slack = _ends(u)
    least = mp.mpf(0) if high > 60 else _tail(max(high, mp.mpf(-60))) * (1 - slack)
    return iv.mpf([least, _tail(max(min(low, mp.mpf(60)), mp.mpf(-60))) * (1 + slack)])


@lru_cache(maxsize=4096)
def _tail_in(digits: int, u: Any) -> Any:
    with mpmath.workdps(digits):
        return mpmath.erfc(u)


def _tail(u: Any) -> Any:
    """Return erfc(u); it is slow in many digits, and asked for the same places again."""
    return _tail_in(mp.dps, u)


def _increasing(function: Callable[[Any], Any]) -> Callable[[Any], Any]:
    def extended(u: Any) -> Any:
        low, high, slack = _ends(u)
        left, right = function(low), function(high)
        return iv.mpf([left - abs(left) * slack, right + abs(right) * slack])

    return extended


def _log(u: Any) -> Any:
    if u.a <= 0:
        raise _Unknown
    return iv.log(u)


def _tanh(u: Any) -> Any:
    return mp.sign(u) if abs(u) > 3_000 else mpmath.tanh(u)


def _absolute(u: Any) -> Any:
    return abs(u)


_FUNCTIONS: Mapping[Any, Callable[..., Any]] = {
    sp.exp: _exp,
    sp.log: _log,
    sp.sin: iv.sin,
    sp.cos: iv.cos,
    sp.tanh: _increasing(_tanh),
    sp.atan: _increasing(mpmath.atan),
    sp.erf: lambda u: 1 - _erfc(u),
    sp.erfc: _erfc,
    sp.Abs: _absolute,
}
