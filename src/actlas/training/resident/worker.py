"""One thread's work: the networks of a block, each resident while it takes the steps of an epoch.

It has the face of `actlas.training.worker.Worker`, whose stacked path is the reference.
"""

from __future__ import annotations

import struct
import time
from collections.abc import Sequence

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from actlas.training.batches import order
from actlas.training.examples import Examples
from actlas.training.grid import Grid, Recipe
from actlas.training.heads import HEADS
from actlas.training.parameters import Stack
from actlas.training.record import Record
from actlas.training.resident import job as words_of
from actlas.training.resident.batches import Batches, Source
from actlas.training.resident.choice import Kernels
from actlas.training.resident.job import Job
from actlas.training.resident.layout import Layout, aligned, panel
from actlas.training.resident.machine import machine
from actlas.training.stopping import Stop


class Worker(Record):
    """Trains one grid in one thread.

    Args:
        grid: the networks.
        recipe: how to build and train them.
        rows: what to learn from.
        held_out: what to read after each epoch.
        stop: when it is set, the work ends after the current step.
        kernels: of each of the grid's activations.
    """

    def __init__(
        self,
        grid: Grid,
        recipe: Recipe,
        rows: Examples,
        held_out: Examples,
        stop: Stop,
        kernels: Sequence[Kernels],
    ) -> None:
        rates, activations, seeds = grid.shape
        super().__init__((seeds, rates, activations))
        self.grid, self.recipe, self.rows, self.held_out = grid, recipe, rows, held_out
        self.stop, self.kernels = stop, kernels
        self.asked = 0
        """Steps that networks were asked to take, all together."""

    def run(self) -> None:
        """Train from the first step to the last, or until `stop` is set."""
        if self.stop.is_set():
            return
        # Gradients that fade below the smallest normal number are worth nothing, and arithmetic on
        # them is many times slower. The setting belongs to this thread alone.
        torch.set_num_threads(1)
        torch.set_flush_denormal(True)
        self._begin()
        loss, _, _ = self._judged(0)
        self.look_back(loss, *self._judged(1))
        for epoch in range(1, self.recipe.epochs + 1):
            loss = self._learn(epoch)
            if self.stop.is_set():
                return
            self.look_back(loss, *self._judged(1))
            self.epoch = epoch
        self.stack = Stack(self.layout.weights(self.states))
        del self.states, self.batches, self.sources, self.memory, self.job

    def _begin(self) -> None:
        """Reserve memory, which is given back at the end, and bring the networks into it."""
        grid, recipe = self.grid, self.recipe
        rates, activations, seeds = grid.shape
        kind = str(recipe.dtype).removeprefix("torch.")
        optimiser = words_of.OPTIMISERS[recipe.optimizer]
        self.layout = Layout(
            recipe.sizes(self.rows.features),
            min(recipe.batch_size, len(self.rows)),
            panel(kind),
            np.dtype(kind),
            words_of.MOMENTS[optimiser],
        )
        layout, item = self.layout, self.layout.dtype.itemsize
        self.batches = Batches(layout)
        self.sources = [Source.of(each, layout) for each in (self.rows, self.held_out)]
        self.table, self.memory = layout.table()
        self.spare = aligned((4 * layout.panel,), layout.dtype)
        self.rates = np.array(grid.learning_rates, np.float64)
        self.found = np.zeros((activations, seeds, rates, words_of.FINDINGS))
        self.tasks = [_Tasks(each, item) for each in self.kernels]
        self.states = layout.states((seeds, rates, activations))
        layout.fill(self.states, Stack.draw(grid, layout.sizes, recipe.dtype).weights)
        found = machine(kind)
        assert found is not None  # without it there are no kernels to be given
        self.job = Job(
            found.run,
            {
                words_of.STOP: self.stop.address,
                words_of.LAYERS_AT: self.table.ctypes.data,
                words_of.TASK: words_of.TASKS[recipe.task],
                words_of.EXAMPLES: layout.examples,
                words_of.SPARE: self.spare.ctypes.data,
                words_of.NETWORK_BYTES: activations * layout.state * item,
                words_of.PARAMETER_BYTES: layout.parameters * item,
                words_of.RATES: self.rates.ctypes.data,
                words_of.OPTIMISER: optimiser,
                **{place: found.parts[name] for name, place in words_of.PARTS.items()},
            },
        )
        self.job.numbers[words_of.MOMENTUM] = recipe.momentum

    def _judged(self, part: int) -> tuple[Tensor, Tensor, Tensor]:
        """Return loss, score and who is finite, on the training rows, 0, or those held out, 1."""
        rows = (self.rows, self.held_out)[part]
        _, seeds, rates, _ = self.found.shape
        self.found[:] = 0
        if rows.rows is None:
            self._judge(0, seeds * rates, part, np.arange(len(rows)))
        else:
            for seed in range(seeds):
                self._judge(seed, rates, part, rows.rows[seed].numpy())
        loss, points, lost = torch.from_numpy(self.found).permute(3, 1, 2, 0).clone()
        score = HEADS[self.recipe.task].score(points, rows.targets())
        return loss / len(rows), score, lost == 0

    def _judge(self, seed: int, networks: int, part: int, chosen: NDArray[np.int64]) -> None:
        """Have so many networks, from those of a seed on, read the chosen rows of a part."""
        self.job.say({words_of.NETWORKS: networks})
        for _ in self.batches.spans(self.job, self.sources[part], chosen):
            for place, tasks in enumerate(self.tasks):
                if self.stop.is_set():
                    break
                self._point_to(seed, place, tasks)
                self.job.do(words_of.JUDGE)

    def _learn(self, epoch: int) -> Tensor:
        """Take the steps of an epoch and return the mean training loss, float64 [S, L, A]."""
        self.found[:] = self._begun()
        began, count = time.perf_counter(), len(self.rows)
        for place, seed in enumerate(self.grid.seeds):
            chosen = order(seed, epoch, count)
            own = chosen if self.rows.rows is None else self.rows.rows[place][chosen]
            self._learn_from(place, own.numpy())
        self.seconds += time.perf_counter() - began
        return torch.from_numpy(self.found[..., 0]).permute(1, 2, 0) / count

    def _begun(self) -> NDArray[np.float64]:
        """Return what is found before an epoch: the loop passes over whom NaN has reached."""
        if self.epoch == 0:
            return np.zeros(1)
        lost = self.train_loss[-1].isnan().permute(2, 0, 1).unsqueeze(-1)
        return torch.where(lost, torch.nan, 0.0).double().numpy()

    def _learn_from(self, seed: int, chosen: NDArray[np.int64]) -> None:
        """Take the networks of a seed through the examples in their order."""
        rates = len(self.grid.learning_rates)
        step = self.epoch * -(-len(chosen) // self.recipe.batch_size)
        self.job.say({words_of.NETWORKS: rates})
        for batches, _ in self.batches.spans(self.job, self.sources[0], chosen):
            self.job.numbers[words_of.DECAYED] = words_of.FIRST_DECAY**step
            self.job.numbers[words_of.DECAYED_SQUARE] = words_of.SECOND_DECAY**step
            for place, tasks in enumerate(self.tasks):
                if self.stop.is_set():
                    return
                began = time.perf_counter()
                self._point_to(seed, place, tasks)
                self.job.do(words_of.LEARN)
                self._count(place, batches * rates, time.perf_counter() - began)
            step += batches

    def _count(self, place: int, asked: int, seconds: float) -> None:
        taken = int(self.job.words[words_of.TAKEN])
        if taken:  # networks that are passed over would make an activation look quick
            self.own_seconds[place] += seconds * asked / taken
        self.asked += asked
        self.steps = self.asked // self.grid.networks

    def _point_to(self, seed: int, activation: int, tasks: _Tasks) -> None:
        """Name the networks of an activation, from those of a seed on."""
        self.job.say(
            {
                words_of.FIRST_NETWORK: self.states[seed, 0, activation].ctypes.data,
                words_of.FOUND: self.found[activation, seed].ctypes.data,
                words_of.RUN: tasks.kernels.forward.address,
                words_of.OWN: tasks.forward.ctypes.data,
                words_of.RUN_BACK: tasks.kernels.back,
                words_of.OWN_BACK: tasks.back.ctypes.data,
                words_of.KEEPS: tasks.kernels.keeps,
            }
        )


class _Tasks:
    """The words of an activation's kernels, which the loop fills in but for the last ones.

    Args:
        kernels: the activation's.
        size: bytes from one number of a gradient to the next.
    """

    def __init__(self, kernels: Kernels, size: int) -> None:
        self.kernels = kernels
        written = 3 if kernels.keeps == words_of.KEEPS_SLOPES else 2
        self.forward, self.back = self._words(written), self._words(3, size)

    def _words(self, tensors: int, *more: int) -> NDArray[np.int64]:
        given = self.kernels.parameters
        count = len(given)
        values = struct.unpack(f"{count}q", struct.pack(f"{count}d", *given))
        return np.array([*[0] * (4 + tensors), *more, *values], np.int64)
