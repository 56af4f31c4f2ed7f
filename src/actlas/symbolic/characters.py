"""Text to tokens: ASCII, the signs in which mathematics is set, and nothing that only looks alike.

`²`, `·`, `×`, `−`, `√`, `≤`, `π` and Greek letters are read as what they mean. A letter that only
looks like a Latin one, as the Cyrillic а does, is refused with its name: whoever pasted it cannot
see what is wrong.
"""

from __future__ import annotations

import re
import string
import unicodedata
from typing import NamedTuple

from actlas.errors import BadExpression

MOST_BITS = 1_200
"""A power of ten longer than this is refused before anyone computes it."""


class Token(NamedTuple):
    """A word of a formula: its kind, what it means in ASCII, and where it begins and ends."""

    kind: str
    text: str
    place: int
    end: int


_LETTERS = """
α alpha β beta γ gamma δ delta ε epsilon ζ zeta η eta θ theta ι iota κ kappa λ lamda μ mu ν nu ξ xi
π pi ρ rho σ sigma τ tau υ upsilon φ phi χ chi ψ psi ω omega Γ Gamma Δ Delta Θ Theta Λ Lamda Ξ Xi
Π Pi Σ Sigma Φ Phi Ψ Psi Ω Omega
"""
_PAIRS = _LETTERS.split()
GREEK = dict(zip(_PAIRS[::2], _PAIRS[1::2], strict=True))
"""What a Greek letter is called in code; `lambda` is a word of Python's, so λ is `lamda`."""
_GREEK = "".join(GREEK) + "µ"  # the micro sign is on keyboards where μ is not

_SIGNS = {
    "·": "*",
    "⋅": "*",
    "×": "*",
    "∗": "*",
    "÷": "/",
    "−": "-",
    "≤": "<=",
    "≥": ">=",
    "√": "√",
}
_WORDS = {"∧": "and", "∨": "or", "¬": "not"}
_RAISED = dict(zip("⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻", "0123456789+-", strict=True))

_TOKEN = re.compile(
    r"(?P<number>(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE](?P<power>[+-]?[0-9]+))?)"
    rf"|(?P<name>(?:[A-Za-z_]|[{_GREEK}])[A-Za-z0-9_]*)"
    r"|(?P<symbol>\*\*|<=|>=|[-+*/^()<>,|=])"
    rf"|(?P<sign>[{''.join(_SIGNS)}])"
    rf"|(?P<word>[{''.join(_WORDS)}])"
    r"|(?P<raised>[⁺⁻]?[⁰¹²³⁴⁵⁶⁷⁸⁹]+)"
)

# Letters of other scripts in the shape of Latin ones, as fonts draw them.
_LOOKALIKES = dict(
    zip(
        "аеорсухіјѕһԁԛԝвнкмтАВЕКМНОРСТУХІЈЅ" + "οΑΒΕΖΗΙΚΜΝΟΡΤΥΧ" + "‐‑‒–—―∙•∣∕⁄‹›",
        "aeopcyxijshdqwbhkmtABEKMHOPCTYXIJS" + "oABEZHIKMNOPTYX" + "------**|//<>",
        strict=True,
    )
)
_HINTS = {
    "!": BadExpression("there is no factorial; multiply out"),
    "%": BadExpression("there is no remainder; write one per cent as 0.01"),
    "&": BadExpression("conditions are joined by the word and"),
    "[": BadExpression("group with round brackets ( )"),
    "]": BadExpression("group with round brackets ( )"),
    "{": BadExpression("group with round brackets ( )"),
    "}": BadExpression("group with round brackets ( )"),
    "≠": BadExpression("compare with <, <=, > or >="),
    "∞": BadExpression("infinity is no number to compute with"),
    ".": BadExpression("a decimal point stands between digits, and nothing has attributes"),
    ";": BadExpression("one formula alone, arguments separated by commas"),
    ":": BadExpression("pieces are written where(condition, a, b)"),
    "'": BadExpression("a formula holds no text in quotes"),
    '"': BadExpression("a formula holds no text in quotes"),
}


def ascii_name(name: str) -> str:
    """Return the name in code of what may begin with a Greek letter.

    Example:
        >>> ascii_name("α"), ascii_name("β_2"), ascii_name("slope")
        ('alpha', 'beta_2', 'slope')
    """
    first = unicodedata.normalize("NFKC", name[:1])
    return GREEK[first] + name[1:] if first in GREEK else name


def tokens(text: str) -> list[Token]:
    """Return the tokens of a formula, and one of the kind "end".

    Raises:
        BadExpression: a character has no meaning, or only looks as if it had one; it is marked.

    Example:
        >>> [each.text for each in tokens("2·α² ≤ z")]
        ['2', '*', 'alpha', '^', '(', '2', ')', '<=', 'z', '']
    """
    found: list[Token] = []
    place, end = 0, len(text.rstrip(string.whitespace))
    while place < end:
        if text[place] in string.whitespace:
            place += 1
            continue
        match = _TOKEN.match(text, place)
        if match is None:
            raise refusal(_unknown(text[place]), text, place)
        kind, written = match.lastgroup or "", match[0]
        kind = "number" if match["number"] else kind
        if abs(int(match["power"] or 0)) > MOST_BITS:
            raise refusal(
                BadExpression("this constant is no real number of reasonable size"), text, place
            )
        found += _meant(kind, written, place, match.end())
        place = match.end()
    return [*found, Token("end", "", len(text), len(text))]


def _meant(kind: str, written: str, place: int, end: int) -> list[Token]:
    if kind == "raised":
        inside = "".join(_RAISED[each] for each in written)
        sign, digits = inside.strip(string.digits), inside.strip("+-")
        parts = [("symbol", "^"), ("symbol", "("), ("symbol", sign), ("number", digits)]
        raised = [each for each in parts if each[1]] + [("symbol", ")")]
        return [Token(*each, place, end) for each in raised]
    meant = {
        "name": ascii_name,
        "sign": _SIGNS.__getitem__,
        "word": _WORDS.__getitem__,
    }.get(kind, str)(written)
    kind = {"sign": "symbol", "word": "name"}.get(kind, kind)
    return [Token(kind, meant, place, end)]


def _unknown(character: str) -> BadExpression:
    """Say what is wrong with a character of no meaning."""
    looks = _LOOKALIKES.get(character) or unicodedata.normalize("NFKC", character)
    if not character.isascii() and len(looks) == 1 and looks.isascii() and looks.isprintable():
        return BadExpression(
            "this is {name}, which only looks like {latin!r}; type {latin!r} itself",
            name=unicodedata.name(character, f"U+{ord(character):04X}"),
            latin=looks,
        )
    if character in _HINTS:
        return BadExpression(
            "{mark!r} has no meaning here: {hint}", mark=character, hint=_HINTS[character]
        )
    if not character.isascii():
        return BadExpression(
            "this character, {name}, has no meaning in a formula",
            name=unicodedata.name(character, f"U+{ord(character):04X}"),
        )
    return BadExpression("this character has no meaning in a formula")


def refusal(why: BadExpression, text: str, place: int) -> BadExpression:
    """Return the error that shows a place in a formula and says what is wrong there."""
    shown = text[max(0, place - 30) : place] + "⟨here⟩" + text[place : place + 30]
    return BadExpression(
        "cannot read the formula: {why}: {shown}", why=why, shown=_printable(shown)
    ).at(text, place)


def _printable(text: str) -> str:
    return "".join(each if each.isprintable() else "\N{REPLACEMENT CHARACTER}" for each in text)
