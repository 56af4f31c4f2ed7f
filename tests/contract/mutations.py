"""Definitions damaged on purpose, one damage each, and the judges that must notice every one.

No judge knows the definition that was damaged: they are points known from elsewhere, PyTorch's own
function, the slopes at kinks as the papers and PyTorch have them, and the rule that a function does
not jump where no kink is stated.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import mpmath
import torch
from tests.contract.cases import Case
from tests.contract.checks import gradient, twin

from actlas.definition import OTHERWISE, Elementwise, Kind, Piece
from actlas.errors import BadExpression
from actlas.targets.oracle import Oracle

KNOWN = tomllib.loads((Path(__file__).parents[1] / "known_answers.toml").read_text("utf-8"))
_NUMBER = re.compile(r"(?<![\w.])\d+(?:\.\d+)?(?![\w.])")


@dataclass(frozen=True)
class Mutant:
    """A damaged definition, and what was done to it."""

    damage: str
    definition: Any


def mutants(definition: Elementwise) -> Iterator[Mutant]:
    """Give the definition once with every sign, constant, branch, kink and default damaged."""
    for index, piece in enumerate(definition.pieces):
        if piece.formula != "0":
            yield _with_piece(definition, index, replace(piece, formula=f"-({piece.formula})"))
        for formula in other_numbers(piece.formula, 1 / 64):
            yield _with_piece(definition, index, replace(piece, formula=formula))
        for condition in other_numbers(piece.condition, 1 / 2):
            yield _with_piece(definition, index, replace(piece, condition=condition))
    yield from _exchanged(definition)
    for index, kink in enumerate(definition.kinks):
        other = replace(kink, derivative=f"({kink.derivative}) + 1/3")
        kinks = (*definition.kinks[:index], other, *definition.kinks[index + 1 :])
        yield Mutant(f"slope {other.derivative} at {kink.at}", replace(definition, kinks=kinks))
    yield from other_defaults(definition)


def _with_piece(definition: Elementwise, index: int, piece: Piece) -> Mutant:
    pieces = (*definition.pieces[:index], piece, *definition.pieces[index + 1 :])
    damage = f"piece {index}: {piece.formula}" + (f" if {piece.condition}" * bool(piece.condition))
    return Mutant(damage, replace(definition, pieces=pieces))


def other_numbers(text: str, step: float) -> Iterator[str]:
    """Give the text with one number after another a little larger."""
    for found in _NUMBER.finditer(text):
        number = float(found[0])
        larger = number + step * max(number, 1)
        yield f"{text[: found.start()]}{larger!r}{text[found.end() :]}"


def _exchanged(definition: Elementwise) -> Iterator[Mutant]:
    for index in range(len(definition.pieces) - 1):
        one, other = definition.pieces[index : index + 2]
        if one.formula != other.formula:
            pieces = list(definition.pieces)
            pieces[index : index + 2] = (
                replace(one, formula=other.formula),
                replace(other, formula=one.formula),
            )
            yield Mutant(
                f"pieces {index} and {index + 1} exchanged",
                replace(definition, pieces=tuple(pieces)),
            )


def other_defaults(definition: Kind) -> Iterator[Mutant]:
    """Give the definition with one parameter's default after another changed."""
    for index, parameter in enumerate(definition.parameters):
        others = (parameter.default * 1.25 + 0.125, parameter.default * 0.75)
        for number in (parameter.default * 2,) if parameter.domain.whole else others:
            if number in parameter.domain and number != parameter.default:
                other = replace(parameter, default=number)
                parameters = (
                    *definition.parameters[:index],
                    other,
                    *definition.parameters[index + 1 :],
                )
                yield Mutant(
                    f"{parameter.name} is {number:g} by default",
                    replace(definition, parameters=parameters),
                )
                break


def notices(name: str, case: Case, mutant: Mutant) -> str:
    """Return the judge that sees the damage; "" where none does.

    Args:
        name: the activation's name in the tables of known answers.
        case: the definition as it is, whose twin in PyTorch is asked.
        mutant: the damaged one.
    """
    try:
        oracle = Oracle(mutant.definition)
        for judge in (_points, _kinks, _jumps, _pytorch):
            if judge(name, case, mutant.definition, oracle):
                return judge.__name__.removeprefix("_")
    except (BadExpression, AssertionError):
        return "the engine, which refuses it"
    return ""


def _differ(one: Any, other: float) -> bool:
    return bool(abs(one - other) > 1e-9 * max(abs(other), 1e-9))


def _points(name: str, _case: Case, definition: Elementwise, oracle: Oracle) -> bool:
    if any(_differ(oracle.value(each.z), each.y) for each in definition.golden):
        return True
    for row in KNOWN["output"]:
        if row["name"] == name:
            asked = Oracle(definition, row["parameters"]) if "parameters" in row else oracle
            known = zip(row.get("x", KNOWN["x"]), row["values"], strict=True)
            if any(abs(asked.value(z) - y) > 1e-4 for z, y in known):
                return True
    return False


def _kinks(name: str, _case: Case, _definition: Elementwise, oracle: Oracle) -> bool:
    stated = {z: float(oracle.derivative(z)) for z in oracle.kinks}
    known = dict(KNOWN["kinks"].get(name, ()))
    return stated.keys() != known.keys() or any(_differ(stated[z], known[z]) for z in known)


def _jumps(_name: str, _case: Case, definition: Elementwise, oracle: Oracle) -> bool:
    places = {
        float(number) * sign
        for piece in definition.pieces
        if piece.condition != OTHERWISE
        for number in _NUMBER.findall(piece.condition)
        for sign in (1, -1)
    }
    step = 2.0**-40
    return any(
        abs(oracle.value(z + step) - oracle.value(z - step)) > 1e-6 * (1 + abs(z))
        for z in places - set(oracle.kinks)
    )


def _pytorch(_name: str, case: Case, definition: Elementwise, oracle: Oracle) -> bool:
    if case.definition.twin is None:
        return False
    z = torch.linspace(-7, 7, 113, dtype=torch.float64)
    theirs = twin(case)
    known = zip(z.tolist(), theirs(z.clone()).tolist(), strict=True)
    if any(abs(oracle.value(at) - mpmath.mpf(y)) > 1e-7 for at, y in known):
        return True
    kinks = torch.tensor(oracle.kinks, dtype=torch.float64)
    slopes = gradient(theirs, kinks).tolist() if oracle.kinks else []
    return any(
        _differ(oracle.derivative(at), y) for at, y in zip(oracle.kinks, slopes, strict=True)
    )
