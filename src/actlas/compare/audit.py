"""The protocol is tried where the truth is known: on the user's data, with one activation twice.

Repetitions must be cheap, so networks are trained once and recorded: the leading activation under
two names, which share a seed's split and draw weights and batches of their own. A repetition draws
seeds and test rows from the record, with replacement, and swaps the names of a seed by the toss of
a coin, so that on the record neither name is better; then the verdict is asked for. A handicap is
planted in what one of them answered, so that its loss is known. What a repetition cannot show is
another sample of the rows that networks learn from: for that the slow tests repeat the whole
protocol, from new data to the verdict.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from actlas.compare.comparison import Audit, Comparison
from actlas.compare.stages import learn_fresh
from actlas.compare.verdict import ScoreName, judge
from actlas.data import Note, Part
from actlas.data.note import Value
from actlas.language import mark

if TYPE_CHECKING:
    from actlas.compare.conclusion import Work

REPETITIONS = 400
RECORDED = 40
"""Seeds that are recorded, each with two networks."""
HANDICAPS = (1.0, 2.0, 3.0, 5.0, 10.0, 20.0)
"""Losses that are planted, as multiples of what is equal in practice, until one is found."""
OWN_FROM = 2_000_000
"""The second name's weights and batches are drawn with seeds from here on."""

Array = NDArray[np.float64]
Random = np.random.Generator


def audited(work: Work, test: Part, comparison: Comparison) -> Audit:
    """Return what the protocol does on this data where the truth is known.

    Args:
        work: what was trained for the comparison; the audit trains more in the same way.
        test: the test part, with which nothing is chosen any more.
        comparison: the leading activation and the number of seeds are taken from it.
    """
    score, seeds = comparison.score, max(2, len(comparison.run.seeds))
    record = _record(work, test, comparison.rows[0].label)
    loss = comparison.equal_within or 0.01
    asked = {"overlap": work.overlap, "within": comparison.equal_within}
    rng = np.random.default_rng(0)

    def repeated(handicap: float) -> int:
        return sum(
            judge(_NAMES, each, score, **asked).verdict.names == _NAMES[:1]
            for each in repetitions(record, seeds, score, handicap, rng)
        )

    false = sum(
        judge(_NAMES, each, score, **asked).verdict.kind == "winner"
        for each in repetitions(record, seeds, score, 0.0, rng)
    )
    findable, found = None, 0
    for times in HANDICAPS:
        caught = repeated(times * loss)
        found = caught if times == 1 else found
        if caught >= 0.8 * REPETITIONS:
            findable = times * loss
            break
    changes = _invariance(work, test)
    return Audit(
        label=comparison.rows[0].label,
        repetitions=REPETITIONS,
        false_winners=false,
        loss=loss,
        found=found,
        findable=findable,
        scores=changes.size,
        changed=int((changes > 0).sum()),
        largest=float(changes.max()),
    )


_NAMES = ("whole", "handicapped")


def repetitions(
    record: Array, seeds: int, score: ScoreName, handicap: float, rng: Random
) -> list[Array]:
    """Return shares [2, seeds, rows] as repetitions of the experiment would have given them.

    Args:
        record: [2, recorded seeds, rows], of one activation under two names.
        seeds: how many each repetition has.
        score: "accuracy" or "r2".
        handicap: what the second one loses, in score. It turns right answers of some rows wrong,
            the same rows with every seed, which is harder to find than other rows each time.
        rng: where chance comes from.
    """
    _, recorded, rows = record.shape
    found = []
    for _ in range(REPETITIONS):
        of_seeds, of_rows = rng.integers(recorded, size=seeds), rng.integers(rows, size=rows)
        shares = record[:, of_seeds[:, None], of_rows]
        swapped = rng.random(seeds) < 0.5
        shares[:, swapped] = shares[::-1, swapped]
        shares[1] = _handicapped(shares[1], score, handicap, rng)
        found.append(shares)
    return found


def _handicapped(shares: Array, score: ScoreName, handicap: float, rng: Random) -> Array:
    if score == "r2":
        worse: Array = shares - handicap * rng.exponential(size=shares.shape[1])
        return worse
    struck = rng.random(shares.shape[1]) * max(float(shares.mean()), handicap) < handicap
    return np.where(struck, 0.0, shares)


def _record(work: Work, test: Part, label: str) -> Array:
    """Return the shares [2, RECORDED, rows] of the leading activation under two names."""
    grid = work.plan.grid
    place = [each.label for each in grid.activations].index(label)
    leader, rate = grid.activations[place], work.rates[place]
    splits = tuple(range(RECORDED))
    runs = [
        learn_fresh((leader,), (rate,), seeds, work.recipe, work.held, splits=splits)
        for seeds in (splits, tuple(OWN_FROM + seed for seed in splits))
    ]
    shares = np.stack([_shares(run, test)[0] for run in runs])
    floor = min(0.0, float(np.nanmin(shares.mean(axis=2)))) if work.score == "r2" else 0.0
    return np.where(np.isnan(shares), floor, shares)


def _shares(run: Any, test: Part) -> Array:
    shares: Array = run.read(lambda trained, rates: trained.shares(test, rates))
    return shares


def _invariance(work: Work, test: Part) -> Array:
    """Return by how much each score changes when it is computed again in another company."""
    grid = work.plan.grid
    before = _shares(work.fresh, test)
    turned = learn_fresh(
        grid.activations[::-1], work.rates[::-1], grid.seeds, work.recipe, work.held
    )
    single = [
        learn_fresh(grid.activations, work.rates, (seed,), work.recipe, work.held)
        for seed in grid.seeds
    ]
    again = (
        _shares(turned, test)[::-1],
        np.concatenate([_shares(each, test) for each in single], axis=1),
    )
    # A run that diverges is nan each time.
    changes = [abs(np.nan_to_num(before - each).mean(axis=2)) for each in again]
    lost = [np.isnan(before) != np.isnan(each) for each in again]
    return np.stack(
        [np.where(gone.any(axis=2), 1.0, c) for c, gone in zip(changes, lost, strict=True)]
    )


def told(audit: Audit) -> tuple[Note, ...]:
    """Return the audit in sentences; losses are in score, so that 0.01 is a point of accuracy.

    Example:
        >>> audit = Audit("relu", 400, 8, 0.01, 350, 0.01, 60, 0, 0.0)
        >>> print(told(audit)[0])
        A/A: entered under two names, relu was said to win over itself in 8 of 400 repetitions,
        2 %; 5 % are allowed
    """

    def counted(count: int) -> dict[str, Value]:
        share = 100 * count / audit.repetitions
        return {"count": count, "repetitions": audit.repetitions, "share": share}

    planted: dict[str, Value] = {"loss": audit.loss, **counted(audit.found)}
    if audit.findable is None:
        found = Note(_LOST, {**planted, "most": audit.loss * HANDICAPS[-1]})
    else:
        found = Note(_FOUND, {**planted, "findable": audit.findable})
    again: dict[str, Value] = {"scores": audit.scores}
    if audit.changed:
        again |= {"changed": audit.changed, "largest": float(f"{audit.largest:.1g}")}
    return (
        Note(_TWICE, {"name": audit.label, **counted(audit.false_winners)}),
        found,
        Note(_CHANGED if audit.changed else _SAME, again),
    )


_TWICE = mark(
    "A/A: entered under two names, {name} was said to win over itself in {count} of {repetitions}"
    " repetitions, {share} %; 5 % are allowed"
)
_FOUND = mark(
    "planted effect: a copy whose score is {loss} lower was found to be worse in {count} of"
    " {repetitions} repetitions, {share} %; a loss of {findable} is found four times in five"
)
_LOST = mark(
    "planted effect: a copy whose score is {loss} lower was found to be worse in {count} of"
    " {repetitions} repetitions, {share} %; not even a loss of {most} is found four times in five"
)
_SAME = mark(
    "invariance: {scores} scores were computed again, with the activations in another order and"
    " seed by seed; none came out different"
)
_CHANGED = mark(
    "invariance: {scores} scores were computed again, with the activations in another order and"
    " seed by seed; of these, {changed} came out different, by {largest} at most"
)
