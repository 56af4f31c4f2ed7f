"""Is every piece of prose there, in every language, and equal in all of them?

`make check` and the tests ask; what is found is said in English, to whoever writes the prose.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from actlas import catalogue
from actlas.atlas.prose import loading
from actlas.atlas.prose.claims import SOURCES, STANDINGS
from actlas.errors import DataError
from actlas.language import LANGUAGES, SOURCE_LANGUAGE

Table = Mapping[str, Any]


def problems(names: Iterable[str], places: Sequence[Path] | None = None) -> list[str]:
    """List everything that is missing, superfluous or unequal in the prose of some activations.

    Each activation needs one file in each language that actlas speaks or has any prose in. All its
    files have the same claims, in the same order, with the same source and standing, and a quote
    and a reference in one exactly when in the other.

    Args:
        names: the activations to look at, as the catalogue writes them.
        places: the folders that hold a folder per language; those of `load` when not given.

    Returns:
        One English sentence per problem; empty when all is well.

    Example:
        >>> problems(["elu", "softmax"])
        []
    """
    places = loading.folders() if places is None else places
    spoken = sorted({*LANGUAGES, *loading.languages(places)})
    return [each for name in names for each in _of_one_activation(name, spoken, places)]


def _of_one_activation(name: str, spoken: Iterable[str], places: Sequence[Path]) -> Iterator[str]:
    tables: dict[str, Table] = {}
    for lang in spoken:
        where = f"{lang}/{name}.toml"
        file = loading.find(name, lang, places)
        if file is None:
            yield f"{where}: there is no such file"
            continue
        try:
            tables[lang] = loading.read_table(file)
        except DataError as problem:
            yield f"{where}: {problem}"
            continue
        yield from _within_one_file(where, tables[lang], _explanations_due(name, lang))
    model = SOURCE_LANGUAGE if SOURCE_LANGUAGE in tables else next(iter(tables), "")
    for lang, table in tables.items():
        if lang != model:
            yield from _between(f"{lang}/{name}.toml", table, model, tables[model])


def _explanations_due(name: str, lang: str) -> dict[str, list[str]]:
    """Which parameters and kinks a file explains; in English the definition itself does."""
    if lang == SOURCE_LANGUAGE:
        return {}
    explained = loading.explained(catalogue.definition(name))
    return {kind: list(texts) for kind, texts in explained.items() if texts}


def _within_one_file(
    where: str, table: Table, explanations: Mapping[str, Sequence[str]]
) -> Iterator[str]:
    texts = {key: each for key, each in table.items() if not isinstance(each, list | dict)}
    yield from _texts(where, texts, loading.TEXTS)
    sections = {key: each for key, each in table.items() if isinstance(each, dict)}
    for kind in sorted({*sections, *explanations}):
        if kind not in explanations:
            yield f"{where}: [{kind}] is superfluous"
            continue
        yield from _texts(f"{where} [{kind}]", sections.get(kind, {}), explanations[kind])
    lists = [key for key, each in table.items() if isinstance(each, list)]
    yield from (
        f"{where}: [[{kind}]] is superfluous" for kind in lists if kind not in loading.CLAIMS
    )
    for kind in loading.CLAIMS:
        if not table.get(kind):
            yield f"{where}: there is no [[{kind}]]"
        yield from _claims(f"{where} {kind}", table.get(kind, []))
    keys = [claim.get("key") for kind in loading.CLAIMS for claim in table.get(kind, [])]
    yield from (
        f"{where}: the key {key!r} stands {keys.count(key)} times"
        for key in dict.fromkeys(keys)
        if keys.count(key) > 1
    )


def _claims(where: str, claims: Sequence[Table]) -> Iterator[str]:
    literature_began = False
    for number, claim in enumerate(claims, start=1):
        at = f"{where} {number} ({claim.get('key', 'no key')})"
        from_notebook = claim.get("source") == "notebook"
        required = (*loading.CLAIM_TEXTS, *(("quote",) if from_notebook else ()))
        yield from _texts(at, claim, required, optional=("reference",))
        for field, values in (("source", SOURCES), ("standing", STANDINGS)):
            if field in claim and claim[field] not in values:
                yield f"{at}: {field} is {claim[field]!r}, not one of: {', '.join(values)}"
        if from_notebook and literature_began:
            yield f"{at}: the notebook's claims come before the literature's"
        literature_began = literature_began or not from_notebook


def _texts(
    where: str, table: Table, required: Sequence[str], optional: Sequence[str] = ()
) -> Iterator[str]:
    yield from (f"{where}: {key} is missing" for key in required if key not in table)
    for key, text in table.items():
        if key not in required and key not in optional:
            yield f"{where}: {key} is superfluous"
        elif not isinstance(text, str) or not text.strip():
            yield f"{where}: {key} is not a text, or is empty"


def _between(where: str, table: Table, model: str, other: Table) -> Iterator[str]:
    for kind in loading.CLAIMS:
        ours, theirs = _skeleton(table, kind), _skeleton(other, kind)
        if [key for key, *_ in ours] != [key for key, *_ in theirs]:
            yield f"{where} {kind}: the keys, or their order, are not those of {model!r}"
            continue
        for mine, its in zip(ours, theirs, strict=True):
            if mine != its:
                yield (
                    f"{where} {kind} ({mine[0]}): standing, source, or which pieces there are, "
                    f"differ from {model!r}"
                )


def _skeleton(table: Table, kind: str) -> list[tuple[Any, ...]]:
    """What every language must share of its claims: all but the words."""
    return [
        (claim.get("key"), claim.get("source"), claim.get("standing"), sorted(claim))
        for claim in table.get(kind, [])
    ]
