"""Descriptions say which activations fit; what is not known is neither yes nor no."""

from __future__ import annotations

import itertools
import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

import actlas
from actlas import catalogue, selection
from actlas.definition import Elementwise
from actlas.errors import BadExpression, BadInput
from actlas.selection import described, distance, nearest


def _fitting(description: str, names: list[str]) -> list[str]:
    asks = described(description)
    return [name for name in names if asks(actlas.get(name))]


def test_a_fact_of_the_definition_is_what_the_definition_says() -> None:
    names = actlas.names()
    definitions = {name: catalogue.definition(name) for name in names}
    assert _fitting("torch", names) == [n for n in names if definitions[n].twin]
    assert _fitting("parametric", names) == [n for n in names if definitions[n].parameters]
    assert _fitting("not elementwise", names) == [
        n for n in names if not isinstance(definitions[n], Elementwise)
    ]


COURSE = ["elu", "leaky_relu", "relu", "sigmoid", "tanh"]


@pytest.mark.parametrize(
    ("description", "fits"),
    [
        ("smooth", ["sigmoid", "tanh"]),
        ("smooth and odd", ["tanh"]),
        ("smooth and not odd", ["sigmoid"]),
        ("has_kinks or odd", ["leaky_relu", "relu", "tanh"]),
        ("bounded", ["sigmoid", "tanh"]),
        ("bounded_below and not bounded_above", ["elu", "relu"]),
        ("homogeneous", ["leaky_relu", "relu"]),
        ("not (smooth or homogeneous)", ["elu"]),
        ("zero_centred", ["tanh"]),
        ("gain > 1.5", ["sigmoid", "tanh"]),
        ("gain > 1.2 and gain <= 1.3", ["elu"]),
        ("lipschitz = 1 and kinks >= 1", ["leaky_relu", "relu"]),
        ("lowest >= -1 and highest = 1", ["sigmoid", "tanh"]),
    ],
)
def test_a_description_is_true_of_what_it_describes(description: str, fits: list[str]) -> None:
    assert _fitting(description, COURSE) == fits


def test_the_words_for_derived_facts_are_those_that_the_engine_knows() -> None:
    from actlas.symbolic.properties import facts

    relu = actlas.get("relu")
    assert set(selection.DERIVED) == set(facts(relu.definition, relu.parameters))


@pytest.mark.parametrize(
    ("description", "answer"),
    [
        ("vector", True),
        ("elementwise", False),
        ("smooth", None),
        ("not smooth", None),
        ("smooth and vector", None),
        ("smooth and elementwise", False),
        ("elementwise and smooth", False),
        ("smooth or vector", True),
        ("smooth or elementwise", None),
        ("gain > 1", None),
    ],
)
def test_what_is_unknown_stays_so_unless_it_does_not_matter(
    description: str, answer: bool | None
) -> None:
    assert described(description)(actlas.get("softmax", dim=-1)) is answer


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("smoth", r"⟨here⟩smoth; did you mean smooth"),
        ("smooth and", "⟨here⟩"),
        ("smooth odd", "smooth ⟨here⟩odd"),
        ("gain", "⟨here⟩"),
        ("gain > many", "⟨here⟩many"),
        ("gain => 1", "⟨here⟩"),
        ("", "⟨here⟩; join with and, or, not: elementwise"),
        ("__import__('os')", "⟨here⟩"),
        ("(" * 200 + "odd" + ")" * 200, "nested too deeply"),
        ("odd " * 200, "at most 500 characters"),
    ],
)
def test_what_is_no_description_is_refused_with_its_place(text: str, said: str) -> None:
    with pytest.raises(BadExpression, match=said):
        described(text)


@given(st.text(alphabet="abdnorst ()<=>.0123456789", max_size=40))
def test_any_text_is_either_understood_or_refused(text: str) -> None:
    try:
        asks = described(text)
    except BadExpression:
        return
    assert asks(actlas.get("relu")) in (True, False, None)


def test_a_distance_is_that_of_the_integral() -> None:
    # E[(z⁺)²] = 1/2, E[(z − z⁺)²] = 1/2.
    relu, linear = actlas.get("relu"), actlas.get("linear")
    assert distance(relu, linear) == pytest.approx(math.sqrt(0.5), rel=1e-4)
    assert distance(relu, linear) == distance(linear, relu)
    slope = actlas.get("leaky_relu", negative_slope=0.25)
    assert distance(relu, slope) == pytest.approx(0.25 * math.sqrt(0.5), rel=1e-4)


def test_what_works_along_a_dimension_has_no_nearest() -> None:
    with pytest.raises(BadInput, match=r"softmax works along a dimension .*; choose an activation"):
        nearest(actlas.get("softmax", dim=-1))


def test_the_nearest_come_first_and_the_activation_itself_is_left_out() -> None:
    found = nearest(actlas.get("relu"))
    assert all(one <= other for (_, one), (_, other) in itertools.pairwise(found))
    names = [name for name, _ in found]
    assert "relu" not in names
    assert names.index("leaky_relu") < names.index("tanh")
