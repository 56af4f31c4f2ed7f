"""The best learning rate of each activation, chosen on validation data alone."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from actlas.compare.comparison import RatePoint
from actlas.training import Trained

Floats = NDArray[np.float64]


def worst(scores: Floats, score: str) -> float:
    """Return the score that a diverged run counts with: no run may gain by diverging.

    It is 0 for accuracy. R^2 has no lower end, so it is the lowest that any run reached, or 0
    (predicting the mean) if all did better.

    Example:
        >>> worst(np.array([0.5, np.nan, -2.0]), "r2")
        -2.0
    """
    if score == "accuracy":
        return 0.0
    finite = scores[np.isfinite(scores)]
    return min(0.0, float(finite.min())) if finite.size else 0.0


def counted(trained: Trained, score: str) -> tuple[Floats, NDArray[np.bool_]]:
    """Return validation scores [L, A, S] with the worst where a run diverged, and which did."""
    scores = trained.curves.validation_score[-1]
    losses = trained.curves.validation_loss[-1]
    failed = trained.diverged | ~np.isfinite(scores) | ~np.isfinite(losses)
    return np.where(failed, worst(scores, score), scores), failed


def rate_points(trained: Trained, score: str) -> list[list[RatePoint]]:
    """Return, per activation, what each learning rate reached on validation: [A][L]."""
    losses = trained.curves.validation_loss[-1]
    scores, failed = counted(trained, score)
    rates, activations, _ = scores.shape
    return [
        [
            RatePoint(
                rate=trained.grid.learning_rates[i],
                score=float(scores[i, a].mean()),
                loss=None if failed[i, a].all() else float(losses[i, a][~failed[i, a]].mean()),
                diverged=int(failed[i, a].sum()),
            )
            for i in range(rates)
        ]
        for a in range(activations)
    ]


def best(points: list[RatePoint]) -> int:
    """Return the place of the best rate: highest mean score, then lowest loss, then smallest rate.

    Example:
        >>> best([RatePoint(0.1, 0.9, 0.5, 0), RatePoint(0.3, 0.9, 0.4, 0)])
        1
    """

    def merit(place: int) -> tuple[float, float, int]:
        point = points[place]
        # Means of the same scores, summed in another order, may differ in the last digit.
        return -round(point.score, 12), np.inf if point.loss is None else point.loss, place

    return min(range(len(points)), key=merit)
