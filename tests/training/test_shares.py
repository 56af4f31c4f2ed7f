"""A grid is shared out completely, evenly, and without a difference to the result."""

from __future__ import annotations

import itertools
import math

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from tests.training.helpers import CLASSES, EVERY, part

from actlas.training import Grid, Recipe, train
from actlas.training.shares import FEWEST, shares

SIZES = st.tuples(*[st.integers(1, 9)] * 3)


@given(SIZES, st.integers(1, 20))
def test_every_network_belongs_to_one_share(shape, threads):
    blocks = shares(shape, threads, FEWEST)
    assert 1 <= len(blocks) <= threads
    count = np.zeros(shape, dtype=int)
    for block in blocks:
        count[block] += 1
    assert (count == 1).all()


@given(SIZES, st.integers(1, 20), st.integers(1, FEWEST))
def test_no_thread_is_begun_for_a_little_work(shape, threads, sums):
    blocks = shares(shape, threads, sums)
    assert len(blocks) <= max(1, math.prod(shape) * sums // FEWEST)


@pytest.mark.parametrize(
    ("shape", "threads", "largest"),
    [((8, 7, 5), 2, 140), ((7, 7, 6), 2, 147), ((1, 1, 64), 4, 16), ((1, 64, 1), 4, 16)],
)
def test_shares_are_as_even_as_the_grid_allows(shape, threads, largest):
    sizes = [np.empty(shape)[block].size for block in shares(shape, threads, FEWEST // 16)]
    assert max(sizes) == largest


def test_a_network_learns_the_same_whatever_the_number_of_threads(monkeypatch):
    monkeypatch.setattr("actlas.training.shares.FEWEST", 1)
    how = Recipe((6,), "classes", CLASSES, epochs=5, batch_size=16, dtype=torch.float64)
    rows = part("classes")
    grid = Grid(tuple(EVERY), (0.001, 0.01, 0.03), (0, 1, 2))
    found = []
    for threads in (1, 3):
        torch.set_num_threads(threads)
        assert len(shares(grid.shape, threads, sums=1)) == threads
        found.append(train(grid, how, rows, rows))
        assert torch.get_num_threads() == threads
    one, three = found
    for place in itertools.product(*map(range, grid.shape)):
        for pair in zip(one.network(*place), three.network(*place), strict=True):
            for left, right in zip(*pair, strict=True):
                assert (left - right).abs().max() < 1e-12
    assert np.allclose(one.curves.train_loss, three.curves.train_loss, rtol=0, atol=1e-12)
    assert np.array_equal(one.diverged, three.diverged)
