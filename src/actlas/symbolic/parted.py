"""Gated and concatenated activations: partial derivatives of formulas that call activations.

A called activation stays a call, `silu(b)`, and its derivatives are calls of its derivatives,
`silu′(b)`: so they are computed as that activation itself is.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from typing import Any

import sympy as sp

from actlas.definition import Elementwise, Parted
from actlas.errors import BadExpression
from actlas.symbolic.calculus import branches, defaults, expression
from actlas.symbolic.functions import Total, Z
from actlas.symbolic.grammar import parse
from actlas.symbolic.references import symbol


class Called(sp.Function):  # type: ignore[misc]
    """An activation, or one of its derivatives, called by name."""

    nargs = 1
    is_extended_real = True
    activation: str
    definition: Elementwise
    order: int

    def fdiff(self, argindex: int = 1) -> sp.Expr:  # noqa: ARG002 - SymPy passes it
        """Return the next derivative, called in the same place."""
        return called(self.activation, self.definition, self.order + 1)(self.args[0])

    def doit(self, **_hints: Any) -> sp.Expr:
        """Return what the call stands for, as a formula of its argument."""
        meant = expression(branches(self.definition, self.order)).subs(defaults(self.definition))
        return meant.subs(Z, self.args[0].doit())

    def _latex(self, printer: Any) -> str:
        name = self.activation.replace("_", r"\_")
        primes, argument = "'" * self.order, printer.doprint(self.args[0])
        return rf"\operatorname{{{name}}}{primes}\left({argument}\right)"


PRIMES = ("", "′", "″", "‴")


@cache
def called(name: str, definition: Elementwise, order: int) -> type[Called]:
    """Return the SymPy function that stands for a call of an activation's `order`-th derivative.

    Example:
        >>> from actlas.catalogue import definition
        >>> tanh = called("tanh", definition("tanh"), 0)(Z)
        >>> tanh.diff(Z), tanh.doit()
        (tanh′(z), (exp(z) - exp(-z))/(exp(z) + exp(-z)))
    """
    own = {"activation": name, "definition": definition, "order": order}
    return type(name + PRIMES[order], (Called,), own)


@dataclass(frozen=True, slots=True)
class PartedCalculus:
    """What follows from the formulas of the parts."""

    inputs: tuple[sp.Symbol, ...]
    outputs: tuple[sp.Expr, ...]
    jacobian: tuple[tuple[sp.Expr, ...], ...]
    """∂output/∂input, a row for each output."""
    second: tuple[tuple[tuple[sp.Expr, ...], ...], ...]
    """∂²output/∂input∂input, a matrix for each output."""


@cache
def parted_calculus(definition: Parted) -> PartedCalculus:
    """Derive the partial derivatives of every part of the output by every part of the input.

    Raises:
        BadExpression: a formula cannot be read, or has another name for its input.

    Example:
        >>> from actlas.catalogue import definition
        >>> parted_calculus(definition("reglu")).jacobian
        ((relu(b), a*relu′(b)),)
    """
    inputs = tuple(Z if name == "z" else symbol(name) for name in definition.inputs)
    named = (*definition.inputs, *(each.name for each in definition.parameters))
    calls: dict[str, Callable[..., Any]] = {
        name: called(name, own, 0) for name, own in definition.calls
    }
    outputs = []
    for text in definition.outputs:
        read = parse(text, tuple(name for name in named if name != "z"), calls=calls)
        if not isinstance(read, sp.Expr) or read.has(Total) or (Z not in inputs and read.has(Z)):
            raise BadExpression(
                "{text!r} is no formula in {inputs}", text=text, inputs=", ".join(definition.inputs)
            )
        outputs.append(read)
    jacobian = tuple(tuple(sp.diff(each, by) for by in inputs) for each in outputs)
    second = tuple(tuple(tuple(sp.diff(e, by) for by in inputs) for e in row) for row in jacobian)
    return PartedCalculus(inputs, tuple(outputs), jacobian, second)
