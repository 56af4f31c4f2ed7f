"""Networks of one seed share their start and their batches; those of different seeds do not."""

from __future__ import annotations

import itertools

import numpy as np
import pytest
import torch
from tests.training.helpers import part

import actlas
from actlas.training import Grid, Recipe
from actlas.training.batches import batches, order
from actlas.training.examples import examples
from actlas.training.parameters import Stack

GRID = Grid((actlas.get("elu"), actlas.get("tanh")), (0.1, 0.2, 0.3), (4, 0, 9))


@pytest.mark.parametrize("dtype", [torch.float32, torch.float64])
def test_a_seed_starts_as_torch_nn_linear_does_after_manual_seed(dtype):
    stack = Stack.draw(GRID, (5, 7, 3), dtype)
    for s, seed in enumerate(GRID.seeds):
        torch.manual_seed(seed)
        layers = [torch.nn.Linear(*pair, dtype=dtype) for pair in itertools.pairwise((5, 7, 3))]
        for rate, activation in itertools.product(range(3), range(2)):
            network = stack.network(rate, activation, s)
            for (weight, bias), layer in zip(network, layers, strict=True):
                assert torch.equal(weight, layer.weight)
                assert torch.equal(bias, layer.bias)


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
