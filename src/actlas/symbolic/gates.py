"""The gain of a gate y = a·g(b), whose halves a and b are independent numbers of one variance."""

from __future__ import annotations

import math
from functools import cache

import numpy as np
import sympy as sp

from actlas.definition import Gated
from actlas.errors import BadInput
from actlas.symbolic.curve import Array, compiled
from actlas.symbolic.functions import Z
from actlas.symbolic.moments import check_mode
from actlas.symbolic.parted import parted_calculus
from actlas.symbolic.quadrature import expectation


def gate_gain(definition: Gated, mode: str = "forward", sigma: float = 1.0) -> float:
    """Return the factor on weights that keeps the size of a gate's signal, or of its gradient.

    With a, b ~ N(0, σ²) independent, E[y²] = σ²·E[g(b)²], which is the variance too, since
    E[y] = 0. Back through the gate, a number of the input gets (E[g²] + σ²·E[g′²])/2 of the mean
    square that a number of the output has.

    Raises:
        BadInput: the gate is not a product of its first half and a function of the second.
        BadParameter: there is no such mode, or σ is not a positive number.

    Example:
        >>> from actlas.catalogue import definition
        >>> [round(gate_gain(definition(name)), 6) for name in ("bilinear", "reglu")]
        [1.0, 1.414214]
    """
    check_mode(mode, sigma)
    square, slope = _squares(definition, float(sigma))
    expected = (square + sigma**2 * slope) / 2 if mode == "backward" else square
    return math.inf if expected == 0 else 1 / math.sqrt(expected)


@cache
def _squares(definition: Gated, sigma: float) -> tuple[float, float]:
    """Return E[g(b)²] and E[g′(b)²]."""
    derived = parted_calculus(definition)
    a, b = derived.inputs
    gate = sp.cancel(derived.outputs[0] / a)
    if gate.has(a):
        raise BadInput(
            "only a gate that multiplies a by a function of b has a gain; got {formula}",
            formula=definition.formula,
        )
    return _mean_square(gate, b, sigma), _mean_square(gate.diff(b), b, sigma)


def _mean_square(formula: sp.Expr, b: sp.Symbol, sigma: float) -> float:
    value = compiled(formula.doit().subs(b, Z))

    def share(z: Array, root: Array) -> Array:
        found: Array = np.broadcast_to(np.asarray(value(z), dtype=np.float64), z.shape) * root
        return found**2

    with np.errstate(all="ignore"):
        return expectation(share, sigma).value
