"""Find, read and check the prose of one activation in one language."""

from __future__ import annotations

import tomllib
from collections.abc import Sequence
from dataclasses import fields, replace
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any

from actlas import catalogue
from actlas.atlas.prose.claims import Claim, Prose
from actlas.definition import Definition
from actlas.errors import DataError, MissingFile, UsageError
from actlas.language import SOURCE_LANGUAGE

TEXTS = ("title", "full_name", "summary", "origin", "use")
CLAIMS = ("advantages", "disadvantages")
EXPLANATIONS = ("parameters", "kinks")
CLAIM_TEXTS = ("key", "source", "standing", "text", "why")
OPTIONAL_CLAIM_TEXTS = tuple(each.name for each in fields(Claim) if each.name not in CLAIM_TEXTS)


def folders() -> tuple[Path, ...]:
    """Return the folders that hold one folder per language, the package's own first.

    Example:
        >>> folders()[0].name
        'prose'
    """
    return (Path(__file__).parent, *(each / "prose" for each in catalogue.search_folders()))


def languages(places: Sequence[Path] | None = None) -> tuple[str, ...]:
    """Return the codes of the languages that have prose, sorted: one for each folder with a file.

    Args:
        places: where to look; `folders()` when not given.

    Example:
        >>> languages()
        ('en', 'es')
    """
    places = folders() if places is None else places
    return tuple(sorted({file.parent.name for place in places for file in place.glob("*/*.toml")}))


def find(name: str, lang: str, places: Sequence[Path]) -> Path | None:
    """Return the file about `name` in `lang`, or None; as with definitions, the last place wins."""
    files = [place / lang / f"{name}.toml" for place in places]
    return next((file for file in reversed(files) if file.is_file()), None)


def explained(definition: Definition) -> dict[str, dict[str, str]]:
    """Return the English texts that stand in the definition: of its parameters and its kinks."""
    return {
        "parameters": {each.name: each.meaning for each in definition.parameters},
        "kinks": {each.at: each.reason for each in definition.kinks},
    }


def load(name: str, lang: str) -> Prose:
    """Return what is written about an activation in one language.

    The meaning of its parameters and the reasons at its kinks stand in the definition in English
    and in the prose in every other language.

    Args:
        name: the activation's name, in any spelling that the catalogue knows.
        lang: one of `languages()`.

    Raises:
        UnknownName: no activation is called so.
        UsageError: there is no prose in that language.
        MissingFile: that language has no file about this activation.
        DataError: the file cannot be read, or lacks a piece.

    Example:
        >>> prose = load("elu", "es")
        >>> prose.full_name, prose.advantages[2].standing
        ('Unidad lineal exponencial', 'holds')
    """
    name = catalogue.canonical(name)
    if lang not in languages():
        raise UsageError(
            "there is no language {lang!r}; choose one of: {known}",
            lang=lang,
            known=", ".join(languages()),
        )
    file = find(name, lang, folders())
    if file is None:
        raise MissingFile(
            "there is no prose about {name!r} in {lang!r}; write the file {file}",
            name=name,
            lang=lang,
            file=folders()[-1] / lang / f"{name}.toml",
        )
    prose = _read(name, lang, file)
    english = explained(catalogue.definition(name))
    if lang == SOURCE_LANGUAGE:
        return replace(
            prose,
            parameters=MappingProxyType(english["parameters"]),
            kinks=MappingProxyType(english["kinks"]),
        )
    for kind, texts in english.items():
        for each in texts:
            if not getattr(prose, kind).get(each):
                raise _lacks(file, f"{kind}.{each}")
    return prose


def read_table(file: Path) -> dict[str, Any]:
    """Return what a file holds; its claims are lists of tables, its explanations are tables.

    Raises:
        DataError: the file is not TOML, or has another form.
    """
    try:
        table = tomllib.loads(file.read_text(encoding="utf-8"))
    except (OSError, ValueError) as problem:
        raise DataError(
            "cannot read the prose in {file}; correct it: {problem}", file=file, problem=problem
        ) from problem
    lists = [f"[[{key}]]" for key in CLAIMS if not _is_list_of_tables(table.get(key, []))]
    tables = [f"[{key}]" for key in EXPLANATIONS if not isinstance(table.get(key, {}), dict)]
    if lists or tables:
        raise DataError(
            "in the prose in {file} each part must stand under its own heading: {headings}",
            file=file,
            headings=", ".join(lists + tables),
        )
    return table


def _is_list_of_tables(value: object) -> bool:
    return isinstance(value, list) and all(isinstance(each, dict) for each in value)


@cache
def _read(name: str, lang: str, file: Path) -> Prose:
    table = read_table(file)
    texts = {key: _text(table, key, file, key) for key in TEXTS}
    advantages, disadvantages = (
        tuple(
            _claim(each, file, f"{kind}[{number}]")
            for number, each in enumerate(table.get(kind, ()), start=1)
        )
        for kind in CLAIMS
    )
    parameters, kinks = (
        MappingProxyType({key: _one_line(text) for key, text in table.get(kind, {}).items()})
        for kind in EXPLANATIONS
    )
    return Prose(
        name=name,
        language=lang,
        advantages=advantages,
        disadvantages=disadvantages,
        parameters=parameters,
        kinks=kinks,
        **texts,
    )


def _claim(table: dict[str, Any], file: Path, where: str) -> Claim:
    required = {key: _text(table, key, file, f"{where}.{key}") for key in CLAIM_TEXTS}
    optional = {key: _one_line(table.get(key, "")) for key in OPTIONAL_CLAIM_TEXTS}
    return Claim(**required, **optional)


def _text(table: dict[str, Any], key: str, file: Path, piece: str) -> str:
    text = _one_line(table.get(key, ""))
    if not text:
        raise _lacks(file, piece)
    return text


def _one_line(text: object) -> str:
    # The files break their lines where an editor's window ends; what is shown breaks its own.
    return " ".join(str(text).split())


def _lacks(file: Path, piece: str) -> DataError:
    return DataError("the prose in {file} lacks {piece}; write it", file=file, piece=piece)
