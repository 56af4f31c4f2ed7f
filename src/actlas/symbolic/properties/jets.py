"""Taylor coefficients of a formula, f(z + h) = a₀ + a₁h + a₂h² + …, in any arithmetic.

One walk over the formula gives f and its derivatives, on intervals, on exact numbers or in many
digits: whoever asks hands over the arithmetic as a table of functions, and numbers that know
+, -, * and /. No derivative is written out, so none can grow or cancel.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import sympy as sp

from actlas.symbolic import functions
from actlas.symbolic.functions import Z, elementary

Jet = list[Any]
Arithmetic = Mapping[str, Callable[..., Any]]


def jet(formula: sp.Expr, start: Any, order: int, arithmetic: Arithmetic) -> Jet:
    """Return the Taylor coefficients up to `order` of a formula in z alone.

    Args:
        formula: without choices (`actlas.symbolic.unfold` has taken them out).
        start: the number, or interval, around which the formula is developed.
        order: the last coefficient, f⁽ⁿ⁾ / n!.
        arithmetic: constants and functions on numbers of the kind of `start`.

    Example:
        >>> jet(sp.exp(Z) - 1, sp.Integer(0), 3, EXACT)
        [0, 1, 1/2, 1/6]
    """
    one = arithmetic["constant"](sp.Integer(1))
    nothing = arithmetic["constant"](sp.Integer(0))
    known: dict[Any, Jet] = {Z: [start, *([one] if order else []), *[nothing] * (order - 1)]}
    return _Walk(known, order, arithmetic, nothing).of(formula)


class _Walk:
    def __init__(
        self, known: dict[Any, Jet], order: int, arithmetic: Arithmetic, zero: Any
    ) -> None:
        self.known, self.order, self.apply, self.zero = known, order, arithmetic, zero

    def of(self, e: sp.Expr) -> Jet:
        found = self.known.get(e)
        if found is None:
            found = self.known[e] = self._computed(e)
        return found

    def _computed(self, e: sp.Expr) -> Jet:
        if not e.has(Z):
            return [self.apply["constant"](e), *[self.zero] * self.order]
        if e.is_Add:
            terms = [self.of(each) for each in e.args]
            return [_total(parts) for parts in zip(*terms, strict=True)]
        if e.is_Mul:
            product = self.of(e.args[0])
            for each in e.args[1:]:
                product = times(product, self.of(each))
            return product
        if e.is_Pow and not e.exp.has(Z):
            return self._power(self.of(e.base), e.exp, e.base)
        if e.is_Pow:
            return self.of(sp.exp(e.exp * sp.log(e.base)))
        rule = _RULES.get(e.func)
        if rule is None:
            plain = elementary(e)
            if plain == e:
                raise Unclear(str(e.func))
            return self.of(plain)
        return rule(self, *(self.of(each) for each in e.args[:1]))

    def _power(self, u: Jet, exponent: sp.Expr, base: sp.Expr) -> Jet:
        if not exponent.is_Rational:
            return self.of(sp.exp(exponent * sp.log(base)))
        first = self.apply["power"](u[0], exponent)
        if exponent.is_Integer and exponent > 0:
            raised = u
            for digit in bin(int(exponent))[3:]:
                raised = times(raised, raised)
                raised = times(raised, u) if digit == "1" else raised
            return [first, *raised[1:]]
        found = [first]
        for k in range(1, self.order + 1):
            terms = [
                self.number(exponent * j - (k - j)) * u[j] * found[k - j] for j in range(1, k + 1)
            ]
            found.append(_total(terms) / (self.number(sp.Integer(k)) * u[0]))
        return found

    def number(self, exact: Any) -> Any:
        return self.apply["constant"](sp.sympify(exact))

    def chain(self, first: Any, u: Jet, slope: Callable[[Jet], Jet]) -> Jet:
        """Return y with y₀ given and y′ = slope(y)·u′, where slope looks at what is known of y."""
        found = [first]
        for k in range(1, self.order + 1):
            w = slope(found)
            terms = [self.number(sp.Rational(j, k)) * u[j] * w[k - j] for j in range(1, k + 1)]
            found.append(_total(terms))
        return found


class Unclear(Exception):
    """The question is not settled by the means that this room has."""


def _total(parts: Any) -> Any:
    total, *rest = parts
    for each in rest:
        total = total + each
    return total


def times(one: Jet, other: Jet) -> Jet:
    """Return the product of two jets."""
    return [
        _total([one[j] * other[k - j] for j in range(k + 1)])
        for k in range(min(len(one), len(other)))
    ]


def _exp(walk: _Walk, u: Jet) -> Jet:
    return walk.chain(walk.apply["exp"](u[0]), u, lambda y: y)


def _expm1(walk: _Walk, u: Jet) -> Jet:
    return [walk.apply["expm1"](u[0]), *_exp(walk, u)[1:]]


def _log(walk: _Walk, u: Jet, name: str = "log") -> Jet:
    argument = u if name == "log" else [u[0] + walk.number(1), *u[1:]]
    inverse = walk._power(argument, sp.Integer(-1), Z)
    return walk.chain(walk.apply[name](u[0]), u, lambda _: inverse)


def _settling(walk: _Walk, u: Jet, steepness: sp.Expr) -> tuple[Jet, Jet]:
    """Return tanh(c·u) and its slope sech²(c·u), neither of which cancels."""
    c = walk.number(steepness)
    inner = c * u[0]
    t, s = [walk.apply["tanh"](inner)], [walk.apply["sech2"](inner)]
    for k in range(1, walk.order + 1):
        parts = [walk.number(sp.Rational(j, k)) * c * u[j] for j in range(1, k + 1)]
        both = times(t, s)
        t.append(_total([part * s[k - j] for j, part in enumerate(parts, 1)]))
        falls = [part * both[k - j] for j, part in enumerate(parts, 1)]
        s.append(walk.number(-2) * _total(falls))
    return t, s


def _tanh(walk: _Walk, u: Jet) -> Jet:
    return _settling(walk, u, sp.S.One)[0]


def _sigmoid(walk: _Walk, u: Jet) -> Jet:
    half = walk.number(sp.S.Half)
    t = _settling(walk, u, sp.S.Half)[0]
    return [walk.apply["sigmoid"](u[0]), *(half * each for each in t[1:])]


def _softplus(walk: _Walk, u: Jet) -> Jet:
    slope = _sigmoid(walk, u)
    return walk.chain(walk.apply["softplus"](u[0]), u, lambda _: slope)


def _bell(walk: _Walk, u: Jet) -> Jet:
    """Return exp(-u²)."""
    return walk.chain(
        walk.apply["bell"](u[0]), u, lambda y: [walk.number(-2) * each for each in times(u, y)]
    )


def _under_bell(name: str, scale: sp.Expr, height: sp.Expr) -> Callable[[_Walk, Jet], Jet]:
    def rule(walk: _Walk, u: Jet) -> Jet:
        scaled = [walk.number(scale) * each for each in u]
        slope = [walk.number(height) * each for each in _bell(walk, scaled)]
        return walk.chain(walk.apply[name](u[0]), u, lambda _: slope)

    return rule


def _atan(walk: _Walk, u: Jet) -> Jet:
    squared = [walk.apply["power"](u[0], sp.Integer(2)), *times(u, u)[1:]]
    slope = walk._power([squared[0] + walk.number(1), *squared[1:]], sp.Integer(-1), Z)
    return walk.chain(walk.apply["atan"](u[0]), u, lambda _: slope)


def _waves(walk: _Walk, u: Jet) -> tuple[Jet, Jet]:
    s, c = [walk.apply["sin"](u[0])], [walk.apply["cos"](u[0])]
    for k in range(1, walk.order + 1):
        parts = [walk.number(sp.Rational(j, k)) * u[j] for j in range(1, k + 1)]
        s.append(_total([part * c[k - j] for j, part in enumerate(parts, 1)]))
        c.append(-_total([part * s[k - j] for j, part in enumerate(parts, 1)]))
    return s, c


def _sinc(walk: _Walk, u: Jet, n: int = 0) -> Jet:
    found = [walk.apply["sinc"](u[0], n)]
    if len(u) > 1:
        slope = _sinc(walk, u[:-1], n + 1)
        for k in range(1, len(u)):
            terms = [walk.number(sp.Rational(j, k)) * u[j] * slope[k - j] for j in range(1, k + 1)]
            found.append(_total(terms))
    return found


_RULES: Mapping[Any, Callable[..., Jet]] = {
    sp.exp: _exp,
    functions.expm1: _expm1,
    sp.log: _log,
    functions.log1p: lambda walk, u: _log(walk, u, "log1p"),
    sp.tanh: _tanh,
    functions.sigmoid: _sigmoid,
    functions.softplus: _softplus,
    sp.erf: _under_bell("erf", sp.S.One, 2 / sp.sqrt(sp.pi)),
    sp.erfc: _under_bell("erfc", sp.S.One, -2 / sp.sqrt(sp.pi)),
    functions.normal: _under_bell("normal", 1 / sp.sqrt(2), 1 / sp.sqrt(2 * sp.pi)),
    sp.atan: _atan,
    sp.sin: lambda walk, u: _waves(walk, u)[0],
    sp.cos: lambda walk, u: _waves(walk, u)[1],
    functions.sinc: _sinc,
}


def _sinc_exact(u: Any, n: int) -> Any:
    if u == 0:
        return sp.S.Zero if n % 2 else sp.Rational((-1) ** (n // 2), n + 1)
    x = sp.Dummy()
    return sp.diff(sp.sin(x) / x, x, n).subs(x, u)


EXACT: Arithmetic = {
    "exp": sp.exp,
    "expm1": lambda u: sp.exp(u) - 1,
    "log": sp.log,
    "log1p": lambda u: sp.log(1 + u),
    "tanh": sp.tanh,
    "sech2": lambda u: 1 - sp.tanh(u) ** 2,
    "sigmoid": lambda u: 1 / (1 + sp.exp(-u)),
    "softplus": lambda u: sp.log(1 + sp.exp(u)),
    "erf": sp.erf,
    "erfc": sp.erfc,
    "normal": lambda u: sp.erfc(-u / sp.sqrt(2)) / 2,
    "bell": lambda u: sp.exp(-(u**2)),
    "atan": sp.atan,
    "sin": sp.sin,
    "cos": sp.cos,
    "sinc": _sinc_exact,
    "power": lambda u, r: u**r,
    "constant": lambda number: number,
}
"""Exact numbers of SymPy."""
