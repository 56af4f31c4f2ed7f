"""`actlas list`: all activations, the user's own among them."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

import actlas as package
from actlas.atlas.prose import load
from actlas.language import LANGUAGES


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_activation_has_its_name_its_name_in_full_and_its_formula(run, lang: str) -> None:
    done = run("list", "--lang", lang)
    assert (done.code, done.err) == (0, "")
    for name in package.names():
        assert load(name, lang).full_name in " ".join(done.out.split())
    starts = [line.split()[0] for line in done.out.splitlines() if not line.startswith(" ")]
    assert starts == package.names()
    assert max(len(line) for line in done.out.splitlines()) <= 80


def test_formulas_are_plain_text_in_the_readers_language(run) -> None:
    assert "z if z > 0, alpha·(exp(z) − 1) otherwise" in run("list").out
    assert "z si z > 0, alpha·(exp(z) − 1) en otro caso" in run("list", "--lang", "es").out


@pytest.mark.parametrize("lang", LANGUAGES)
def test_json_has_one_entry_for_each_activation(run, lang: str) -> None:
    entries = json.loads(run("list", "--json", "--lang", lang).out)
    assert [each["name"] for each in entries] == package.names()
    for each in entries:
        prose = load(each["name"], lang)
        assert (each["title"], each["summary"]) == (prose.title, prose.summary)
        parameters = package.get(each["name"]).definition.parameters
        assert each["parameters"] == [parameter.name for parameter in parameters]


@pytest.fixture
def own_activation(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """An activation of the user's own, defined and not yet written about."""
    folder = tmp_path / "definitions"
    folder.mkdir()
    (folder / "bent.py").write_text(
        '"""Bent: a line that turns a corner."""\n'
        "from actlas.definition import Elementwise, Parameter, Piece\n"
        'definition = Elementwise(\n    pieces=(Piece("z", "z > 0"), Piece("b*z")),\n'
        '    parameters=(Parameter("b", 0.5, "slope on the left"),),\n    references=(),\n)\n'
    )
    monkeypatch.setenv("ACTLAS_PATH", str(tmp_path))
    return "bent"


@pytest.mark.parametrize("lang", LANGUAGES)
def test_an_activation_that_nobody_wrote_about_is_listed_by_its_headline(
    run, own_activation: str, lang: str
) -> None:
    out = run("list", "--lang", lang).out
    assert "bent · Bent: a line that turns a corner." in out
    assert "b·z" in out


@pytest.mark.parametrize("lang", LANGUAGES)
def test_an_activation_that_nobody_wrote_about_has_a_page(
    run, own_activation: str, lang: str
) -> None:
    done = run("show", own_activation, "--lang", lang)
    assert done.code == 0
    assert "⎩ b·z" in done.out
    assert "slope on the left" in done.out
    page = json.loads(run("show", own_activation, "--json", "--lang", lang).out)
    assert (page["title"], page["advantages"]) == ("bent", [])


def test_only_those_that_fit_a_description_are_listed(run) -> None:
    done = run("list", "--where", "torch and vector", "--json")
    assert done.code == 0
    found = [each["name"] for each in json.loads(done.out)]
    assert "softmax" in found
    assert "relu" not in found


def test_of_whom_it_is_not_known_is_said_beside_the_list(run) -> None:
    done = run("list", "--where", "vector and bounded")
    assert "No activation fits." in done.out
    assert done.err.startswith("not known of: ")
    assert "softmax" in done.err
    es = run("list", "--where", "vector and bounded", "--lang", "es")
    assert "Ninguna activación cumple" in es.out


def test_a_description_that_cannot_be_read_is_told_in_one_line(run) -> None:
    done = run("list", "--where", "smoth")
    assert (done.code, done.out) == (2, "")
    assert "⟨here⟩smoth; did you mean smooth" in done.err


def test_those_like_another_come_from_the_nearest_on_with_their_distance(run) -> None:
    entries = json.loads(run("list", "--like", "relu", "--json").out)
    distances = [each["distance"] for each in entries]
    assert distances == sorted(distances)
    assert "relu" not in [each["name"] for each in entries]
    assert "distance" in run("list", "--like", "relu").out


def test_those_that_pytorch_has_can_be_listed_alone(run) -> None:
    entries = json.loads(run("list", "--torch", "--json").out)
    has = [n for n in package.names() if package.get(n).definition.twin is not None]
    assert [each["name"] for each in entries] == has
    assert all(each["torch"] for each in entries)
