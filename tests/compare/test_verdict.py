"""The verdict: a planted winner is found, noise is called noise, and every sentence can be said."""

import numpy as np
import pytest

from actlas.compare.statistics import ENOUGH
from actlas.compare.verdict import judge
from actlas.language import LANGUAGES

LABELS = ("relu", "tanh", "elu", "sigmoid")


def rows_right(rng, shares, seeds=8, rows=400, seed_luck=0.003):
    """Answers of activations that are right on these shares of the rows."""
    luck = rng.normal(0, seed_luck, (len(shares), seeds, 1))
    difficulty = rng.random(rows)
    noise = rng.normal(0, 0.02, (len(shares), seeds, rows))
    return (difficulty + noise < np.array(shares)[:, None, None] + luck).astype(float)


def test_a_planted_winner_is_found_and_named():
    shares = rows_right(np.random.default_rng(0), [0.8, 0.7, 0.9, 0.7])
    found = judge(LABELS, shares, "accuracy")
    assert (found.verdict.kind, found.verdict.names) == ("winner", ("elu",))
    assert found.order[0] == 2
    assert found.best == (False, False, True, False)
    sentence = found.verdict.sentence("en")
    assert sentence.startswith("elu wins")
    assert "relu" in sentence


def test_two_that_lead_together_are_equals_and_the_others_are_named_as_worse():
    shares = rows_right(np.random.default_rng(1), [0.9, 0.9, 0.7, 0.6])
    found = judge(LABELS, shares, "accuracy")
    assert found.verdict.kind == "equals"
    assert set(found.verdict.names) == {"relu", "tanh"}
    assert found.best == (True, True, False, False)
    assert "worse: elu and sigmoid" in found.verdict.sentence("en")


def test_noise_gives_no_difference_in_nine_runs_of_ten_or_more():
    rng = np.random.default_rng(2)
    kinds = [
        judge(LABELS, rows_right(rng, [0.9] * 4, seeds=5, rows=200), "accuracy").verdict.kind
        for _ in range(200)
    ]
    assert kinds.count("none") >= 180


def test_a_leader_that_can_not_be_told_from_one_other_is_no_winner():
    rng = np.random.default_rng(3)
    shares = rows_right(rng, [0.92, 0.7, 0.7])
    shaky = rows_right(rng, [0.9], seed_luck=0.15)
    found = judge((*LABELS[:3], "shaky"), np.concatenate([shares, shaky]), "accuracy")
    assert found.verdict.kind == "equals"
    assert "shaky" in found.verdict.names
    assert "relu" in found.verdict.names


def test_no_difference_tells_the_smallest_one_that_could_have_been_found():
    shares = rows_right(np.random.default_rng(4), [0.9, 0.9])
    found = judge(LABELS[:2], shares, "accuracy")
    assert found.verdict.kind == "none"
    assert 0.0025 < found.smallest < 0.05
    points = float(f"{100 * found.smallest:.2g}")
    assert f"a difference of {points:g} points" in found.verdict.sentence("en")


def test_with_more_rows_and_seeds_smaller_differences_can_be_found():
    rng = np.random.default_rng(5)
    few = judge(LABELS, rows_right(rng, [0.9] * 4, seeds=3, rows=100), "accuracy").smallest
    many = judge(LABELS, rows_right(rng, [0.9] * 4, seeds=10, rows=1000), "accuracy").smallest
    assert many < few / 2


def test_the_smallest_difference_in_accuracy_is_never_more_than_everything():
    shares = rows_right(np.random.default_rng(6), [0.5] * 4, seeds=2, rows=2, seed_luck=0.5)
    assert judge(LABELS, shares, "accuracy").smallest <= 1.0


def test_differences_and_p_values_are_the_leaders():
    shares = rows_right(np.random.default_rng(7), [0.9, 0.6, 0.9, 0.8])
    found = judge(LABELS, shares, "accuracy")
    leader = found.order[0]
    means = shares.mean(axis=(1, 2))
    assert found.differences == pytest.approx(tuple(means.max() - means))
    assert found.p_values[leader] is None
    assert found.p_values[1] < 0.001
    assert [found.differences[i] for i in found.order] == sorted(found.differences)


def test_one_seed_can_not_tell_and_says_so():
    found = judge(LABELS, rows_right(np.random.default_rng(8), [0.9, 0.1] * 2, seeds=1), "accuracy")
    assert found.verdict.kind == "too_few"
    assert set(found.verdict.names) == set(LABELS)
    assert set(found.p_values) == {None}
    assert found.smallest is None
    said = found.verdict.sentence("en")
    assert said.startswith("Not enough runs")
    assert f"with {ENOUGH} seeds or more" in said


def test_seeds_too_few_to_find_what_matters_are_told_with_how_many_would_do():
    shares = rows_right(np.random.default_rng(4), [0.9, 0.9], seeds=5, rows=20_000, seed_luck=0.01)
    found = judge(LABELS[:2], shares, "accuracy")
    assert found.verdict.kind == "too_few"
    assert found.smallest > 0.01
    needed = found.verdict.note.fields["needed"]
    assert needed > 5
    assert f"take {needed} seeds" in found.verdict.sentence("en")


def test_rows_too_few_for_any_number_of_seeds_are_told_with_how_many_would_do():
    shares = rows_right(np.random.default_rng(4), [0.9, 0.9], rows=100)
    found = judge(LABELS[:2], shares, "accuracy")
    assert found.verdict.kind == "none"
    assert found.verdict.note.fields["rows"] > 200
    assert "test rows" in found.verdict.sentence("en")


def test_a_run_that_could_have_found_what_matters_says_what_it_could_have_found():
    shares = rows_right(np.random.default_rng(4), [0.9, 0.9], rows=400)
    found = judge(LABELS[:2], shares, "accuracy", within=0.2)
    assert found.verdict.kind == "none"
    assert "equal to within ±20 points" in found.verdict.sentence("en")
    apart = rows_right(np.random.default_rng(4), [0.9, 0.892], rows=400)
    barely = judge(LABELS[:2], apart, "accuracy", within=0.018)
    assert barely.smallest <= 0.018
    assert "Four times in five, this run would find" in barely.verdict.sentence("en")


def test_what_differs_by_less_than_matters_is_equal_however_sure_the_difference():
    shares = rows_right(np.random.default_rng(4), [0.904, 0.9], seeds=40, rows=40_000)
    sure, equal = (judge(LABELS[:2], shares, "accuracy", within=each) for each in (0.001, 0.01))
    assert sure.verdict.kind == "winner"
    assert (equal.verdict.kind, equal.best) == ("none", (True, True))
    assert equal.p_values[1] < 0.05
    assert "equal to within ±1 points" in equal.verdict.sentence("en")


def test_the_order_of_the_activations_changes_nothing():
    shares = rows_right(np.random.default_rng(11), [0.9, 0.9, 0.8, 0.8])
    shares[1] = shares[0]  # a tie
    one = judge(LABELS, shares, "accuracy", overlap=1 / 3)
    other = judge(LABELS[::-1], shares[::-1], "accuracy", overlap=1 / 3)
    assert one.verdict == other.verdict
    assert one.smallest == other.smallest
    assert sorted(one.differences) == sorted(other.differences)


def test_one_activation_has_nothing_to_be_compared_with():
    found = judge(("relu",), np.ones((1, 5, 30)), "accuracy")
    assert (found.verdict.kind, found.verdict.names) == ("none", ("relu",))
    assert found.verdict.sentence("en").startswith("Only relu was trained")


def test_activations_without_any_variance_are_judged_without_a_warning():
    equal = judge(LABELS, np.ones((4, 5, 30)), "accuracy")
    assert equal.verdict.kind == "none"
    ladder = np.repeat(np.arange(4.0)[:, None, None] / 4, 5, 1).repeat(30, 2)
    assert judge(LABELS, ladder, "r2").verdict.names == ("sigmoid",)


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("score", ["accuracy", "r2"])
@pytest.mark.parametrize("shares", [[0.9, 0.7, 0.7], [0.9, 0.9, 0.7], [0.9, 0.9, 0.9]])
def test_every_sentence_can_be_said_in_every_language_with_all_its_names(shares, score, lang):
    found = judge(LABELS[:3], rows_right(np.random.default_rng(9), shares), score)
    sentence = found.verdict.sentence(lang)
    assert "{" not in sentence
    for name in found.verdict.names:
        assert name in sentence
    assert ("R²" in sentence) == (score == "r2")


def test_spanish_is_not_english_and_has_decimal_commas():
    found = judge(LABELS[:3], rows_right(np.random.default_rng(9), [0.9, 0.7, 0.7]), "accuracy")
    spanish = found.verdict.sentence("es")
    assert spanish != found.verdict.sentence("en")
    assert f"{found.verdict.note.fields['lead']:.1f}".replace(".", ",") in spanish
