"""Which known words somebody may have meant who wrote a word that nobody knows."""

from __future__ import annotations

import difflib
from collections.abc import Iterable

_ALIKE = 0.6
"""Two words are near from this ratio of letters in common on, as in difflib."""


def near(word: str, known: Iterable[str], most: int = 3) -> list[str]:
    """Return the known words that are spelled most like a word, the likeliest first.

    Case does not matter. A word of the very same letters comes before all others: two letters
    changed places, which is one slip of the hand, though difflib counts two.

    Args:
        word: what was written.
        known: what could have been meant.
        most: how many words are returned at most.

    Example:
        >>> near("tahn", ["tan", "tanh", "sin"])
        ['tanh', 'tan']
    """
    meant, spelled = word.casefold(), {each.casefold(): each for each in known}
    found = difflib.get_close_matches(meant, spelled, n=len(spelled) or 1, cutoff=_ALIKE)
    found.sort(key=lambda each: sorted(each) != sorted(meant))
    return [spelled[each] for each in found[:most]]
