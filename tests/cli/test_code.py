"""`actlas code`: the source, the whole source and nothing but the source."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

import actlas as package
from actlas.atlas.source import activation_source, network_source
from actlas.language import LANGUAGES, use


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("name", package.names())
def test_it_prints_the_source_of_an_activation_and_nothing_else(run, name: str, lang: str) -> None:
    with use(lang):
        expected = activation_source(name)
    assert run("code", name, "--lang", lang) == (0, expected, "")


def test_it_prints_the_network_in_either_style_with_any_activation(run) -> None:
    assert run("code", "network").out == network_source("module", "relu")
    functional = run("code", "network", "--style", "functional", "--activation", "elu(alpha=0.5)")
    assert functional.out == network_source("functional", "elu(alpha=0.5)")


def test_what_it_prints_can_be_written_to_a_file_and_run(actlas, tmp_path: Path) -> None:
    file = tmp_path / "elu.py"
    file.write_text(actlas("code", "elu(alpha=0.5)").out, encoding="utf-8")
    done = subprocess.run(
        [sys.executable, file], capture_output=True, text=True, timeout=120, check=True
    )
    assert "-0.3160" in done.stdout


def test_json_holds_the_source(run) -> None:
    document = json.loads(run("code", "tanh", "--json").out)
    assert document == {"name": "tanh", "source": activation_source("tanh")}


def test_the_word_network_misspelled_is_met_with_the_word(run) -> None:
    done = run("code", "netwrok")
    assert (done.code, done.out) == (2, "")
    assert "no activation is called 'netwrok'; did you mean network?" in done.err
