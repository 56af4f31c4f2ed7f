"""`actlas depth`: signal and gradient through layers, in the terminal."""

from __future__ import annotations

import json

import pytest

import actlas as package
from actlas.language import LANGUAGES


def test_the_page_says_what_the_library_finds(run) -> None:
    done = run("depth", "tanh", "--sigma-w", "1.5", "--sigma-b", "0.3", "--layers", "3")
    assert (done.code, done.err) == (0, "")
    found = package.depth("tanh", 1.5, 0.3, layers=3)
    rows = [line.split() for line in done.out.splitlines() if line.strip()[:1].isdigit()]
    assert [row[0] for row in rows] == ["0", "1", "2", "3"]
    assert [float(row[1]) for row in rows] == pytest.approx(found.variances, rel=1e-5)
    assert [float(row[2]) for row in rows[1:]] == pytest.approx(found.gradient_factors, rel=1e-5)
    assert "chaotic: two inputs part" in done.out
    (point,) = found.fixed_points
    assert f"stable; slope of the map {point.slope:.6g}, χ = {point.chi:.6g}" in done.out
    sigma_w = package.edge_of_chaos("tanh", 0.3).sigma_w
    assert f"σ_w = {sigma_w:.6g}" in done.out


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_language_fits_eighty_columns(run, lang: str) -> None:
    done = run("depth", "elu", "--lang", lang)
    assert done.code == 0
    assert max(map(len, done.out.splitlines())) <= 80


def test_spanish_is_spanish(run) -> None:
    done = run("depth", "relu", "--lang", "es")
    assert "toda varianza es un punto fijo: se conserva, y ninguna destaca" in done.out
    assert "con cualquier varianza: cada una es un punto fijo" in done.out
    assert "crítica" in done.out


def test_where_every_variance_is_kept_it_says_why_none_is_named(run) -> None:
    done = run("depth", "relu")
    assert "every variance is a fixed point: it is kept, and none is singled out" in done.out
    assert "(σ_w² = 2), at every variance: each is a fixed point" in done.out
    assert max(map(len, done.out.splitlines())) <= 80


def test_where_there_is_no_edge_or_no_fixed_point_it_says_so(run) -> None:
    done = run("depth", "relu", "--sigma-w", "2", "--sigma-b", "0.5", "--layers", "1")
    assert done.code == 0
    assert "there is none" in done.out
    assert "none" in done.out
    assert "exploding" in done.out


def test_json_is_one_document_with_all_numbers(run) -> None:
    done = run("depth", "elu", "--set", "alpha=0.5", "--layers", "4", "--json")
    found = json.loads(done.out)
    assert (found["name"], found["label"]) == ("elu", "elu(alpha=0.5)")
    own = package.depth("elu(alpha=0.5)", layers=4)
    assert found["variances"] == pytest.approx(own.variances)
    assert found["gradient_growth"] == pytest.approx(own.gradient_growth)
    assert [each["stable"] for each in found["fixed_points"]] == [
        each.stable for each in own.fixed_points
    ]
    assert found["edge_of_chaos"]["sigma_w"] == pytest.approx(
        package.edge_of_chaos("elu(alpha=0.5)").sigma_w
    )


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("depth", "softmax"), "acts on vectors"),
        (("depth", "tanh", "--sigma-w", "x"), "'x' is not a number"),
        (("depth", "tanh", "--sigma-b", "-1"), "sigma_b must be a number of at least 0"),
        (("depth", "tanh", "--layers", "-1"), "layers must be a whole number from 0"),
        (("depth", "tanh", "--layers", "1.5"), "'1.5' is not a whole number"),
        (("depth", "nothing"), "no activation is called 'nothing'"),
    ],
)
def test_a_wrong_ask_is_bad_usage_on_one_line(run, arguments: tuple[str, ...], said: str) -> None:
    done = run(*arguments)
    assert (done.code, done.out) == (2, "")
    assert said in " ".join(done.err.split())
