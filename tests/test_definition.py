"""Definitions are frozen data that checks itself when it is written."""

from __future__ import annotations

import dataclasses
import math
from typing import Any

import pytest

import actlas
from actlas import catalogue
from actlas.definition import (
    Along,
    Elementwise,
    Interval,
    Kink,
    Parameter,
    Piece,
    Reference,
    Twin,
    Vector,
)
from actlas.errors import BadExpression

every_name = pytest.mark.parametrize("name", actlas.names())


def test_an_interval_knows_its_ends() -> None:
    for interval, inside, outside in (
        (Interval(), (0.0, 1e308), (math.inf, -math.inf, math.nan)),
        (Interval(0, 1), (0.5,), (0.0, 1.0)),
        (Interval(0, 1, closed_low=True), (0.0,), (1.0,)),
        (Interval(0, 1, closed_high=True), (1.0,), (0.0,)),
    ):
        assert all(number in interval for number in inside)
        assert not any(number in interval for number in outside)


def test_an_interval_is_written_as_in_mathematics() -> None:
    assert str(Interval()) == "(-∞, ∞)"
    assert str(Interval(-0.5, 0.25, closed_low=True, closed_high=True)) == "[-0.5, 0.25]"


@every_name
def test_a_definition_cannot_be_changed_and_can_be_a_key(name: str) -> None:
    definition = catalogue.definition(name)
    with pytest.raises(dataclasses.FrozenInstanceError):
        definition.references = ()  # type: ignore[misc]
    assert hash(definition) == hash(dataclasses.replace(definition))
    assert definition == dataclasses.replace(definition)


@every_name
def test_a_definition_says_where_it_comes_from(name: str) -> None:
    definition = catalogue.definition(name)
    assert isinstance(definition, Elementwise | Along)
    for reference in definition.references:
        assert 1900 < reference.year < 2100
        assert str(reference) == (
            f"{reference.authors} ({reference.year}). {reference.title}. {reference.where}."
        )
    assert definition.references


@every_name
def test_a_definition_is_a_file_of_data_that_opens_with_a_sentence(name: str) -> None:
    headline = catalogue.headline(name)
    assert headline.endswith(".")
    assert ":" in headline
    for parameter in catalogue.definition(name).parameters:
        assert parameter.meaning
        assert parameter.default in parameter.domain


@pytest.mark.parametrize(
    "name",
    [
        "",
        "2x",
        "a b",
        "lambda",
        "_a",
        "é",
        "a-b",
        "z",
        "x",
        "pi",
        "dim",
        "input",
        "inplace",
        "c0",
        "torch",
        "math",
        "constant",
        "s",
        "s_i",
        "delta_ij",
        "check",
        "training",
        "n",
    ],
)
def test_a_parameter_needs_a_name_that_generated_code_can_use(name: str) -> None:
    with pytest.raises(BadExpression, match="no parameter can be called"):
        Parameter(name, 1.0, "whatever")


@pytest.mark.parametrize("name", ["alpha", "beta", "negative_slope", "p1", "N", "E", "S", "c"])
def test_ordinary_names_of_parameters_are_free(name: str) -> None:
    assert Parameter(name, 1.0, "whatever").name == name


@pytest.mark.parametrize("default", [math.nan, math.inf, -1.0, 0.0])
def test_the_default_lies_in_the_domain(default: float) -> None:
    with pytest.raises(BadExpression, match=r"default of alpha is .*, outside its domain \(0, ∞\)"):
        Parameter("alpha", default, "a scale", Interval(0))


WHERE = (Reference("Anon, A.", 2000, "A function for a test", "nowhere"),)


@pytest.mark.parametrize(
    "pieces",
    [
        (),
        (Piece("z", "z > 0"),),
        (Piece("z"), Piece("0")),
        (Piece("z"), Piece("0", "z < 0")),
    ],
    ids=["none", "all conditional", "two without", "last conditional"],
)
def test_only_the_last_piece_holds_everywhere_else(pieces: tuple[Piece, ...]) -> None:
    with pytest.raises(BadExpression, match="every piece has a condition except the last"):
        Elementwise(pieces=pieces, references=WHERE)


@pytest.mark.parametrize("kind", [Elementwise, Vector])
def test_parameters_have_names_of_their_own(kind: Any) -> None:
    twice = (Parameter("alpha", 1.0, "one"), Parameter("alpha", 2.0, "other"))
    what = {"pieces": (Piece("z"),)} if kind is Elementwise else {"formula": "z"}
    with pytest.raises(BadExpression, match="two parameters have one name"):
        kind(references=WHERE, parameters=twice, **what)


def test_data_is_compared_by_value() -> None:
    assert Kink("0", "1", "why") == Kink("0", "1", "why")
    assert Twin("torch.relu", "torch.nn.ReLU") != Twin("torch.relu", "torch.nn.ReLU", inplace=True)
