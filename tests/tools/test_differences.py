"""The page of differences from PyTorch says what the definitions say."""

from __future__ import annotations

import actlas
import differences
from actlas import catalogue
from actlas.definition import Difference


def test_the_page_is_what_the_definitions_say_today() -> None:
    written = differences.FILE.read_text(encoding="utf-8")
    assert written == differences.text(), "docs/differences.md is stale: run `make docs`"


def test_every_difference_and_every_argument_without_effect_is_told() -> None:
    page = differences.text()
    for name in actlas.names():
        definition = catalogue.definition(name)
        for each in (*definition.differences, *definition.kept):
            assert f"## {name}\n" in page
            assert each.reason.replace("|", "\\|") in page


def test_a_row_says_where_what_and_why() -> None:
    row = differences._row(
        Difference(1, (-5.0, -0.0), "float32", "0", "a|b", "it cancels", reach="outward")
    )
    assert row == r"| slope | −5, −0 and beyond (float32) | 0 | a\|b | it cancels |"
