"""What works along a dimension, as formulas for people: SymPy and LaTeX with indices.

A vector's formula is that of the i-th output, its derivative the entry ∂s_i/∂z_j. The parts of a
gated or concatenated activation act number by number: their derivatives are matrices of partial
derivatives, a row for each part of the output.
"""

from __future__ import annotations

import sympy as sp

from actlas.definition import Along, Entmax, Parted, Vector
from actlas.symbolic.entmax import entmax_calculus
from actlas.symbolic.functions import Largest, Total, Z
from actlas.symbolic.parted import parted_calculus
from actlas.symbolic.typeset import typeset
from actlas.symbolic.vector import S_I, S_K, vector_calculus

Z_J = sp.Symbol("z_j", real=True)
M = sp.Symbol("m", positive=True, integer=True)
"""How many numbers of a group are the largest together."""


def along_formula(definition: Along, order: int) -> sp.Expr:
    """Return the function, its first or its second derivatives as SymPy.

    Example:
        >>> from actlas.catalogue import definition
        >>> along_formula(definition("swiglu"), 0), along_formula(definition("swiglu"), 1)
        (a*silu(b), Matrix([[silu(b), a*silu′(b)]]))
    """
    if isinstance(definition, Vector):
        vector = vector_calculus(definition)
        return (vector.formula, vector.jacobian, vector.second)[order]
    if isinstance(definition, Entmax):
        sparse = entmax_calculus(definition)
        return (sparse.formula, sparse.jacobian, sparse.second)[order]
    if isinstance(definition, Parted):
        return _parted(definition, order)
    share = sp.Piecewise((1 / M, sp.Eq(Z_J, S_I)), (0, True))
    return (Largest(Z), share, sp.S.Zero)[order]


def _parted(definition: Parted, order: int) -> sp.Expr:
    parts = parted_calculus(definition)
    if order == 0:
        return parts.outputs[0] if len(parts.outputs) == 1 else sp.ImmutableMatrix(parts.outputs)
    if order == 1:
        return sp.ImmutableMatrix(parts.jacobian)
    return sp.ImmutableMatrix([row for matrix in parts.second for row in matrix])


def along_latex(definition: Along, shown: sp.Expr, order: int) -> str:
    r"""Write with indices: z becomes z_i, and z_k below a sum; in parts it stays as it is.

    Example:
        >>> from actlas.catalogue import definition
        >>> softmax = definition("softmax")
        >>> print(along_latex(softmax, along_formula(softmax, 1), 1))
        s_{i} \left(\delta_{ij} - s_{j}\right)
    """
    if isinstance(definition, Parted):
        return typeset(shown)
    sums = {each: sp.Symbol(f"total{n}") for n, each in enumerate(shown.atoms(Total))}
    indexed = shown.xreplace(sums)
    if not isinstance(shown, Largest):
        indexed = indexed.xreplace({Z: sp.Symbol("z_i", real=True)})
    text, index = typeset(indexed), "m" if shown.has(S_K) else "k"
    below = {
        sp.Symbol(each, real=True): sp.Symbol(f"{each}_{index}", real=True) for each in ("z", "s")
    }
    for each, name in sums.items():
        total = rf"\sum_{{{index}}} {typeset(each.args[0].xreplace(below))}"
        bare, bracketed = typeset(name), rf"\left({total}\right)"
        text = text.replace(f"{{{bare}}}", f"{{{total}}}").replace(bare, bracketed)
    if isinstance(definition, Entmax) and order == 0:
        text += r", \quad \sum_{k} s_{k} = 1"
    return text
