"""The learning rate is chosen on validation, and no run gains by diverging."""

from types import SimpleNamespace

import numpy as np
import pytest

from actlas.compare.choice import best, rate_points, worst


def trained(scores, losses=None, diverged=None):
    """What a training leaves, from final scores [rates, activations, seeds]."""
    scores = np.array(scores, dtype=float)
    losses = 1 - scores if losses is None else np.array(losses, dtype=float)
    return SimpleNamespace(
        grid=SimpleNamespace(learning_rates=tuple(0.1 * 3**i for i in range(len(scores)))),
        curves=SimpleNamespace(
            validation_score=np.stack([np.zeros_like(scores), scores]),
            validation_loss=np.stack([np.ones_like(scores), losses]),
        ),
        diverged=np.isnan(scores) if diverged is None else np.array(diverged),
    )


def places(run, score="accuracy"):
    return [best(points) for points in rate_points(run, score)]


def test_each_activation_gets_its_own_best_mean_score():
    run = trained([[[0.5, 0.7], [0.9, 0.9]], [[0.8, 0.8], [0.9, 0.7]]])
    assert places(run) == [1, 0]


def test_a_run_that_diverged_counts_with_the_worst_score():
    # The second rate is better on the seed that survived, and worse on the mean.
    run = trained([[[0.6, 0.6]], [[0.9, np.nan]]])
    assert places(run) == [0]
    point = rate_points(run, "accuracy")[0][1]
    assert (point.score, point.diverged) == (0.45, 1)
    assert point.loss == pytest.approx(0.1)


def test_for_r2_the_worst_is_the_lowest_reached_and_at_most_0():
    assert worst(np.array([0.5, np.nan, -2.0]), "r2") == -2.0
    assert worst(np.array([0.5, np.nan]), "r2") == 0.0
    assert worst(np.array([np.nan]), "r2") == 0.0
    assert worst(np.array([0.5]), "accuracy") == 0.0


def test_equal_scores_are_told_apart_by_the_loss_and_then_by_the_smaller_rate():
    scores = [[[0.9, 0.8]], [[0.8, 0.9]], [[0.9, 0.8]]]
    assert places(trained(scores, losses=[[[3.0, 3.0]], [[1.0, 2.0]], [[2.0, 3.0]]])) == [1]
    assert places(trained(scores, losses=np.ones((3, 1, 2)))) == [0]


def test_where_every_run_diverged_there_is_still_a_choice_and_no_loss():
    run = trained(np.full((2, 1, 3), np.nan))
    assert places(run) == [0]
    assert [point.loss for point in rate_points(run, "accuracy")[0]] == [None, None]
    assert [point.diverged for point in rate_points(run, "accuracy")[0]] == [3, 3]


def test_a_finite_score_with_an_infinite_loss_counts_as_diverged():
    run = trained([[[0.9]], [[0.5]]], losses=[[[np.inf]], [[1.0]]])
    assert places(run) == [1]
