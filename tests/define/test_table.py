"""A TOML file states a definition; what is wrong in it is named."""

from __future__ import annotations

from pathlib import Path

import pytest

import actlas
from actlas import catalogue
from actlas.define.table import from_table, to_table
from actlas.errors import ActlasError, BadExpression, DataError, MissingFile

WHOLE = """
name = "bent"
formula = "where(z > 0, z, α·z)"
about = "A line with a bend"
aliases = ["crooked"]

[parameters.alpha]
default = 0.5
domain = [0, 1]
meaning = "slope below zero"
learned = true

[[kinks]]
at = "0"
derivative = "1"
reason = "the right side, by hand"

[reference]
authors = "Anon, A."
year = 2000
title = "A bent line"
where = "nowhere"
"""

IN_PIECES = """
name = "step_by_step"
parameters = { low = { default = -1.0, domain = "(-inf, 0]" } }
[[pieces]]
formula = "low"
condition = "z < low"
[[pieces]]
formula = "z"
condition = "z <= 0"
[[pieces]]
formula = "2*z"
"""


def test_a_file_says_everything(tmp_path: Path) -> None:
    file = tmp_path / "bent.toml"
    file.write_text(WHOLE, encoding="utf-8")
    for given in (file, str(file)):
        bent = actlas.define(given)
        (alpha,) = bent.definition.parameters
        assert (alpha.meaning, alpha.learned, str(alpha.domain)) == (
            "slope below zero",
            True,
            "[0, 1]",
        )
        assert bent.prime(0.0) == 1.0
        assert bent.definition.references[0].year == 2000
        assert actlas.get("crooked") == bent
        assert catalogue.headline("bent") == "A line with a bend"


def test_pieces_may_stand_one_by_one(tmp_path: Path) -> None:
    file = tmp_path / "own.toml"
    file.write_text(IN_PIECES, encoding="utf-8")
    own = actlas.define(file)
    assert [own(z) for z in (-3.0, -0.5, 2.0)] == [-1.0, -0.5, 4.0]
    assert {each.at: each.derivative for each in own.definition.kinks} == {"low": "1", "0": "1"}
    assert own.text == "where(z < low, low, where(z <= 0, z, 2*z))"


def test_a_table_goes_round(tmp_path: Path) -> None:
    for text in (WHOLE, IN_PIECES):
        file = tmp_path / "own.toml"
        file.write_text(text, encoding="utf-8")
        own = actlas.define(file)
        table = to_table(own.name, own.definition, "said")
        assert from_table(table, "it") == (own.name, own.definition, "said")


def own(*lines: str) -> str:
    """Return a table with a name of its own."""
    return "\n".join(('name = "own"', *lines))


def with_a(*lines: str) -> str:
    """Return a table whose formula has the parameter a, of which the lines tell."""
    return own('formula = "z*a"', "[parameters.a]", *lines)


WRONG = {
    'formula = "z"': "name is a text; got None",
    own(): "needs one of formula and pieces",
    own('formula = "2z"'): "write 2\\*z",
    own("formula = 5.0", ""): "does not depend on z",
    own('formula = ["z"]'): "formula is a text",
    own('formula = "z"', 'formular = "z"'): "has no field 'formular'; it takes: formula",
    with_a('default = "1"'): "finite number",
    with_a("start = 1"): "has no field 'start'",
    with_a("default = 1", 'domain = "wide"'): "domain is two numbers",
    with_a("default = 1", "domain = [3, 2]"): "domain is two numbers",
    with_a("default = 1", "domain = [2, 3]"): "outside its domain",
    own('formula = "z"', "parameters = 3"): "parameters is a table",
    own('formula = "z"', "kinks = 3"): "kinks is a list of tables",
    own('formula = "z"', 'aliases = "other"'): "aliases is a list of names",
    'name = "own_"\nformula = "z"': "a name is Latin letters",
    'name = "elu"\nformula = "z"': "is taken by elu",
    own(
        'formula = "2*z"', "[reference]", 'authors = "A"', 'year = "2000"'
    ): "year is a whole number",
    own(
        'formula = "|z|"', "[[kinks]]", 'at = "z"', 'derivative = "0"', 'reason = "x"'
    ): "without z",
    own(
        'formula = "|z|"', "[[kinks]]", 'at = "0("', 'derivative = "0"', 'reason = "x"'
    ): "cannot read",
    own("[[pieces]]", 'formula = "z"', 'condition = "z > 0"'): "every piece has a condition except",
    own("version = 7", 'formula = "z"'): "written by another actlas",
    "name = ": "cannot read the definition in",
}


@pytest.mark.parametrize("text", WRONG)
def test_what_is_wrong_is_named(text: str, tmp_path: Path) -> None:
    file = tmp_path / "own.toml"
    file.write_text(text.replace('"own"', '"mine"'), encoding="utf-8")
    with pytest.raises(ActlasError, match=WRONG[text]):
        actlas.define(file)


def test_files_that_are_none_are_refused(tmp_path: Path) -> None:
    with pytest.raises(MissingFile, match=r"there is no file nowhere\.toml"):
        actlas.define("nowhere.toml")
    with pytest.raises(DataError, match="cannot read the definition"):
        actlas.define(tmp_path)
    binary = tmp_path / "own.toml"
    binary.write_bytes(b"\xff\xfe\x00")
    with pytest.raises(DataError, match="cannot read the definition"):
        actlas.define(binary)
    binary.write_text("#" * 200_000)
    with pytest.raises(DataError, match="more than 100000 bytes"):
        actlas.define(binary)
    with pytest.raises(BadExpression, match="name = formula"):
        actlas.define("nowhere.yaml")
