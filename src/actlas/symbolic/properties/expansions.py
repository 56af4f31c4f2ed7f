"""From a formula to its tail: one rule for each function that formulas may call."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import Any

import mpmath
import sympy as sp

from actlas.symbolic.functions import Z, elementary
from actlas.symbolic.properties import scales, waves
from actlas.symbolic.properties.jets import Unclear
from actlas.symbolic.properties.scales import LOG, ONE, Scale, growth
from actlas.symbolic.properties.tails import Tail, X, series, small


def tail(formula: sp.Expr, z: sp.Expr, start: int) -> Tail:
    """Return how a formula in z behaves as x → ∞, where z is x, -x, p + 1/x or p - 1/x.

    Args:
        formula: without choices, its parameters bound.
        z: an expression in x, `actlas.symbolic.properties.tails.X`.
        start: from where on the bounds hold; at least 3.

    Raises:
        Unclear: the function is none that is known to end in a sum of scales, or `start` is not
            yet far enough out.

    Example:
        >>> found = tail(sp.tanh(Z), -X, 4)
        >>> found.limits()[0], found.sign()
        (-1, -1)
    """
    with mpmath.workdps(30):
        return _tail(elementary(formula).subs(Z, z), start)


# A function and its derivatives have most of their parts in common.
@lru_cache(maxsize=4096)
def _tail(e: sp.Expr, start: int) -> Tail:
    if not e.free_symbols:
        return Tail(((e, ONE),) if scales.sign(e) else (), start)
    if e == X:
        return Tail(((sp.S.One, scales.X),), start)
    if e.is_Pow and not e.exp.free_symbols:
        return power(_tail(e.base, start), e.exp)
    if e.is_Pow:
        return _tail(sp.exp(e.exp * sp.log(e.base)), start)
    inner = [_tail(each, start) for each in e.args if not isinstance(each, sp.Tuple)]
    if e.is_Add or e.is_Mul:
        total = inner[0]
        for each in inner[1:]:
            total = total + each if e.is_Add else total * each
        return total
    rule = _RULES.get(e.func)
    if rule is None:
        raise Unclear(str(e.func))
    return rule(inner[0])


def _relative(u: Tail) -> tuple[sp.Expr, Scale, Tail]:
    """Return c, m and s with u = c·m·(1 + s)."""
    c, m = u.leading
    if c.free_symbols:
        raise Unclear("a wave leads")
    rest = Tail(u.terms[1:], u.start, u.rest, u.slack)
    return c, m, rest.scaled(1 / c, m**sp.S.NegativeOne)


def power(u: Tail, r: sp.Expr) -> Tail:
    """Return u to a constant exponent."""
    if r.is_Integer and r > 0 and r <= 8:
        found = u
        for _ in range(int(r) - 1):
            found = found * u
        return found
    if not r.is_Rational:
        return exp(log(u).scaled(r))
    c, m, s = _relative(u)
    if scales.sign(c) < 0 and not r.is_Integer:
        raise Unclear("a root of a negative number")

    def lost(n: int, q: Any) -> Any:
        exponent = scales.number(r) - n
        edge = (1 - q) ** exponent if exponent < 0 else (1 + q) ** exponent
        return abs(scales.number(sp.binomial(r, n))) * edge

    return series(s, lambda n: sp.binomial(r, n), lost).scaled(c**r, m**r)


def _parted(u: Tail) -> tuple[tuple[Any, ...], sp.Expr, Tail]:
    """Return what grows, the constant, and what vanishes."""
    large = tuple((c, m) for c, m in u.terms if growth(m) > 0)
    level = sp.Add(*(c for c, m in u.terms if m == ONE))
    if any(c.free_symbols for c, _ in large) or level.free_symbols:
        raise Unclear("a wave in a function")
    if u.rest is not None and growth(u.rest) >= 0:
        raise Unclear("too little is known of an argument")
    rest = tuple((c, m) for c, m in u.terms if growth(m) < 0)
    return large, level, Tail(rest, u.start, u.rest, u.slack)


def exp(u: Tail) -> Tail:
    """Return how exp of u behaves."""
    large, level, s = _parted(u)
    lead = Scale()
    for c, m in large:
        lead = lead * (scales.X**c if m == LOG and c.is_Rational else Scale(exponent=((c, m),)))

    def lost(n: int, q: Any) -> Any:
        return mpmath.exp(q) / mpmath.factorial(n)

    return series(s, lambda n: 1 / sp.factorial(n), lost).scaled(sp.exp(level), lead)


def log(u: Tail) -> Tail:
    """Return how log of u behaves."""
    c, m, s = _relative(u)
    if scales.sign(c) < 0 or m.logs != 0:
        raise Unclear("a logarithm of a negative number, or of a logarithm")
    terms = [(sp.log(c), ONE), (m.power, LOG), *m.exponent]
    whole = Tail(scales.collected(each for each in terms if each[0] != 0), u.start)
    return whole + series(
        s,
        lambda n: sp.Rational((-1) ** (n + 1), n) if n else sp.S.Zero,
        lambda n, q: 1 / (n * (1 - q)),
    )


def tanh(u: Tail) -> Tail:
    """Return how tanh of u behaves, through exp(-2|u|)."""
    c, m = u.leading if u.terms else (sp.S.One, ONE)
    side = scales.sign(c) if growth(m) > 0 and not c.free_symbols else 1
    w = exp(u.scaled(sp.Integer(-2 * side)))
    one = Tail(((sp.S.One, ONE),), u.start)
    return ((one + w.scaled(sp.S.NegativeOne)) * power(one + w, sp.S.NegativeOne)).scaled(
        sp.Integer(side)
    )


def erfc(u: Tail) -> Tail:
    """Return how erfc of u behaves."""
    if u.terms and growth(u.terms[0][1]) > 0:
        if scales.sign(_steady(u.terms[0][0])) < 0:
            two = Tail(((sp.Integer(2), ONE),), u.start)
            return two + erfc(u.scaled(sp.S.NegativeOne)).scaled(sp.S.NegativeOne)
        # erfc(u) = exp(-u²)/(u√π)·(1 - 1/(2u²) + 3/(4u⁴) - …), enclosed by its partial sums.
        squared = u * u
        v = power(squared.scaled(sp.Integer(2)), sp.S.NegativeOne)
        factors = (1, -1, 3, -15, 105)
        sums = series(v, lambda n: sp.Integer(factors[n]), lambda _n, _q: mpmath.mpf(945))
        front = exp(squared.scaled(sp.S.NegativeOne)) * power(u, sp.S.NegativeOne)
        return (front * sums).scaled(1 / sp.sqrt(sp.pi))
    one = Tail(((sp.S.One, ONE),), u.start)
    return one + _near(u, sp.erf, mpmath.mpf(9)).scaled(sp.S.NegativeOne)


def _steady(c: sp.Expr) -> sp.Expr:
    if c.free_symbols:
        raise Unclear("a wave in a function")
    return c


def _near(u: Tail, function: Any, fourth: mpmath.mpf) -> Tail:
    """Return a function of a u that has a limit; `fourth` bounds its fourth derivative, over 4!."""
    large, level, s = _parted(u)
    if large:
        raise Unclear("an argument that grows")
    x = sp.Dummy()
    known = [sp.diff(function(x), x, n).subs(x, level) / sp.factorial(n) for n in range(4)]
    size, m = small(s)
    total = Tail(((known[0], ONE),) if scales.sign(known[0]) else (), u.start)
    if m is None:
        return total
    powered = s
    for n in range(1, 4):
        total = total + powered.scaled(known[n]) if scales.sign(known[n]) else total
        powered = powered * s if n < 3 else powered
    return total + Tail((), u.start, m ** sp.Integer(4), size**4 * fourth)


def atan(u: Tail) -> Tail:
    """Return how atan of u behaves."""
    if u.terms and growth(u.terms[0][1]) > 0:
        side = scales.sign(_steady(u.terms[0][0]))
        right = Tail(((side * sp.pi / 2, ONE),), u.start)
        inner = _near(power(u, sp.S.NegativeOne), sp.atan, mpmath.mpf(1) / 4)
        return right + inner.scaled(sp.S.NegativeOne)
    return _near(u, sp.atan, mpmath.mpf(1) / 4)


def _wave(function: Any) -> Callable[[Tail], Tail]:
    def rule(u: Tail) -> Tail:
        try:
            large, level, s = _parted(u)
        except Unclear:
            large, level, s = ((sp.S.One, LOG),), sp.S.Zero, u
        if any(m != scales.X for _, m in large):
            return Tail((), u.start, ONE, mpmath.mpf(1))  # between -1 and 1 is all that is known
        if not large:
            return _near(u, function, mpmath.mpf(1) / 24)
        phase = large[0][0] * X + level
        sine, cosine = _near(s, sp.sin, mpmath.mpf(1) / 24), _near(s, sp.cos, mpmath.mpf(1) / 24)
        rotated = function(phase), function(phase + sp.pi / 2)
        return cosine.scaled(waves.summed(rotated[0])) + sine.scaled(waves.summed(rotated[1]))

    return rule


_RULES: Mapping[Any, Callable[[Tail], Tail]] = {
    sp.exp: exp,
    sp.log: log,
    sp.tanh: tanh,
    sp.erfc: erfc,
    sp.erf: lambda u: Tail(((sp.S.One, ONE),), u.start) + erfc(u).scaled(sp.S.NegativeOne),
    sp.atan: atan,
    sp.sin: _wave(sp.sin),
    sp.cos: _wave(sp.cos),
}
