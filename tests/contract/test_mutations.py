"""Damage a definition in any of its parts, and something that does not know it sees the damage."""

from __future__ import annotations

import pytest
from tests.contract import mutations_along
from tests.contract.cases import ALONG, ELEMENTWISE, Case
from tests.contract.mutations import Mutant, mutants, notices

DEFAULTS = [case for case in ELEMENTWISE if not case.parameters]
ALONG_DEFAULTS = [case for case in ALONG if not case.parameters]


@pytest.mark.parametrize("case", DEFAULTS, ids=str)
def test_every_damage_is_noticed(case: Case) -> None:
    unseen = [
        each.damage for each in mutants(case.definition) if not notices(case.name, case, each)
    ]
    assert unseen == []


@pytest.mark.parametrize("case", DEFAULTS, ids=str)
def test_what_is_not_damaged_is_not_accused(case: Case) -> None:
    assert notices(case.name, case, Mutant("none", case.definition)) == ""


@pytest.mark.parametrize("case", ALONG_DEFAULTS, ids=str)
def test_along_a_dimension_every_damage_is_noticed_and_nothing_else(case: Case) -> None:
    damaged = list(mutations_along.mutants(case.definition))
    unseen = [each.damage for each in damaged if not mutations_along.notices(case.name, case, each)]
    assert damaged
    assert unseen == []
    assert mutations_along.notices(case.name, case, Mutant("none", case.definition)) == ""


def test_every_part_of_a_definition_is_damaged() -> None:
    case = next(each for each in DEFAULTS if each.definition.parameters and each.definition.kinks)
    kinds = " ".join(each.damage for each in mutants(case.definition))
    for part in ("-(", "exchanged", "slope", "by default", " if "):
        assert part in kinds
