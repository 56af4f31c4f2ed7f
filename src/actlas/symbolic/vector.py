"""Vector activations: the stable form, the Jacobian and the second derivatives, derived.

With r_i = exp(u_i) / Σ_k exp(u_k), u a multiple of z, the i-th output is φ(r_i), where φ is a line
or a line in the logarithm. By the chain rule

    ∂y_i/∂z_j = u′ · φ′(r_i) · r_i·(δ_ij - r_j),

and since φ can be undone, r is written back in the outputs s themselves: for softmax this is
s_i·(δ_ij - s_j), the matrix diag(s) - s sᵀ, and for its logarithm δ_ij - exp(s_j).
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

import sympy as sp

from actlas.definition import Vector
from actlas.errors import BadExpression
from actlas.symbolic.functions import Total, Z, log_softmax, softmax
from actlas.symbolic.grammar import parse

S_I, S_J, S_K = sp.symbols("s_i s_j s_k", real=True)
"""The outputs, as the derivatives name them."""
D_IJ, D_IK, D_JK = sp.symbols("delta_ij delta_ik delta_jk", real=True)
"""Kronecker's deltas: 1 where both indices are equal, else 0."""
_SHARE, _TOTAL = sp.symbols("r T", positive=True)


@dataclass(frozen=True, slots=True)
class VectorCalculus:
    """What follows from a vector activation's formula."""

    formula: sp.Expr
    """The i-th output as written, with Total(·) for the sum."""
    stable: sp.Expr
    """The same in stable functions of z."""
    jacobian: sp.Expr
    """∂y_i/∂z_j in s_i, s_j and δ_ij."""
    second: sp.Expr
    """∂²y_i/∂z_j∂z_k in s_i, s_j, s_k and the deltas."""


@cache
def vector_calculus(definition: Vector) -> VectorCalculus:
    """Derive the stable form and both derivatives of a vector activation.

    Raises:
        BadExpression: the formula is neither a ratio of an exponential and its own sum nor the
            logarithm of one.

    Example:
        >>> from actlas.catalogue import definition
        >>> vector_calculus(definition("softmax")).jacobian
        s_i*(delta_ij - s_j)
        >>> vector_calculus(definition("log_softmax")).jacobian
        delta_ij - exp(s_j)
    """
    formula = sp.sympify(
        parse(definition.formula, tuple(each.name for each in definition.parameters))
    )
    exponent, outer = _taken_apart(formula, definition)
    slope = sp.diff(outer, _SHARE)
    s = sp.Symbol("s", real=True)
    if not slope.has(_SHARE):
        stable = outer.subs(_SHARE, softmax(exponent))
        share = (s - outer.subs(_SHARE, 0)) / slope
    else:
        stable = outer.subs(sp.log(_SHARE), log_softmax(exponent))
        share = sp.exp((s - outer.subs(_SHARE, 1)) / (slope * _SHARE))
    own, other = share.subs(s, S_I), share.subs(s, S_J)
    rise = sp.diff(exponent, Z) * (slope * _SHARE).subs(_SHARE, own)
    jacobian = sp.factor(sp.expand(rise * (D_IJ - other)))

    def against_k(output: sp.Symbol, delta: sp.Symbol) -> sp.Expr:
        return jacobian.subs({S_I: output, D_IJ: delta, S_J: S_K}, simultaneous=True)

    second = sp.diff(jacobian, S_I) * against_k(S_I, D_IK) + sp.diff(jacobian, S_J) * against_k(
        S_J, D_JK
    )
    return VectorCalculus(formula, stable, jacobian, sp.factor(second))


def _taken_apart(formula: sp.Expr, definition: Vector) -> tuple[sp.Expr, sp.Expr]:
    """Return u, and φ as a function of the share r = exp(u) / sum(exp(u))."""
    totals = sorted(formula.atoms(Total), key=str)
    term = totals[0].args[0] if len(totals) == 1 else None
    if isinstance(term, sp.exp) and not sp.diff(term.args[0], Z).has(Z):
        outer = formula.subs(totals[0], _TOTAL).subs(term, _SHARE * _TOTAL)
        slope = sp.diff(outer, _SHARE)
        simple = not slope.has(_SHARE) or not sp.simplify(slope * _SHARE).has(_SHARE)
        if slope != 0 and simple and not outer.has(Z, _TOTAL):
            return term.args[0], outer
    raise BadExpression(
        "cannot find a stable form of {formula}; a vector activation is written "
        "exp(u) / sum(exp(u)), or as the logarithm of that, with u a multiple of z",
        formula=definition.formula,
    )
