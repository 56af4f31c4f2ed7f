"""The comparison as a table for the terminal."""

from __future__ import annotations

import textwrap
from typing import TYPE_CHECKING

from actlas.language import format_number, translator

if TYPE_CHECKING:
    from rich.table import Table

    from actlas.compare.comparison import Comparison, Row

_HEADING = 8
"""About how wide a heading may be; a longer word is not broken."""


def table(comparison: Comparison, lang: str = "en") -> Table:
    """Return a Rich table, one line per activation, the best first; the leading group is bold.

    Accuracy, dead and saturated units are in percent, R^2 is as it is; "beats" is the probability
    of improvement, in percent.

    Args:
        comparison: what `actlas.compare` returned.
        lang: the language of the headings and of the decimal sign.
    """
    from rich import box
    from rich.table import Table

    _ = translator(lang)
    accuracy = comparison.score == "accuracy"
    # Columns one space apart, under headings of one word a line, fit into a terminal of 80.
    found = Table(box=box.SIMPLE_HEAD, padding=0, show_edge=False)
    found.add_column(_("activation"), overflow="fold")
    for heading in (
        _("accuracy, %") if accuracy else "R²",
        _("95 % interval"),
        _("beats, %"),
        _("rate"),
        _("diverged"),
        _("dead / saturated, %"),
        _("µs per step"),
    ):
        # A sign stays with the word before it.
        tied = heading.replace(" /", "\u00a0/").replace(" %", "\u00a0%")
        lines = textwrap.wrap(tied, _HEADING, break_long_words=False)
        found.add_column("\n".join(lines), justify="right", no_wrap=True)
    scale, digits = (100.0, 1) if accuracy else (1.0, 3)

    def fixed(value: float | None, factor: float = 1.0, decimals: int = 1) -> str:
        if value is None:
            return "–"
        return format_number(value * factor, decimals, lang, fixed=True)

    def cells(row: Row) -> list[str]:
        ends = [fixed(end, scale, digits) for end in (row.low, row.high)]
        return [
            row.label,
            fixed(row.score, scale, digits),
            "–" if row.low is None else "…".join(ends),
            fixed(row.improvement, 100.0, 0),
            format_number(row.rate, 2, lang) + ("*" if row.rate_at_edge else ""),
            f"{row.diverged}/{row.runs}",
            f"{fixed(row.dead, 100.0)} / {fixed(row.saturated, 100.0)}",
            fixed(row.microseconds),
        ]

    for row in comparison.rows:
        found.add_row(*cells(row), style="bold" if row.best else None)
    return found
