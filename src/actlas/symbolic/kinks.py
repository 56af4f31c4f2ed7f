"""Where a written formula has a kink, and the slope there: what PyTorch's autograd finds in it.

The rule, from the inside out, at a point where a choice is undecided:

    where(c, a, b)   the branch that c takes at the point
    |u|, sign(u)     slope 0, as torch.abs and torch.sign
    max, min         a side that does not change with z decides: slope 0, as torch.relu and
                     hardtanh; where all sides change, the mean of those that tie, as torch.maximum
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import sympy as sp
from sympy.core.relational import Relational

from actlas.definition import Kink
from actlas.errors import BadExpression
from actlas.language import mark
from actlas.symbolic.calculus import same
from actlas.symbolic.functions import Z, where
from actlas.symbolic.unfold import Case, holds, innermost, unfold
from actlas.symbolic.writer import written

REASONS = {
    "where": mark("where takes this branch there"),
    "constant": mark("the side of max or min that does not change with z decides, as in relu"),
    "halves": mark("the sides of max or min that tie count equally, as in torch.maximum"),
    "abs": mark("the absolute value has slope 0 at 0, as torch.abs has"),
    "several": mark("it is what automatic differentiation of the formula gives there"),
}
Bound = Mapping[Any, Any]
_LIKELY = [sp.Rational(each, 2) for each in range(-6, 7)]
"""Where edges that cannot be solved for are looked for."""


def kinks(formula: sp.Expr, bound: Bound) -> tuple[Kink, ...]:
    """Return the kinks of a formula, each with the slope that the rule gives.

    Args:
        formula: the function, with its choices in it.
        bound: numbers for the parameters, at which it is decided which side is which.

    Example:
        >>> for each in kinks(sp.Abs(Z) + sp.Max(Z, 2), {}):
        ...     print(each.at, each.derivative)
        0 0
        2 1
    """
    found = []
    for place, left, right in meetings(formula, bound):
        heights = [_at(each, place) for each in (left, right)]
        slopes = [_at(sp.diff(each, Z), place) for each in (left, right)]
        if not all(each.is_finite is not False for each in (*heights, *slopes)):
            continue
        if same(*heights) and not same(*slopes):
            tangent = _Tangent(place, bound)
            slope = tangent.slope(formula)
            try:
                found.append(Kink(written(place), written(slope), tangent.reason()))
            except BadExpression:  # a place or a slope that the grammar has no words for
                continue
    return tuple(found)


def meetings(formula: sp.Expr, bound: Bound) -> Iterator[tuple[Any, sp.Expr, sp.Expr]]:
    """Give the places at which cases of a formula meet, with the one on the left and on the right.

    Raises:
        BadExpression: the choices combine to too many cases.
    """
    cases = unfold(formula)
    places = _places(cases, bound)
    for index, (number, place) in enumerate(places):
        low = places[index - 1][0] if index else number - 1
        high = places[index + 1][0] if index + 1 < len(places) else number + 1
        left = _owner(cases, (low + number) / 2, bound)
        right = _owner(cases, (number + high) / 2, bound)
        if left is not None and right is not None and left != right:
            yield place, left, right


def _places(cases: list[Case], bound: Bound) -> list[tuple[Any, Any]]:
    """Return the edges of the cases, as numbers and as formulas, from left to right."""
    found: dict[Any, Any] = {}
    for _, condition in cases:
        for each in condition.atoms(Relational) if condition != sp.true else ():
            if each.lhs == Z and not each.rhs.has(Z):
                candidates = [each.rhs]
            else:
                gap = each.lhs - each.rhs
                candidates = [p for p in _LIKELY if gap.has(Z) and gap.xreplace({Z: p}) == 0]
            for place in candidates:
                number = place.subs(bound)
                if number.is_real and number.is_finite:
                    found.setdefault(number, place)
    return sorted(found.items())


def _owner(cases: list[Case], number: Any, bound: Bound) -> Any:
    for formula, condition in cases:
        truth = condition if condition == sp.true else holds(condition.subs(bound), number)
        if truth == sp.true:
            return formula
        if truth != sp.false:
            return None
    return None


def _at(formula: sp.Expr, place: Any) -> sp.Expr:
    return sp.sympify(formula.subs(Z, place))


@dataclass
class _Tangent:
    """Differentiates a formula at one point, every undecided choice by the rule."""

    place: Any
    bound: Bound
    ties: set[str] = field(default_factory=set)

    def slope(self, formula: sp.Expr) -> sp.Expr:
        while (node := innermost(formula)) is not None:
            formula = formula.xreplace({node: self._line(node)})
        return _at(sp.diff(formula, Z), self.place)

    def reason(self) -> str:
        return REASONS[next(iter(self.ties)) if len(self.ties) == 1 else "several"]

    def _line(self, node: Any) -> sp.Expr:
        """Return the straight line that touches a choice at the point."""
        value, slope = self._chosen(node)
        return value + slope * (Z - self.place)

    def _chosen(self, node: Any) -> tuple[sp.Expr, sp.Expr]:
        if isinstance(node, where):
            condition, first, other = node.args
            if any(
                self._is_zero(_at(e.lhs - e.rhs, self.place)) for e in condition.atoms(Relational)
            ):
                self.ties.add("where")
            branch = first if holds(condition, self.place).subs(self.bound) == sp.true else other
            return _at(branch, self.place), self._slope(branch)
        values = [_at(each, self.place) for each in node.args]
        if isinstance(node, sp.Abs | sp.sign):
            return self._folded(node, values[0])
        numbers = [each.subs(self.bound) for each in values]
        best = node.func(*numbers)
        tied = [
            each
            for each, number in zip(node.args, numbers, strict=True)
            if self._is_zero(number - best)
        ]
        value = values[node.args.index(tied[0])]
        slopes = [self._slope(each) for each in tied]
        if len(tied) > 1:
            self.ties.add("halves" if all(each.has(Z) for each in tied) else "constant")
        if not all(each.has(Z) for each in tied):
            return value, sp.S.Zero
        return value, sp.Add(*slopes) / len(slopes)

    def _folded(self, node: Any, value: sp.Expr) -> tuple[sp.Expr, sp.Expr]:
        number = value.subs(self.bound)
        if self._is_zero(number):
            self.ties.add("abs")
            return sp.S.Zero, sp.S.Zero
        sign = sp.S.One if number > 0 else -sp.S.One
        if isinstance(node, sp.sign):
            return sign, sp.S.Zero
        return sign * value, sign * self._slope(node.args[0])

    def _slope(self, formula: sp.Expr) -> sp.Expr:
        return _at(sp.diff(formula, Z), self.place)

    def _is_zero(self, number: Any) -> bool:
        number = sp.sympify(number).subs(self.bound)
        return bool(number == 0) or (number.is_number and abs(number.evalf(30)) < sp.Float("1e-25"))
