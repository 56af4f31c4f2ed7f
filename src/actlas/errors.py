"""Every error that actlas raises on purpose: one tree, and each class is also a built-in error.

Who catches `ValueError` or `KeyError` catches ours too. A message is an English template with
{named} fields, always written as a literal where it is raised, so that the catalogue of
translations can be gathered from the sources; it says what was expected, what came, and what to do
next. This room imports nothing.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import ClassVar

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


class BadParameter(ActlasError, ValueError):
    """A parameter that an activation does not have, or a value outside what it may take."""


class BadInput(ActlasError, TypeError):
    """A value of a kind that cannot be computed on."""


class BadShape(ActlasError, RuntimeError, ValueError):
    """A tensor of a shape that cannot be worked on; PyTorch raises either of the two for it."""


class BadExpression(ActlasError, ValueError):
    """A definition or a specification text that cannot be read."""


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
