"""Resident training is the same training: the stacked path, its reference, ends where it does."""

from __future__ import annotations

import itertools
import threading
import time
from types import SimpleNamespace

import numpy as np
import pytest
import torch
from tests.training.helpers import CLASSES, part

import actlas
from actlas import catalogue
from actlas.targets.kernels import kernel as eager
from actlas.targets.native.functions import function
from actlas.training import Grid, Recipe, Trained, train
from actlas.training.memory import bytes_needed
from actlas.training.resident import choice, together
from actlas.training.resident import machine as machine_of
from actlas.training.resident.choice import Kernels, kernels
from actlas.training.work import CHUNK, Way, blocks, ways

OWN = actlas.define("z_times_its_gate", "z/(1 + exp(-1.3*z)) + 0.1*alpha*tanh(z)", alpha=0.5)
catalogue.forget("z_times_its_gate")  # other modules tell of all that has a name
NAMES = ("relu", "elu", "gelu", "tanh")
ACTIVATIONS = (*map(actlas.get, NAMES), OWN, actlas.get("elu", alpha=0.4))
RATES, SEEDS = (0.003, 0.02), (0, 5)
CLOSE = {torch.float64: 1e-10, torch.float32: 1e-4}


@pytest.fixture(autouse=True)
def whatever_is_to_learn(monkeypatch):
    monkeypatch.setattr(choice, "LEAST", 0)


def recipe(task="classes", optimizer="adam", hidden=(7,), dtype=torch.float64, **more):
    # 50 rows in batches of 16 make 4 steps, the last of 2 rows: 52 steps in 13 epochs.
    given = {"epochs": 13, "batch_size": 16} | more
    return Recipe(hidden, task, CLASSES, optimizer, dtype=dtype, **given)


def both(grid: Grid, how: Recipe, rows, held_out) -> tuple[Trained, Trained]:
    """Train a grid resident, and on the stacked path."""
    served = ways(grid, how, rows.x.shape[1], len(rows.x))
    assert all(way.kernels for way in served)
    fast = train(grid, how, rows, held_out)
    with actlas.backend("eager"):
        assert not any(way.kernels for way in ways(grid, how, rows.x.shape[1], len(rows.x)))
        return fast, train(grid, how, rows, held_out)


def distance(one: torch.Tensor, other: torch.Tensor) -> float:
    """Return the largest difference, relative to the largest number of a network's layer."""
    size = other.abs().amax((-1, -2), keepdim=True)
    return ((one - other).abs() / size).max().item()


@pytest.mark.parametrize("dtype", CLOSE, ids=["float32", "float64"][::-1])
@pytest.mark.parametrize("hidden", [(7,), (19, 6, 33)], ids=["one layer", "three layers"])
@pytest.mark.parametrize("optimizer", ["adam", "sgd"])
@pytest.mark.parametrize("task", ["binary", "classes", "regression"])
def test_resident_networks_end_where_stacked_ones_do(task, optimizer, hidden, dtype):
    how = recipe(task, optimizer, hidden, dtype)
    rows, held_out = part(task), part(task, rows=23, seed=2)
    fast, slow = both(Grid(ACTIVATIONS, RATES, SEEDS), how, rows, held_out)
    assert fast.steps == slow.steps == 52
    assert not fast.diverged.any()
    for one, other in zip(fast.stack.weights, slow.stack.weights, strict=True):
        assert distance(one, other) < CLOSE[dtype]
    for name in ("train_loss", "validation_loss", "validation_score"):
        wanted = getattr(slow.curves, name)
        within = CLOSE[dtype] * max(1.0, np.abs(wanted).max())
        assert np.abs(getattr(fast.curves, name) - wanted).max() < within, name


@pytest.mark.parametrize(
    ("hidden", "batch", "columns"),
    [((64,), 64, 64), ((1,), 1, 1), ((40, 40), 50, 17), ((130, 150), 33, 9)],
)
def test_widths_and_batches_of_all_sizes_fit_into_panels(hidden, batch, columns):
    how = recipe(hidden=hidden, batch_size=batch, epochs=3)
    rows = part("classes", columns=max(columns, 3))
    rows = SimpleNamespace(x=rows.x[:, :columns], y=rows.y)
    fast, slow = both(Grid(ACTIVATIONS[:2], RATES, SEEDS), how, rows, rows)
    for one, other in zip(fast.stack.weights, slow.stack.weights, strict=True):
        assert distance(one, other) < 1e-10


def test_examples_that_are_read_in_several_spans_are_all_read(monkeypatch):
    how, rows = recipe(epochs=4), part("classes")
    grid = Grid(ACTIVATIONS, RATES, SEEDS)
    whole = train(grid, how, rows, rows)
    monkeypatch.setattr("actlas.training.resident.batches.SPAN", 1)
    pieces = train(grid, how, rows, rows)
    assert np.allclose(whole.curves.train_loss, pieces.curves.train_loss, rtol=1e-12, atol=0)
    for one, other in zip(whole.stack.weights, pieces.stack.weights, strict=True):
        assert distance(one, other) < 1e-12


def test_a_network_is_the_same_to_the_last_bit_however_the_grid_is_cut(monkeypatch):
    monkeypatch.setattr("actlas.training.work.CHUNK", 1)
    how, rows = recipe(hidden=(9, 5), dtype=torch.float32, epochs=3), part("classes")
    grid = Grid(ACTIVATIONS, RATES, SEEDS)
    (way,) = ways(grid, how, 5, 50)
    assert len(blocks(grid, way, how, 5, 50, threads=2)) == grid.networks
    torch.set_num_threads(2)
    together = train(grid, how, rows, rows)
    for place in itertools.product(range(2), range(6), range(2)):
        rate, activation, seed = place
        small = Grid((ACTIVATIONS[activation],), (RATES[rate],), (SEEDS[seed],))
        alone = train(small, how, rows, rows)
        for one, other in zip(alone.network(0, 0, 0), together.network(*place), strict=True):
            assert all(torch.equal(*pair) for pair in zip(one, other, strict=True))


def test_what_works_on_all_units_trains_stacked_beside_the_others():
    softmax = actlas.get("softmax", dim=-1)
    how, rows = recipe(), part("classes")
    grid = Grid((ACTIVATIONS[0], softmax, *ACTIVATIONS[1:3]), RATES, SEEDS)
    served = ways(grid, how, 5, 50)
    assert [len(way.kernels) for way in served] == [1, 0, 2]
    mixed = train(grid, how, rows, rows)
    with actlas.backend("eager"):
        slow = train(grid, how, rows, rows)
    for one, other in zip(mixed.stack.weights, slow.stack.weights, strict=True):
        assert distance(one, other) < 1e-10


def test_the_choice_gives_its_reason(monkeypatch):
    relu, how = ACTIVATIONS[0], recipe()
    assert isinstance(kernels(relu, how, 5, 50), Kernels)
    assert "all units" in kernels(actlas.get("softmax", dim=-1), how, 5, 50)
    assert "no activation" in kernels(object(), how, 5, 50)
    assert "far from 0" in kernels(actlas.get("sine"), how, 5, 50)
    assert "too large" in kernels(relu, recipe(hidden=(4000, 4000)), 5, 50)
    with actlas.backend("eager"):
        assert "PyTorch's operations" in kernels(relu, how, 5, 50)
    monkeypatch.setattr(choice, "LEAST", 10**9)
    assert "too little" in kernels(relu, how, 5, 50)
    monkeypatch.setattr(choice, "LEAST", 0)
    monkeypatch.setattr(choice, "machine", lambda kind: None)
    assert "no native loop" in kernels(relu, how, 5, 50)


def test_training_takes_the_quicker_room_where_a_few_last_digits_are_all_it_costs():
    steep = actlas.define("steep_gate", "z/(1 + exp(-1.3*z)) + 0.1*tanh(z)")
    exact = function(steep.definition, steep.name, 0, torch.float32).recorder(())
    found = kernels(steep, recipe(dtype=torch.float32), 5, 50)
    assert (exact.values.room, found.forward.room) == ("middle", "single")


@pytest.mark.parametrize("optimizer", ["adam", "sgd"])
def test_a_network_that_diverges_keeps_its_nan_to_itself(optimizer):
    how, rows = recipe("regression", optimizer, epochs=5), part("regression")
    wild, tame = (
        train(Grid(ACTIVATIONS, (0.01, rate), SEEDS), how, rows, rows) for rate in (1e300, 0.02)
    )
    assert wild.diverged[1].any()
    assert not wild.diverged[0].any()
    assert np.isnan(wild.curves.validation_score[-1][wild.diverged]).all()
    for one, other in zip(wild.stack.weights, tame.stack.weights, strict=True):
        assert torch.equal(one[:, 0], other[:, 0])


def test_an_interrupt_ends_a_long_epoch_at_once():
    rows = part("classes", rows=20_000)
    how = recipe(hidden=(64, 64), dtype=torch.float32, batch_size=1, epochs=50)

    def interrupt(now):
        if now.seconds > 0.3:
            raise KeyboardInterrupt

    began = time.perf_counter()
    with pytest.raises(KeyboardInterrupt):
        train(Grid(ACTIVATIONS, RATES, SEEDS), how, rows, rows, interrupt)
    assert time.perf_counter() - began < 20
    assert not [each for each in threading.enumerate() if "actlas" in each.name]


def test_a_process_that_finds_the_loop_kept_loads_no_compiler(fresh_python):
    code = """
        import sys
        from actlas.training.resident.machine import machine
        print(machine("float32") is not None, "numba" in sys.modules)
    """
    assert kernels(ACTIVATIONS[0], recipe(dtype=torch.float32), 5, 50)
    assert fresh_python(code).split() == ["True", "False"]


@pytest.fixture
def another_machine():
    machine_of.machine.cache_clear()
    yield
    machine_of.machine.cache_clear()


def test_where_the_loop_cannot_be_compiled_the_stacked_path_serves(monkeypatch, another_machine):
    def fails(*_):
        raise OSError("no room")

    monkeypatch.setattr(machine_of.store, "kept", fails)
    with pytest.warns(RuntimeWarning, match=r"training loop for float64.*OSError: no room"):
        reason = kernels(ACTIVATIONS[0], recipe(), 5, 50)
    assert reason == "no native loop can be had here"
    rows = part("classes")
    assert not train(Grid(ACTIVATIONS[:1], RATES, SEEDS), recipe(), rows, rows).diverged.any()


def test_damaged_object_code_is_made_again(monkeypatch, another_machine):
    assert machine_of.machine("float64") is not None
    machine_of.machine.cache_clear()
    kept, made = machine_of.store.kept, []

    def damaged(question, about, derive):
        whole, digest = kept(question, about, derive)
        entry, code = whole["sums"]
        made.append(whole)
        return whole | {"sums": (entry, code[:-1])}, digest

    monkeypatch.setattr(machine_of.store, "kept", damaged)
    monkeypatch.setattr("actlas.training.resident.forge.forged", lambda kind: made[0])
    assert machine_of.machine("float64") is not None


def test_a_kernel_of_value_and_slope_that_is_wrong_is_refused():
    definition = actlas.get("gelu").definition
    slow = (Taking(0.01), Taking(0.01))
    found = together.Both(together.forged(definition, "gelu", torch.float64, slow))
    other = actlas.get("tanh").definition
    parts = [SimpleNamespace(defaults=(), truth=eager(other, order, "tanh")) for order in (0, 1)]
    assert "off by" in together._wrong(found, parts, torch.float64)


class Taking:
    """Stands for a kernel that takes its time."""

    def __init__(self, seconds: float) -> None:
        self.seconds = seconds

    def __call__(self, *_: object) -> None:
        time.sleep(self.seconds)

    multiply = __call__


def test_a_kernel_is_linked_into_the_process_once():
    how = recipe()
    one, other = (kernels(ACTIVATIONS[2], how, 5, 50) for _ in range(2))
    assert one.forward is other.forward


def test_a_kernel_that_two_outrun_is_not_used():
    run, nothing = Taking(0.002), Taking(0)
    assert "quicker apart" in together._slow(run, (nothing, nothing), (), torch.float32)
    assert not together._slow(nothing, (run, run), (), torch.float32)


def test_memory_is_needed_for_weights_and_not_for_all_moments():
    grid = Grid(ACTIVATIONS[:2], RATES, SEEDS)
    stacked, mixed, resident = (bytes_needed(grid, recipe(), 5, n) for n in range(3))
    assert (mixed / stacked, resident / stacked) == (0.75, 0.5)


def test_a_block_holds_no_more_than_a_chunk():
    how = Recipe(hidden=(64,))
    grid = Grid(ACTIVATIONS[:3], (0.1, 0.2, 0.3), tuple(range(50)))
    way = Way(slice(0, 3), (None,) * 3)
    cut = blocks(grid, way, how, features=64, rows=1000, threads=2)
    assert len(cut) >= 8
    whole = grid.networks * how.parameters(64) * 4 * 3
    wide = Grid(ACTIVATIONS[:3], (0.1, 0.2, 0.3), tuple(range(5000)))
    assert len(blocks(wide, way, how, 64, 1000, 2)) >= 100 * whole / CHUNK
