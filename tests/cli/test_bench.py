"""`actlas bench`: what it prints and draws, with numbers too small to tell anything."""

from __future__ import annotations

import inspect
import json
from pathlib import Path

import pytest

from actlas import bench as library
from actlas.bench import jaxed
from actlas.cli import bench as command
from actlas.language import LANGUAGES

QUICK = ("--sizes", "10,1000", "--rounds", "2", "--threads", "1")


def test_the_options_have_the_librarys_own_defaults() -> None:
    offered = inspect.signature(command.bench).parameters
    asked = inspect.signature(library.make_plan).parameters
    assert offered["sizes"].default == ",".join(str(each) for each in library.SIZES)
    for name in ("peers", "threads", "device", "rounds"):
        assert offered[name].default == asked[name].default


def test_it_prints_ratios_errors_and_what_they_mean_and_progress_apart(run) -> None:
    done = run("bench", "elu,gish", "softmax", *QUICK, "--peers", "torch,memory")
    assert done.code == 0
    assert done.err == "timing 12 cases\n"
    assert max(map(len, done.out.splitlines())) <= 80
    for heading in ("forward", "forward + backward"):
        assert f"\n{heading}\n" in done.out
    said = " ".join(done.out.split())
    assert "1 thread; float32, 2 rounds;" in said
    assert "gish*" in said and "softmax " in said
    assert "above 1, actlas is quicker" in said
    assert "An asterisk says that PyTorch has no such operator" in said
    assert "GB in a second" in said
    assert "Plot:" not in said


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_language_fits_eighty_columns(run, lang: str) -> None:
    done = run("bench", "elu(alpha=0.25)", *QUICK, "--peers", "torch,memory", "--lang", lang)
    assert done.code == 0
    assert max(map(len, done.out.splitlines())) <= 80


def test_spanish_is_spanish(run) -> None:
    done = run("bench", "elu", *QUICK, "--peers", "torch", "--lang", "es")
    assert done.err == "midiendo 4 casos\n"
    said = " ".join(done.out.split())
    for each in ("hacia delante y hacia atrás", "actlas es más rápida", "pendientes", "2 rondas;"):
        assert each in said


def test_json_is_one_document_with_every_round(run, tmp_path: Path) -> None:
    file = tmp_path / "speed.svg"
    done = run("bench", "elu", *QUICK, "--peers", "torch,memory", "--json", "--svg", str(file))
    assert done.code == 0
    found = json.loads(done.out, parse_constant=pytest.fail)
    assert (found["rounds"], found["peers"], found["absent"]) == (2, ["torch", "memory"], [])
    assert [(each["size"], each["pass"]) for each in found["cases"]] == [
        *((10, "forward"), (10, "forward + backward")),
        *((1000, "forward"), (1000, "forward + backward")),
    ]
    for case in found["cases"]:
        assert list(case["contenders"]) == ["actlas", "torch", "memory"]
        for entry in case["contenders"].values():
            assert len(entry["microseconds"]["rounds"]) == 2
            assert entry["ratio"]["low"] <= entry["ratio"]["median"] <= entry["ratio"]["high"]
    assert found["plot"] == str(file)
    assert "1000 numbers" in file.read_text("utf-8")


def test_who_is_missing_is_named_with_a_reason(run, monkeypatch) -> None:
    monkeypatch.setattr(jaxed, "installed", lambda: False)
    done = run("bench", "elu", *QUICK, "--peers", "jax,memory")
    assert done.code == 0
    assert "jax: JAX is not installed here; to see it, too: pip install jax" in " ".join(
        done.out.split()
    )


@pytest.mark.slow
def test_a_function_of_ones_own_is_timed(run) -> None:
    line = "bent(a=0.5) = where(z > 0, z, a*z)"
    done = run("bench", "bent", *QUICK, "--peers", "torch", "--define", line)
    assert done.code == 0
    assert "bent*" in done.out


@pytest.mark.slow
def test_in_a_terminal_the_progress_goes_when_it_is_done(in_terminal) -> None:
    seen = in_terminal("bench", "elu", *QUICK, "--peers", "memory")
    assert "timing 4 cases" in seen
    assert "elu · 1000" in seen
    left = seen.rpartition("\x1b[2K")[2]  # what was not erased
    assert "share of" in left and "timing" not in left
