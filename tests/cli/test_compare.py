"""`actlas compare`: options, what it prints and writes, and how it ends when it cannot go on."""

from __future__ import annotations

import inspect
import json
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from actlas.cli import compare as command
from actlas.compare import compare, defaults
from actlas.errors import OutputError

QUICK = ("--activations", "relu,tanh", "--seeds", "2", "--epochs", "2", "--learning-rates", "0.01")


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder of one's own to work in."""
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_the_options_have_the_librarys_own_defaults() -> None:
    offered = inspect.signature(command.compare).parameters
    asked = inspect.signature(compare).parameters
    assert offered["data"].default == asked["data"].default
    assert offered["hidden"].default == ",".join(str(each) for each in defaults.HIDDEN)
    for name in (
        *("seeds", "tuning_seeds", "equal_within", "audit", "epochs", "optimizer", "batch_size"),
        *("learning_rates", "activations"),
    ):
        assert offered[name].default == asked[name].default


def test_it_prints_table_verdict_and_report_and_progress_apart(run, folder: Path) -> None:
    done = run("compare", "iris", *QUICK)
    assert done.code == 0
    assert done.err == "training 4 networks for 2 epochs\n"
    for said in ("iris: 150 rows (90 to train", "relu", "tanh", "beats", "Report: report.html"):
        assert said in done.out
    assert max(len(line) for line in done.out.splitlines()) <= 80
    assert [each.name for each in folder.iterdir()] == ["report.html"]


def test_one_of_a_thing_is_said_in_the_singular(run, folder: Path) -> None:
    done = run("compare", "iris", *QUICK)
    assert "4 networks in" in " ".join(done.out.split())
    assert "2 activations × 2 fresh seeds" in " ".join(done.out.split())


def test_few_seeds_are_told_under_the_table_and_in_the_report(run, folder: Path) -> None:
    done = run("compare", "iris", *QUICK)
    said = "2 seeds are too few to know how much luck the seed is: an interval is 12.7 standard"
    assert said in " ".join(done.out.split())
    assert said in " ".join((folder / "report.html").read_text(encoding="utf-8").split())


TUNED = (*QUICK[:-1], "0.01,0.1", "--tuning-seeds", "1", "--equal-within", "0.05")


def test_rates_are_chosen_with_seeds_of_their_own(run, folder: Path) -> None:
    done = run("compare", "iris", *TUNED)
    assert done.err == "training 8 networks for 2 epochs\n"
    told = "2 activations × 2 learning rates × 1 tuning seed + 2 activations × 2 fresh seeds"
    assert told in " ".join(done.out.split())
    found = json.loads(run("compare", "iris", *TUNED, "--json").out)
    assert (found["run"]["seeds"], found["run"]["tuning_seeds"]) == ([0, 1], [1_000_000])
    assert (found["equal_within"], found["audit"]) == (0.05, None)
    assert "--tuning-seeds 1" in found["run"]["command"]


def test_the_audit_is_printed_and_in_the_json(run, folder: Path) -> None:
    done = run("compare", "iris", *QUICK, "--audit")
    for said in ("A/A: entered under two names", "planted effect", "invariance: 8 scores"):
        assert said in " ".join(done.out.split())
    audit = json.loads(run("compare", "iris", *QUICK, "--audit", "--json").out)["audit"]
    assert (audit["repetitions"], audit["loss"], len(audit["notes"])) == (400, 0.01, 3)


def test_it_speaks_the_language_asked_for(run, folder: Path) -> None:
    done = run("compare", "iris", *QUICK, "--lang", "es", "--out", "informe.html")
    assert done.err == "entrenando 4 redes durante 2 épocas\n"
    assert "Informe: informe.html" in done.out
    assert '<html lang="es"' in (folder / "informe.html").read_text(encoding="utf-8")


def test_json_is_the_whole_comparison(run, folder: Path) -> None:
    done = run("compare", "iris", *QUICK, "--json")
    found = json.loads(done.out, parse_constant=pytest.fail)
    assert sorted(row["label"] for row in found["rows"]) == ["relu", "tanh"]
    assert found["run"]["networks"] == 4
    assert found["report"] == "report.html"
    assert "relu" in found["verdict"]["note"]


def test_json_says_its_sentences_in_the_language_asked_for(run, folder: Path) -> None:
    english, spanish = (
        json.loads(run("compare", "iris", *QUICK, "--json", "--lang", lang).out)
        for lang in ("en", "es")
    )
    assert english["verdict"]["names"] == spanish["verdict"]["names"]
    assert english["verdict"]["note"] != spanish["verdict"]["note"]
    assert english["notes"] != spanish["notes"]


def test_specifications_with_commas_inside_brackets_stay_whole(run, folder: Path) -> None:
    chosen = "relu, elu(alpha=0.5),leaky_relu(0.2)"
    done = run("compare", "iris", *QUICK, "--activations", chosen, "--json")
    labels = {row["label"] for row in json.loads(done.out)["rows"]}
    assert labels == {"relu", "elu(alpha=0.5)", "leaky_relu(negative_slope=0.2)"}


def test_every_option_reaches_the_training(run, folder: Path) -> None:
    options = ("--hidden", "8,4", "--optimizer", "sgd", "--batch-size", "16")
    ran = json.loads(run("compare", "wine", *QUICK, *options, "--json").out)["run"]
    assert (ran["hidden"], ran["optimizer"], ran["batch_size"]) == ([8, 4], "sgd", 16)
    assert (ran["epochs"], ran["seeds"], ran["learning_rates"]) == (2, [0, 1], [0.01])


@pytest.fixture
def table(folder: Path) -> str:
    """A small file with numbers, a text and a whole number to predict."""
    rows = (f"{i},{'ab'[i % 2]},{i % 3}" for i in range(60))
    (folder / "table.csv").write_text("\n".join(["x,kind,y", *rows]), encoding="utf-8")
    return "table.csv"


def test_a_file_is_learned_from_by_its_target(run, table: str) -> None:
    done = run("compare", table, "--target", "y", *QUICK, "--json")
    facts = json.loads(done.out)["facts"]
    assert (facts["name"], facts["task"], facts["target"]) == (table, "classes", "y")


def test_the_task_may_be_said_and_the_command_to_repeat_it_says_it_too(run, table: str) -> None:
    first = json.loads(
        run("compare", table, "--target", "y", "--task", "regression", *QUICK, "--json").out
    )
    assert (first["facts"]["task"], first["score"]) == ("regression", "r2")
    words = first["run"]["command"].split()
    assert words[:2] == ["actlas", "compare"]
    again = json.loads(run(*words[1:], "--json").out)
    assert [row["scores"] for row in again["rows"]] == [row["scores"] for row in first["rows"]]


def test_the_command_in_the_report_runs_the_same_again(run, folder: Path) -> None:
    first = json.loads(run("compare", "iris", *QUICK, "--json").out)
    again = json.loads(run(*first["run"]["command"].split()[1:], "--json").out)
    assert [row["scores"] for row in again["rows"]] == [row["scores"] for row in first["rows"]]


def test_work_that_fails_is_1_and_leaves_no_report(run, folder: Path) -> None:
    done = run("compare", "iris", *QUICK, "--activations", "linear", "--learning-rates", "1e30")
    assert (done.code, done.out) == (1, "")
    assert "all 2 networks diverged" in done.err
    assert list(folder.iterdir()) == []


def test_a_report_that_cannot_be_written_in_the_end_is_work_that_failed(
    run, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise OutputError("cannot write to {path!r} (disk full)", path="report.html")

    monkeypatch.setattr("actlas.atlas.report.write", full)
    done = run("compare", "iris", *QUICK)
    assert (done.code, done.out) == (1, "")
    assert "but not its report: cannot write to 'report.html' (disk full)" in done.err


def test_ctrl_c_ends_it_with_130_one_word_and_the_old_report(folder: Path) -> None:
    report = folder / "report.html"
    report.write_text("old", encoding="utf-8")
    running = subprocess.Popen(
        [sys.executable, "-m", "actlas", "compare", "--epochs", "100000", "--lang", "en"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        encoding="utf-8",
    )
    assert running.stderr is not None
    assert running.stderr.readline().startswith("training")
    running.send_signal(signal.SIGINT)
    out, err = running.communicate(timeout=60)
    assert (running.returncode, out, err) == (130, "", "interrupted\n")
    assert [(each.name, each.read_text()) for each in folder.iterdir()] == [("report.html", "old")]


def test_in_a_terminal_a_bar_shows_how_far_it_has_come(in_terminal, folder: Path) -> None:
    seen = in_terminal("compare", "iris", *QUICK)
    assert "4 networks · epoch" in seen
    assert "━" in seen
    assert seen.rstrip().endswith("Report: report.html")
