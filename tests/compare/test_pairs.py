"""The difference of two activations: known answers, and how often the test is wrong on noise."""

import math

import numpy as np
import pytest
from scipy import stats

from actlas.compare.pairs import MOST_SEEDS, all_pairs, corrected, seeds_needed, typical


def answers(right):
    """Two activations with one seed's answers repeated: the second is always right."""
    return np.stack([np.repeat(right[None, :], 4, axis=0), np.ones((4, len(right)))])


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


def test_the_detectable_difference_is_found_four_times_in_five():
    rng = np.random.default_rng(2)
    pilot = all_pairs(rng.normal(0, 1, (2, 20, 400)), grain=0.0)[0, 1]
    size = pilot.detectable(0.05)
    found = 0
    for _ in range(400):
        shares = rng.normal(0, 1, (2, 20, 400))
        shares[0] += size
        found += all_pairs(shares, grain=0.0)[0, 1].p_value < 0.05
    assert 0.75 < found / 400 < 0.95


@pytest.mark.parametrize("rows", [30, 100, 400])
def test_activations_that_never_differ_do_not_promise_to_tell_a_single_row(rows):
    level = 0.05
    found = all_pairs(np.ones((2, 5, rows)), grain=1 / rows)[0, 1].detectable(level)
    # So many rows, all in favour of one, are the fewest that McNemar's exact test accepts.
    fewest = math.ceil(math.log2(2 / level))
    assert fewest - 1 < found * rows < 3 * fewest


def test_splits_that_overlap_leave_a_variance_that_seeds_do_not_wear_down():
    scores = np.random.default_rng(3).normal(0, 1, (2, 10, 1))
    alone = (scores[0, :, 0] - scores[1, :, 0]).var(ddof=1)
    apart, overlapping = (all_pairs(scores, 0.0, overlap)[0, 1] for overlap in (0.0, 1 / 3))
    assert apart.variance == pytest.approx(alone / 10)
    assert overlapping.variance == pytest.approx(alone * (1 / 10 + 1 / 3))
    assert overlapping.p_value > apart.p_value
    assert overlapping.with_seeds(10**6).variance == pytest.approx(alone / 3, rel=1e-4)


def test_of_scores_alone_the_test_is_the_paired_t_test():
    scores = np.random.default_rng(4).normal(0, 1, (2, 10, 1))
    expected = stats.ttest_rel(scores[0, :, 0], scores[1, :, 0]).pvalue
    assert all_pairs(scores, grain=0.0)[0, 1].p_value == pytest.approx(expected)


def test_equality_is_two_one_sided_tests_and_takes_data():
    rng = np.random.default_rng(5)
    few, many = (
        all_pairs(rng.normal(0, 0.1, (2, 20, rows)), grain=0.0)[0, 1] for rows in (30, 3000)
    )
    assert few.equal_p(0.01) > 0.05 > many.equal_p(0.01)
    room = 0.01 - abs(many.mean)
    assert many.equal_p(0.01) == pytest.approx(stats.t.sf(room / many.error, many.freedom))
    far = rng.normal(0, 0.1, (2, 20, 3000))
    far[0] += 0.02
    assert all_pairs(far, grain=0.0)[0, 1].equal_p(0.01) > 0.5


def test_so_many_seeds_as_are_needed_would_do_and_one_less_would_not():
    scores = np.random.default_rng(6).normal(0, 0.02, (3, 5, 1))
    pairs = list(all_pairs(scores, grain=0.0).values())
    needed = seeds_needed(pairs, 0.01, 0.05)
    sizes = [typical([p.with_seeds(n) for p in pairs], 0.05) for n in (needed - 1, needed)]
    assert sizes[1] <= 0.01 < sizes[0]
    assert 5 < needed < MOST_SEEDS


def test_no_number_of_seeds_makes_up_for_too_few_rows():
    shares = np.random.default_rng(7).normal(0, 1, (2, 5, 30))
    pairs = list(all_pairs(shares, grain=0.0).values())
    assert seeds_needed(pairs, 0.01, 0.05) is None


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
        pairs = all_pairs(shares, grain=1 / rows)
        alarms += min(corrected(pairs).values()) < 0.05
    # 5 % of 200 is 10; 17 or more would happen by chance in one of fifty honest tests.
    assert alarms <= 16
