"""What is said of a function, and why it may be believed."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any, NamedTuple

from actlas.definition import Interval

EXACT, NUMERIC, UNKNOWN = "exact", "numeric", "unknown"
STANDINGS = (EXACT, NUMERIC, UNKNOWN)
"""Proven; computed, with a bound on the error where there is one; not settled."""


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a property is as it is said: an English template with {fields}, and how firmly it stands.

    `error` bounds how far off a numeric value may be; it is 0 for an exact one and infinite where
    the value was computed and no bound is known.

    Example:
        >>> reason = Reason("f rises up to z = {place} and falls from there", {"place": 0.5})
        >>> str(reason), reason.standing
        ('f rises up to z = 0.5 and falls from there', 'exact')
    """

    text: str
    fields: Mapping[str, Any] = field(default_factory=lambda: MappingProxyType({}))
    standing: str = EXACT
    error: float = 0.0

    def render(
        self,
        translate: Callable[[str], str] = str,
        number: Callable[[float], str] = "{:.6g}".format,
    ) -> str:
        """Return the reason in words.

        Args:
            translate: from English template to template, as `actlas.language.translator` gives.
            number: how a number is written.
        """
        said = {
            key: ", ".join(map(number, value))
            if isinstance(value, tuple)
            else number(value)
            if isinstance(value, int | float)
            else value
            for key, value in self.fields.items()
        }
        return translate(self.text).format(**said)

    def __str__(self) -> str:
        return self.render()


class Known(NamedTuple):
    """The value of a property, and the reason for it."""

    value: Any
    reason: Reason


def exactly(value: Any, text: str, /, **fields: Any) -> Known:
    """Return a value that is proven."""
    return Known(value, Reason(text, MappingProxyType(fields)))


def numerically(value: Any, error: float, text: str, /, **fields: Any) -> Known:
    """Return a value that was computed; `error` is infinite where nothing bounds it."""
    return Known(value, Reason(text, MappingProxyType(fields), NUMERIC, float(error)))


def unknown(value: Any, text: str, /, **fields: Any) -> Known:
    """Return what stands for a value that could not be settled."""
    return Known(value, Reason(text, MappingProxyType(fields), UNKNOWN, float("inf")))


@dataclass(frozen=True, slots=True)
class Line:
    """The line y = slope·z + offset."""

    slope: float
    offset: float


@dataclass(frozen=True, slots=True)
class Jump:
    """A place where f jumps: what it comes to from the left, what it is there, and on the right.

    `value` is NaN where f is not defined at the place itself.
    """

    at: float
    left: float
    value: float
    right: float


@dataclass(frozen=True, slots=True)
class Places:
    """Single places and whole intervals; `endless` where they go on for ever, none left out here.

    Of an endless number the places around 0 are listed.
    """

    points: tuple[float, ...] = ()
    intervals: tuple[Interval, ...] = ()
    endless: bool = False

    def __bool__(self) -> bool:
        return bool(self.points or self.intervals or self.endless)


@dataclass(frozen=True, slots=True)
class Cost:
    """How many operations of each kind one number takes, on the branch that takes most."""

    transcendental: int
    divisions: int
    multiplications: int
    additions: int
