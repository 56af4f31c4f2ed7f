"""What would be said if learning rates were treated otherwise."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from actlas.compare.choice import counted
from actlas.compare.comparison import Standing
from actlas.compare.verdict import ScoreName, judge

if TYPE_CHECKING:
    from actlas.compare.plan import Plan
    from actlas.training import Trained


def standings(
    trained: Trained, plan: Plan, chosen: Sequence[int], score: ScoreName, overlap: float
) -> tuple[Standing, ...]:
    """Return the verdicts on validation of the tuning seeds, by three treatments of the rate.

    Every seed is validated on rows of its own, so the score of a seed is all that is known, and the
    test is Nadeau and Bengio's corrected one. Scores are in the order of the activations given.

    Args:
        trained: the networks of all rates.
        plan: what was asked for.
        chosen: the place of each activation's best rate.
        score: "accuracy" or "r2".
        overlap: rows of validation over rows of training.
    """
    labels = tuple(activation.label for activation in plan.grid.activations)
    scores, _ = counted(trained, score)
    found = {
        "best": scores[chosen, np.arange(len(labels))],
        "median": np.median(scores, axis=0),
        "all": scores.mean(axis=0),
    }
    told = []
    for how, each in found.items():
        verdict = judge(labels, each[:, :, None], score, overlap, plan.equal_within).verdict
        told.append(Standing(how, tuple(each.mean(axis=1).tolist()), verdict.kind, verdict.names))  # type: ignore[arg-type]  # the keys above
    return tuple(told)
