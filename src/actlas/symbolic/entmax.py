"""Entmax: the Jacobian and the second derivatives of the threshold rule, by implicit derivation.

On the support, where y_i > 0, the rule y_i = ((α - 1)·z_i - τ)^(1/(α - 1)) has the slope
w_i = y_i^(2 - α) in z_i, and Σ y = 1 moves the threshold with it, so that

    ∂y_i/∂z_j = w_i·(δ_ij - w_j/W),   W = Σ_k w_k,

with w = 0 off the support. At α = 2 the weights say no more than who is in the support: there they
are written sign(s). Where z_i meets the threshold, the slope chosen is that of y_i = 0.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

import sympy as sp

from actlas.definition import Entmax
from actlas.symbolic.functions import Total, Z
from actlas.symbolic.vector import D_IJ, D_IK, D_JK, S_I, S_J, S_K

W_I, W_J, W_K, W = sp.symbols("w_i w_j w_k W", real=True)
"""The weights y^(2 - α) on the support, and their sum."""
Q_I, Q_J, Q_K, Q = sp.symbols("q_i q_j q_k Q", real=True)
"""How the weights change: ∂w_i/∂z_k = q_i·(δ_ik - w_k/W); and the sum."""
TAU = sp.Symbol("tau", real=True)
_S = sp.Symbol("s", real=True)


@dataclass(frozen=True, slots=True)
class EntmaxCalculus:
    """What follows from the order α."""

    degree: int
    """1/(α - 1), the power to which the distance from the threshold is raised."""
    formula: sp.Expr
    """The i-th output in z and the threshold τ."""
    jacobian: sp.Expr
    """∂y_i/∂z_j in the outputs s_i, s_j and δ_ij."""
    second: sp.Expr
    """∂²y_i/∂z_j∂z_k in the outputs and the deltas."""


def in_weights() -> tuple[sp.Expr, sp.Expr]:
    """Return ∂y_i/∂z_j and ∂²y_i/∂z_j∂z_k in the weights w and their changes q.

    Example:
        >>> in_weights()[0]
        w_i*(delta_ij - w_j/W)
    """
    jacobian = W_I * (D_IJ - W_J / W)
    changes = {
        weight: q * (delta - W_K / W) for weight, q, delta in ((W_I, Q_I, D_IK), (W_J, Q_J, D_JK))
    }
    changes[W] = Q_K - W_K * Q / W
    second = sum(sp.diff(jacobian, weight) * change for weight, change in changes.items())
    return jacobian, second


@cache
def entmax_calculus(definition: Entmax) -> EntmaxCalculus:
    """Derive the formula and both derivatives of an entmax.

    Example:
        >>> entmax_calculus(Entmax(alpha=1.5, references=())).formula
        Max(0, -tau + z/2)**2
    """
    alpha = sp.Rational(str(definition.alpha))
    weight, change = rates(definition)

    def in_outputs(expression: sp.Expr) -> sp.Expr:
        said = {W: Total(weight), Q: Total(change) if change else 0}
        for w, q, s in ((W_I, Q_I, S_I), (W_J, Q_J, S_J), (W_K, Q_K, S_K)):
            said |= {w: weight.subs(_S, s), q: change.subs(_S, s)}
        return expression.subs(said, simultaneous=True)

    jacobian, second = in_weights()
    degree = 1 / (alpha - 1)
    formula = sp.Max((alpha - 1) * Z - TAU, 0) ** degree
    return EntmaxCalculus(int(degree), formula, in_outputs(jacobian), in_outputs(second))


def rates(definition: Entmax) -> tuple[sp.Expr, sp.Expr]:
    """Return the weight and its change q as functions of an output s, 0 where s is 0.

    Example:
        >>> rates(Entmax(alpha=2.0, references=()))
        (sign(s), 0)
    """
    alpha = sp.Rational(str(definition.alpha))
    return _power(2 - alpha), (2 - alpha) * _power(3 - 2 * alpha)


def _power(exponent: sp.Rational) -> sp.Expr:
    return sp.sign(_S) if exponent == 0 else _S**exponent
