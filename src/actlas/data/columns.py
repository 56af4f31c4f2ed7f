"""One column at a time: is it numbers, is it text, and which of its values are missing?

The same rule for every source, so that a file and a frame with the same content give the same
data set: a text column whose values are all numbers is a column of numbers.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    import narwhals as nw

MISSING = frozenset({"", "na", "n/a", "nan", "null", "?"})
"""Texts that stand for a missing value, in any case and with any spaces around them."""

Numbers = NDArray[np.float64]
Texts = list[str | None]

_MOST_STRANGE = 0.1

# 1.234.567,8 or 0,5e3: dots only where thousands are, and one comma.
_DECIMAL_COMMA = re.compile(r"[+-]?(\d{1,3}(\.\d{3})+|\d*)(,\d*)?([eE][+-]?\d+)?")


@dataclass(frozen=True, slots=True, eq=False)
class Column:
    """One column as it was understood: numbers (nan = missing), texts (None = missing), or neither.

    `strange` holds the texts that were met among numbers; each counts as a missing value.
    """

    values: Numbers | Texts | None
    strange: tuple[str, ...] = ()


NEITHER = Column(None)


def read_series(series: nw.Series[Any], *, decimal_comma: bool = False) -> Column:
    """Return what a series holds; dates, lists and other objects are neither numbers nor texts.

    Booleans become the texts "false" and "true". `decimal_comma` lets "2,5" be read as 2.5 where
    the whole column makes sense that way.
    """
    import narwhals as nw

    kind = series.dtype
    if kind.is_numeric():
        return Column(np.array(series.cast(nw.Float64).to_numpy(), dtype=np.float64))
    # Some libraries have a missing value of their own, which is no None.
    missing = series.is_null().to_list()
    values = [None if gone else v for v, gone in zip(series.to_list(), missing, strict=True)]
    if kind in (nw.Categorical, nw.Enum):  # someone has said that these are no quantities
        return Column(_texts(None if value is None else str(value) for value in values))
    return read_values(values, decimal_comma=decimal_comma)


def read_values(values: Iterable[object], *, decimal_comma: bool = False) -> Column:
    """Return what plain Python values hold, by the rule of `read_series`.

    Where at least nine in ten texts are numbers, the others are strange: a slip of the pen, or a
    sign for a missing value that `MISSING` does not list.

    Example:
        >>> read_values(["1", " ? ", "2.5"]).values
        array([1. , nan, 2.5])
        >>> read_values(["red", None, "NA", "7"]).values
        ['red', None, None, '7']
    """
    texts: list[str | None] = []
    for value in values:
        if isinstance(value, bool | np.bool_):
            texts.append(str(value).lower())
        elif value is None or isinstance(value, str | int | float | np.number):
            texts.append(None if value is None else str(value))
        else:
            return NEITHER
    cleaned = _texts(texts)
    plain = _numbers(cleaned)
    if plain.strange and decimal_comma:
        pointed = _numbers([_with_point(text) for text in cleaned])
        plain = min(plain, pointed, key=lambda column: len(column.strange))
    present = sum(text is not None for text in cleaned)
    return plain if len(plain.strange) <= present * _MOST_STRANGE else Column(cleaned)


def _texts(values: Iterable[str | None]) -> Texts:
    stripped = (None if value is None else value.strip() for value in values)
    return [None if text is None or text.lower() in MISSING else text for text in stripped]


def _numbers(texts: Texts) -> Column:
    numbers = np.full(len(texts), np.nan)
    strange = []
    for i, text in enumerate(texts):
        if text is None:
            continue
        try:
            if "_" in text:  # Python reads 1_000 as a number; in data it is a code
                raise ValueError
            numbers[i] = float(text)
        except ValueError:
            strange.append(text)
    return Column(numbers, tuple(strange))


def _with_point(text: str | None) -> str | None:
    if text is None or not _DECIMAL_COMMA.fullmatch(text):
        return text
    return text.replace(".", "").replace(",", ".")
