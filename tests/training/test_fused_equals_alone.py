"""The proof: a network among many ends where the same network ends that PyTorch trained alone."""

from __future__ import annotations

import numpy as np
import pytest
import torch
from tests.training.helpers import CLASSES, EVERY, SOME, WithoutTwin, WrongSign, alone, part

import actlas
from actlas.training import Grid, Recipe, Trained, train

TASKS = ("binary", "classes", "regression")
OPTIMIZERS = ("adam", "sgd")
HIDDEN = ((7,), (6, 4))
RATES = (0.003, 0.03)
SEEDS = (0, 5)
CLOSE = 1e-10


def recipe(task: str, optimizer: str, hidden: tuple[int, ...]) -> Recipe:
    # 50 rows in batches of 16 make 4 steps, the last of 2 rows: 52 steps in 13 epochs.
    return Recipe(hidden, task, CLASSES, optimizer, epochs=13, batch_size=16, dtype=torch.float64)


def distance(trained: Trained, place: tuple[int, int, int], layers: list[torch.nn.Linear]) -> float:
    """Return the largest difference between the parameters of two networks."""
    pairs = zip(trained.network(*place), layers, strict=True)
    return max(
        (own - other).abs().max().item()
        for (weight, bias), layer in pairs
        for own, other in ((weight, layer.weight), (bias, layer.bias))
    )


@pytest.mark.parametrize("hidden", HIDDEN, ids=["one layer", "two layers"])
@pytest.mark.parametrize("optimizer", OPTIMIZERS)
@pytest.mark.parametrize("task", TASKS)
def test_every_network_ends_where_it_ends_alone(task, optimizer, hidden):
    _all_end_where_they_end_alone(SOME, task, optimizer, hidden)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("task", "optimizer", "hidden"),
    [("binary", "adam", (7,)), ("classes", "sgd", (6, 4)), ("regression", "adam", (6, 4))],
    ids=TASKS,
)
def test_networks_of_all_activations_end_where_they_end_alone(task, optimizer, hidden):
    """Activations differ in f and f′ alone, which neither the loss nor the optimizer sees.

    So not every task goes with every optimizer and depth here, as it does for the course's.
    """
    _all_end_where_they_end_alone(EVERY, task, optimizer, hidden)


def _all_end_where_they_end_alone(every, task, optimizer, hidden):
    how = recipe(task, optimizer, hidden)
    rows, held_out = part(task), part(task, rows=23, seed=2)
    # Each activation twice: by PyTorch's own kernels, and by the f and f′ of its definition.
    grid = Grid((*every, *map(WithoutTwin, every)), RATES, SEEDS)
    trained = train(grid, how, rows, held_out)
    assert trained.steps >= 50
    assert not trained.diverged.any()
    for index, activation in enumerate(every):
        for r, s in ((0, 1), (1, 0)):
            other = alone(activation, RATES[r], SEEDS[s], how, rows, held_out)
            for place in (index, index + len(every)):
                where = f"{activation.label}, rate {RATES[r]}, seed {SEEDS[s]}, form {place}"
                assert distance(trained, (r, place, s), other.layers) < CLOSE, where
                for name in ("train_loss", "validation_loss", "validation_score"):
                    curve = getattr(trained.curves, name)[:, r, place, s]
                    assert np.abs(curve - getattr(other, name)).max() < CLOSE, (where, name)


@pytest.mark.parametrize(("form", "passes"), [(WithoutTwin, True), (WrongSign, False)])
@pytest.mark.parametrize("optimizer", OPTIMIZERS)
def test_a_derivative_with_the_wrong_sign_does_not_pass_the_proof(optimizer, form, passes):
    how = recipe("classes", optimizer, (7,))
    rows = part("classes")
    tanh = actlas.get("tanh")
    trained = train(Grid((form(tanh),), (0.03,), (0,)), how, rows, rows)
    far = distance(trained, (0, 0, 0), alone(tanh, 0.03, 0, how, rows, rows).layers)
    assert far < CLOSE if passes else far > 1e-3
