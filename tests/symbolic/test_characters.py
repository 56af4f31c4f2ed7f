"""Mathematics as it is set is read as what it means; what only looks alike is named and refused."""

from __future__ import annotations

import pytest
import sympy as sp

from actlas.errors import BadExpression
from actlas.symbolic.functions import Z, normal, sigmoid
from actlas.symbolic.grammar import parse
from actlas.symbolic.references import symbol

READ = {
    "2·z": 2 * Z,
    "2×z": 2 * Z,
    "z÷2": Z / 2,
    "−z": -Z,
    "z² + z³": Z**2 + Z**3,
    "z⁻¹": 1 / Z,
    "(z + 1)¹⁰": (Z + 1) ** 10,
    "√z": sp.sqrt(Z),
    "√(z + 1)·2": 2 * sp.sqrt(Z + 1),
    "|z|": sp.Abs(Z),
    "|z − |z − 1||": sp.Abs(Z - sp.Abs(Z - 1)),
    "|z|·|z + 1|": sp.Abs(Z) * sp.Abs(Z + 1),
    "π·z": sp.pi * Z,
    "e^z": sp.exp(Z),
    "e^(−z²)": sp.exp(-(Z**2)),
    "α·z": symbol("alpha") * Z,
    "σ(z)": sigmoid(Z),
    "Φ(z)": normal(Z),
    "z ≤ 1": Z <= 1,
    "z ≥ α": sp.Ge(Z, symbol("alpha")),
    "z > 0 ∧ z < 1": sp.And(Z > 0, Z < 1),
    "¬(z > 0)": Z <= 0,
    "ln(x)": sp.log(Z),
}


@pytest.mark.parametrize("text", READ)
def test_signs_are_read_as_what_they_mean(text: str) -> None:
    assert parse(text, ("alpha",)) == READ[text]


LOOKALIKES = {
    "ехр(z)": ("CYRILLIC SMALL LETTER IE", "'e'"),
    "mах(z, 0)": ("CYRILLIC SMALL LETTER A", "'a'"),
    "ｚ": ("FULLWIDTH LATIN SMALL LETTER Z", "'z'"),
    "２*z": ("FULLWIDTH DIGIT TWO", "'2'"),
    "z – 1": ("EN DASH", "'-'"),
    "z ∙ 2": ("BULLET OPERATOR", "'*'"),
    "𝑧": ("MATHEMATICAL ITALIC SMALL Z", "'z'"),
}


@pytest.mark.parametrize("text", LOOKALIKES)
def test_a_lookalike_is_named_with_what_to_type(text: str) -> None:
    name, latin = LOOKALIKES[text]
    with pytest.raises(BadExpression, match=f"this is {name}, which only looks like {latin}"):
        parse(text)


@pytest.mark.parametrize(
    ("text", "hint"),
    [
        ("z!", "there is no factorial"),
        ("z % 2", "there is no remainder"),
        ("[z]", "group with round brackets"),
        ("z & 1", "joined by the word and"),
        ("z ≠ 1", "compare with <"),
        ("z.real", "nothing has attributes"),
        ("'z'", "no text in quotes"),
        ("∞", "infinity is no number"),
        ("z\u200b", "ZERO WIDTH SPACE"),
        ("z\x00", "has no meaning in a formula"),
    ],
)
def test_a_character_without_meaning_gets_a_hint(text: str, hint: str) -> None:
    with pytest.raises(BadExpression, match=hint):
        parse(text)


def test_the_caret_stands_below_the_place() -> None:
    for text, mark in {"z + ｚ": "ｚ", "ｚ": "ｚ", "z + 2y": "y", "α·z + $": "$"}.items():
        with pytest.raises(BadExpression) as told:
            parse(text, ("alpha",))
        assert told.value.text == text
        assert told.value.place == text.index(mark)
        shown, caret = told.value.pointer().splitlines()
        assert shown == f"    {text}"
        assert caret.index("^") == shown.index(mark)
        assert told.value.__notes__ == [told.value.pointer()]


def test_wide_characters_and_long_texts_move_the_caret() -> None:
    assert BadExpression("-").at("ｚ + $", 4).pointer().splitlines()[1] == "    " + " " * 5 + "^"
    shown, caret = BadExpression("-").at("z" * 500 + "$" + "y" * 500, 500).pointer().splitlines()
    assert shown[len(caret) - 1] == "$"
    assert len(shown) < 80
    assert BadExpression("no place").pointer() == ""
