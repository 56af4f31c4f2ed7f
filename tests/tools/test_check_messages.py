"""The checker of messages sees texts that cannot be gathered and catalogues that are behind."""

from __future__ import annotations

from pathlib import Path

import pytest

import check_messages
import messages

SAID = """
from actlas.errors import DataError
from actlas.language import _
def f(n):
    print(_("good morning"))
    raise DataError("no rows in {path}", path=n)
"""


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Make a project with one source, and one Spanish catalogue that is complete."""
    for module in (messages, check_messages):
        monkeypatch.setattr(module, "SAID", ("Usage:",))
        monkeypatch.setattr(module, "COUNTED", (("{n} run", "{n} runs"),))
    source = tmp_path / "src" / "actlas"
    (source / "atlas" / "templates").mkdir(parents=True)
    (source / "room.py").write_text(SAID, "utf-8")
    (source / "atlas" / "templates" / "page.j2").write_text("<p>{{ _('a page') }}</p>", "utf-8")
    template = messages.gather(tmp_path)
    file = messages.catalogue_file(tmp_path, "es")
    messages.update(file, template)
    for line, translation in {
        'msgid "good morning"\nmsgstr ""': "buenos días",
        'msgid "no rows in {path}"\nmsgstr ""': "no hay filas en {path}",
        'msgid "a page"\nmsgstr ""': "una página",
        'msgid "Usage:"\nmsgstr ""': "Uso:",
    }.items():
        replace(file, line, line[:-2] + f'"{translation}"')
    replace(file, 'msgstr[0] ""\nmsgstr[1] ""', 'msgstr[0] "{n} vez"\nmsgstr[1] "{n} veces"')
    messages.update(file, template)
    return tmp_path


def replace(file: Path, old: str, new: str) -> None:
    text = file.read_text("utf-8")
    assert old in text
    file.write_text(text.replace(old, new), "utf-8")


def spanish(project: Path) -> Path:
    return messages.catalogue_file(project, "es")


def test_the_project_itself_is_complete_and_current() -> None:
    assert list(check_messages.problems()) == []


def test_click_and_typer_still_say_what_is_translated_for_them() -> None:
    assert list(check_messages.unsaid()) == []


def test_a_word_that_click_says_no_more_is_seen(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(check_messages, "SAID", ("Usage:", "Once upon a time"))
    (problem,) = check_messages.unsaid()
    assert "neither Click nor Typer says 'Once upon a time'" in problem


def test_a_complete_catalogue_is_fine(project: Path) -> None:
    assert list(check_messages.problems(project)) == []


def test_texts_are_gathered_from_sources_errors_templates_and_click(project: Path) -> None:
    gathered = {messages.forms(each.id) for each in messages.gather(project) if each.id}
    assert gathered == {
        ("good morning",),
        ("no rows in {path}",),
        ("a page",),
        ("Usage:",),
        ("{n} run", "{n} runs"),
    }


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ('"buenos días"', '""', "'good morning' is not translated"),
        ('"{n} veces"', '""', "'{n} run' is not translated"),
        ('{path}"\n\n', '{camino}"\n\n', "'no rows in {path}' and its translation name different"),
        ("buenos días", "buenas tardes", "the .mo file beside it says something else"),
        ('msgid "good morning"', 'msgid "good night"', "lacks 'good morning'"),
        ('msgid "good morning"', 'msgid "good night"', "holds 'good night', which nobody says"),
        ('msgid "good morning"', '#, fuzzy\nmsgid "good morning"', "'good morning' is fuzzy"),
    ],
)
def test_a_catalogue_that_is_behind_is_seen(
    project: Path, old: str, new: str, expected: str
) -> None:
    replace(spanish(project), old, new)
    found = list(check_messages.problems(project))
    assert any(expected in problem for problem in found), found


def test_a_catalogue_that_was_never_compiled_is_seen(project: Path) -> None:
    spanish(project).with_suffix(".mo").unlink()
    assert any("the .mo file beside it" in problem for problem in check_messages.problems(project))


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ('raise DataError(f"no {x}")', "the message of DataError must be a literal"),
        ("raise UsageError(message)", "the message of UsageError must be a literal"),
        ('print(_(f"no {x}"))', "what _() is given must be a literal"),
        ('print(_("no " + x))', "what _() is given must be a literal"),
        ('mark("no {x}".format(x=x))', "what mark() is given must be a literal"),
        ('ngettext(f"{n} run", "{n} runs", n)', "what ngettext() is given must be a literal"),
    ],
)
def test_a_text_that_cannot_be_gathered_is_seen(project: Path, said: str, expected: str) -> None:
    (project / "src" / "actlas" / "other.py").write_text(said + "\n", "utf-8")
    first, *_ = check_messages.problems(project)
    assert first.startswith("src/actlas/other.py:1: ")
    assert expected in first


def test_an_update_keeps_translations_adds_what_is_new_and_drops_what_is_old(project: Path) -> None:
    source = project / "src" / "actlas" / "room.py"
    replace(source, "good morning", "good night")
    assert messages.update(spanish(project), messages.gather(project)) == ["good night"]
    text = spanish(project).read_text("utf-8")
    assert "buenos días" not in text
    assert "no hay filas en {path}" in text


def test_a_second_update_changes_nothing(project: Path) -> None:
    before = spanish(project).read_bytes()
    messages.update(spanish(project), messages.gather(project))
    assert spanish(project).read_bytes() == before


def test_a_new_language_begins_with_every_text(project: Path) -> None:
    template = messages.gather(project)
    lacking = messages.update(messages.catalogue_file(project, "pt"), template)
    assert len(lacking) == len(template)
    assert messages.catalogue_file(project, "pt") in messages.catalogue_files(project)
