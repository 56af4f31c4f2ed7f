"""Intervals, tests and probabilities: known answers, and how often they are wrong on noise."""

import math

import numpy as np
import pytest
from scipy import stats

from actlas.compare.statistics import ENOUGH, all_pairs, holm, improvement, interval, quantile


def answers(right):
    """Two activations with one seed's answers repeated: the second is always right."""
    return np.stack([np.repeat(right[None, :], 4, axis=0), np.ones((4, len(right)))])


def test_the_interval_is_students():
    scores = np.array([0.91, 0.94, 0.9, 0.95, 0.93])
    expected = stats.t.interval(0.95, 4, scores.mean(), stats.sem(scores))
    np.testing.assert_allclose(interval(scores), expected)


def test_one_score_has_no_interval_and_equal_scores_one_of_no_width():
    assert interval(np.array([0.9])) is None
    assert interval(np.array([0.5, 0.5, 0.5])) == (0.5, 0.5)


@pytest.mark.parametrize("wrong", range(1, 12))
def test_few_wrong_rows_weigh_what_mcnemars_exact_test_says(wrong):
    right = np.ones(60)
    right[:wrong] = 0
    found = all_pairs(answers(right), grain=1 / 60)[0, 1]
    exact = stats.binomtest(0, wrong).pvalue
    assert found.mean == pytest.approx(-wrong / 60)
    assert (found.p_value < 0.05) == (exact < 0.05)
    assert found.p_value == pytest.approx(exact, abs=0.03)


def test_the_difference_is_the_mean_of_the_paired_differences():
    shares = np.random.default_rng(0).random((3, 5, 40))
    pairs = all_pairs(shares, grain=0.0)
    assert list(pairs) == [(0, 1), (0, 2), (1, 2)]
    for (i, j), pair in pairs.items():
        assert pair.mean == pytest.approx((shares[i] - shares[j]).mean())


def test_what_is_common_to_all_activations_adds_no_error():
    rng = np.random.default_rng(1)
    shares = rng.random((2, 5, 40))
    common = shares + rng.normal(size=(1, 5, 1)) + rng.normal(size=(1, 1, 40))
    first, second = (all_pairs(each, grain=0.0)[0, 1] for each in (shares, common))
    assert second.error == pytest.approx(first.error)
    assert second.p_value == pytest.approx(first.p_value)


def test_equal_activations_have_a_p_value_of_1_and_clear_ones_near_0_without_warnings():
    same = np.ones((2, 5, 30))
    assert all_pairs(same, grain=1 / 30)[0, 1].p_value == 1.0
    apart = same.copy()
    apart[1] = 0
    found = all_pairs(apart, grain=1 / 30)[0, 1]
    assert found.error == 0
    assert found.p_value == pytest.approx(0.5**29)


def test_two_test_rows_prove_nothing():
    shares = np.stack([np.ones((10, 2)), np.zeros((10, 2))])
    assert all_pairs(shares, grain=0.5)[0, 1].p_value >= 0.5


def test_the_smallest_difference_has_exactly_the_level_as_its_p_value():
    shares = np.random.default_rng(2).random((2, 6, 50))
    pair = all_pairs(shares, grain=0.01)[0, 1]
    excess = (pair.smallest(0.003) - pair.grain) / pair.error
    assert 2 * stats.t.sf(excess, pair.freedom) == pytest.approx(0.003)


@pytest.mark.parametrize("rows", [30, 100, 400])
def test_activations_that_never_differ_do_not_promise_to_tell_a_single_row(rows):
    level = 0.05
    found = all_pairs(np.ones((2, 5, rows)), grain=1 / rows)[0, 1].smallest(level)
    # So many rows, all in favour of one, are the fewest that McNemar's exact test accepts.
    fewest = math.ceil(math.log2(2 / level))
    assert fewest - 1 < found * rows < fewest + 1.5


@pytest.mark.parametrize("seed_luck", [0.0, 0.2, 1.0])
@pytest.mark.parametrize("shape", [(2, 5, 100), (6, 3, 100), (6, 5, 300)])
def test_noise_alone_is_called_a_difference_in_at_most_one_of_twenty_runs(shape, seed_luck):
    rng = np.random.default_rng(3)
    count, seeds, rows = shape
    alarms = 0
    for _ in range(200):
        easy = 2 + rng.normal(0, 2, rows) + rng.normal(0, 0.7, (count, 1, rows))
        chance = 1 / (1 + np.exp(-easy - rng.normal(0, seed_luck, (count, seeds, 1))))
        shares = (rng.random(shape) < chance).astype(float)
        pairs = all_pairs(shares, grain=1 / rows).values()
        alarms += min(holm([pair.p_value for pair in pairs])) < 0.05
    # 5 % of 200 is 10; 17 or more would happen by chance in one of fifty honest tests.
    assert alarms <= 16


def test_holms_correction_agrees_with_the_published_example():
    # Four hypotheses at the level 0.05: 0.005 and 0.01 fall, 0.03 and 0.04 stand.
    assert holm([0.01, 0.04, 0.03, 0.005]) == pytest.approx([0.03, 0.06, 0.06, 0.02])
    assert holm([0.9, 0.8]) == [1.0, 1.0]
    assert holm([]) == []


def test_improvement_is_mann_whitneys_u_as_a_share_averaged_over_the_others():
    scores = np.random.default_rng(4).integers(0, 6, (3, 5)).astype(float)
    found = improvement(scores)
    for i in range(3):
        shares = [
            stats.mannwhitneyu(scores[i], scores[j]).statistic / 25 for j in range(3) if j != i
        ]
        assert found[i] == pytest.approx(np.mean(shares))
    assert math.fsum(found) == pytest.approx(1.5)


def test_alone_there_is_nobody_to_beat():
    assert improvement(np.array([[0.5, 0.6]])) == [None]


def test_seeds_are_enough_once_t_is_no_more_than_half_again_that_of_many():
    many = quantile(1_000_000)
    assert many == pytest.approx(1.96, abs=1e-3)
    assert quantile(ENOUGH) <= 1.5 * many < quantile(ENOUGH - 1)
