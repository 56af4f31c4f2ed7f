"""Every command takes one's own activation by --define, a line or a file."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from tests.cli.conftest import Run

BENT = "bent(alpha=0.5) = where(z > 0, z, alpha*(exp(z) - 1))"


def test_every_command_knows_it(run: Run, tmp_path: Path) -> None:
    shown = run("show", "bent", "--define", BENT)
    assert shown.code == 0, shown.err
    assert "bent(z) = where(z > 0, z, alpha*(exp(z) - 1))" in " ".join(shown.out.split())
    assert "where takes this branch there" in shown.out
    assert "Where it comes from" not in shown.out
    listed = run("list", "--define", BENT)
    assert listed.code == 0
    assert "bent" in listed.out
    evaluated = run("eval", "bent(alpha=2)", "-1", "0", "--json", "--define", BENT)
    assert json.loads(evaluated.out)["derivative"][1] == 2.0
    code = run("code", "bent", "--define", BENT)
    assert "def bent(z, alpha=0.5):" in code.out
    compared = run(
        *("compare", "iris", "--define", BENT, "--activations", "bent,relu", "--seeds", "2"),
        *("--epochs", "1", "--learning-rates", "0.01", "--hidden", "4", "--json"),
        *("--out", str(tmp_path / "report.html")),
    )
    assert compared.code == 0, compared.err
    assert "bent" in compared.out


def test_it_may_be_a_file_and_be_repeated(run: Run, tmp_path: Path) -> None:
    file = tmp_path / "own.toml"
    file.write_text('name = "inner"\nformula = "|z|"\nabout = "A fold"', encoding="utf-8")
    found = run(
        "eval", "outer", "-3", "--define", str(file), "--define", "outer = inner(z) + 1", "--json"
    )
    assert json.loads(found.out)["f"] == [4.0]


def test_reasons_and_notes_are_in_the_readers_language(run: Run) -> None:
    shown = " ".join(
        run("show", "mine", "--lang", "es", "--define", "mine = |z| + 1/z").out.split()
    )
    assert "Tiene un polo en z = 0." in shown
    folded = " ".join(run("show", "mine", "--lang", "es", "--define", "mine = |z|·2").out.split())
    assert "el valor absoluto tiene pendiente 0 en 0" in folded


@pytest.mark.parametrize(
    "text", ["log(z)", "1/z", "sqrt(1 - z^2)", "where(z > 0, 1, 0)", "sin(z)*z"]
)
def test_functions_with_gaps_are_shown(run: Run, text: str) -> None:
    shown = run("show", "mine", "--define", f"mine = {text}")
    assert shown.code == 0, shown.err
    assert run("code", "mine", "--define", f"mine = {text}").code == 0
    assert run("eval", "mine", "-2", "0", "2", "--define", f"mine = {text}").code == 0
    facts = json.loads(run("show", "mine", "--json", "--define", f"mine = {text}").out)
    assert isinstance(facts["notes"], list)


def test_a_mistake_is_marked_by_a_caret(run: Run) -> None:
    told = run("show", "bent", "--define", "bent = z*tanh(softplsu(z))")
    assert told.code == 2
    assert told.out == ""
    line, text, caret = told.err.splitlines()
    assert line.startswith("Error: cannot read the formula: no function is called 'softplsu'")
    assert "did you mean softplus, " in line
    assert text[caret.index("^") :].startswith("softplsu")


def test_a_mistake_is_told_in_spanish_and_in_json(run: Run) -> None:
    told = run("show", "bent", "--json", "--lang", "es", "--define", "bent = 2z")
    assert told.code == 2
    error = json.loads(told.out)["error"]
    assert error["kind"] == "BadExpression"
    assert "falta un signo; escribe 2*z, no 2z" in error["message"]
    assert told.err.splitlines()[-1].strip() == "^"


@pytest.mark.parametrize(
    "definition", ["", "bent", "elu = z", "nowhere.toml", "bent = __import__('os')", "b(a) = a*z"]
)
def test_a_bad_definition_exits_with_two_and_no_traceback(run: Run, definition: str) -> None:
    told = run("list", "--define", definition)
    assert (told.code, told.out) == (2, "")
    assert told.err.startswith("Error: ")
    assert "Traceback" not in told.err


def test_help_says_how_in_both_languages(actlas: Run) -> None:
    assert "Define an activation of your own" in " ".join(actlas("show", "--help").out.split())
    spanish = " ".join(actlas("eval", "--help", "--lang", "es").out.split())
    assert "Define antes una activación propia" in spanish
