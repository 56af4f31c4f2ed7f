"""How fast things grow or vanish: the scales exp(Σ cⱼ·mⱼ)·xᵏ·(log x)ʲ as x → ∞.

The mⱼ in the exponent are scales that grow themselves, so that exp(-x²/2)/x and exp(-exp(x)) are
scales. Two of them can always be compared, and a scale that vanishes is bounded on [R, ∞) by its
value at R once it is shown to fall there.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cmp_to_key, lru_cache

import mpmath
import sympy as sp

from actlas.symbolic.properties.jets import Unclear

mp = mpmath.mp


@dataclass(frozen=True, slots=True)
class Scale:
    """exp(Σ cⱼ·mⱼ)·xᵏ·(log x)ʲ; the exponent's terms lead with the largest."""

    power: sp.Rational = sp.S.Zero
    logs: sp.Rational = sp.S.Zero
    exponent: tuple[tuple[sp.Expr, Scale], ...] = ()

    def __mul__(self, other: Scale) -> Scale:
        return _product(self, other)

    def __pow__(self, r: sp.Expr) -> Scale:
        exponent = tuple((c * r, each) for c, each in self.exponent)
        return Scale(self.power * r, self.logs * r, exponent if r != 0 else ())

    def __truediv__(self, other: Scale) -> Scale:
        return _product(self, other ** (-sp.S.One))


@lru_cache(maxsize=1 << 16)
def _product(one: Scale, other: Scale) -> Scale:
    joined = one.exponent or other.exponent
    if one.exponent and other.exponent:
        joined = collected((*one.exponent, *other.exponent))
    return Scale(one.power + other.power, one.logs + other.logs, joined)


ONE = Scale()
X = Scale(sp.S.One)
LOG = Scale(sp.S.Zero, sp.S.One)


def number(c: sp.Expr) -> mpmath.mpf:
    """Return a real constant in 30 digits."""
    if c.is_Rational:
        return mpmath.mpf(int(c.p)) / int(c.q)
    found = c.evalf(30)
    if not found.is_Float and not found.is_Rational:
        raise Unclear(str(c))
    return mpmath.mpf(sp.Float(found, 30)._mpf_)


@lru_cache(maxsize=1 << 16)
def sign(c: sp.Expr) -> int:
    """Return the sign of a constant: exactly 0 only where that is known."""
    if c.is_Rational:
        return int(sp.sign(c))
    near = number(c)
    if abs(near) > mpmath.mpf("1e-25"):
        return 1 if near > 0 else -1
    if sp.expand(c) == 0 or c.is_zero:
        return 0
    near = c.evalf(60, maxn=400)
    if near.is_Float and near._prec > 1:
        return 1 if near > 0 else -1
    raise Unclear(str(c))


@lru_cache(maxsize=1 << 16)
def growth(m: Scale) -> int:
    """Return 1 for a scale that grows beyond all bounds, -1 for one that vanishes, 0 for 1."""
    if m.exponent:
        return sign(m.exponent[0][0])
    return int(sp.sign(m.power)) or int(sp.sign(m.logs))


@lru_cache(maxsize=1 << 16)
def compare(one: Scale, other: Scale) -> int:
    """Return whether the first is of a larger (1), a smaller (-1) or the same (0) scale."""
    return 0 if one == other else growth(one / other)


descending = cmp_to_key(lambda one, other: -compare(one, other))


def collected(terms: Iterable[tuple[sp.Expr, Scale]]) -> tuple[tuple[sp.Expr, Scale], ...]:
    """Return a sum with every scale once, the largest first, those with coefficient 0 left out."""
    total: dict[Scale, sp.Expr] = {}
    for c, m in terms:
        total[m] = total[m] + c if m in total else c
    kept = [m for m, c in total.items() if c != 0 and (c.free_symbols or sign(c))]
    return tuple((total[m], m) for m in sorted(kept, key=descending))


@lru_cache(maxsize=1 << 16)
def value(m: Scale, at: int) -> mpmath.mpf:
    """Return the scale at x = `at`, rounded up a little."""
    with mpmath.workdps(30):
        exponent = mpmath.fsum(number(c) * value(each, at) for c, each in m.exponent)
        # Never so small that it is 0, never so large that its digits cannot be counted.
        exponent = min(max(exponent, mpmath.mpf(-(10**9))), mpmath.mpf(10**9))
        logs = mpmath.log(at) ** number(m.logs) if m.logs else 1
        return mpmath.exp(exponent) * mpmath.mpf(at) ** number(m.power) * logs


SLACK = mpmath.mpf("1.0000000001")


@lru_cache(maxsize=1 << 16)
def bound(m: Scale, at: int) -> mpmath.mpf:
    """Return the largest value on [at, ∞) of a scale that does not grow.

    Raises:
        Unclear: it may rise beyond `at` before it falls.
    """
    if m == ONE:
        return mpmath.mpf(1)
    if growth(m) >= 0:
        raise Unclear("a scale that grows has no largest value")
    (lead, largest), *others = _rate(m)
    with mpmath.workdps(30):
        rest = mpmath.fsum(abs(number(c)) * bound(each / largest, at) for c, each in others)
        if not number(lead) < 0 or rest >= abs(number(lead)):
            raise Unclear("not falling yet")
        return value(m, at) * SLACK


def least(m: Scale, at: int) -> mpmath.mpf:
    """Return a number that a growing scale does not fall below on [at, ∞)."""
    if not m.exponent and m.power >= 0 and m.logs >= 0:
        return value(m, at) / SLACK
    return mpmath.mpf(0)


@lru_cache(maxsize=1 << 16)
def _rate(m: Scale) -> tuple[tuple[sp.Expr, Scale], ...]:
    """Return x·m′/m."""
    terms = [(m.power, ONE), (m.logs, LOG**sp.S.NegativeOne)]
    for c, each in m.exponent:
        terms += [(c * rate, each * scale) for rate, scale in _rate(each)]
    return collected(terms)
