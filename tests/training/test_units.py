"""Dead and saturated units, in networks made by hand so that the answer is known."""

from __future__ import annotations

import numpy as np
import pytest
import torch
from tests.training.helpers import CLASSES, EVERY, part

import actlas
from actlas.activation import Activation
from actlas.data import Part
from actlas.training import Grid, Recipe, Trained, train
from actlas.training.units import steepest

ROWS = part("classes")
FIRST = np.array([0])


def with_biases(activation: Activation, biases: list[float], scale: float = 0.0) -> Trained:
    """Return a network whose hidden unit i computes f(biases[i] + scale·x_0)."""
    how = Recipe((len(biases),), outputs=CLASSES, epochs=1)
    trained = train(Grid((activation,), (0.01,), (0,)), how, ROWS, ROWS)
    entrance = trained.stack.weights[0]
    entrance.zero_()
    entrance[..., 0] = scale
    entrance[..., -1] = torch.tensor(biases)
    return trained


def test_a_relu_unit_that_is_negative_everywhere_is_dead():
    units = with_biases(actlas.get("relu"), [-1.0, 1.0, -2.0, -3.0]).units(ROWS, FIRST)
    assert units.dead.tolist() == [[0.75]]
    assert units.saturated.tolist() == [[0.0]]


def test_a_wholly_negative_relu_network_is_dead():
    assert with_biases(actlas.get("relu"), [-1.0] * 5).units(ROWS, FIRST).dead.tolist() == [[1.0]]


def test_one_example_that_wakes_a_unit_is_enough_for_it_to_live():
    x = np.zeros((100, 5))
    x[7, 0] = 3.0
    rows = Part(x, np.zeros(100, dtype=np.int64))
    units = with_biases(actlas.get("relu"), [-1.0], scale=1.0).units(rows, FIRST)
    # Awake on one example in a hundred: not dead, but flat nearly everywhere.
    assert (units.dead.item(), units.saturated.item()) == (0.0, 1.0)


def test_a_unit_that_is_flat_on_less_than_95_percent_is_not_saturated():
    x = np.zeros((100, 5))
    x[:6, 0] = 3.0
    rows = Part(x, np.zeros(100, dtype=np.int64))
    units = with_biases(actlas.get("relu"), [-1.0], scale=1.0).units(rows, FIRST)
    assert (units.dead.item(), units.saturated.item()) == (0.0, 0.0)


def test_tanh_far_from_zero_is_saturated_and_not_dead():
    units = with_biases(actlas.get("tanh"), [5.0, -5.0, 0.5]).units(ROWS, FIRST)
    assert units.dead.item() == 0
    assert units.saturated.item() == pytest.approx(2 / 3)


def test_a_line_is_never_dead_nor_saturated():
    units = with_biases(actlas.get("linear"), [100.0, -100.0]).units(ROWS, FIRST)
    assert (units.dead.item(), units.saturated.item()) == (0.0, 0.0)


def test_a_softmax_unit_that_takes_everything_saturates_its_layer():
    softmax = actlas.get("softmax", dim=-1)
    balanced = with_biases(softmax, [0.0, 0.0]).units(ROWS, FIRST)
    decided = with_biases(softmax, [0.0, 20.0]).units(ROWS, FIRST)
    assert (balanced.dead.item(), balanced.saturated.item()) == (0.0, 0.0)
    assert (decided.dead.item(), decided.saturated.item()) == (0.0, 1.0)


def test_all_layers_count_by_their_units():
    how = Recipe((6, 2), outputs=CLASSES, epochs=1)
    trained = train(Grid((actlas.get("relu"),), (0.01,), (0,)), how, ROWS, ROWS)
    first, second, _ = trained.stack.weights
    first.zero_()
    first[..., -1] = 1.0
    second.zero_()
    second[..., -1] = -1.0
    assert trained.units(ROWS, FIRST).dead.tolist() == [[2 / 8]]


def test_shares_come_for_every_activation_and_seed_at_its_chosen_rate():
    how = Recipe((6,), outputs=CLASSES, epochs=1)
    grid = Grid(tuple(EVERY), (0.001, 0.01), (0, 1, 2))
    trained = train(grid, how, ROWS, ROWS)
    relu = [each.label for each in EVERY].index("relu")
    entrance = trained.stack.weights[0]
    entrance[2, 1, relu] = 0.0
    entrance[2, 1, relu, :, -1] = -1.0
    rates = np.zeros(len(EVERY), dtype=int)
    assert trained.units(ROWS, rates).dead[relu, 2] < 1
    rates[relu] = 1
    units = trained.units(ROWS, rates)
    assert units.dead.shape == units.saturated.shape == (len(EVERY), 3)
    assert units.dead[relu, 2] == 1


def test_the_steepest_slope_of_softmax_is_a_quarter():
    assert steepest(actlas.get("softmax", dim=-1), 6) == pytest.approx(0.25, rel=0.01)
