"""The program as a whole: languages, exit codes, errors of one line, pipes, and its weight."""

from __future__ import annotations

import json
import os
import subprocess
import sys

import pytest

import actlas as package
from actlas.cli import app, program
from actlas.language import LANGUAGES

HEAVY = ("torch", "sympy", "numpy", "scipy", "matplotlib", "polars", "sklearn", "rich", "plotext")


def test_the_version_is_that_of_the_package(run) -> None:
    assert run("--version") == (0, f"actlas {package.__version__}\n", "")


def test_without_arguments_it_shows_its_help(run) -> None:
    assert run() == run("--help")
    assert run().code == 0


@pytest.mark.parametrize("command", app.COMMANDS)
def test_every_command_has_help_in_every_language(run, command: str) -> None:
    helps = {lang: run(command, "--help", "--lang", lang) for lang in LANGUAGES}
    assert {each.code for each in helps.values()} == {0}
    assert len({each.out for each in helps.values()}) == len(LANGUAGES)
    assert all("--lang" in each.out and "--json" in each.out for each in helps.values())


@pytest.mark.parametrize("command", ["", *app.COMMANDS])
@pytest.mark.parametrize("lang", LANGUAGES)
def test_help_fits_into_80_columns(run, command: str, lang: str) -> None:
    out = run(*filter(None, [command]), "--help", "--lang", lang).out
    assert max(len(line) for line in out.splitlines()) <= 80


def test_the_language_may_be_asked_for_before_and_after_the_command(run) -> None:
    spanish = run("list", "--lang", "es").out
    assert "Unidad lineal exponencial" in spanish
    assert run("--lang", "es", "list").out == spanish
    assert run("list", "--lang=es").out == spanish
    assert run("--lang", "en", "list", "--lang", "es").out == spanish


def test_after_a_double_dash_no_language_is_asked_for(run) -> None:
    done = run("list", "--", "--lang", "es")
    assert (done.code, done.out) == (2, "")
    assert "unexpected extra arguments (--lang es)" in done.err


def test_the_environment_chooses_the_language_where_nothing_else_does(actlas) -> None:
    assert "Muestra este mensaje" in actlas("--help", LANGUAGE="es").out
    assert "Show this message" in actlas("--help", LANGUAGE="fr").out


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["lst"], "No such command 'lst'. Did you mean 'list'?; see actlas --help"),
        (["list", "--jsn"], "No such option '--jsn'. Did you mean '--json'?; see actlas list"),
        (["--json", "list"], "--json stands after the command: actlas list … --json; see actlas"),
        (["--plot", "a.png", "show", "elu"], "stands after the command: actlas show … --plot"),
        (["--seeds", "3"], "--seeds stands after the command: actlas compare … --seeds; see"),
        (["--jsn", "list"], "No such option '--jsn'; see actlas --help"),
        (["--json", "--lang", "es", "list"], "--json va después de la orden: actlas list … --json"),
        (["list", "more"], "unexpected extra argument (more); see actlas list --help"),
        (["list", "--lang", "tlh"], "'tlh' is not one of 'en', 'es'; see actlas list --help"),
        (["--lang", "es"], "Falta la orden; consulta actlas --help"),
        (["show", "--lang", "es"], "Falta el argumento 'NOMBRE'; consulta actlas show --help"),
    ],
)
def test_bad_usage_is_one_line_that_points_to_the_help(run, arguments, said: str) -> None:
    done = run(*arguments)
    assert (done.code, done.out, len(done.err.splitlines())) == (2, "", 1)
    assert said in done.err


@pytest.mark.parametrize("lang", LANGUAGES)
def test_with_json_an_error_is_a_document_too(run, lang: str) -> None:
    done = run("show", "elo", "--json", "--lang", lang)
    error = json.loads(done.out)["error"]
    assert (error["kind"], error["exit_code"], done.code) == ("UnknownName", 2, 2)
    assert done.err.strip().endswith(error["message"])


def test_with_json_bad_usage_is_a_document_too(run) -> None:
    done = run("list", "--nonsense", "--json")
    assert json.loads(done.out)["error"]["kind"] == "UsageError"


@pytest.fixture
def broken(monkeypatch: pytest.MonkeyPatch):
    """Make every command raise."""

    def broken_by(error: BaseException) -> None:
        def build() -> None:
            raise error

        monkeypatch.setattr(app, "build", build)

    return broken_by


def test_an_unforeseen_error_is_one_line_and_says_how_to_learn_more(run, broken) -> None:
    broken(RuntimeError("two\nlines"))
    done = run("list")
    assert (done.code, done.out) == (1, "")
    said = "unexpected RuntimeError: two lines; set ACTLAS_DEBUG=1 to see the traceback"
    assert done.err == f"Error: {said}\n"


def test_debugging_shows_the_traceback_before_the_line(run, broken, monkeypatch) -> None:
    monkeypatch.setenv(program.DEBUG_VARIABLE, "1")
    broken(RuntimeError("oh"))
    lines = run("list").err.splitlines()
    assert lines[0].startswith("Traceback")
    assert lines[-1].startswith("Error: unexpected RuntimeError")


def test_an_interruption_is_a_word_and_130(run, broken) -> None:
    broken(KeyboardInterrupt())
    assert run("list") == (130, "", "interrupted\n")
    assert run("list", "--lang", "es").err == "interrumpido\n"


@pytest.mark.parametrize("arguments", [["list"], ["show", "relu"], ["code", "relu"], ["--help"]])
def test_a_reader_that_goes_away_is_no_error(arguments: list[str]) -> None:
    reading, writing = os.pipe()
    os.close(reading)
    done = subprocess.run(
        [sys.executable, "-m", "actlas", *arguments],
        stdout=writing,
        stderr=subprocess.PIPE,
        timeout=120,
        check=False,
    )
    os.close(writing)
    assert (done.returncode, done.stderr) == (program.UNREAD, b"")


@pytest.mark.parametrize("arguments", [[], ["--help"], ["--version"], ["compare", "--help"]])
def test_help_and_version_load_nothing_heavy(fresh_python, arguments: list[str]) -> None:
    loaded = fresh_python(f"""
        import sys
        from actlas.cli import main
        assert main({arguments!r}) == 0
        print([name for name in {HEAVY!r} if name in sys.modules], file=sys.stderr)
        print("LOADED", *(name for name in {HEAVY!r} if name in sys.modules))
    """).splitlines()[-1]
    assert loaded == "LOADED"


def test_listing_loads_neither_torch_nor_sympy(fresh_python) -> None:
    loaded = fresh_python("""
        import sys
        from actlas.cli import main
        assert main(["list", "--json"]) == 0
        print("LOADED", *(name for name in ("torch", "sympy", "numpy") if name in sys.modules))
    """).splitlines()[-1]
    assert loaded == "LOADED"


def test_a_terminal_without_the_signs_gets_question_marks_and_valid_json(actlas) -> None:
    text = actlas("list", PYTHONIOENCODING="ascii")
    assert (text.code, text.err) == (0, "")
    assert "alpha?(exp(z) ? 1)" in text.out
    entries = json.loads(actlas("list", "--json", PYTHONIOENCODING="ascii").out)
    formulas = {entry["name"]: entry["formula"] for entry in entries}
    assert formulas["elu"] == "z if z > 0, alpha·(exp(z) − 1) otherwise"


@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="this system has no /dev/full")  # noqa: PTH110
@pytest.mark.parametrize("options", [(), ("--json",)], ids=["text", "json"])
def test_an_output_that_cannot_be_written_is_one_line(options: tuple[str, ...]) -> None:
    with open("/dev/full", "w") as full:  # noqa: PTH123
        done = subprocess.run(
            [sys.executable, "-m", "actlas", "list", *options, "--lang", "en"],
            stdout=full,
            stderr=subprocess.PIPE,
            text=True,
            check=False,
        )
    assert done.returncode == program.FAILED
    assert len(done.stderr.splitlines()) == 1, done.stderr
