"""Every error that actlas raises on purpose: one tree, and each class is also a built-in error.

Who catches `ValueError` or `KeyError` catches ours too. A message is an English template with
{named} fields, always written as a literal where it is raised, so that the catalogue of
translations can be gathered from the sources; it says what was expected, what came, and what to do
next. This room imports nothing of actlas.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable
from typing import ClassVar, Self

__all__ = [
    "ActlasError",
    "BadExpression",
    "BadInput",
    "BadParameter",
    "BadShape",
    "DataError",
    "MissingFile",
    "OutputError",
    "UnknownName",
    "UsageError",
    "WorkFailed",
]


class ActlasError(Exception):
    """The root of the tree: an English template and the fields that fill it, on one line.

    Args:
        message: an English template with {named} fields, in `str.format`'s notation.
        **fields: what fills the template. A field that is itself an `ActlasError` is said in the
            same language as the rest.

    Example:
        >>> error = DataError("no column {name!r}; choose one of: {known}", name="y", known="a, b")
        >>> str(error)
        "no column 'y'; choose one of: a, b"
        >>> spanish = {error.message: "no hay columna {name!r}; elige una de: {known}"}
        >>> error.render(spanish.__getitem__)
        "no hay columna 'y'; elige una de: a, b"
    """

    exit_code: ClassVar[int] = 2
    """What a command line program returns: 2, what was asked for cannot be done as it was asked."""

    def __init__(self, message: str, /, **fields: object) -> None:
        super().__init__(message)
        self.message = message
        self.fields = fields

    def render(self, translate: Callable[[str], str]) -> str:
        """Return the error on one line, its template put through `translate` before it is filled.

        Args:
            translate: from English template to template, as `actlas.language.translator` gives.
        """
        said = {
            key: value.render(translate) if isinstance(value, ActlasError) else value
            for key, value in self.fields.items()
        }
        return " ".join(translate(self.message).format(**said).splitlines())

    def __str__(self) -> str:
        return self.render(lambda message: message)


class UnknownName(ActlasError, KeyError):
    """No activation, data set or claim is called so; the message offers the nearest names."""


class BadParameter(ActlasError, ValueError, TypeError, RuntimeError):
    """A parameter that an activation does not have, or a value outside what it may take.

    PyTorch has three built-in errors for it, function by function; code that expects any of them
    catches this one.
    """


class BadInput(ActlasError, TypeError, RuntimeError):
    """A value of a kind that cannot be computed on.

    PyTorch raises TypeError for what is no tensor, RuntimeError for a dtype that it cannot compute.
    """


class BadShape(ActlasError, RuntimeError, ValueError):
    """A tensor of a shape that cannot be worked on; PyTorch raises either of the two for it."""


class BadExpression(ActlasError, ValueError):
    """A definition or a specification text that cannot be read.

    Where the place is known, `text` is the formula and `place` the index of the character at fault;
    `pointer` shows both, and so does a traceback.
    """

    text: str | None = None
    place: int | None = None

    def at(self, text: str, place: int) -> Self:
        """Return this error with its place in a text."""
        self.text, self.place = text, place
        self.__notes__ = [self.pointer()]
        return self

    def pointer(self) -> str:
        """Return the text and a caret below the place at fault, on two lines; "" without a place.

        Example:
            >>> print(BadExpression("expected a number").at("2*", 2).pointer())
                2*
                  ^
        """
        if self.text is None or self.place is None:
            return ""
        start = max(0, self.place - _BEFORE)
        shown = self.text[start : self.place + _AFTER]
        columns = [_columns(each) for each in shown[: self.place - start]]
        shown = "".join(
            each if each.isprintable() else "\N{REPLACEMENT CHARACTER}" for each in shown
        )
        return f"    {shown}\n    {' ' * sum(columns)}^"


_BEFORE, _AFTER = 50, 20


def _columns(character: str) -> int:
    """Return how many columns of a terminal a character takes."""
    if character.isprintable() and unicodedata.combining(character):
        return 0
    return 2 if unicodedata.east_asian_width(character) in "WF" else 1


class DataError(ActlasError, ValueError):
    """Data that cannot be learned from as it stands."""


class MissingFile(DataError, FileNotFoundError):
    """There is no such file."""


class UsageError(ActlasError, ValueError):
    """An option or an argument that does not fit the others, or is out of its range."""


class OutputError(ActlasError, OSError):
    """A place that cannot be written to."""


class WorkFailed(ActlasError, RuntimeError):
    """The work was asked for correctly, was begun, and did not come to its end."""

    exit_code: ClassVar[int] = 1
