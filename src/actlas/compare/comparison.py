"""What a comparison found: the frozen data types that the table, the report and `--json` read.

Nothing here trains or decides anything. Numbers are plain Python floats and tuples, so that a
`Comparison` can be pickled, printed as JSON and read without PyTorch.

The package `actlas.compare` may import `actlas.data`, `actlas.training` and what lies above them.
There is one exception to the direction: `Comparison.report` reaches down to `actlas.atlas.report`,
inside the method, because that is where the user looks for it; the report imports these types.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, fields, is_dataclass, replace
from typing import TYPE_CHECKING, Any, Literal

from actlas.data.note import Note

if TYPE_CHECKING:
    from os import PathLike

    import polars
    from rich.table import Table

    from actlas.activation import Activation

Kind = Literal["winner", "equals", "none", "too_few"]


@dataclass(frozen=True, slots=True)
class Facts:
    """What the comparison knows about the data it was run on."""

    name: str  # "digits", or the file's name, or "arrays"
    task: str  # "binary" | "classes" | "regression"
    target: str
    rows: int  # rows with a target value
    columns: int  # columns of x after one-hot encoding
    classes: tuple[str, ...]  # () for regression
    imputed: Mapping[str, int]  # column -> missing values that were filled in
    dropped_rows: int  # rows without a target value
    train: int  # rows in each part of the split
    validation: int
    test: int
    repeated: int  # test rows whose columns are also those of another row, outside the test
    commonest: float | None  # share of the commonest class; None for regression
    rarest: float | None
    notes: tuple[Note, ...]  # how the columns were read


@dataclass(frozen=True, slots=True)
class Run:
    """What was run, in enough detail to run it again."""

    command: str
    started: str  # ISO 8601 with time zone, to the second
    versions: Mapping[str, str]  # python, torch, actlas
    hidden: tuple[int, ...]
    optimizer: str  # "adam" | "sgd"
    momentum: float  # used by sgd only
    epochs: int
    batch_size: int
    learning_rates: tuple[float, ...]  # ascending
    seeds: tuple[int, ...]  # fresh ones, whose scores are told
    tuning_seeds: tuple[int, ...]  # the learning rates were chosen with; () where there is one rate
    split_seed: int  # of the test part
    networks: int  # rates x activations x tuning seeds, and activations x seeds
    steps: int  # optimiser steps of each network
    seconds: float  # wall time of the training


@dataclass(frozen=True, slots=True)
class RatePoint:
    """One learning rate of one activation, on validation data after the last epoch."""

    rate: float
    score: float  # mean over the tuning seeds; a diverged run counts as the worst score
    loss: float | None  # mean over the seeds that did not diverge; None when all did
    diverged: int  # of the seeds


@dataclass(frozen=True, slots=True)
class Curves:
    """Learning curves of one activation at its chosen rate: [epoch][seed], epoch 0 = untrained.

    A value is nan where a run had diverged (None in `to_json`).
    """

    train_loss: tuple[tuple[float, ...], ...]
    validation_loss: tuple[tuple[float, ...], ...]
    validation_score: tuple[tuple[float, ...], ...]


@dataclass(frozen=True, slots=True)
class Row:
    """One activation's line in the table. Scores are fractions: accuracy in 0..1, or R^2."""

    label: str  # "elu" or "elu(alpha=0.5)"; actlas.get(label) gives the activation back
    activation: Activation
    score: float  # mean test score over seeds
    low: float | None  # 95 % bootstrap interval over seeds and rows; None with one seed
    high: float | None
    scores: tuple[float, ...]  # test score of each seed; a diverged run has the worst score
    rate: float  # chosen on validation
    rate_at_edge: bool  # the chosen rate is the smallest or the largest of the grid
    rates: tuple[RatePoint, ...]  # the whole curve, ascending
    curves: Curves
    runs: int  # networks trained for this activation
    diverged: int  # of them, over all rates and seeds
    diverged_at_rate: int  # of the seeds, at the chosen rate
    log_loss: float | None  # on the test rows, over the seeds that did not diverge; classes only
    calibration_error: float | None  # expected calibration error, likewise
    dead: float | None  # share of hidden units, mean over seeds; None when all diverged
    saturated: float | None
    microseconds: float  # per network and step
    improvement: float | None  # probability of beating another contender, averaged; None if alone
    improvement_low: float | None  # its 95 % bootstrap interval
    improvement_high: float | None
    difference: float | None  # leader's mean score minus this one's; 0 for the leader
    difference_low: float | None  # its paired 95 % bootstrap interval; None for the leader
    difference_high: float | None
    p_value: float | None  # of that difference, corrected for all pairs; None for the leader
    best: bool  # in the leading group: nobody was shown to be better


@dataclass(frozen=True, slots=True)
class Verdict:
    """The answer in one word (`kind`), the labels it is about, and the sentence that says it.

    kind "winner": one activation beats every other; "equals": the named ones lead, beat the rest
    and can't be told apart; "none": no difference was found; "too_few": nor could it have been,
    with these runs.
    """

    kind: Kind
    names: tuple[str, ...]  # the winner, the leading group, or every contender
    note: Note

    def sentence(self, lang: str = "en") -> str:
        """The verdict in plain words, in the language `lang`."""
        return self.note.render(lang)


@dataclass(frozen=True, slots=True)
class Standing:
    """What would be said if learning rates were treated otherwise, on the tuning seeds' validation.

    how "best": each activation at its best rate; "median": at the middling one of its scores, as
    somebody who hardly tunes would find it; "all": the mean over the whole grid.
    """

    how: Literal["best", "median", "all"]
    scores: tuple[float, ...]  # of the rows, in the table's order
    kind: Kind
    names: tuple[str, ...]  # the winner, the leading group, or everyone

    def ordered(self, order: tuple[int, ...]) -> Standing:
        """Return the same with the scores in another order."""
        return replace(self, scores=tuple(self.scores[place] for place in order))


@dataclass(frozen=True, slots=True)
class Audit:
    """What the protocol did where the truth was known, on this data with the leading activation."""

    label: str  # the activation that was entered twice
    repetitions: int
    false_winners: int  # verdicts that named a winner between an activation and itself
    loss: float  # of a handicapped copy, in score
    found: int  # verdicts that named the other one winner
    findable: float | None  # the handicap found four times in five; None beyond the largest tried
    scores: int  # how many were computed again in another order and in pieces
    changed: int  # of these, how many differed
    largest: float  # the largest change of a score


@dataclass(frozen=True, slots=True)
class Comparison:
    """Everything that `actlas.compare` found; rows come best first.

    `score` is "accuracy" or "r2". `equal_within` is the largest difference that counts as equal in
    practice, and `smallest_difference` the one that this run would have found four times in five
    (None with one seed or one contender). `standings` tell what the choice of the learning rate
    does to the verdict, `audit` is there when it was asked for, and `notes` are the warnings and
    remarks that belong under the table.
    """

    verdict: Verdict
    rows: tuple[Row, ...]
    score: Literal["accuracy", "r2"]
    equal_within: float
    smallest_difference: float | None
    standings: tuple[Standing, ...]
    audit: Audit | None
    facts: Facts
    run: Run
    notes: tuple[Note, ...]

    def table(self, lang: str = "en") -> Table:
        """The table of results for the terminal, in the language `lang`."""
        from actlas.compare.table import table

        return table(self, lang)

    def audit_notes(self) -> tuple[Note, ...]:
        """The audit in sentences; none where there was no audit."""
        from actlas.compare.audit import told

        return () if self.audit is None else told(self.audit)

    def to_frame(self) -> polars.DataFrame:
        """One line per activation as a Polars frame: the plain columns of `Row`, and the scores."""
        import polars

        skipped = {"activation", "rates", "curves"}
        names = [field.name for field in fields(Row) if field.name not in skipped]
        columns = {name: [getattr(row, name) for row in self.rows] for name in names}
        return polars.DataFrame({**columns, "scores": [list(row.scores) for row in self.rows]})

    def to_json(self, lang: str = "en") -> dict[str, Any]:
        """The whole comparison as JSON-ready data; what is not a finite number becomes None.

        Args:
            lang: the language of the sentences; keys and kinds are the same in all.
        """
        plain: dict[str, Any] = _plain(self, lang)
        return plain

    def report(self, path: str | PathLike[str], lang: str = "en") -> None:
        """Write the comparison as one self-contained HTML file."""
        # The one import against the direction, late so that importing this room stays light.
        from actlas.atlas import report

        report.write(self, path, lang)


def _plain(value: object, lang: str) -> Any:
    if isinstance(value, Note):
        return value.render(lang)
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    if isinstance(value, Mapping):
        return {key: _plain(item, lang) for key, item in value.items()}
    if isinstance(value, tuple):
        return [_plain(item, lang) for item in value]
    if is_dataclass(value):
        # An activation is said by its row's label.
        kept = (field.name for field in fields(value) if field.name != "activation")
        return {name: _plain(getattr(value, name), lang) for name in kept}
    return value
