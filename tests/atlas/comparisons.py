"""Comparisons made by hand, for the report to be tested without any training."""

from __future__ import annotations

import math
from dataclasses import replace

import actlas
from actlas.compare.comparison import (
    Comparison,
    Curves,
    Facts,
    RatePoint,
    Row,
    Run,
    Standing,
    Verdict,
)
from actlas.data.note import Note

RATES = (0.0003, 0.001, 0.003, 0.01, 0.03, 0.1)


def made_row(label: str, place: int, seeds: int, epochs: int) -> Row:
    """A row whose score falls with its place; its best rate is 0.003."""
    score = 0.97 - 0.01 * place
    scores = tuple(score + 0.002 * (seed - (seeds - 1) / 2) for seed in range(seeds))
    falling = tuple(
        tuple(2.0 / (1 + epoch) + 0.05 * place + 0.01 * seed for seed in range(seeds))
        for epoch in range(epochs + 1)
    )
    rising = tuple(tuple(1 - value / 2.5 for value in epoch) for epoch in falling)
    return Row(
        label=label,
        activation=actlas.get(label),
        score=score,
        low=score - 0.006 if seeds > 1 else None,
        high=score + 0.006 if seeds > 1 else None,
        scores=scores,
        rate=0.003,
        rate_at_edge=False,
        rates=tuple(
            RatePoint(rate, score - 0.05 * abs(math.log10(rate / 0.003)), 0.2, 0) for rate in RATES
        ),
        curves=Curves(falling, falling, rising),
        runs=len(RATES) * seeds,
        diverged=0,
        diverged_at_rate=0,
        log_loss=0.1234,
        calibration_error=0.0217,
        dead=0.015625,
        saturated=0.25,
        microseconds=46.13,
        improvement=0.75,
        improvement_low=0.5,
        improvement_high=0.9,
        difference=0.01 * place,
        difference_low=None if place == 0 else 0.01 * place - 0.004,
        difference_high=None if place == 0 else 0.01 * place + 0.004,
        p_value=None if place == 0 else 0.0421,
        best=place < 2,
    )


def made_standings(rows: tuple[Row, ...], names: tuple[str, ...]) -> tuple[Standing, ...]:
    """What is said of three treatments of the rate: the leaders, the first alone, and all."""
    everyone = tuple(row.label for row in rows)
    told = (("best", "equals", names), ("median", "winner", names[:1]), ("all", "none", everyone))
    return tuple(
        Standing(how, tuple(row.score - 0.02 * place for row in rows), kind, who)
        for place, (how, kind, who) in enumerate(told)
    )


def made_comparison(
    labels: tuple[str, ...] = ("relu", "elu(alpha=0.5)", "softmax(dim=-1)"),
    *,
    seeds: int = 3,
    epochs: int = 8,
    regression: bool = False,
    rows: tuple[Row, ...] | None = None,
    **facts: object,
) -> Comparison:
    """A comparison whose first two rows lead; `facts` replaces fields of its `Facts`."""
    if rows is None:
        rows = tuple(made_row(label, i, seeds, epochs) for i, label in enumerate(labels))
    names = tuple(row.label for row in rows if row.best)
    note = Note("{names} lead; the next is {lead} behind.", {"names": names, "lead": 1.25})
    known = Facts(
        name="digits",
        task="regression" if regression else "classes",
        target="digit",
        rows=1797,
        columns=64,
        classes=() if regression else tuple("0123456789"),
        imputed={},
        dropped_rows=0,
        train=1079,
        validation=359,
        test=359,
        repeated=0,
        commonest=None if regression else 0.12,
        rarest=None if regression else 0.08,
        notes=(),
    )
    run = Run(
        command="actlas compare digits --seeds 3",
        started="2025-03-04T05:06:07+01:00",
        versions={"python": "3.12.1", "torch": "2.13.0", "actlas": "0.1.0"},
        hidden=(64,),
        optimizer="adam",
        momentum=0.9,
        epochs=epochs,
        batch_size=64,
        learning_rates=RATES,
        seeds=tuple(range(seeds)),
        tuning_seeds=(90, 91),
        split_seed=0,
        networks=len(RATES) * len(rows) * seeds,
        steps=136,
        seconds=9.87,
    )
    return Comparison(
        verdict=Verdict("equals", names, note),
        rows=rows,
        score="r2" if regression else "accuracy",
        equal_within=0.01,
        smallest_difference=0.0187,
        standings=made_standings(rows, names),
        audit=None,
        facts=replace(known, **facts),
        run=run,
        notes=(Note("{count} values look odd", {"count": 7}),),
    )


def diverged_row(label: str, place: int, seeds: int = 3, epochs: int = 8) -> Row:
    """A row all of whose runs diverged, at every rate."""
    gone = ((1.0,) * seeds,) + ((math.nan,) * seeds,) * epochs
    return replace(
        made_row(label, place, seeds, epochs),
        score=0.0,
        low=0.0,
        high=0.0,
        scores=(0.0,) * seeds,
        rates=tuple(RatePoint(rate, 0.0, None, seeds) for rate in RATES),
        curves=Curves(gone, gone, gone),
        diverged=len(RATES) * seeds,
        diverged_at_rate=seeds,
        dead=None,
        saturated=None,
        best=False,
    )
