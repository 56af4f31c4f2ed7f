"""The check of completeness notices whatever is missing, superfluous or unequal."""

from __future__ import annotations

import copy
import json
import shutil
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from actlas.atlas.prose import languages
from actlas.atlas.prose.completeness import problems
from actlas.atlas.prose.loading import folders

# ELU has every kind of piece: parameters, kinks, quotes and references.
RICHEST = "elu"


@pytest.fixture
def copied(tmp_path: Path) -> Path:
    """A copy of the package's prose about one activation."""
    for lang in languages():
        (tmp_path / lang).mkdir()
        shutil.copy(folders()[0] / lang / f"{RICHEST}.toml", tmp_path / lang)
    assert problems([RICHEST], [tmp_path]) == []
    return tmp_path


def leaves(table: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """Give the path of every piece of a file: of each text, and of each claim as a whole."""
    for key, value in table.items() if isinstance(table, dict) else enumerate(table):
        if isinstance(table, list):
            yield (*path, key)
        if isinstance(value, str):
            yield (*path, key)
        else:
            yield from leaves(value, (*path, key))


def toml(table: dict[str, Any]) -> str:
    """Write the subset of TOML that prose uses; a JSON string is a TOML string."""

    def pairs(each: dict[str, Any]) -> str:
        return "".join(
            f"{json.dumps(key)} = {json.dumps(value)}\n"
            for key, value in each.items()
            if isinstance(value, str)
        )

    sections = "".join(f"[{k}]\n{pairs(v)}" for k, v in table.items() if isinstance(v, dict))
    lists = [(k, each) for k, v in table.items() if isinstance(v, list) for each in v]
    return pairs(table) + sections + "".join(f"[[{k}]]\n{pairs(each)}" for k, each in lists)


def unnoticed(folder: Path, lang: str, *, blank: bool) -> list[tuple[Any, ...]]:
    """Spoil every piece of one file, one at a time, and give those that nobody missed."""
    file = folder / lang / f"{RICHEST}.toml"
    original = tomllib.loads(file.read_text(encoding="utf-8"))
    paths = [path for path in leaves(original) if not blank or isinstance(path[-1], str)]
    assert len(paths) > 50
    missed = []
    for path in paths:
        spoiled = copy.deepcopy(original)
        parent: Any = spoiled
        for step in path[:-1]:
            parent = parent[step]
        if blank:
            parent[path[-1]] = " "
        else:
            del parent[path[-1]]
        file.write_text(toml(spoiled), encoding="utf-8")
        if not problems([RICHEST], [folder]):
            missed.append(path)
    file.write_text(toml(original), encoding="utf-8")
    assert problems([RICHEST], [folder]) == []
    return missed


@pytest.mark.parametrize("blank", [False, True], ids=["removed", "blank"])
@pytest.mark.parametrize("lang", languages())
def test_any_one_piece_removed_or_left_blank_is_noticed(
    copied: Path, lang: str, blank: bool
) -> None:
    assert unnoticed(copied, lang, blank=blank) == []


@pytest.mark.parametrize("lang", languages())
def test_a_missing_file_is_noticed(copied: Path, lang: str) -> None:
    (copied / lang / f"{RICHEST}.toml").unlink()
    assert problems([RICHEST], [copied]) == [f"{lang}/{RICHEST}.toml: there is no such file"]


def test_a_new_language_must_say_everything(copied: Path) -> None:
    (copied / "fr").mkdir()
    (copied / "fr" / "relu.toml").write_text('title = "ReLU"', encoding="utf-8")
    assert problems([RICHEST], [copied]) == [f"fr/{RICHEST}.toml: there is no such file"]


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ('standing = "doubtful"', 'standing = "wrong"', "differ from 'en'"),
        ('standing = "doubtful"', 'standing = "maybe"', "not one of: holds, partly"),
        ('source = "literature"', 'source = "rumour"', "not one of: notebook, literature"),
        ('key = "no-dead-units"', 'key = "undead"', "the keys, or their order"),
        ('key = "no-dead-units"', 'key = "stable-gradient"', "stands 2 times"),
        ('source = "literature"', 'source = "notebook"', "quote is missing"),
        ('title = "ELU"', 'title = "ELU"\nmood = "good"', "mood is superfluous"),
        ('title = "ELU"', "title = 3", "title is not a text"),
        ("[parameters]", '[parameters]\nbeta = "nada"', r"beta is superfluous"),
        ("[[disadvantages]]", "[[doubts]]\n[[disadvantages]]", r"[[doubts]] is superfluous"),
        ('title = "ELU"', "title = ELU", "Invalid value"),
        ("[kinks]", "[[kinks]]", "under its own heading: [kinks]"),
    ],
)
def test_a_spoiled_copy_is_noticed(copied: Path, old: str, new: str, expected: str) -> None:
    file = copied / "es" / f"{RICHEST}.toml"
    text = file.read_text(encoding="utf-8")
    assert old in text
    file.write_text(text.replace(old, new, 1), encoding="utf-8")
    found = problems([RICHEST], [copied])
    assert any(expected in each and each.startswith(f"es/{RICHEST}.toml") for each in found), found


def test_claims_in_another_order_are_noticed(copied: Path) -> None:
    file = copied / "es" / f"{RICHEST}.toml"
    table = tomllib.loads(file.read_text(encoding="utf-8"))
    table["advantages"].reverse()
    file.write_text(toml(table), encoding="utf-8")
    found = "\n".join(problems([RICHEST], [copied]))
    assert "the keys, or their order, are not those of 'en'" in found
    assert "the notebook's claims come before the literature's" in found


def test_a_translation_that_stands_in_the_english_file_is_superfluous(copied: Path) -> None:
    file = copied / "en" / f"{RICHEST}.toml"
    text = file.read_text(encoding="utf-8")
    first = text.index("[[advantages]]")
    spoiled = f'{text[:first]}[parameters]\nalpha = "twice said"\n{text[first:]}'
    file.write_text(spoiled, encoding="utf-8")
    assert problems([RICHEST], [copied]) == [f"en/{RICHEST}.toml: [parameters] is superfluous"]
