"""Vector activations: the stable form, the Jacobian and the second derivatives, derived.

The i-th output is a formula F(z_i, T) with T = Σ_k g(z_k). By the chain rule

    ∂y_i/∂z_j = δ_ij · ∂F/∂z + ∂F/∂T · g′(z_j),

and where F is a multiple of the exponentials, they are written back in the outputs s themselves:
for softmax this is s_i·(δ_ij - s_j), the matrix diag(s) - s sᵀ.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

import sympy as sp

from actlas.definition import Vector
from actlas.errors import BadExpression
from actlas.symbolic.functions import Total, Z, softmax
from actlas.symbolic.grammar import parse

S_I, S_J, S_K = sp.symbols("s_i s_j s_k", real=True)
"""The outputs, as the derivatives name them."""
D_IJ, D_IK, D_JK = sp.symbols("delta_ij delta_ik delta_jk", real=True)
"""Kronecker's deltas: 1 where both indices are equal, else 0."""


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
        BadExpression: the formula is not a ratio of an exponential and its own sum.

    Example:
        >>> from actlas.catalogue import definition
        >>> vector_calculus(definition("softmax")).jacobian
        s_i*(delta_ij - s_j)
    """
    formula = sp.sympify(
        parse(definition.formula, tuple(each.name for each in definition.parameters))
    )
    totals = sorted(formula.atoms(Total), key=str)
    term = totals[0].args[0] if len(totals) == 1 else None
    if term is None or sp.simplify(formula * totals[0] - term) != 0 or not isinstance(term, sp.exp):
        raise BadExpression(
            "cannot find a stable form of {formula}; a vector activation is written "
            "exp(u) / sum(exp(u))",
            formula=definition.formula,
        )
    at_j, total = sp.Symbol("z_j", real=True), sp.Symbol("T", positive=True)
    ratio = formula.subs(totals[0], total)
    own = sp.diff(ratio, Z) * D_IJ
    through = sp.diff(ratio, total) * sp.diff(term, Z).subs(Z, at_j)
    back = {term: S_I * total, term.subs(Z, at_j): S_J * total}
    jacobian = sp.factor(sp.expand((own + through).subs(back)))

    def against_k(output: sp.Symbol, delta: sp.Symbol) -> sp.Expr:
        return jacobian.subs({S_I: output, D_IJ: delta, S_J: S_K}, simultaneous=True)

    second = sp.diff(jacobian, S_I) * against_k(S_I, D_IK) + sp.diff(jacobian, S_J) * against_k(
        S_J, D_JK
    )
    return VectorCalculus(formula, softmax(term.args[0]), jacobian, sp.factor(second))
