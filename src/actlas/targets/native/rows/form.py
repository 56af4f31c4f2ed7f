"""What a vector activation's definition says of one number of a row, as texts for a kernel.

With r the share exp(u) / Σ exp(u), or its logarithm, an output is s = φ(r), u and φ being formulas.
Its Jacobian is A(s_i)·(δ_ij - B(s_j)), so the gradient of Σ g_i·s_i is

    A(s_j)·g_j - B(s_j)·D   with   D = Σ A(s_i)·g_i:

one sum over the row, then each number by itself. For softmax A(s) = B(s) = s.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Any

from actlas import store
from actlas.definition import Vector
from actlas.targets.workshop import build, undisturbed


@dataclass(frozen=True)
class Form:
    """The texts of four functions of single numbers, or of tensors, in the eager target's words."""

    logarithmic: bool
    """Whether r is the share's logarithm."""
    exponent: str
    """u, of z and the parameters."""
    output: str
    """s, of r and the parameters."""
    weighed: str
    """A(s)·g, of s, g and the parameters."""
    gradient: str
    """What reaches z, of s, g, the sum D and the parameters."""


@cache
def form(definition: Vector) -> Form:
    """Return what a kernel has to compute.

    Raises:
        BadExpression: there is no stable form of the formula.

    Example:
        >>> from actlas.catalogue import definition
        >>> "torch.exp(s)" in form(definition("log_softmax")).gradient
        True
    """
    found: Form = store.kept("form of rows", definition, lambda: _derived(definition))
    return found


def _derived(definition: Vector) -> Form:
    import sympy as sp

    from actlas.symbolic.functions import Z, log_softmax, softmax
    from actlas.symbolic.vector import D_IJ, S_I, S_J, vector_calculus
    from actlas.targets.printer import Printer
    from actlas.targets.table import EAGER

    parameters = [each.name for each in definition.parameters]
    r, s, g, total = sp.symbols("r s g total", real=True)

    def text(name: str, arguments: tuple[sp.Symbol, ...], formula: sp.Expr) -> str:
        given = ", ".join((*map(str, arguments), *parameters))
        return f"def {name}({given}):\n    return {Printer('eager', EAGER, {})(formula, name)}"

    with undisturbed():
        derived = vector_calculus(definition)
        (share,) = derived.stable.atoms(softmax, log_softmax)
        rise = sp.diff(derived.jacobian, D_IJ)
        other = sp.simplify(-derived.jacobian.subs(D_IJ, 0) / rise).subs(S_J, s)
        rise = rise.subs(S_I, s)
        return Form(
            isinstance(share, log_softmax),
            text("exponent", (Z,), share.args[0]),
            text("output", (r,), derived.stable.subs(share, r)),
            text("weighed", (s, g), rise * g),
            text("gradient", (s, g, total), sp.factor(rise * g - other * total)),
        )


@cache
def function(text: str, name: str) -> Any:
    """Return one of a form's functions for tensors."""
    return build(text, name)
