"""A network that diverges keeps its nan to itself."""

from __future__ import annotations

import numpy as np
import pytest
import torch
from tests.training.helpers import CLASSES, SOME, part

import actlas
from actlas.training import Grid, Recipe, train

WILD, TAME = 1e30, 0.02


def both(task: str, optimizer: str, threads: int = 1):
    """Train a plan twice: with a rate that makes networks diverge, and a tame one instead."""
    torch.set_num_threads(threads)
    how = Recipe((8, 6), task, CLASSES, optimizer, epochs=6, batch_size=16)
    rows = part(task)
    for rate in (WILD, TAME):
        yield train(Grid(tuple(SOME), (0.01, rate, 0.005), (0, 1, 2)), how, rows, rows)


@pytest.mark.parametrize("threads", [1, 3])
@pytest.mark.parametrize("optimizer", ["adam", "sgd"])
@pytest.mark.parametrize("task", ["binary", "classes", "regression"])
def test_a_diverging_rate_changes_no_bit_of_the_other_rates(task, optimizer, threads, monkeypatch):
    monkeypatch.setattr("actlas.training.shares.FEWEST", 1)
    wild, tame = both(task, optimizer, threads)
    assert wild.diverged[1].any()
    assert not wild.diverged[[0, 2]].any()
    for one, other in zip(wild.stack.weights, tame.stack.weights, strict=True):
        assert torch.equal(one[:, [0, 2]], other[:, [0, 2]])
        assert not torch.equal(one[:, 1], other[:, 1])
    for name in ("train_loss", "validation_loss", "validation_score"):
        one, other = getattr(wild.curves, name), getattr(tame.curves, name)
        assert np.array_equal(one[:, [0, 2]], other[:, [0, 2]])


def test_a_diverging_activation_changes_no_bit_of_its_neighbours_in_the_same_product():
    how = Recipe((8,), "regression", optimizer="sgd", epochs=6, batch_size=16)
    rows = part("regression")
    relu, tanh, sigmoid = (actlas.get(name) for name in ("relu", "tanh", "sigmoid"))
    explosive = actlas.get("leaky_relu", negative_slope=1e20)
    wild, tame = (
        train(Grid((tanh, middle, relu), (0.01,), (0, 1)), how, rows, rows)
        for middle in (explosive, sigmoid)
    )
    assert wild.diverged[:, 1].all()
    assert not wild.diverged[:, [0, 2]].any()
    for one, other in zip(wild.stack.weights, tame.stack.weights, strict=True):
        assert torch.equal(one[:, :, [0, 2]], other[:, :, [0, 2]])


def test_a_diverged_network_is_reported_and_has_no_score():
    wild, _ = both("regression", "sgd")
    lost = wild.diverged
    assert np.isnan(wild.curves.validation_score[-1][lost]).all()
    assert np.isfinite(wild.curves.validation_score[0]).all()
    assert np.isfinite(wild.curves.validation_score[-1][~lost]).all()
    scores = wild.evaluate(part("regression", seed=3))
    assert np.array_equal(np.isnan(scores.score), lost)
    everywhere_wild = np.full(len(SOME), 1)
    units = wild.units(part("regression"), everywhere_wild)
    assert np.array_equal(np.isnan(units.dead), lost[1])
    assert np.array_equal(np.isnan(units.saturated), lost[1])


def test_a_loss_that_overflows_counts_as_divergence():
    # A loss beyond the largest float32 is inf, whatever the parameters still are.
    rows = part("regression")
    huge = type(rows)(rows.x, rows.y * 1e25)
    how = Recipe((4,), "regression", optimizer="adam", epochs=1)
    trained = train(Grid((actlas.get("tanh"),), (0.001,), (0,)), how, huge, huge)
    assert trained.diverged.all()
