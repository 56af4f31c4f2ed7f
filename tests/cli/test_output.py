"""What goes to the terminal: JSON that every reader accepts, paragraphs that fit."""

from __future__ import annotations

import json
import math

import pytest

from actlas.cli.output import WIDEST, Paper, plain, write_json


def test_json_keeps_what_it_can_and_names_what_it_cannot(capsys) -> None:
    write_json({"a": (1, 2.5, None, True), "b": {"c": [math.inf, -math.inf, math.nan]}, "ñ": "∞"})
    document = json.loads(capsys.readouterr().out, parse_constant=pytest.fail)
    assert document["a"] == [1, 2.5, None, True]
    assert document["b"]["c"] == ["Infinity", "-Infinity", "NaN"]
    assert document["ñ"] == "∞"


def test_names_of_numbers_are_read_back_by_float() -> None:
    values = [math.inf, -math.inf]
    assert [float(each) for each in plain(values)] == values
    assert math.isnan(float(plain(math.nan)))


@pytest.mark.parametrize("columns", [40, 80, 300])
def test_paragraphs_fit_the_terminal_and_are_never_too_wide(columns, monkeypatch, capsys) -> None:
    monkeypatch.setenv("COLUMNS", str(columns))
    Paper().text("word " * 100, 12, word="label")
    lines = capsys.readouterr().out.splitlines()
    assert max(len(line) for line in lines) <= min(columns, WIDEST)
    assert lines[0].startswith("label       word")
    assert all(line.startswith(" " * 12) for line in lines[1:])
