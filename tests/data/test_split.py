"""The split: no row twice, nothing learned from validation or test, and every class everywhere."""

import dataclasses
import warnings

import numpy as np
import pytest

from actlas import data
from actlas.errors import BadInput, DataError


def parts(split):
    return split.train, split.validation, split.test


@pytest.fixture
def numbered():
    """A data set whose only column is the row's number."""
    rng = np.random.default_rng(0)
    return data.load((np.arange(200.0), rng.integers(0, 3, 200)))


def test_every_row_is_in_one_part_and_the_sizes_are_as_asked(numbered):
    split = data.split(numbered, validation=0.1, test=0.3)
    assert [len(part.x) for part in parts(split)] == [120, 20, 60]
    rows = np.concatenate([part.x[:, 0] for part in parts(split)])
    assert len(np.unique(rows)) == 200


def test_x_and_y_stay_together(numbered):
    split = data.split(numbered)
    order = np.argsort(np.concatenate([part.x[:, 0] for part in parts(split)]))
    together = np.concatenate([part.y for part in parts(split)])[order]
    np.testing.assert_array_equal(together, numbered.y)


def test_the_same_seed_gives_the_same_parts_and_another_seed_others(numbered):
    first, again, other = (data.split(numbered, seed=seed) for seed in (1, 1, 2))
    np.testing.assert_array_equal(first.test.x, again.test.x)
    assert not np.array_equal(first.test.x, other.test.x)


def test_classes_have_the_same_share_in_every_part():
    digits = data.load("digits")
    share = np.bincount(digits.y) / len(digits.y)
    for part in parts(data.split(digits)):
        np.testing.assert_allclose(np.bincount(part.y) / len(part.y), share, atol=0.004)


def test_training_columns_have_mean_0_and_deviation_1_and_constant_ones_are_0():
    digits = data.load("digits")
    split = data.split(digits)
    constant = np.ptp(split.train.x, axis=0) == 0
    assert constant[0]
    np.testing.assert_allclose(split.train.x.mean(axis=0), 0, atol=1e-12)
    np.testing.assert_allclose(split.train.x[:, ~constant].std(axis=0), 1, atol=1e-12)
    assert all((part.x[:, constant] == 0).all() for part in parts(split))


def test_validation_and_test_rows_change_nothing_in_the_training_part(numbered):
    split = data.split(numbered)
    # Standardising keeps the order, so a value's rank is the number of its row.
    ranks = np.concatenate([part.x[:, 0] for part in parts(split)]).argsort().argsort()
    trained = np.isin(np.arange(200), ranks[: len(split.train.x)])
    for strange in (np.nan, 1e6):
        changed = dataclasses.replace(numbered, x=np.where(trained[:, None], numbered.x, strange))
        np.testing.assert_allclose(data.split(changed).train.x, split.train.x, atol=1e-12)


def test_missing_numbers_get_the_median_of_the_training_rows():
    rng = np.random.default_rng(1)
    x = rng.exponential(size=(300, 1))
    x[::4] = np.nan
    dataset = data.load((x, rng.integers(0, 2, 300)))
    split = data.split(dataset)
    filled = np.concatenate([part.x[:, 0] for part in parts(split)])
    values, counts = np.unique(filled, return_counts=True)
    assert counts.max() == 75 == dataset.imputed["x0"]
    known = np.setdiff1d(split.train.x[:, 0], values[counts.argmax()])
    # The one value that fills all gaps lies in the middle of the training values.
    assert abs((known < values[counts.argmax()]).mean() - 0.5) < 0.01


def test_a_column_that_is_missing_in_all_training_rows_is_0():
    base = data.load((np.zeros((100, 2)), np.arange(100) % 2))
    x = np.column_stack([np.arange(100.0), np.full(100, np.nan)])
    for part in parts(data.split(dataclasses.replace(base, x=x))):
        assert (part.x[:, 1] == 0).all()


def test_huge_and_tiny_columns_are_standardised_without_a_warning():
    rng = np.random.default_rng(2)
    x = rng.normal(size=(100, 1)) * np.array([1e300, 1e-300, 1.0])
    split = data.split(data.load((x, np.arange(100) % 2)))
    np.testing.assert_allclose(split.train.x[:, [0, 2]].std(axis=0), 1)
    np.testing.assert_allclose(split.train.x[:, 0], split.train.x[:, 2], atol=1e-9)


def test_regression_targets_are_scaled_on_train_and_come_back_in_their_unit():
    diabetes = data.load("diabetes")
    split = data.split(diabetes)
    assert abs(split.train.y.mean()) < 1e-12
    assert abs(split.train.y.std() - 1) < 1e-12
    back = np.concatenate([part.y for part in parts(split)]) * split.y_scale + split.y_mean
    np.testing.assert_allclose(np.sort(back), np.sort(diabetes.y))


def test_class_indices_are_left_alone():
    split = data.split(data.load("iris"))
    assert (split.y_mean, split.y_scale) == (0.0, 1.0)
    assert set(split.train.y) == {0, 1, 2}


@pytest.mark.parametrize("seed", range(20))
def test_a_class_of_three_rows_can_always_be_split(seed):
    y = np.array([0] * 40 + [1] * 3 + [2] * 17)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        split = data.split(data.load((np.arange(60.0), y)), seed=seed)
    assert 1 in split.train.y


def test_more_classes_than_a_part_has_rows_are_refused():
    y = np.repeat(np.arange(10), 3).astype(str)
    with pytest.raises(DataError, match=r"30 rows are too few to split: .* needs 10 or more"):
        data.split(data.load((np.arange(30.0), y)))


def test_a_part_without_any_variety_in_its_target_is_refused():
    y = np.zeros(50)
    y[0] = 0.5
    with pytest.raises(DataError, match="'y' is the same in all 10 rows of a part"):
        data.split(data.load((np.arange(50.0), y), task="regression"))


@pytest.mark.parametrize(("validation", "test"), [(0, 0.2), (0.2, 1), (0.5, 0.5), (-0.1, 0.2)])
def test_shares_that_leave_no_rows_are_refused(validation, test):
    with pytest.raises(BadInput, match="shares between 0 and 1"):
        data.split(data.load("iris"), validation=validation, test=test)
