"""What commands print with: one JSON document, or text for a terminal of 80 columns."""

from __future__ import annotations

import json
import math
import sys
import textwrap
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from rich.console import Console

WIDEST = 100
"""Lines of prose longer than this are hard to read, however wide the terminal is."""


def write_json(document: Any) -> None:
    """Print one JSON document on standard output.

    JSON has no numbers that are not finite: they become the texts "NaN", "Infinity" and
    "-Infinity", which `float` reads in Python and `Number` in JavaScript.
    """
    ascii_only = "utf" not in (sys.stdout.encoding or "").lower()
    write(json.dumps(plain(document), ensure_ascii=ascii_only, indent=2, allow_nan=False) + "\n")


def write(text: str) -> None:
    """Write `text` on standard output as it is."""
    sys.stdout.write(text)


def plain(value: Any) -> Any:
    """Return `value` in the types of JSON.

    Example:
        >>> plain({"limits": (float("-inf"), 1.5)})
        {'limits': ['-Infinity', 1.5]}
    """
    if isinstance(value, float) and not math.isfinite(value):
        return "NaN" if math.isnan(value) else "Infinity" if value > 0 else "-Infinity"
    if isinstance(value, Mapping):
        return {str(key): plain(each) for key, each in value.items()}
    if isinstance(value, tuple | list):
        return [plain(each) for each in value]
    return value


class Paper:
    """Paragraphs on standard output, no wider than the terminal.

    What matters is said in words; bold and dim are for the eye, where a terminal has them.
    """

    def __init__(self) -> None:
        self._console = console()
        self.width = self._console.width

    def text(self, text: str, margin: int = 0, *, word: str = "", style: str = "") -> None:
        """Print a paragraph.

        Args:
            text: the paragraph; it is broken where the line ends.
            margin: how many columns stay free on its left.
            word: what stands in the margin beside its first line, in bold.
            style: "bold" or "dim".
        """
        lines = textwrap.wrap(text, max(self.width - margin, 20), break_on_hyphens=False) or [""]
        for number, line in enumerate(lines):
            beside = word if number == 0 else ""
            self._console.print(f"{beside:<{margin}}", end="", style="bold", soft_wrap=True)
            self._console.print(line, style=style or None, soft_wrap=True)

    def lines(self, lines: Iterable[str], margin: int = 0) -> None:
        """Print lines as they are, a formula or a drawing."""
        for line in lines:
            self._console.print(f"{'':{margin}}{line.rstrip()}", soft_wrap=True)

    def heading(self, text: str) -> None:
        """Leave a line free and print what begins a part."""
        self._console.print(f"\n{text}", style="bold", soft_wrap=True)


def console(*, errors: bool = False) -> Console:
    """Return a rich console on standard output, or on standard error.

    It colours nothing unless it writes to a terminal that wants colours.
    """
    from rich.console import Console

    class Pipe(Console):
        def on_broken_pipe(self) -> None:
            # Rich would end the program with 1; whether that was a failure is not for it to say.
            raise BrokenPipeError

    made = Pipe(stderr=errors, highlight=False, markup=False, emoji=False)
    made.width = min(made.width, WIDEST)
    return made
