"""Prose is complete and equal in every language, and loses nothing of the notebook."""

from __future__ import annotations

import os
import shutil
import tomllib
from pathlib import Path

import pytest

import actlas
from actlas import catalogue, definitions
from actlas.atlas.prose import Claim, Prose, languages, load
from actlas.atlas.prose.completeness import problems
from actlas.atlas.prose.loading import folders
from actlas.errors import DataError, MissingFile, UnknownName, UsageError

NOTEBOOK: dict[str, dict[str, list[str]]] = tomllib.loads(
    (Path(__file__).parent / "notebook_claims.toml").read_text(encoding="utf-8")
)
KINDS = ("advantages", "disadvantages")
SAMPLE = "elu"


def one_line(text: str) -> str:
    return " ".join(text.split())


def quotes(claims: tuple[Claim, ...]) -> list[str]:
    return [claim.quote for claim in claims if claim.source == "notebook"]


def test_the_prose_of_every_activation_is_complete_and_equal_in_all_languages() -> None:
    assert problems(actlas.names()) == []


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("name", NOTEBOOK)
def test_every_bullet_of_the_notebook_is_quoted_first_and_in_order(name: str, kind: str) -> None:
    bullets = [one_line(each) for each in NOTEBOOK[name][kind]]
    assert quotes(getattr(load(name, "es"), kind))[: len(bullets)] == bullets


@pytest.mark.parametrize("name", NOTEBOOK)
def test_the_claims_of_the_notebooks_introductions_are_quoted_too(name: str) -> None:
    prose = load(name, "es")
    quoted = {*quotes(prose.advantages), *quotes(prose.disadvantages)}
    bullets = sum(len(NOTEBOOK[name][kind]) for kind in KINDS)
    introduction = {one_line(each) for each in NOTEBOOK[name]["introduction"]}
    assert introduction <= quoted
    assert len(quoted) == bullets + len(introduction)


@pytest.mark.parametrize("lang", languages())
@pytest.mark.parametrize("name", actlas.names())
def test_a_page_has_texts_on_one_line_and_something_from_the_literature(
    name: str, lang: str
) -> None:
    prose = load(name, lang)
    assert (prose.name, prose.language) == (name, lang)
    claims = (*prose.advantages, *prose.disadvantages)
    for text in (prose.summary, prose.origin, prose.use, *(claim.why for claim in claims)):
        assert text == one_line(text) != ""
    for kind in KINDS:
        assert any(claim.source == "literature" for claim in getattr(prose, kind))


@pytest.mark.parametrize("name", actlas.names())
def test_other_languages_explain_the_parameters_and_kinks_in_words_of_their_own(name: str) -> None:
    english = load(name, "en")
    definition = catalogue.definition(name)
    assert dict(english.parameters) == {p.name: p.meaning for p in definition.parameters}
    assert dict(english.kinks) == {kink.at: kink.reason for kink in definition.kinks}
    for lang in languages():
        other = load(name, lang)
        for kind in ("parameters", "kinks"):
            ours, theirs = getattr(english, kind), getattr(other, kind)
            assert ours.keys() == theirs.keys()
            assert lang == "en" or not set(ours.values()) & set(theirs.values())


@pytest.mark.parametrize("name", actlas.names())
def test_no_text_is_left_untranslated(name: str) -> None:
    def words(prose: Prose) -> set[str]:
        claims = (*prose.advantages, *prose.disadvantages)
        said = (text for claim in claims for text in (claim.text, claim.why, claim.quote))
        return {prose.summary, prose.origin, prose.use, *said} - {""}

    assert not words(load(name, "en")) & words(load(name, "es"))


def test_a_page_is_found_by_any_spelling_and_is_immutable() -> None:
    prose = load("LeakyReLU", "en")
    assert prose.name == "leaky_relu"
    with pytest.raises(AttributeError):
        prose.title = "other"  # type: ignore[misc]
    with pytest.raises(TypeError):
        prose.parameters["negative_slope"] = "other"  # type: ignore[index]
    assert hash(prose) == hash(load("leaky_relu", "en"))


def test_an_unknown_name_or_language_is_named_with_the_choices() -> None:
    with pytest.raises(UnknownName, match="did you mean"):
        load("eluu", "en")
    with pytest.raises(UsageError, match="no language 'xx'; choose one of: en, es"):
        load("elu", "xx")


@pytest.fixture
def own_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder of the user's own with one more activation, `mine`, which has no prose yet."""
    elu = Path(definitions.__path__[0]) / f"{SAMPLE}.py"
    (tmp_path / "definitions").mkdir()
    shutil.copy(elu, tmp_path / "definitions" / "mine.py")
    for lang in languages():
        (tmp_path / "prose" / lang).mkdir(parents=True)
    monkeypatch.setenv(catalogue.SEARCH_VARIABLE, os.pathsep.join(["/nowhere", str(tmp_path)]))
    return tmp_path


def source(lang: str) -> Path:
    return folders()[0] / lang / f"{SAMPLE}.toml"


def test_prose_is_found_in_a_folder_of_the_users_own(own_folder: Path) -> None:
    text = source("es").read_text(encoding="utf-8").replace('"ELU"', '"Mía"')
    (own_folder / "prose" / "es" / "mine.toml").write_text(text, encoding="utf-8")
    assert load("mine", "es").title == "Mía"
    assert problems(["mine"]) == ["en/mine.toml: there is no such file"]


def test_missing_prose_names_the_file_to_write(own_folder: Path) -> None:
    with pytest.raises(MissingFile) as caught:
        load("mine", "es")
    expected = own_folder / "prose" / "es" / "mine.toml"
    assert str(caught.value) == f"there is no prose about 'mine' in 'es'; write the file {expected}"


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ('title = "ELU"', 'title = " "', "lacks title; write it"),
        ('standing = "partly"', "", r"lacks advantages\[1\]\.standing; write it"),
        ("[kinks]", "[other]", r"lacks kinks\.0; write it"),
        ('title = "ELU"', 'title = "ELU', "correct it"),
        ("[kinks]", "[[kinks]]", r"under its own heading: \[kinks\]"),
        ('title = "ELU"', 'title = "ELU"\nadvantages = "many"', "correct it"),
    ],
)
def test_a_file_that_lacks_a_piece_or_is_not_toml_is_refused(
    own_folder: Path, old: str, new: str, message: str
) -> None:
    text = source("es").read_text(encoding="utf-8")
    assert old in text
    file = own_folder / "prose" / "es" / "mine.toml"
    file.write_text(text.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(DataError, match=message) as caught:
        load("mine", "es")
    assert str(file) in str(caught.value)
    assert "\n" not in str(caught.value)
