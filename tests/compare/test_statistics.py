"""Intervals and probabilities: known answers, and how often they are right."""

import math

import numpy as np
import pytest
from scipy import stats

from actlas.compare.statistics import (
    ENOUGH,
    holm,
    improvement,
    improvement_interval,
    interval,
    quantile,
)


@pytest.mark.parametrize("seeds", [3, 5, 20])
def test_of_seeds_alone_the_interval_is_about_students(seeds):
    scores = np.random.default_rng(seeds).normal(0.9, 0.02, seeds)
    expected = stats.t.interval(0.95, seeds - 1, scores.mean(), stats.sem(scores))
    np.testing.assert_allclose(interval(scores[:, None]), expected, atol=0.3 * np.ptp(expected))


@pytest.mark.parametrize(("seeds", "rows"), [(5, 200), (10, 50), (10, 20_000)])
def test_intervals_over_seeds_and_rows_cover_the_truth_about_95_times_in_100(seeds, rows):
    rng = np.random.default_rng(0)
    covered, times = 0, 100 if rows < 1000 else 30
    for _ in range(times):
        shares = rng.normal(0, 1, (seeds, 1)) + rng.normal(0, np.sqrt(rows), (1, rows))
        low, high = interval(shares + rng.normal(0, 1, (seeds, rows)))
        covered += low < 0 < high
    assert covered / times > 0.88


def test_splits_that_overlap_make_it_wider():
    scores = np.random.default_rng(1).normal(0.9, 0.02, (10, 1))
    apart, overlapping = (np.ptp(interval(scores, overlap)) for overlap in (0.0, 1 / 3))
    assert overlapping / apart == pytest.approx(math.sqrt(1 + 10 / 3))


def test_one_seed_has_no_interval_and_equal_scores_one_of_no_width():
    assert interval(np.full((1, 9), 0.9)) is None
    assert interval(np.full((3, 9), 0.5)) == (0.5, 0.5)


def test_holms_correction_agrees_with_the_published_example():
    # Four hypotheses at the level 0.05: 0.005 and 0.01 fall, 0.03 and 0.04 stand.
    assert holm([0.01, 0.04, 0.03, 0.005]) == pytest.approx([0.03, 0.06, 0.06, 0.02])
    assert holm([0.9, 0.8]) == [1.0, 1.0]
    assert holm([]) == []


def test_improvement_counts_the_seeds_that_win_and_half_the_ties():
    scores = np.array([[0.9, 0.8, 0.7, 0.6], [0.8, 0.8, 0.8, 0.5], [0.1, 0.1, 0.1, 0.1]])
    found = improvement(scores)
    assert found == pytest.approx([(2.5 / 4 + 1) / 2, (1.5 / 4 + 1) / 2, 0.0])
    assert math.fsum(found) == pytest.approx(1.5)


def test_improvement_is_paired_what_is_common_to_a_seed_changes_nothing():
    rng = np.random.default_rng(4)
    scores = rng.random((3, 6))
    assert improvement(scores + rng.normal(0, 9, (1, 6))) == improvement(scores)


def test_the_interval_of_improvement_holds_it_and_narrows_with_seeds():
    scores = np.random.default_rng(5).normal(0, 1, (2, 400))
    few, many = (improvement_interval(scores[:, :count])[0] for count in (10, 400))
    assert few[0] <= improvement(scores[:, :10])[0] <= few[1]
    assert many[1] - many[0] < (few[1] - few[0]) / 3


def test_alone_there_is_nobody_to_beat():
    assert improvement(np.array([[0.5, 0.6]])) == [None]
    assert improvement_interval(np.array([[0.5, 0.6]])) == [None]


def test_seeds_are_enough_once_t_is_no_more_than_half_again_that_of_many():
    many = quantile(1_000_000)
    assert many == pytest.approx(1.96, abs=1e-3)
    assert quantile(ENOUGH) <= 1.5 * many < quantile(ENOUGH - 1)
