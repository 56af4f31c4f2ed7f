"""What is read can be written, and is the same when it is read again."""

from __future__ import annotations

import pytest
import sympy as sp
from hypothesis import example, given, settings
from tests.define.formulas import formulas

from actlas import catalogue
from actlas.definition import Elementwise
from actlas.errors import BadExpression
from actlas.symbolic.functions import Z
from actlas.symbolic.grammar import parse
from actlas.symbolic.references import as_formula
from actlas.symbolic.writer import written

WRITTEN = {
    "alpha*(exp(z) - 1)": "alpha*(exp(z) - 1)",
    "-z^2/3": "-z^2/3",
    "(-z)^3": "-z^3",
    "1/(1 + e^-z)": "1/(1 + exp(-z))",
    "0.01*z": "0.01*z",
    "1.0507009873554805*z": "1.0507009873554805*z",
    "z^-2": "1/z^2",
    "|z|^1.5": "abs(z)^(3/2)",
    "max(0, z, 1 - z)": "max(0, z, 1 - z)",
    "z if z > 0, alpha otherwise": "where(z > 0, z, alpha)",
    "0 < z <= 1 or not z > -1": "z <= 1 and z > 0 or z <= -1",
    "tan(z)": "sin(z)/cos(z)",
    "2^-z": "2^(-z)",
}


@pytest.mark.parametrize("text", WRITTEN)
def test_the_text_is_what_one_would_write(text: str) -> None:
    assert written(parse(text, ("alpha",))) == WRITTEN[text]


@settings(max_examples=200, deadline=None)
@given(text=formulas())
@example(text="e^(-(√(1 + (z)²)/(1 + ((z)²)²))²)")  # a minus sign before a sum over something
def test_what_is_written_is_read_as_the_same(text: str) -> None:
    try:
        read = parse(text, ("alpha",))
    except BadExpression:
        return
    again = parse(written(read), ("alpha",))
    assert again == read
    assert written(again) == written(read)


@pytest.mark.parametrize("name", sorted(catalogue.readable()))
def test_every_definition_can_be_written_as_one_formula(name: str) -> None:
    definition = catalogue.definition(name)
    if not isinstance(definition, Elementwise):
        return
    formula = as_formula(definition)
    assert parse(written(formula), tuple(each.name for each in definition.parameters)) == formula


def test_what_the_grammar_has_no_word_for_is_refused() -> None:
    with pytest.raises(BadExpression, match="no word for gamma"):
        written(sp.gamma(Z))
