"""The report's account of what was filled in and what was run, written in the reader's language.

Imports `actlas.compare.comparison`, `actlas.language` and the neighbour `numerals`.
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from datetime import datetime

from actlas.atlas.numerals import runs, written
from actlas.compare.comparison import Comparison
from actlas.language import translator

_MOST_LISTED = 30
"""Columns with missing values that are named one by one."""


@dataclass(frozen=True, slots=True)
class Filled:
    """The columns with missing values, the most gaps first, and how many more were not named."""

    columns: list[tuple[str, int]]
    more: int
    values: int


def filled(comparison: Comparison) -> Filled:
    """Return the account of missing values."""
    counts = sorted(comparison.facts.imputed.items(), key=lambda pair: (-pair[1], pair[0]))
    return Filled(
        counts[:_MOST_LISTED], max(0, len(counts) - _MOST_LISTED), sum(n for _name, n in counts)
    )


def ran(comparison: Comparison, lang: str) -> list[tuple[str, str]]:
    """Return what was run, as pairs of what and how."""
    _ = translator(lang)
    run, facts = comparison.run, comparison.facts
    optimizer = {"adam": "Adam", "sgd": _("SGD, momentum {m}")}.get(run.optimizer, run.optimizer)

    def listed(seeds: tuple[int, ...]) -> str:
        ranges = [str(a) if a == b else _("{a} to {b}").format(a=a, b=b) for a, b in runs(seeds)]
        return ", ".join(ranges) or "–"

    return [
        (_("Started"), _when(run.started, lang)),
        (_("Training took"), _duration(run.seconds, lang)),
        (
            _("Networks"),
            _(
                "{networks} (activations: {activations}, learning rates: {rates}, tuning seeds:"
                " {tuning}, fresh seeds: {fresh})"
            ).format(
                networks=run.networks,
                rates=len(run.learning_rates),
                activations=len(comparison.rows),
                tuning=len(run.tuning_seeds),
                fresh=len(run.seeds),
            ),
        ),
        (_("Layers"), " → ".join(map(str, _widths(comparison)))),
        (_("Optimiser"), optimizer.format(m=written(run.momentum, 3, lang))),
        (_("Epochs"), str(run.epochs)),
        (_("Batch size"), str(run.batch_size)),
        (_("Steps of each network"), str(run.steps)),
        (_("Learning rates"), "; ".join(written(rate, 2, lang) for rate in run.learning_rates)),
        (_("Fresh seeds"), listed(run.seeds)),
        (_("Tuning seeds"), listed(run.tuning_seeds)),
        (_("Seed of the test part"), str(run.split_seed)),
        (_("Target"), facts.target),
        (_("Versions"), ", ".join(f"{name} {version}" for name, version in run.versions.items())),
        (_("Cores of this machine"), str(os.cpu_count() or "–")),
    ]


def _widths(comparison: Comparison) -> tuple[int, ...]:
    facts = comparison.facts
    outputs = len(facts.classes) if facts.task == "classes" else 1
    return (facts.columns, *comparison.run.hidden, outputs)


def _when(started: str, lang: str) -> str:
    from babel.dates import format_datetime

    return str(format_datetime(datetime.fromisoformat(started), "long", locale=lang))


def _duration(seconds: float, lang: str) -> str:
    minutes, rest = divmod(round(seconds), 60)
    if minutes < 2:
        return f"{written(seconds, 3, lang)} s"
    hours, minutes = divmod(minutes, 60)
    return f"{hours} h {minutes} min" if hours else f"{minutes} min {rest} s"
