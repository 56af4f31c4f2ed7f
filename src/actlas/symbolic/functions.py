"""The functions that formulas may call: SymPy functions with derivatives in one another.

A derivative is stated in a form that neither overflows nor cancels, so that differentiating keeps
a formula safe. `ELEMENTARY` says each in elementary functions, for whoever does not know them.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import sympy as sp

Z = sp.Symbol("z", real=True)
"""The argument of every activation."""


class expm1(sp.Function):  # type: ignore[misc]
    """exp(u) - 1, exact near 0 where the difference would cancel."""

    is_extended_real = True

    def fdiff(self, argindex: int = 1) -> sp.Expr:
        return sp.exp(self.args[0])


class log1p(sp.Function):  # type: ignore[misc]
    """log(1 + u), exact near 0 where the sum would lose u."""

    def fdiff(self, argindex: int = 1) -> sp.Expr:
        return 1 / (1 + self.args[0])


class sigmoid(sp.Function):  # type: ignore[misc]
    """1 / (1 + exp(-u)), never overflowing; 1 - sigmoid(u) is sigmoid(-u), without cancelling."""

    is_positive = True

    def fdiff(self, argindex: int = 1) -> sp.Expr:
        return sigmoid(self.args[0]) * sigmoid(-self.args[0])


class softplus(sp.Function):  # type: ignore[misc]
    """log(1 + exp(u)) as max(u, 0) + log1p(exp(-|u|))."""

    is_positive = True

    def fdiff(self, argindex: int = 1) -> sp.Expr:
        return sigmoid(self.args[0])


class bell(sp.Function):  # type: ignore[misc]
    """exp(-c·u²), with u² in twice the digits: rounded, it would cost the tail up to 10³ ulps."""

    nargs = 2
    is_positive = True

    def fdiff(self, argindex: int = 1) -> sp.Expr:
        u, c = self.args
        return (-2 * c * u if argindex == 1 else -(u**2)) * self


class wide_exp(sp.Function):  # type: ignore[misc]
    """exp(u), with u in twice the digits: rounded, it would cost |u|/2 ulps."""

    is_positive = True

    def fdiff(self, argindex: int = 1) -> sp.Expr:
        return self


class wide_sigmoid(sp.Function):  # type: ignore[misc]
    """sigmoid(u), with u in twice the digits: its left tail is that of exp(u)."""

    is_positive = True

    def fdiff(self, argindex: int = 1) -> sp.Expr:
        return wide_sigmoid(self.args[0]) * wide_sigmoid(-self.args[0])


class normal(sp.Function):  # type: ignore[misc]
    """Φ(u), the normal distribution function: erfc(-u/√2)/2, with its tail."""

    is_positive = True

    def fdiff(self, argindex: int = 1) -> sp.Expr:
        return bell(self.args[0], sp.Rational(1, 2)) / sp.sqrt(2 * sp.pi)


class sinc(sp.Function):  # type: ignore[misc]
    """sin(u) / u, and 1 at 0; `sinc(u, n)` is its n-th derivative."""

    nargs = (1, 2)
    is_extended_real = True

    @property
    def order(self) -> int:
        """Which derivative of sin(u) / u this is."""
        return int(self.args[1]) if len(self.args) > 1 else 0

    def fdiff(self, argindex: int = 1) -> sp.Expr:
        return sinc(self.args[0], self.order + 1)


class wave(sp.Function):  # type: ignore[misc]
    """sin(c·u + n·π/2) for n from 0 to 3, with c·u in twice the digits: rounded, it would shift."""

    nargs = 3
    is_extended_real = True

    def fdiff(self, argindex: int = 1) -> sp.Expr:
        u, c, n = self.args
        return (c if argindex == 1 else u) * wave(u, c, (n + 1) % 4)


class hypot1(sp.Function):  # type: ignore[misc]
    """√(1 + u²), which does not overflow where u² would."""

    is_positive = True

    def fdiff(self, argindex: int = 1) -> sp.Expr:
        return self.args[0] / hypot1(self.args[0])


class hypot1m1(sp.Function):  # type: ignore[misc]
    """√(1 + u²) - 1, without cancelling near 0."""

    is_nonnegative = True

    def fdiff(self, argindex: int = 1) -> sp.Expr:
        return self.args[0] / hypot1(self.args[0])


class lift(sp.Function):  # type: ignore[misc]
    """u + √(1 + u²) = exp(asinh(u)): a sum for u > 0, else 1 / (√(1 + u²) - u)."""

    is_positive = True

    def fdiff(self, argindex: int = 1) -> sp.Expr:
        return lift(self.args[0]) / hypot1(self.args[0])


class arsinh(sp.Function):  # type: ignore[misc]
    """log(lift(u)), the inverse of sinh, exact near 0 where the logarithm of 1 + u would be 0."""

    is_extended_real = True

    def fdiff(self, argindex: int = 1) -> sp.Expr:
        return 1 / hypot1(self.args[0])


class algebraic(sp.Function):  # type: ignore[misc]
    """(1 + u/√(1 + u²)) / 2, the algebraic sigmoid, which keeps its left tail."""

    is_positive = True

    def fdiff(self, argindex: int = 1) -> sp.Expr:
        return 1 / (2 * hypot1(self.args[0]) ** 3)


class reciprocal(sp.Function):  # type: ignore[misc]
    """1 / u, not undone by algebra: far out, fractions are computed in it."""

    is_extended_real = True

    def fdiff(self, argindex: int = 1) -> sp.Expr:
        return -(reciprocal(self.args[0]) ** 2)


class ceiling(sp.Function):  # type: ignore[misc]
    """u, at most so large that exp(6·u) is still a number.

    For exponents of what has long settled there, as tanh(exp(u)) has: ∞ · 0 is avoided.
    """

    is_extended_real = True

    def fdiff(self, argindex: int = 1) -> sp.Expr:
        return sp.S.One


class where(sp.Function):  # type: ignore[misc]
    """The second argument where the first, a comparison, holds; else, and at NaN, the third."""

    nargs = 3
    is_extended_real = True

    @classmethod
    def eval(cls, condition: Any, first: sp.Expr, other: sp.Expr) -> sp.Expr | None:
        if condition in (sp.true, sp.false):
            return first if condition == sp.true else other
        return first if first == other else None

    def _eval_derivative(self, s: sp.Symbol) -> sp.Expr:
        condition, first, other = self.args
        return where(condition, sp.diff(first, s), sp.diff(other, s))


class ramp(sp.Function):  # type: ignore[misc]
    """max(u, 0) with slope 0 at 0: it keeps the sign of zero, and a NaN stays NaN with slope 1."""


class Total(sp.Function):  # type: ignore[misc]
    """The sum of a term over the dimension along which a vector activation works."""


class softmax(sp.Function):  # type: ignore[misc]
    """exp(u) / Total(exp(u)): unchanged when a constant is added to u, hence safe at any size."""


class log_softmax(sp.Function):  # type: ignore[misc]
    """log(softmax(u)), which keeps its digits where the softmax itself would vanish."""


class Largest(sp.Function):  # type: ignore[misc]
    """The largest of a group of neighbours along a dimension."""

    def _latex(self, printer: Any) -> str:
        return rf"\max_{{j \in G_{{i}}}} {printer.doprint(sp.Symbol(f'{self.args[0]}_j'))}"


def _sinc(u: sp.Expr, order: Any = 0) -> sp.Expr:
    x = sp.Dummy()
    return sp.Piecewise(
        (sp.diff(sp.sin(x) / x, x, int(order)).subs(x, u), sp.Ne(u, 0)),
        (sp.limit(sp.diff(sp.sin(x) / x, x, int(order)), x, 0), True),
    )


WIDE = (wide_exp, wide_sigmoid)
"""The functions that take their argument in twice the digits."""

ELEMENTARY: Mapping[Any, Callable[..., sp.Expr]] = {
    expm1: lambda u: sp.exp(u) - 1,
    log1p: lambda u: sp.log(1 + u),
    sigmoid: lambda u: 1 / (1 + sp.exp(-u)),
    softplus: lambda u: sp.log(1 + sp.exp(u)),
    bell: lambda u, c: sp.exp(-c * u**2),
    wide_exp: sp.exp,
    wide_sigmoid: lambda u: 1 / (1 + sp.exp(-u)),
    normal: lambda u: sp.erfc(-u / sp.sqrt(2)) / 2,
    sinc: _sinc,
    wave: lambda u, c, n: sp.sin(c * u + n * sp.pi / 2),
    hypot1: lambda u: sp.sqrt(1 + u**2),
    hypot1m1: lambda u: sp.sqrt(1 + u**2) - 1,
    lift: lambda u: u + sp.sqrt(1 + u**2),
    arsinh: lambda u: sp.log(u + sp.sqrt(1 + u**2)),
    algebraic: lambda u: (1 + u / sp.sqrt(1 + u**2)) / 2,
    reciprocal: lambda u: 1 / u,
    ceiling: lambda u: u,
    where: lambda condition, first, other: sp.Piecewise((first, condition), (other, True)),
    ramp: lambda u: sp.Max(u, 0),
}


def elementary(expression: sp.Expr) -> sp.Expr:
    """Return the expression in functions that every mathematician knows.

    Example:
        >>> elementary(softplus(Z))
        log(exp(z) + 1)
    """
    for function, meaning in ELEMENTARY.items():
        # In one sweep, SymPy would leave a function of itself as it is where they look alike.
        expression = expression.replace(function, meaning, simultaneous=False)
    return expression
