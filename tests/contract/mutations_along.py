"""What works along a dimension, damaged: its formulas, its order, its default, its stated slopes.

The judges are outputs known from elsewhere, the slopes of ties as papers and PyTorch have them, and
PyTorch's own function.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import torch
from tests.contract.cases import Case
from tests.contract.checks import found
from tests.contract.mutations import KNOWN, Mutant, other_defaults, other_numbers

from actlas.definition import EXACT_ORDERS, Along, Concatenated, Entmax, Gated, Vector
from actlas.errors import BadExpression
from actlas.symbolic.grammar import parse
from actlas.targets.vector_oracle import VectorOracle

_HALF = re.compile(r"\b[ab]\b")
_CALLED = re.compile(r"[a-z_]{2,}")


def mutants(definition: Along) -> Iterator[Mutant]:
    """Give the definition once with every sign, constant, half, kink and default damaged."""
    if isinstance(definition, Vector | Gated):
        for formula in _other_formulas(definition.formula):
            yield Mutant(formula, replace(definition, formula=formula))
    if isinstance(definition, Gated):
        exchanged = _HALF.sub(lambda half: "b" if half[0] == "a" else "a", definition.formula)
        without = _CALLED.sub("", definition.formula)
        for formula in {exchanged, without} - {definition.formula, "b*a"}:
            yield Mutant(formula, replace(definition, formula=formula))
    if isinstance(definition, Concatenated):
        first, *rest = definition.formulas
        yield Mutant("exchanged", replace(definition, formulas=(*rest, first)))
        for formula in _other_formulas(first):
            yield Mutant(formula, replace(definition, formulas=(formula, *rest)))
    if isinstance(definition, Entmax):
        for order in set(EXACT_ORDERS) - {definition.alpha}:
            yield Mutant(f"order {order}", replace(definition, alpha=order))
    for kink in definition.kinks:
        other = replace(kink, derivative=f"({kink.derivative}) + 1/3")
        yield Mutant(f"slope {other.derivative}", replace(definition, kinks=(other,)))
    yield from other_defaults(definition)


def _other_formulas(formula: str) -> Iterator[str]:
    yield f"-({formula})"
    yield from other_numbers(formula, 1 / 64)
    for sign, other in (("/", "*"), ("*", "/"), ("(z)", "(-z)"), ("(-z)", "(z)")):
        if sign in formula:
            yield formula.replace(sign, other, 1)


def notices(name: str, case: Case, mutant: Mutant) -> str:
    """Return the judge that sees the damage; "" where none does."""
    try:
        for judge in (_points, _ties, _pytorch):
            if judge(name, case, mutant.definition):
                return judge.__name__.removeprefix("_")
    except BadExpression:
        return "the engine, which refuses it"
    return ""


def _points(name: str, _case: Case, definition: Along) -> bool:
    oracle = VectorOracle(definition)
    for row in KNOWN["output"]:
        if row["name"] == name:
            known, got = row["values"], oracle.value(row.get("x", KNOWN["x"]))
            if len(got) != len(known):
                return True
            if any(abs(one - other) > 1e-4 for one, other in zip(got, known, strict=True)):
                return True
    return False


def _ties(name: str, _case: Case, definition: Along) -> bool:
    stated = {each.at: float(parse(each.derivative)) for each in definition.kinks}
    return stated != dict(KNOWN["kinks"].get(name, ()))


def _pytorch(_name: str, case: Case, definition: Along) -> bool:
    twin: Any = case.definition.twin
    if twin is None:
        return False
    z = torch.tensor([-3.0, 0.5, 2.0, -0.25], dtype=torch.float64)
    theirs = found(twin.functional)(z, dim=0).tolist()
    got = VectorOracle(definition).value(z.tolist())
    return any(abs(one - other) > 1e-12 for one, other in zip(got, theirs, strict=True))
