"""Networks of one seed share their start and their batches; those of different seeds do not."""

from __future__ import annotations

import itertools
from types import SimpleNamespace

import numpy as np
import pytest
import torch
from tests.training.helpers import part, started

import actlas
from actlas.data import Part
from actlas.training import Grid, Recipe, train, work
from actlas.training.batches import batches, order
from actlas.training.examples import examples
from actlas.training.parameters import Stack

GRID = Grid((actlas.get("elu"), actlas.get("tanh")), (0.1, 0.2, 0.3), (4, 0, 9))


@pytest.mark.parametrize("dtype", [torch.float32, torch.float64])
def test_a_seed_is_one_draw_times_each_activations_own_gain(dtype):
    stack = Stack.draw(GRID, (5, 7, 3), dtype)
    for s, seed in enumerate(GRID.seeds):
        for rate, (a, activation) in itertools.product(range(3), enumerate(GRID.activations)):
            network = stack.network(rate, a, s)
            layers = started(activation, seed, (5, 7, 3), dtype)
            for (weight, bias), layer in zip(network, layers, strict=True):
                torch.testing.assert_close(weight, layer.weight.detach(), rtol=3e-7, atol=0)
                assert torch.equal(bias, layer.bias)


def test_gains_keep_the_size_of_signals_and_what_has_none_counts_as_linear():
    names = ("relu", "tanh", "linear")
    grid = Grid((*map(actlas.get, names), actlas.get("softmax", dim=-1)), (0.1,), (0,))
    first = Stack.draw(grid, (400, 400, 2), torch.float64)
    deviations = [first.network(0, place, 0)[0][0].std().item() * 20 for place in range(4)]
    gains = [actlas.gain(name) for name in names]
    assert deviations == pytest.approx([*gains, 1.0], rel=0.01)
    last = [first.network(0, place, 0)[1][0] for place in range(4)]
    assert all(torch.equal(each, last[0]) for each in last)


def test_different_seeds_start_differently():
    weights = Stack.draw(GRID, (5, 7, 3), torch.float32).weights[0]
    assert len({tuple(each.flatten().tolist()) for each in weights[:, 0, 0]}) == 3


def test_an_epoch_reads_every_example_once_and_the_last_batch_may_be_short():
    recipe = Recipe(outputs=3)
    rows = examples(part("classes", rows=50), recipe)
    read = list(batches(rows, GRID.seeds, 1, batch_size=16))
    assert [tuple(x.shape) for x, _ in read] == [(3, 16, 6)] * 3 + [(3, 2, 6)]
    assert [tuple(y.shape) for _, y in read] == [(3, 1, 1, 16)] * 3 + [(3, 1, 1, 2)]
    everything = torch.cat([x for x, _ in read], 1)
    for own in everything:
        assert torch.equal(own.sort(0).values, rows.x.sort(0).values)


def test_examples_keep_their_targets():
    rows = examples(part("regression", rows=20), Recipe(task="regression"))
    answers = {tuple(x.tolist()): y.item() for x, y in zip(rows.x, rows.y, strict=True)}
    for x, y in batches(rows, GRID.seeds, 3, batch_size=7):
        for inputs, target in zip(x.flatten(0, 1), y.flatten(), strict=True):
            assert answers[tuple(inputs.tolist())] == target.item()


def test_orders_differ_by_seed_and_epoch_and_are_the_same_each_time():
    drawn = {
        (seed, epoch): tuple(order(seed, epoch, 30).tolist()) for seed in (0, 1) for epoch in (1, 2)
    }
    assert len(set(drawn.values())) == 4
    again = {key: tuple(order(*key, 30).tolist()) for key in drawn}
    assert drawn == again
    assert np.array_equal(sorted(drawn[0, 1]), np.arange(30))


def own_rows(whole, rows):
    """The rows that one seed reads, as a part of their own."""
    return SimpleNamespace(x=whole.x[rows], y=whole.y[rows])


@pytest.mark.parametrize("task", ["classes", "regression"])
def test_seeds_with_rows_of_their_own_train_as_each_would_alone(task):
    whole = part(task, rows=60)
    rows = np.random.default_rng(0).permuted(np.tile(np.arange(60), (3, 1)), axis=1)
    parts = [
        SimpleNamespace(x=whole.x, y=whole.y, rows=each) for each in (rows[:, :45], rows[:, 45:])
    ]
    recipe = Recipe(hidden=(6,), task=task, outputs=3, epochs=3, batch_size=16, dtype=torch.float64)
    together = train(GRID, recipe, *parts)
    everyone = np.zeros(2, dtype=np.intp)
    for s, seed in enumerate(GRID.seeds):
        one = Grid(GRID.activations, GRID.learning_rates, (seed,))
        alone = train(one, recipe, *(own_rows(whole, each.rows[s]) for each in parts))
        for name in ("train_loss", "validation_loss", "validation_score"):
            found = getattr(together.curves, name)[..., s]
            np.testing.assert_allclose(found, getattr(alone.curves, name)[..., 0], rtol=1e-9)
        np.testing.assert_array_equal(
            together.units(parts[0], everyone).saturated[:, s],
            alone.units(own_rows(whole, parts[0].rows[s]), everyone).saturated[:, 0],
        )


def test_rows_stay_with_their_seed_when_threads_share_the_work(monkeypatch):
    whole = part("classes", rows=60)
    rows = np.random.default_rng(0).permuted(np.tile(np.arange(60), (3, 1)), axis=1)
    parts = [Part(whole.x, whole.y, each) for each in (rows[:, :45], rows[:, 45:])]
    recipe = Recipe(hidden=(6,), outputs=3, epochs=2, batch_size=16, dtype=torch.float64)
    whole_run = train(GRID, recipe, *parts)
    blocks = [(slice(0, 3), slice(0, 2), each) for each in (slice(0, 1), slice(1, 3))]
    monkeypatch.setattr(work, "shares", lambda *_: blocks)
    shared = train(GRID, recipe, *parts)
    np.testing.assert_allclose(
        shared.curves.validation_loss, whole_run.curves.validation_loss, rtol=1e-9
    )
