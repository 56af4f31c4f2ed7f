"""`actlas show`: the whole page, in 80 columns, in words, in both languages."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

import actlas as package
from actlas.atlas.prose import load
from actlas.language import LANGUAGES

NAMES = package.names()


def words(text: str) -> str:
    """Return the text without its line breaks and margins."""
    return " ".join(text.split())


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("name", NAMES)
def test_the_page_says_all_that_is_written_in_80_columns(run, name: str, lang: str) -> None:
    done = run("show", name, "--lang", lang)
    assert (done.code, done.err) == (0, "")
    assert max(len(line) for line in done.out.splitlines()) <= 80
    assert "\x1b" not in done.out
    prose, said = load(name, lang), words(done.out)
    claims = (*prose.advantages, *prose.disadvantages)
    for text in (
        prose.title,
        prose.full_name,
        prose.summary,
        prose.origin,
        prose.use,
        *(f"] {claim.text} {claim.why} {claim.reference}".strip() for claim in claims),
        *prose.parameters.values(),
        *prose.kinks.values(),
        *(str(each) for each in package.get(name).definition.references),
    ):
        assert words(text) in said


def test_standings_are_words(run) -> None:
    prose = load("leaky_relu", "en")
    standings = {each.standing for each in (*prose.advantages, *prose.disadvantages)}
    assert {"wrong", "holds"} <= standings
    out = run("show", "leaky_relu").out
    assert "[wrong]" in out
    assert "[holds]" in out
    assert "[falso]" in run("show", "leaky_relu", "--lang", "es").out


def test_pieces_stand_under_one_another_and_parameters_have_their_signs(run) -> None:
    out = run("show", "leaky_relu").out
    assert "  f(z)  = ⎧ z    if z > 0\n          ⎩ a·z  otherwise\n" in out
    assert "  f′(z) = ⎧ 1  if z > 0\n          ⎩ a  otherwise\n" in out
    assert "negative_slope (a)  0.01 (by default 0.01), in (−∞, ∞): slope below zero" in out


def test_the_derivative_is_given_in_terms_of_the_output_where_it_can_be(run) -> None:
    assert "f′    = (1 − y)·(y + 1)" in run("show", "tanh").out
    assert "output y" not in run("show", "relu").out


def test_a_vector_activation_shows_its_jacobian(run) -> None:
    out = run("show", "softmax").out
    assert "  s = f(z)  = exp(z) / sum(exp(z))\n  ∂s_i/∂z_j = s_i·(δ_ij − s_j)\n" in out
    assert "The first output on the vector (z, 0, 0), and its slope." in out


def test_properties_are_those_of_the_parameters_at_hand(run) -> None:
    assert "range (−1, ∞) [" in words(run("show", "elu").out)
    assert "range (−0.5, ∞) [" in words(run("show", "elu", "--set", "alpha=0.5").out)
    assert "rango (−0,5; ∞) [" in words(run("show", "elu(alpha=0.5)", "--lang", "es").out)


def test_each_property_has_the_number_of_its_reason(run) -> None:
    out = run("show", "sigmoid").out
    assert "largest |f′|            0.25 [" in out
    assert "≈ was computed, all else is proven" in words(out)
    assert "[1]  no division by 0" in out


def test_numbers_in_the_plot_are_written_as_the_language_writes_them(run) -> None:
    assert "-2.5" in run("show", "sigmoid").out
    assert "-2,5" in run("show", "sigmoid", "--lang", "es").out


@pytest.mark.parametrize("name", NAMES)
def test_json_holds_the_definition_the_formulas_and_the_claims(run, name: str) -> None:
    done = run("show", name, "--json")
    page = json.loads(done.out, parse_constant=pytest.fail)
    activation, prose = package.get(name), load(name, "en")
    assert (done.code, page["name"], page["plot"]) == (0, name, None)
    assert page["formula"]["latex"] == activation.latex()
    assert page["derivative"]["latex"] == activation.derivative_latex()
    assert {each["name"]: each["value"] for each in page["parameters"]} == activation.parameters
    for part in ("advantages", "disadvantages"):
        assert [each["key"] for each in page[part]] == [each.key for each in getattr(prose, part)]
    assert (page["properties"] is not None) is activation.elementwise


def test_json_writes_infinite_numbers_as_text(run) -> None:
    page = json.loads(run("show", "relu", "--json").out)
    assert page["properties"]["limits"]["value"] == [0.0, "Infinity"]
    assert page["properties"]["range"]["value"]["high"] == "Infinity"
    assert page["properties"]["range"]["standing"] == "exact"


@pytest.mark.parametrize(("suffix", "start"), [(".png", b"\x89PNG"), (".svg", b"<?xml")])
def test_a_plot_is_written_beside_the_page(run, tmp_path: Path, suffix: str, start: bytes) -> None:
    file = tmp_path / f"elu{suffix}"
    done = run("show", "elu", "--plot", str(file))
    assert done.code == 0
    assert words(f"Plot: {file}") in words(done.out)
    assert file.read_bytes().startswith(start)
    assert list(tmp_path.iterdir()) == [file]
    assert json.loads(run("show", "elu", "--plot", str(file), "--json").out)["plot"] == str(file)


def test_a_page_in_a_terminal_says_the_same_in_bold(run, in_terminal) -> None:
    seen = in_terminal("show", "relu")
    assert "\x1b[1m" in seen
    for code in ("\x1b[1m", "\x1b[2m", "\x1b[0m"):
        seen = seen.replace(code, "")
    assert seen == run("show", "relu").out
