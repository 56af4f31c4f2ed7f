"""Numbers as print sets them: a true minus, and powers of ten instead of an e.

Imports `actlas.language` alone.
"""

from __future__ import annotations

from collections.abc import Sequence

from actlas.language import format_number

_RAISED = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")


def written(value: float, digits: int, lang: str, *, fixed: bool = False) -> str:
    """Return a number for reading; arguments are those of `actlas.language.format_number`.

    Example:
        >>> written(-0.25, 3, "es"), written(0.00003, 2, "en"), written(0.00001, 2, "en")
        ('−0,25', '3·10⁻⁵', '10⁻⁵')
    """
    mantissa, e, exponent = format_number(value, digits, lang, fixed=fixed).partition("e")
    text = mantissa.replace("-", "−")
    if not e:
        return text
    power = f"10{exponent.translate(_RAISED)}"
    return power if text == "1" else f"{text}·{power}"


def runs(numbers: Sequence[int]) -> list[tuple[int, int]]:
    """Return whole numbers as (first, last) of each run of neighbours, in the order given.

    Example:
        >>> runs([0, 1, 2, 3, 7])
        [(0, 3), (7, 7)]
    """
    found: list[tuple[int, int]] = []
    for number in numbers:
        if found and number == found[-1][1] + 1:
            found[-1] = (found[-1][0], number)
        else:
            found.append((number, number))
    return found
