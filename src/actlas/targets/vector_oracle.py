"""The oracle of what works along a dimension: values in many digits, derivatives by differences.

Every rule is evaluated as the definition states it: sums as sums, the threshold of an entmax by
Newton's steps, a called activation by its own oracle. Nothing of the calculus or of PyTorch is
used.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import mpmath
import sympy as sp

from actlas.definition import Along, Entmax, Parted, Pooled, Vector
from actlas.symbolic.functions import Total, Z, elementary
from actlas.symbolic.grammar import parse
from actlas.symbolic.references import symbol
from actlas.targets.oracle import Oracle, bound

Rule = Callable[[list[mpmath.mpf]], list[mpmath.mpf]]
DIGITS, STEP = 1_400, mpmath.mpf(10) ** -170
WIDER_STEP = mpmath.mpf(10) ** -50
SEARCHED_DIGITS = 250
"""Enough for a threshold that is found step by step."""
CALLED_DIGITS = 450
"""Enough for second differences of a step of 1e-50 that are below every double."""


class VectorOracle:
    """What works along a dimension in many digits, for one vector of finite numbers.

    Args:
        definition: the activation.
        parameters: values of its parameters; the defaults where left out.

    Example:
        >>> from actlas.catalogue import definition
        >>> [float(each) for each in VectorOracle(definition("softmax")).value([0.0, 0.0])]
        [0.5, 0.5]
        >>> [
        ...     float(each)
        ...     for each in VectorOracle(definition("sparsemax")).value([0.25, 0.75, -1.0])
        ... ]
        [0.25, 0.75, 0.0]
    """

    def __init__(self, definition: Along, parameters: Mapping[str, float] | None = None) -> None:
        self._digits, self._step = DIGITS, STEP
        if isinstance(definition, Entmax):
            self._digits, self._step = SEARCHED_DIGITS, WIDER_STEP
            self._rule = _entmax(definition)
        elif isinstance(definition, Parted):
            self._digits, self._step = CALLED_DIGITS, WIDER_STEP
            self._rule = _parted(definition, parameters)
        elif isinstance(definition, Pooled):
            given = {each.name: each.default for each in definition.parameters}
            self._rule = _pooled(int((given | dict(parameters or {}))[definition.size]))
        else:
            assert isinstance(definition, Vector)
            self._rule = _vector(definition, parameters)

    def value(self, z: Sequence[float]) -> list[mpmath.mpf]:
        """Return the outputs."""
        with mpmath.workdps(self._digits):
            return self._rule([mpmath.mpf(each) for each in z])

    def jacobian(self, z: Sequence[float]) -> list[list[mpmath.mpf]]:
        """Return ∂y_i/∂z_j, i outside, j inside."""
        with mpmath.workdps(self._digits):
            columns = [self._difference(z, (j,)) for j in range(len(z))]
            return [list(row) for row in zip(*columns, strict=True)]

    def second(self, z: Sequence[float]) -> list[list[list[mpmath.mpf]]]:
        """Return ∂²y_i/∂z_j∂z_k, i outermost, k innermost."""
        n = range(len(z))
        with mpmath.workdps(self._digits):
            along = {(j, k): self._difference(z, (j, k)) for j in n for k in n}
            return [[[along[j, k][i] for k in n] for j in n] for i in range(len(along[0, 0]))]

    def _difference(self, z: Sequence[float], along: tuple[int, ...]) -> list[mpmath.mpf]:
        """Return the central difference quotient of every output, once along each coordinate."""
        total: list[mpmath.mpf] | None = None
        for signs in itertools.product((1, -1), repeat=len(along)):
            place = [mpmath.mpf(each) for each in z]
            for j, sign in zip(along, signs, strict=True):
                place[j] += sign * self._step / 2
            outputs = [mpmath.fprod(signs) * each for each in self._rule(place)]
            total = (
                outputs if total is None else [a + b for a, b in zip(total, outputs, strict=True)]
            )
        assert total is not None
        return [each / self._step ** len(along) for each in total]


def _vector(definition: Vector, parameters: Mapping[str, float] | None) -> Rule:
    names = tuple(each.name for each in definition.parameters)
    read = sp.sympify(parse(definition.formula, names)).subs(bound(definition, parameters))
    totals = list(read.atoms(Total))
    sums = sp.symbols(f"total:{len(totals)}")
    terms = [sp.lambdify(Z, each.args[0], "mpmath") for each in totals]
    whole = sp.lambdify((Z, *sums), read.subs(dict(zip(totals, sums, strict=True))), "mpmath")

    def rule(z: list[mpmath.mpf]) -> list[mpmath.mpf]:
        found = [mpmath.fsum(term(each) for each in z) for term in terms]
        return [whole(each, *found) for each in z]

    return rule


def _entmax(definition: Entmax) -> Rule:
    alpha = mpmath.mpf(str(definition.alpha))
    power = 1 / (alpha - 1)

    def rule(z: list[mpmath.mpf]) -> list[mpmath.mpf]:
        # The outputs' sum is convex and falls in τ, and 1 below the largest number it is at least
        # 1: from there Newton's steps come ever nearer and never go too far.
        scaled = [(alpha - 1) * each for each in z]
        tau = max(scaled) - 1
        while True:
            inside = [each - tau for each in scaled if each > tau]
            total = mpmath.fsum(each**power for each in inside)
            step = (total - 1) / (power * mpmath.fsum(each ** (power - 1) for each in inside))
            if step <= max(1, abs(tau)) * mpmath.eps:
                break
            tau += step
        return [max(each - tau, mpmath.mpf(0)) ** power for each in scaled]

    return rule


def _parted(definition: Parted, parameters: Mapping[str, float] | None) -> Rule:
    oracles = {name: Oracle(own) for name, own in definition.calls}
    inputs = [Z if name == "z" else symbol(name) for name in definition.inputs]
    named = (*definition.inputs, *(each.name for each in definition.parameters))
    calls: dict[str, Any] = {name: sp.Function(name) for name in oracles}
    compiled = []
    for text in definition.outputs:
        read = parse(text, tuple(name for name in named if name != "z"), calls=calls)
        exact = elementary(sp.sympify(read).subs(bound(definition, parameters)))
        table: dict[str, Any] = {name: each.among for name, each in oracles.items()}
        compiled.append(sp.lambdify(inputs, exact, [table, "mpmath"]))

    def rule(z: list[mpmath.mpf]) -> list[mpmath.mpf]:
        size = len(z) // len(inputs)
        parts = [z[place * size : (place + 1) * size] for place in range(len(inputs))]
        return [each(*numbers) for each in compiled for numbers in zip(*parts, strict=True)]

    return rule


def _pooled(size: int) -> Rule:
    return lambda z: [max(z[start : start + size]) for start in range(0, len(z), size)]
