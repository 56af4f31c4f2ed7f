"""The figures as tables for the terminal: one for each pass, and one of the errors."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable
from typing import TYPE_CHECKING

from actlas.atlas.numerals import written
from actlas.bench.result import COPY, OWN, PASSES, Benchmark, Case
from actlas.bench.statistics import Spread
from actlas.language import mark, translator

if TYPE_CHECKING:
    from rich.table import Table

SAID = {"forward": mark("forward"), "forward + backward": mark("forward + backward")}
"""What the passes are called."""

_LONG, _NOTHING = 1e7, 0.005
_HEADING = 9
"""About how wide a heading may be; a longer word is not broken."""


def times(found: Benchmark, passes: str, lang: str = "en") -> Table:
    """Return a Rich table of one pass: a case a row, a contender a column.

    Actlas's column has the microseconds of one call, a peer's how many times as long it takes, and
    the last one actlas's speed as a share of the copy's; below each stands the range of its rounds.

    Args:
        found: what `measure` returned.
        passes: one of `PASSES`.
        lang: the language of the headings and of the decimal sign.
    """
    _ = translator(lang)
    peers = [each for each in found.contenders if each not in (OWN, COPY)]
    copied = COPY in found.contenders
    headings = [_("size"), _("actlas, µs"), *(f"{each} /\u00a0actlas" for each in peers)]
    made = _blank([*headings, *([_("share of copy, %")] if copied else [])], _("activation"))
    for case in found.cases:
        if case.passes != passes:
            continue
        own = case.entry(OWN)
        assert own is not None
        cells = [
            _marked(case, found),
            str(case.size),
            _both(own.microseconds, lang),
            *(_both(case.ratio(each), lang) for each in peers),
            *([_both(case.share(OWN), lang, 100.0)] if copied else []),
        ]
        made.add_row(*cells)
    return made


def errors(found: Benchmark, lang: str = "en") -> Table:
    """Return a Rich table of the largest errors in units in the last place, over all sizes.

    Args:
        found: what `measure` returned.
        lang: the language of the headings and of the decimal sign.
    """
    _ = translator(lang)
    judged = [each for each in found.contenders if each != COPY]
    made = _blank([_("of"), *judged], _("activation"))
    asked = {PASSES[0]: _("values"), PASSES[1]: _("slopes")}
    for activation in dict.fromkeys(case.activation for case in found.cases):
        for passes, what in asked.items():
            cases = [c for c in found.cases if (c.activation, c.passes) == (activation, passes)]
            worst = [largest(cases, each) for each in judged]
            if any(each is not None for each in worst):
                made.add_row(activation, what, *(_ulps(each, lang) for each in worst))
    return made


def largest(cases: Iterable[Case], contender: str) -> float | None:
    """Return the largest error of a contender in some cases, None where nothing was judged."""
    entries = (case.entry(contender) for case in cases)
    known = [each.ulps for each in entries if each is not None and each.ulps is not None]
    return max(known, default=None)


def short(value: float, lang: str) -> str:
    """Return a positive number in about three digits: 0.98, 12.3, 184.

    Example:
        >>> short(0.984, "en"), short(12.34, "es"), short(184.3, "en")
        ('0.98', '12,3', '184')
    """
    if value >= _LONG:
        return written(value, 2, lang)
    decimals = 2 if value < 9.995 else 1 if value < 99.95 else 0
    return written(value if value >= _NOTHING else 0.0, decimals, lang, fixed=True)


def between(found: Spread, lang: str, factor: float = 1.0) -> str:
    """Return the range of some numbers: 0.98–1.02."""
    return f"{short(found.low * factor, lang)}–{short(found.high * factor, lang)}"


def _both(found: Spread | None, lang: str, factor: float = 1.0) -> str:
    if found is None:
        return "–"
    return f"{short(found.median * factor, lang)}\n{between(found, lang, factor)}"


def _ulps(value: float | None, lang: str) -> str:
    return "–" if value is None else written(value, 2, lang)


def _marked(case: Case, found: Benchmark) -> str:
    return f"{case.activation}*" if case.activation in found.composed else case.activation


def _blank(headings: Iterable[str], first: str) -> Table:
    from rich import box
    from rich.table import Table

    made = Table(box=box.SIMPLE_HEAD, padding=0, show_edge=False)
    made.add_column(first, overflow="fold")
    for heading in headings:
        tied = heading.replace(", ", ",\u00a0").replace(" %", "\u00a0%")
        lines = textwrap.wrap(tied, _HEADING, break_long_words=False)
        made.add_column("\n".join(lines), justify="right", no_wrap=True)
    return made
