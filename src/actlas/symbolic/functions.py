"""The stable functions that formulas are rewritten to: SymPy functions with known derivatives."""

from __future__ import annotations

from typing import Any

import sympy as sp

Z = sp.Symbol("z", real=True)
"""The argument of every activation."""


class expm1(sp.Function):  # type: ignore[misc]
    """exp(u) - 1, exact near 0 where the difference would cancel."""

    def fdiff(self, argindex: int = 1) -> sp.Expr:
        return sp.exp(self.args[0])

    def _eval_rewrite_as_exp(self, u: sp.Expr, **_: Any) -> sp.Expr:
        return sp.exp(u) - 1


class sigmoid(sp.Function):  # type: ignore[misc]
    """1 / (1 + exp(-u)), never overflowing; 1 - sigmoid(u) is sigmoid(-u), without cancelling."""

    def fdiff(self, argindex: int = 1) -> sp.Expr:
        return sigmoid(self.args[0]) * sigmoid(-self.args[0])

    def _eval_rewrite_as_exp(self, u: sp.Expr, **_: Any) -> sp.Expr:
        return 1 / (1 + sp.exp(-u))


class ramp(sp.Function):  # type: ignore[misc]
    """max(u, 0) with slope 0 at 0: it keeps the sign of zero, and a NaN stays NaN with slope 1."""


class Total(sp.Function):  # type: ignore[misc]
    """The sum of a term over the dimension along which a vector activation works."""


class softmax(sp.Function):  # type: ignore[misc]
    """exp(u) / Total(exp(u)): unchanged when a constant is added to u, hence safe at any size."""
