"""The sentences that a verdict is told in, one for each kind and each thing that is known."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from actlas.language import mark

if TYPE_CHECKING:
    from actlas.compare.comparison import Kind
    from actlas.compare.verdict import ScoreName

ALONE = mark("Only {name} was trained: there is nothing to compare it with.")
ONE_SEED = mark(
    "Not enough runs: {name} has the highest score, but with one seed nothing tells luck from"
    " merit. Train with {enough} seeds or more."
)
# Each of these has a form for accuracy, in percent, and one for R^2. Several sentences of one kind
# differ in what they know; the first whose fields are all known is said.
_SENTENCES: dict[Kind, dict[ScoreName, tuple[str, ...]]] = {
    "winner": {
        "accuracy": (
            mark(
                "{name} wins: it is right on {score} % of the test rows, {lead} points more than"
                " {second}, the next best, and chance does not explain its lead over any of the"
                " others."
            ),
        ),
        "r2": (
            mark(
                "{name} wins: its R² on the test rows is {score}, {lead} more than that of"
                " {second}, the next best, and chance does not explain its lead over any of the"
                " others."
            ),
        ),
    },
    "equals": {
        "accuracy": (
            mark(
                "{names} lead and are equal to within ±{within} points of accuracy; shown to be"
                " worse: {others}."
            ),
            mark(
                "{names} lead and cannot be told apart; shown to be worse: {others}. Four times in"
                " five, this run would find a difference of {smallest} points of accuracy."
            ),
        ),
        "r2": (
            mark(
                "{names} lead and are equal to within ±{within} in R²; shown to be worse: {others}."
            ),
            mark(
                "{names} lead and cannot be told apart; shown to be worse: {others}. Four times in"
                " five, this run would find a difference of {smallest} in R²."
            ),
        ),
    },
    "none": {
        "accuracy": (
            mark(
                "No difference found: {names} cannot be told apart on this data. Four times in"
                " five, this run would find a difference of {smallest} points of accuracy; to find"
                " one of {within} takes about {rows} test rows, and more seeds alone would not do."
            ),
            mark(
                "No difference found: {names} cannot be told apart on this data. Four times in"
                " five, this run would find a difference of {smallest} points of accuracy."
            ),
            mark(
                "No difference found: on this data, {names} are equal to within ±{within} points of"
                " accuracy."
            ),
        ),
        "r2": (
            mark(
                "No difference found: {names} cannot be told apart on this data. Four times in"
                " five, this run would find a difference of {smallest} in R²; to find one of"
                " {within} takes about {rows} test rows, and more seeds alone would not do."
            ),
            mark(
                "No difference found: {names} cannot be told apart on this data. Four times in"
                " five, this run would find a difference of {smallest} in R²."
            ),
            mark("No difference found: on this data, {names} are equal to within ±{within} in R²."),
        ),
    },
    "too_few": {
        "accuracy": (
            mark(
                "Not enough runs: {names} cannot be told apart. Four times in five, {seeds} seeds"
                " find a difference of {smallest} points of accuracy; to find one of {within},"
                " take {needed} seeds."
            ),
        ),
        "r2": (
            mark(
                "Not enough runs: {names} cannot be told apart. Four times in five, {seeds} seeds"
                " find a difference of {smallest} in R²; to find one of {within}, take {needed}"
                " seeds."
            ),
        ),
    },
}

_KNOWN = ("within", "smallest", "rows", "seeds", "needed")


def choose(kind: Kind, score: ScoreName, known: Mapping[str, object]) -> str:
    """Return the first sentence of a kind that says no more than is known.

    Example:
        >>> choose("none", "r2", {"smallest": 0.1})[-25:]
        'ence of {smallest} in R².'
    """
    return next(
        sentence
        for sentence in _SENTENCES[kind][score]
        if all(f"{{{name}}}" not in sentence or name in known for name in _KNOWN)
    )
