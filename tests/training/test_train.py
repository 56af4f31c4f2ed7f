"""What a training reports while it runs, what it returns, and how it ends early."""

from __future__ import annotations

import pickle
import threading
from types import SimpleNamespace

import numpy as np
import pytest
import torch
from tests.training.helpers import CLASSES, EVERY, part

import actlas
from actlas.errors import DataError, UsageError
from actlas.training import Grid, Progress, Recipe, train

RELU, TANH = actlas.get("relu"), actlas.get("tanh")
GRID = Grid((RELU, TANH), (0.001, 0.01, 0.1), (0, 1, 2, 3))
RECIPE = Recipe((8,), outputs=CLASSES, epochs=4, batch_size=16)
ROWS, HELD_OUT = part("classes"), part("classes", rows=20, seed=2)


def test_everything_is_laid_out_as_rates_activations_seeds():
    trained = train(GRID, RECIPE, ROWS, HELD_OUT)
    for name in ("train_loss", "validation_loss", "validation_score"):
        assert getattr(trained.curves, name).shape == (5, 3, 2, 4)
    assert trained.diverged.shape == (3, 2, 4)
    assert trained.microseconds.shape == (2,)
    assert (trained.microseconds > 0).all()
    assert trained.steps == 4 * 4
    assert trained.seconds > 0
    first, second = trained.network(2, 1, 3)
    assert [tuple(each.shape) for each in (*first, *second)] == [(8, 5), (8,), (3, 8), (3,)]


def test_the_last_point_of_a_curve_is_what_evaluate_finds():
    trained = train(GRID, RECIPE, ROWS, HELD_OUT)
    scores = trained.evaluate(HELD_OUT)
    assert np.array_equal(scores.loss, trained.curves.validation_loss[-1])
    assert np.array_equal(scores.score, trained.curves.validation_score[-1])


def test_chosen_rates_are_read_for_each_activation():
    trained = train(GRID, RECIPE, ROWS, HELD_OUT)
    every, chosen = trained.evaluate(HELD_OUT), trained.evaluate(HELD_OUT, np.array([2, 0]))
    assert chosen.score.shape == (2, 4)
    assert np.allclose(chosen.loss, np.stack([every.loss[2, 0], every.loss[0, 1]]), rtol=1e-6)
    assert np.array_equal(chosen.score, np.stack([every.score[2, 0], every.score[0, 1]]))


def test_learning_lowers_the_loss_of_every_activation():
    how = Recipe((16,), outputs=CLASSES, epochs=30, batch_size=16)
    curves = train(Grid(tuple(EVERY), (0.01,), (0, 1)), how, ROWS, HELD_OUT).curves
    assert (curves.train_loss[-1] < curves.train_loss[0]).all()


def test_a_trained_grid_survives_pickling():
    trained = train(Grid((TANH,), (0.01,), (0,)), RECIPE, ROWS, HELD_OUT)
    again = pickle.loads(pickle.dumps(trained))
    assert np.array_equal(again.evaluate(HELD_OUT).loss, trained.evaluate(HELD_OUT).loss)


def test_a_tie_between_classes_is_not_a_right_answer():
    flat = train(Grid((RELU,), (0.01,), (0,)), RECIPE, ROWS, HELD_OUT)
    for weight in flat.stack.weights:
        weight.zero_()
    assert flat.evaluate(HELD_OUT).score.item() == 0


def test_a_score_does_not_depend_on_how_many_examples_are_read_at_once():
    how = Recipe((8,), outputs=CLASSES, epochs=2, dtype=torch.float64)
    many = part("classes", rows=3000, seed=4)
    wide = Grid((RELU, TANH), (0.001, 0.01), tuple(range(40)))
    trained = train(wide, how, ROWS, HELD_OUT)
    pieces = [
        trained.evaluate(SimpleNamespace(x=many.x[rows], y=many.y[rows]))
        for rows in (slice(0, 1000), slice(1000, 3000))
    ]
    mean = (pieces[0].loss + 2 * pieces[1].loss) / 3
    assert np.allclose(trained.evaluate(many).loss, mean, rtol=1e-12)


def test_progress_goes_from_nothing_to_everything_in_the_calling_thread():
    told: list[tuple[Progress, threading.Thread]] = []
    train(GRID, RECIPE, ROWS, HELD_OUT, lambda now: told.append((now, threading.current_thread())))
    progress = [now for now, _ in told]
    assert {thread for _, thread in told} == {threading.current_thread()}
    assert (progress[0].epoch, progress[0].steps_done) == (0, 0)
    last = progress[-1]
    assert (last.epoch, last.steps_done) == (last.epochs, last.steps_total) == (4, 16)
    assert last.networks == 24
    assert 0 <= last.score <= 1
    steps = [now.steps_done for now in progress]
    assert steps == sorted(steps)


def test_progress_is_told_several_times_a_second():
    seconds: list[float] = []
    how = Recipe((64,), outputs=CLASSES, epochs=150, batch_size=8)
    train(GRID, how, ROWS, HELD_OUT, lambda now: seconds.append(now.seconds))
    # The median: a busy machine may delay one report or another.
    assert len(seconds) > 2
    assert np.median(np.diff(seconds)) < 0.3


@pytest.mark.parametrize("error", [KeyboardInterrupt, ZeroDivisionError])
def test_an_interrupt_ends_every_thread_and_leaves_pytorch_as_it_was(error, monkeypatch):
    monkeypatch.setattr("actlas.training.shares.FEWEST", 1)
    torch.set_num_threads(2)
    how = Recipe((64,), outputs=CLASSES, epochs=100_000, batch_size=8)
    grid = Grid((RELU, TANH), (0.001, 0.01), tuple(range(16)))

    def interrupt(now: Progress) -> None:
        if now.steps_done:
            raise error

    with pytest.raises(error):
        train(grid, how, ROWS, HELD_OUT, interrupt)
    assert not [each for each in threading.enumerate() if "actlas" in each.name]
    assert torch.get_num_threads() == 2


def test_what_goes_wrong_in_a_thread_reaches_the_caller():
    class Broken:
        elementwise, dim, parameters, label, name = True, None, {}, "broken", "broken"
        definition = SimpleNamespace(twin=None, differences=())

        def twin_arguments(self) -> None:
            return None

        def __call__(self, z: torch.Tensor) -> torch.Tensor:
            if z.shape[-1] != 2:  # the rehearsal's; anything else fails
                raise ZeroDivisionError
            return z.clone()

        def training_slope(self, z: torch.Tensor) -> torch.Tensor:
            return torch.ones_like(z)

    with pytest.raises(ZeroDivisionError):
        train(Grid((Broken(),), (0.1,), (0,)), RECIPE, ROWS, HELD_OUT)


@pytest.mark.parametrize(
    ("make", "says"),
    [
        (lambda: Grid((), (0.1,), (0,)), "no activation"),
        (lambda: Grid((RELU,), (), (0,)), "no learning rate"),
        (lambda: Grid((RELU,), (0.1,), ()), "no seed"),
        (lambda: Grid((RELU, RELU), (0.1,), (0,)), "relu is given twice"),
        (lambda: Grid((RELU,), (0.1, 0.1), (0,)), "0.1 is given twice"),
        (lambda: Grid((RELU,), (0.1,), (3, 3)), "3 is given twice"),
        (lambda: Grid((RELU,), (-0.1,), (0,)), "above zero, got -0.1"),
        (lambda: Grid((RELU,), (float("nan"),), (0,)), "above zero, got nan"),
        (lambda: Grid((RELU,), (0.1,), (-1,)), "from 0 on, got -1"),
        (lambda: Recipe(hidden=()), "one hidden layer or more"),
        (lambda: Recipe(hidden=(4, 0)), r"got \(4, 0\)"),
        (lambda: Recipe(task="clusters"), "binary, classes, regression; got 'clusters'"),
        (lambda: Recipe(optimizer="lion"), "adam, sgd; got 'lion'"),
        (lambda: Recipe(outputs=1), "classes must be 2 or more, got 1"),
        (lambda: Recipe(momentum=1.0), "momentum .* got 1.0"),
        (lambda: Recipe(epochs=0), "epochs must be 1 or more, got 0"),
        (lambda: Recipe(batch_size=0), "batch_size must be 1 or more, got 0"),
        (lambda: Recipe(dtype=torch.float16), "got torch.float16"),
    ],
)
def test_a_plan_that_cannot_be_run_is_refused_when_it_is_made(make, says):
    with pytest.raises(UsageError, match=says):
        make()


def test_softmax_between_layers_acts_on_the_units():
    with pytest.raises(UsageError, match=r"write softmax\(dim=-1\)"):
        train(Grid((actlas.get("softmax", dim=0),), (0.1,), (0,)), RECIPE, ROWS, HELD_OUT)


@pytest.mark.parametrize(
    ("x", "y", "says"),
    [
        (np.zeros(5), np.zeros(5, int), r"x of shape \[n, d\]"),
        (np.zeros((5, 2)), np.zeros(4, int), r"got \[5, 2\] and \[4\]"),
        (np.zeros((0, 2)), np.zeros(0, int), r"got \[0, 2\]"),
        (np.full((5, 2), np.nan), np.zeros(5, int), "nan or inf"),
        (np.zeros((5, 2)), np.zeros(5), "whole numbers from 0 to 2"),
        (np.zeros((5, 2)), np.full(5, 3), "whole numbers from 0 to 2"),
        (np.zeros((5, 2)), np.full(5, -1), "whole numbers from 0 to 2"),
    ],
)
def test_data_that_cannot_be_learned_from_are_refused(x, y, says):
    with pytest.raises(DataError, match=says):
        train(GRID, RECIPE, SimpleNamespace(x=x, y=y), HELD_OUT)


def test_regression_needs_finite_targets():
    broken = SimpleNamespace(x=np.zeros((3, 2)), y=np.array([0.0, np.nan, 1.0]))
    with pytest.raises(DataError, match="finite numbers"):
        train(GRID, Recipe(task="regression"), broken, broken)


def test_every_part_must_have_the_same_columns():
    other = part("classes", columns=4)
    with pytest.raises(DataError, match="read 5 columns, got 4"):
        train(GRID, RECIPE, ROWS, other)
    trained = train(GRID, RECIPE, ROWS, HELD_OUT)
    with pytest.raises(DataError, match="read 5 columns, got 4"):
        trained.evaluate(other)


@pytest.mark.parametrize("rates", [[0], [0, 3], [0, -1], [[0, 0]]])
def test_chosen_rates_must_fit_the_grid(rates):
    trained = train(GRID, RECIPE, ROWS, HELD_OUT)
    with pytest.raises(UsageError, match="a place from 0 to 2"):
        trained.evaluate(HELD_OUT, np.array(rates))
