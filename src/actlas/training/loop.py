"""Training a grid: threads begin, their progress is told, and what they made is put together."""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Sequence
from concurrent.futures import FIRST_EXCEPTION, Future, ThreadPoolExecutor, wait

import numpy as np
import torch

from actlas.training.examples import Part, examples
from actlas.training.grid import Grid, Progress, Recipe
from actlas.training.hidden import rehearse
from actlas.training.memory import check_memory
from actlas.training.outcome import Curves, Trained, public
from actlas.training.parameters import Stack
from actlas.training.resident.worker import Worker as Resident
from actlas.training.shares import Block
from actlas.training.stopping import Stop
from actlas.training.work import ways, workers
from actlas.training.worker import Worker as Stacked

Listener = Callable[[Progress], None]
Worker = Resident | Stacked

_SECONDS_BETWEEN_REPORTS = 0.1


def train(
    grid: Grid,
    recipe: Recipe,
    train: Part,
    validation: Part,
    on_epoch: Listener | None = None,
) -> Trained:
    """Train every network of a grid at once and return them all.

    Each network takes the steps that it would take alone, with `torch.optim.Adam` or
    `torch.optim.SGD`, on batches in its seed's own order. A network that diverges changes no bit of
    another. The work is shared between `torch.get_num_threads()` threads.

    Args:
        grid: activations, learning rates and seeds.
        recipe: layers, task, optimiser, epochs, batch size and dtype.
        train: x [n, d] and y [n] to learn from, x finite and on a common scale.
        validation: x [m, d] and y [m], read after each epoch and never learnt from.
        on_epoch: called in the calling thread before the first step, then about ten times a second,
            and after the last step. What it raises ends the training.

    Returns:
        The trained networks and their curves.

    Raises:
        DataError: the data do not fit the recipe.
        UsageError: the networks do not fit into this machine's memory.
        UsageError: a vector activation does not act on the units of a layer.

    Example:
        >>> import actlas
        >>> from actlas.data import load, split
        >>> parts = split(load("iris"))
        >>> grid = Grid((actlas.get("elu"), actlas.get("relu")), (0.001, 0.01), (0, 1, 2))
        >>> recipe = Recipe(hidden=(8,), outputs=3, epochs=5)
        >>> trained = train(grid, recipe, parts.train, parts.validation)
        >>> trained.curves.train_loss.shape, trained.diverged.any().item()
        ((6, 2, 2, 3), False)
        >>> trained.evaluate(parts.test, rates=np.array([1, 1])).score.shape
        (2, 3)
    """
    rows = examples(train, recipe)
    held_out = examples(validation, recipe, rows.features)
    served = ways(grid, recipe, rows.features, len(rows))
    resident = sum(len(way.kernels) for way in served)
    check_memory(grid, recipe, rows.features, resident)
    for activation in grid.activations:
        rehearse(activation, recipe.dtype)
    began, threads, stop = time.perf_counter(), torch.get_num_threads(), Stop()
    work = workers(grid, recipe, rows, held_out, stop, threads, served)
    each = [worker for _, worker in work]

    def report() -> None:
        if on_epoch is not None:
            on_epoch(_progress(each, grid, time.perf_counter() - began))

    _run(each, stop, report)
    return _gather(grid, recipe, work, began, min(threads, len(work)))


def _run(workers: Sequence[Worker], stop: Stop, report: Callable[[], None]) -> None:
    threads = torch.get_num_threads()
    report()
    try:
        together = min(threads, len(workers))
        with ThreadPoolExecutor(together, thread_name_prefix="actlas-training") as pool:
            try:
                running: list[Future[None]] = [pool.submit(worker.run) for worker in workers]
                while True:
                    found = wait(running, _SECONDS_BETWEEN_REPORTS, return_when=FIRST_EXCEPTION)
                    for each in found.done:
                        each.result()
                    report()
                    if not found.not_done:
                        return
            finally:
                # Reached by an interrupt or an error, too: the threads then end at their next step.
                stop.set()
                pool.shutdown(cancel_futures=True)
    finally:
        # A worker's setting is also the default of threads that begin later.
        torch.set_num_threads(threads)


def _progress(workers: Sequence[Worker], grid: Grid, seconds: float) -> Progress:
    first = workers[0]
    recipe = first.recipe
    epoch = math.ceil(len(first.rows) / recipe.batch_size)
    done = sum(worker.steps * worker.grid.networks for worker in workers) / grid.networks
    return Progress(
        epoch=int(done) // epoch,
        epochs=recipe.epochs,
        steps_done=int(done),
        steps_total=epoch * recipe.epochs,
        networks=grid.networks,
        diverged=sum(int(worker.diverged.sum()) for worker in workers),
        score=float(np.fmax.reduce([worker.best_score for worker in workers])),
        seconds=seconds,
    )


def _gather(
    grid: Grid,
    recipe: Recipe,
    done: Sequence[tuple[Block, Worker]],
    began: float,
    together: int,
) -> Trained:
    curves = Curves(*(np.empty((recipe.epochs + 1, *grid.shape)) for _ in range(3)))
    diverged = np.empty(grid.shape, dtype=np.bool_)
    rates, activations, seeds = grid.shape
    weights = tuple(
        weight.new_empty(seeds, rates, activations, *weight.shape[3:])
        for weight in done[0][1].stack.weights
    )
    own, shared = np.zeros(activations), 0.0
    for block, worker in done:
        curves.train_loss[:, *block] = public(torch.stack(worker.train_loss))
        curves.validation_loss[:, *block] = public(torch.stack(worker.validation_loss))
        curves.validation_score[:, *block] = public(torch.stack(worker.validation_score))
        diverged[block] = public(worker.diverged)
        for whole, piece in zip(weights, worker.stack.weights, strict=True):
            whole[block[2], block[0], block[1]] = piece
        spent = worker.own_seconds
        own[block[1]] += spent
        shared += worker.seconds - spent.sum()
    steps = done[0][1].steps
    # Threads work side by side: the time that passes is their mean, not their sum.
    each = (shared / grid.networks + own / (rates * seeds)) / (together * steps)
    return Trained(
        grid=grid,
        recipe=recipe,
        curves=curves,
        diverged=diverged,
        microseconds=each * 1e6,
        seconds=time.perf_counter() - began,
        steps=steps,
        stack=Stack(weights),
    )
