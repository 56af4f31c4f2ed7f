"""The oracle target: values and derivatives to 50 digits by mpmath, for tests and exact figures.

It evaluates the definition's text as written, before any rewriting, and takes derivatives
numerically: nothing of the symbolic engine that it judges is used.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import mpmath
import sympy as sp

from actlas.definition import OTHERWISE, Elementwise
from actlas.symbolic.functions import Z
from actlas.symbolic.grammar import parse, symbol

DIGITS = 50
_STEP_DIGITS = 15


class Oracle:
    """An elementwise activation in many digits.

    Args:
        definition: the activation.
        parameters: values of its parameters; the defaults where left out.

    Example:
        >>> from actlas.catalogue import definition
        >>> float(Oracle(definition("tanh")).value(0.5))
        0.46211715726000973
    """

    def __init__(
        self, definition: Elementwise, parameters: Mapping[str, float] | None = None
    ) -> None:
        names = tuple(each.name for each in definition.parameters)
        bound = {each.name: each.default for each in definition.parameters} | dict(parameters or {})
        values = {symbol(name): sp.Rational(float(bound[name])) for name in names}

        def compiled(text: str) -> Any:
            return sp.lambdify(Z, sp.sympify(parse(text, names)).subs(values), "mpmath")

        self._pieces = [
            (
                compiled(each.formula),
                None if each.condition == OTHERWISE else compiled(each.condition),
            )
            for each in definition.pieces
        ]
        self._kinks = [
            (compiled(each.at)(0), compiled(each.derivative)(0)) for each in definition.kinks
        ]

    def value(self, z: float) -> mpmath.mpf:
        """Return f(z)."""
        with mpmath.workdps(DIGITS):
            return self._piece(z)(mpmath.mpf(z))

    def derivative(self, z: float, order: int = 1) -> mpmath.mpf:
        """Return the `order`-th derivative at z on the piece that holds there.

        At a kink the first derivative is the slope that the definition states.
        """
        for place, slope in self._kinks:
            if z == place and order == 1:
                return mpmath.mpf(slope)
        piece = self._piece(z)
        with mpmath.workdps(DIGITS * 2):
            step = mpmath.mpf(10) ** (-_STEP_DIGITS)
            return mpmath.diff(piece, mpmath.mpf(z), order, h=step, addprec=200)

    def _piece(self, z: float) -> Any:
        for formula, condition in self._pieces:
            if condition is None or bool(condition(mpmath.mpf(z))):
                return formula
        raise AssertionError("the last piece has no condition")
