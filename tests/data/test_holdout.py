"""The test part is held out once; every seed splits the rest for itself, by itself."""

import dataclasses

import numpy as np
import pytest

from actlas import data
from actlas.errors import BadInput, DataError


@pytest.fixture
def numbered():
    """A data set whose only column is the row's number."""
    rng = np.random.default_rng(0)
    return data.load((np.arange(200.0), rng.integers(0, 3, 200)))


def test_a_seed_reads_every_row_of_the_pool_once_and_no_test_row(numbered):
    held = data.hold_out(numbered, validation=0.1, test=0.3)
    train, validation = held.draw([3, 8])
    assert (train.rows.shape, validation.rows.shape) == ((2, 120), (2, 20))
    for learnt, checked in zip(train.rows, validation.rows, strict=True):
        np.testing.assert_array_equal(np.sort(np.r_[learnt, checked]), np.arange(140))
    both = np.r_[held.pool_rows, held.test_rows]
    np.testing.assert_array_equal(np.sort(both), np.arange(200))


def test_seeds_split_differently_and_a_seed_always_alike(numbered):
    held = data.hold_out(numbered)
    (together, _), (alone, _) = held.draw([3, 8]), held.draw([8])
    np.testing.assert_array_equal(together.rows[1], alone.rows[0])
    assert set(together.rows[0]) != set(together.rows[1])


def test_what_is_read_is_what_the_data_set_holds(numbered):
    held = data.hold_out(numbered)
    train, _ = held.draw([0])
    np.testing.assert_array_equal(train.y[train.rows[0]], numbered.y[held.pool_rows[train.rows[0]]])
    order = np.argsort(np.concatenate([held.pool.x[:, 0], held.test.x[:, 0]]))
    np.testing.assert_array_equal(np.r_[held.pool_rows, held.test_rows][order], np.arange(200))


def test_classes_have_the_same_share_in_every_part():
    digits = data.load("digits")
    share = np.bincount(digits.y) / len(digits.y)
    train, validation = data.hold_out(digits).draw([0])
    for part in (train, validation):
        counts = np.bincount(part.y[part.rows[0]])
        np.testing.assert_allclose(counts / counts.sum(), share, atol=0.006)


def test_the_pool_alone_says_how_columns_and_target_are_scaled():
    dataset = data.load("diabetes")
    held = data.hold_out(dataset)
    np.testing.assert_allclose(held.pool.x.mean(axis=0), 0, atol=1e-12)
    assert (held.pool.y.mean(), held.pool.y.std()) == pytest.approx((0, 1))
    x, y = dataset.x.copy(), dataset.y.copy()
    x[held.test_rows], y[held.test_rows] = 1e6, y[held.test_rows] * 5
    changed = data.hold_out(dataclasses.replace(dataset, x=x, y=y))
    np.testing.assert_array_equal(changed.pool.x, held.pool.x)
    np.testing.assert_array_equal(changed.pool.y, held.pool.y)


def test_what_can_not_be_split_is_refused(numbered):
    with pytest.raises(BadInput, match="shares between 0 and 1"):
        data.hold_out(numbered, test=1.5)
    with pytest.raises(DataError, match="too few to split"):
        data.hold_out(data.load((np.arange(12.0), np.repeat([0, 1, 2], 4))), test=0.1)
