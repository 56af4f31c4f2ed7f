"""One thread's work: all networks of one block take every step together, epoch by epoch."""

from __future__ import annotations

import time

import numpy as np
import torch
from torch import Tensor

from actlas.training.batches import batches
from actlas.training.examples import Examples
from actlas.training.grid import Grid, Recipe
from actlas.training.heads import HEADS
from actlas.training.judge import Judge
from actlas.training.optimizers import Descent
from actlas.training.parameters import Stack
from actlas.training.passes import Passes
from actlas.training.record import Record
from actlas.training.stopping import Stop


class Worker(Record):
    """Trains one grid in one thread.

    Args:
        grid: the networks.
        recipe: how to build and train them.
        rows: what to learn from.
        held_out: what to read after each epoch.
        stop: when it is set, the work ends after the current step.
    """

    def __init__(
        self,
        grid: Grid,
        recipe: Recipe,
        rows: Examples,
        held_out: Examples,
        stop: Stop,
    ) -> None:
        rates, activations, seeds = grid.shape
        super().__init__((seeds, rates, activations))
        self.grid, self.recipe, self.rows, self.held_out = grid, recipe, rows, held_out
        self.stop = stop
        self.head = HEADS[recipe.task]
        self.stack = Stack.draw(grid, recipe.sizes(rows.features), recipe.dtype)
        self.gradients = [torch.empty_like(weight) for weight in self.stack.weights]
        each = torch.tensor(grid.learning_rates, dtype=recipe.dtype).view(1, -1, 1, 1, 1)
        self.descent = Descent(
            recipe.optimizer, self.stack.weights, self.gradients, each, recipe.momentum
        )
        self.passes: dict[int, Passes] = {}

    def run(self) -> None:
        """Train from the first step to the last, or until `stop` is set."""
        # Gradients that fade below the smallest normal number are worth nothing, and arithmetic on
        # them is many times slower. Both settings belong to this thread alone.
        torch.set_num_threads(1)
        torch.set_flush_denormal(True)
        with torch.no_grad():
            judge = Judge(self.stack, self.grid.activations, self.head)
            self._look_back(judge, judge.evaluate(self.rows)[0])
            for epoch in range(1, self.recipe.epochs + 1):
                loss = self._learn(epoch)
                if self.stop.is_set():
                    return
                self._look_back(judge, loss)
                self.epoch = epoch

    def _look_back(self, judge: Judge, train_loss: Tensor) -> None:
        loss, score = judge.evaluate(self.held_out)
        self.look_back(train_loss, loss, score, self.stack.finite())

    def _learn(self, epoch: int) -> Tensor:
        """Take the steps of an epoch and return the mean training loss, float64 [S, L, A]."""
        total = torch.zeros(self.stack.shape, dtype=torch.float64)
        began = time.perf_counter()
        for x, y in batches(self.rows, self.grid.seeds, epoch, self.recipe.batch_size):
            if self.stop.is_set():
                break
            total += self._step(x, y) * y.shape[-1]
            self.steps += 1
        self.seconds += time.perf_counter() - began
        self.own_seconds[:] = sum(np.array(each.own_seconds) for each in self.passes.values())
        return total / len(self.rows)

    def _step(self, x: Tensor, y: Tensor) -> Tensor:
        """Move every network one step; return the mean loss before it, [S, L, A]."""
        count = y.shape[-1]
        if count not in self.passes:
            self.passes[count] = Passes(self.stack, self.grid.activations, count, self.gradients)
        passes = self.passes[count]
        loss = self.head.learn(passes.forward(x), y, passes.delta)
        passes.backward(x)
        self.descent.step()
        return loss
