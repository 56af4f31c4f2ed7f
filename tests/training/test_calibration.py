"""Probabilities are held against what came true: bins by hand, and extremes."""

from __future__ import annotations

import numpy as np
import pytest
import torch
from tests.training.helpers import part

import actlas
from actlas.training import Grid, Recipe, train
from actlas.training.calibration import BINS

GRID = Grid((actlas.get("tanh"), actlas.get("relu")), (0.03, 0.1), (0, 1))


def probabilities(layers, activation, x, binary):
    """What a network answers, computed by hand: [rows, classes]."""
    (first, bias), (last, end) = ((w.numpy(), b.numpy()) for w, b in layers)
    z = activation(x @ first.T + bias) @ last.T + end
    if binary:
        p = 1 / (1 + np.exp(-z[:, 0]))
        return np.stack([1 - p, p], axis=1)
    return np.exp(z) / np.exp(z).sum(axis=1, keepdims=True)


@pytest.mark.parametrize("task", ["binary", "classes"])
def test_log_loss_and_calibration_error_are_those_by_hand(task):
    recipe = Recipe(hidden=(6,), task=task, outputs=3, epochs=4, dtype=torch.float64)
    rows, held = part(task, rows=80), part(task, rows=70, seed=3)
    trained = train(GRID, recipe, rows, held)
    chosen = np.array([1, 0])
    found = trained.calibration(held, chosen)
    for a, activation in enumerate(GRID.activations):
        for s in range(2):
            layers = trained.network(int(chosen[a]), a, s)
            p = probabilities(layers, activation, held.x, task == "binary")
            confidence, right = p.max(axis=1), p.argmax(axis=1) == held.y
            bins = np.minimum((confidence * BINS).astype(int), BINS - 1)
            gaps = [abs((right - confidence)[bins == b].sum()) for b in range(BINS)]
            assert found.error[a, s] == pytest.approx(sum(gaps) / 70)
            loss = -np.log(p[np.arange(70), held.y]).mean()
            assert found.log_loss[a, s] == pytest.approx(loss)


def test_a_network_that_diverged_has_none_and_a_regression_neither():
    recipe = Recipe(hidden=(6,), outputs=3, epochs=2)
    trained = train(GRID, recipe, part("classes"), part("classes", seed=2))
    trained.diverged[0, 1, 0] = True
    found = trained.calibration(part("classes"), np.array([0, 0]))
    assert np.isnan(found.error).tolist() == [[False, False], [True, False]]
    assert np.isnan(found.log_loss).tolist() == [[False, False], [True, False]]
    quantity = Recipe(hidden=(6,), task="regression", epochs=2)
    alone = train(GRID, quantity, part("regression"), part("regression", seed=2))
    assert alone.calibration(part("regression"), np.array([0, 0])) is None
