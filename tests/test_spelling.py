"""Which known words a misspelled one may mean."""

from __future__ import annotations

from actlas.spelling import near

WORDS = ["tan", "tanh", "atan", "gelu", "GLU", "softplus"]


def test_letters_that_changed_places_are_one_slip() -> None:
    assert near("tahn", WORDS) == ["tanh", "tan", "atan"]
    assert near("gleu", WORDS)[0] == "gelu"


def test_case_does_not_matter_and_words_come_back_as_they_are_spelled() -> None:
    assert near("glu", WORDS)[0] == "GLU"
    assert near("SOFPLUS", WORDS) == ["softplus"]


def test_no_more_than_asked_for_and_none_that_are_unlike() -> None:
    assert near("tahn", WORDS, 1) == ["tanh"]
    assert near("qqqqq", WORDS) == near("tanh", []) == []
