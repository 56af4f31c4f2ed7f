"""Definitions as tables: what a TOML file says, and what a pickle carries.

name = "bent"
formula = "where(z > 0, z, alpha*z)"        # or [[pieces]] with formula and condition
about = "A line with a bend"
aliases = ["bent_line"]

[parameters.alpha]
default = 0.5
domain = [0, 1]                              # or "(0, inf)"
meaning = "slope below zero"
learned = true

[[kinks]]                                    # left out, the rule of `actlas.define` finds them
at = "0"
derivative = "1"
reason = "chosen by hand"

[reference]
authors = "Anon, A."
year = 2000
title = "A bent line"
where = "nowhere"
"""

from __future__ import annotations

import math
import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from os import PathLike
from pathlib import Path
from typing import Any

from actlas import spelling
from actlas.define.text import from_text, in_pieces
from actlas.define.words import check_name, parameters_of
from actlas.definition import REALS, Elementwise, Interval, Kink, Parameter, Piece, Reference
from actlas.errors import ActlasError, BadExpression, DataError, MissingFile
from actlas.symbolic import calculus
from actlas.symbolic.references import as_formula
from actlas.symbolic.writer import written

VERSION = 1
"""Of the tables in pickles."""
_LARGEST_FILE = 100_000
_FIELDS = {
    *("version", "name", "formula", "pieces", "about", "aliases", "parameters", "kinks"),
    *("reference", "references"),
}
_OF_PARAMETER = {"default", "domain", "meaning", "learned", "sign"}


def from_file(path: str | PathLike[str]) -> tuple[str, Elementwise, str]:
    """Return name, definition and headline of the activation that a TOML file states.

    Raises:
        MissingFile: there is no such file.
        DataError: it is no TOML, or says something else than a definition.
        BadExpression: its formula cannot be read.
    """
    file = Path(path)
    try:
        if file.stat().st_size > _LARGEST_FILE:
            raise DataError(
                "{file} is no definition: it has more than {limit} bytes",
                file=file,
                limit=_LARGEST_FILE,
            )
        found = tomllib.loads(file.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise MissingFile("there is no file {file}; check the path", file=file) from None
    except (OSError, ValueError) as problem:
        raise DataError(
            "cannot read the definition in {file}; correct it: {problem}",
            file=file,
            problem=problem,
        ) from problem
    return from_table(found, str(file))


def from_table(table: Mapping[str, Any], source: str) -> tuple[str, Elementwise, str]:
    """Return name, definition and headline from a table; `source` is named where it is wrong."""
    _known(table, _FIELDS, source, source)
    if table.get("version", VERSION) != VERSION:
        raise DataError(
            "{source} was written by another actlas (form {version}); read it with that one",
            source=source,
            version=table["version"],
        )
    name = check_name(_text(table, "name", source))
    given = _table(table, "parameters", source)
    parameters = parameters_of({key: _parameter(key, each, source) for key, each in given.items()})
    rest: dict[str, Any] = {
        "kinks": _kinks(table, source),
        "references": tuple(_reference(each, source) for each in _references(table, source)),
        "aliases": _aliases(table, source),
    }
    if ("formula" in table) == ("pieces" in table):
        raise DataError("{source} needs one of formula and pieces", source=source)
    if "formula" in table:
        made = from_text(name, _text(table, "formula", source), parameters, **rest)
    else:
        made = in_pieces(_pieces(table, source), parameters, **rest)
    calculus.check(made)
    headline = str(table.get("about") or f"{name}(z) = {written(as_formula(made))}")
    return name, made, " ".join(headline.split())


def to_table(name: str, definition: Elementwise, headline: str) -> dict[str, Any]:
    """Return a definition as the table that `from_table` reads as the same again.

    Example:
        >>> found = from_text("bent", "|z|")
        >>> from_table(to_table("bent", found, "a fold"), "it") == ("bent", found, "a fold")
        True
    """
    return {
        "version": VERSION,
        "name": name,
        "about": headline,
        "aliases": list(definition.aliases),
        "pieces": [asdict(each) for each in definition.pieces],
        "parameters": {
            each.name: {
                "default": each.default,
                "domain": _said(each.domain),
                "meaning": each.meaning,
                "learned": each.learned,
                "sign": each.sign,
            }
            for each in definition.parameters
        },
        "kinks": [asdict(each) for each in definition.kinks],
        "references": [asdict(each) for each in definition.references],
    }


def _kinks(table: Mapping[str, Any], source: str) -> tuple[Kink, ...] | None:
    if "kinks" not in table:
        return None
    fields = ("at", "derivative", "reason")
    found = []
    for each in _list(table, "kinks", source):
        _known(each, set(fields), "kinks", source)
        found.append(Kink(*(_text(each, key, source) for key in fields)))
    return tuple(found)


def _pieces(table: Mapping[str, Any], source: str) -> tuple[Piece, ...]:
    found = []
    for each in _list(table, "pieces", source):
        _known(each, {"formula", "condition"}, "pieces", source)
        condition = "" if not each.get("condition") else _text(each, "condition", source)
        found.append(Piece(_text(each, "formula", source), condition))
    return tuple(found)


def _references(table: Mapping[str, Any], source: str) -> Sequence[Any]:
    if "reference" in table:
        return [_table(table, "reference", source), *_list(table, "references", source)]
    return _list(table, "references", source)


def _reference(table: Mapping[str, Any], source: str) -> Reference:
    _known(table, {"authors", "year", "title", "where"}, "reference", source)
    year = table.get("year")
    if not isinstance(year, int):
        raise _wrong(source, "year", _WHOLE, year)
    authors, title, where = (_text(table, key, source) for key in ("authors", "title", "where"))
    return Reference(authors, year, title, where)


def _parameter(name: str, value: Any, source: str) -> Any:
    if not isinstance(value, Mapping):
        return value
    _known(value, _OF_PARAMETER, f"parameters.{name}", source)
    (checked,) = parameters_of({name: value.get("default")})
    return Parameter(
        checked.name,
        checked.default,
        str(value.get("meaning", "")),
        _domain(value.get("domain"), source),
        sign=str(value.get("sign", "")),
        learned=value.get("learned", False) is True,
    )


_INTERVAL = re.compile(r"\s*([\[(])([^,]+),([^,]+)([\])])\s*")


def _domain(value: Any, source: str) -> Interval:
    if value is None:
        return REALS
    left, right, ends = "[", "]", value
    if isinstance(value, str) and (match := _INTERVAL.fullmatch(value)):
        left, low, high, right = match.groups()
        ends = [low.replace("∞", "inf"), high.replace("∞", "inf")]
    try:
        low, high = (float(each) for each in ends)
    except (TypeError, ValueError):
        low = high = math.nan
    if not low < high:
        raise _wrong(source, "domain", _ENDS, value)
    return Interval(
        low, high, left == "[" and math.isfinite(low), right == "]" and math.isfinite(high)
    )


def _said(domain: Interval) -> str:
    left, right = "[" if domain.closed_low else "(", "]" if domain.closed_high else ")"
    return f"{left}{domain.low!r}, {domain.high!r}{right}"


_WHOLE = BadExpression("a whole number")
_ENDS = BadExpression('two numbers as in [0, 1], or a text such as "(0, inf)"')
_WORDS = BadExpression("a text")
_TABLE = BadExpression("a table")
_TABLES = BadExpression("a list of tables")
_NAMES = BadExpression("a list of names")


def _known(table: Mapping[str, Any], fields: set[str], part: str, source: str) -> None:
    for key in table:
        if key not in fields:
            near = spelling.near(key, sorted(fields), 1)
            raise DataError(
                "{part} in {source} has no field {key!r}; it takes: {known}",
                part=part,
                source=source,
                key=key,
                known=", ".join(near or sorted(fields)),
            )


def _text(table: Mapping[str, Any], key: str, source: str) -> str:
    value = table.get(key)
    if isinstance(value, int | float) and not isinstance(value, bool):
        value = repr(value)
    if not isinstance(value, str) or not value.strip():
        raise _wrong(source, key, _WORDS, value)
    return value


def _table(table: Mapping[str, Any], key: str, source: str) -> Mapping[str, Any]:
    value = table.get(key, {})
    if not isinstance(value, Mapping):
        raise _wrong(source, key, _TABLE, value)
    return value


def _list(table: Mapping[str, Any], key: str, source: str) -> list[Mapping[str, Any]]:
    value = table.get(key, [])
    if not isinstance(value, list) or not all(isinstance(each, Mapping) for each in value):
        raise _wrong(source, key, _TABLES, value)
    return value


def _aliases(table: Mapping[str, Any], source: str) -> tuple[str, ...]:
    value = table.get("aliases", [])
    if not isinstance(value, list):
        raise _wrong(source, "aliases", _NAMES, value)
    return tuple(check_name(each) for each in value)


def _wrong(source: str, key: str, expected: ActlasError, value: Any) -> DataError:
    return DataError(
        "in {source}, {key} is {expected}; got {value!r}",
        source=source,
        key=key,
        expected=expected,
        value=value,
    )
