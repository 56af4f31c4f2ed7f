"""A sentence that can be said later, in any language: an English template and its fields."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from actlas.language import format_number, translator

Value = str | int | float | tuple[str, ...]

_LISTED = 8


@dataclass(frozen=True, slots=True)
class Note:
    """A remark for the reader, kept apart from the language it will be read in.

    `message` is an English template with {named} fields, marked for translation where it is
    written: `Note(mark("{column} was left out"), {"column": "id"})`. Texts and whole numbers are
    filled in as they are, other numbers with three significant digits and the language's decimal
    sign, and tuples of texts as a list ("relu, elu and tanh"; long ones are cut, and say so).

    Example:
        >>> note = Note("{names} were left out", {"names": ("id", "when")})
        >>> str(note)
        'id and when were left out'
    """

    message: str
    fields: Mapping[str, Value] = field(default_factory=dict)

    def render(self, lang: str = "en") -> str:
        """The sentence in the language `lang`."""
        filled = {key: _say(value, lang) for key, value in self.fields.items()}
        return translator(lang)(self.message).format(**filled)

    def __str__(self) -> str:
        return self.render("en")


def _say(value: Value, lang: str) -> str:
    if isinstance(value, float):
        return format_number(value, 3, lang)
    if not isinstance(value, tuple):
        return str(value)
    from babel.lists import format_list

    shown = value if len(value) <= _LISTED else (*value[: _LISTED - 1], "…")
    return format_list(shown, locale=lang)
