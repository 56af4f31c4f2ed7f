"""The loop itself: one entry, which reads batches, or trains networks on them, or judges them."""

from __future__ import annotations

from typing import Any

import numpy as np

from actlas.targets.native import memory
from actlas.targets.native.arithmetic import inlined
from actlas.targets.native.memory import real, whole
from actlas.training.resident.calls import call, put, watched
from actlas.training.resident.job import (
    ADAM,
    BATCH,
    BATCH_BYTES,
    BATCHES,
    COUNT,
    DECAYED,
    DECAYED_SQUARE,
    EXAMPLES,
    FINDINGS,
    FIRST_BATCH,
    FIRST_DECAY,
    FIRST_NETWORK,
    FOUND,
    HEADER,
    HOW,
    HOW_OTHER,
    HOW_RATE,
    JOB,
    JUDGING_AT,
    LAYERS_AT,
    LEARN,
    LEARNING_AT,
    MOMENTUM,
    NETWORK_BYTES,
    NETWORKS,
    OPTIMISER,
    ORDER,
    PARAMETER_BYTES,
    RATES,
    READ,
    SECOND_DECAY,
    SOURCE,
    SPARE,
    STOP,
    TAKEN,
    TARGETS,
    TASK,
    TURNER_AT,
)
from actlas.training.resident.layout import (
    DELTA,
    INPUTS_PADDED,
    LAYERS,
    SUMS,
    TABLE,
    UNITS,
    UNITS_PADDED,
)
from actlas.training.resident.passes import WORD, back, forward, layer_of
from actlas.training.resident.vectors import Words


def loop(words: Words) -> Any:
    """Return the loop for float32 or float64, as a Python function for Numba to compile."""
    through, descend, read = forward(words), back(words), _reader(words)
    number, load = words.number, memory.LOADS[words.kind]
    size, panel = words.size, 2 * words.lanes
    note, zero = memory.STORES["float64"], number(0)

    @inlined
    def places(job: Any, batch: Any) -> Any:
        """Return where a batch's rows, columns, targets and weights are, and its panels."""
        all_of_it = whole(whole(job, LAYERS_AT), TABLE + INPUTS_PADDED) * whole(job, EXAMPLES)
        rows = batch + HEADER
        columns = rows + all_of_it * size
        targets = columns + all_of_it * size
        panels = (whole(batch, 0) + (panel - 1)) // panel
        return rows, columns, targets, targets + whole(job, EXAMPLES) * size, panels

    @inlined
    def said(job: Any, entry: Any, panels: Any, targets: Any, weights: Any, found: Any) -> None:
        """Have the head read the logits."""
        table = whole(job, LAYERS_AT)
        last = layer_of(table, whole(table, LAYERS) - 1)
        z, units, wide = whole(last, SUMS), whole(last, UNITS), whole(last, UNITS_PADDED)
        memory_of = targets, weights, whole(last, DELTA), whole(job, SPARE), found
        call(entry, (whole(job, TASK), panels, z, units, wide, *memory_of))

    @inlined
    def prepared(job: Any, rate: Any, decayed: Any, decayed_square: Any) -> None:
        """Say how weights move in this step."""
        put(job, HOW, whole(job, OPTIMISER))
        if whole(job, OPTIMISER) == ADAM:
            note(job, HOW_RATE, rate / (1.0 - decayed))
            note(job, HOW_OTHER, 1.0 / np.sqrt(1.0 - decayed_square))
        else:
            note(job, HOW_RATE, rate)
            note(job, HOW_OTHER, real(job, MOMENTUM))

    @inlined
    def learn(job: Any) -> None:
        """Take the networks through the batches, one network after another."""
        taken = 0
        for place in range(whole(job, NETWORKS)):
            network = whole(job, FIRST_NETWORK) + place * whole(job, NETWORK_BYTES)
            rate, batch, loss = real(whole(job, RATES), place), whole(job, FIRST_BATCH), 0.0
            decayed, decayed_square = real(job, DECAYED), real(job, DECAYED_SQUARE)
            found = whole(job, FOUND) + place * FINDINGS * WORD
            before = real(found, 0)
            if before != before:
                continue  # some weights are NaN, and all that is computed with them
            for _ in range(whole(job, BATCHES)):
                if watched(whole(job, STOP)):
                    break
                rows, columns, targets, weights, panels = places(job, batch)
                decayed *= FIRST_DECAY
                decayed_square *= SECOND_DECAY
                prepared(job, rate, decayed, decayed_square)
                note(found, 0, 0.0)
                through(job, network, columns, panels)
                said(job, whole(job, LEARNING_AT), panels, targets, weights, found)
                descend(job, network, rows, panels, whole(job, EXAMPLES))
                loss += real(found, 0) * whole(batch, 0)
                batch += whole(job, BATCH_BYTES)
                taken += 1
            note(found, 0, before + loss)
        put(job, TAKEN, taken)

    @inlined
    def judge(job: Any) -> None:
        """Read the batches with each network."""
        for place in range(whole(job, NETWORKS)):
            network = whole(job, FIRST_NETWORK) + place * whole(job, NETWORK_BYTES)
            batch, loss, points = whole(job, FIRST_BATCH), 0.0, 0.0
            found = whole(job, FOUND) + place * FINDINGS * WORD
            before, right = real(found, 0), real(found, 1)
            for _ in range(whole(job, BATCHES)):
                _, columns, targets, weights, panels = places(job, batch)
                note(found, 0, 0.0)
                note(found, 1, 0.0)
                through(job, network, columns, panels)
                said(job, whole(job, JUDGING_AT), panels, targets, weights, found)
                loss += real(found, 0) * whole(batch, 0)
                points += real(found, 1) * whole(batch, 0)
                batch += whole(job, BATCH_BYTES)
            lost = zero
            for at in range(whole(job, PARAMETER_BYTES) // size):
                lost += load(network, at) * zero
            note(found, 0, before + loss)
            note(found, 1, right + points)
            note(found, 2, np.float64(lost))

    def run(job: Any) -> None:
        asked = whole(job, JOB)
        if asked == READ:
            read(job)
        elif asked == LEARN:
            learn(job)
        else:
            judge(job)

    return run


def _reader(words: Words) -> Any:
    load, store = memory.LOADS[words.kind], memory.STORES[words.kind]
    number, size, panel = words.number, words.size, 2 * words.lanes
    line, wide_load, keep, lanes = panel * size, words.load, words.keep, words.lanes
    zero, one = number(0), number(1)

    @inlined
    def read(job: Any) -> None:
        """Bring examples in their order into batches."""
        features, examples = (
            whole(whole(job, LAYERS_AT), TABLE + INPUTS_PADDED),
            whole(job, EXAMPLES),
        )
        source, targets, order = whole(job, SOURCE), whole(job, TARGETS), whole(job, ORDER)
        count, each = whole(job, COUNT), whole(job, BATCH)
        batch, start = whole(job, FIRST_BATCH), 0
        while start < count:
            here = min(each, count - start)
            put(batch, 0, here)
            rows = batch + HEADER
            columns = rows + features * examples * size
            y = columns + features * examples * size
            weights, share = y + examples * size, one / number(here)
            for i in range(examples):
                # Places beyond the last example hold it once more, and count for nothing.
                example = whole(order, start + min(i, here - 1))
                store(y, i, load(targets, example))
                store(weights, i, share if i < here else zero)
                for strip in range(features // panel):
                    own = source + (example * features + strip * panel) * size
                    target = rows + (strip * examples + i) * line
                    keep(target, wide_load(own))
                    keep(target + lanes * size, wide_load(own + lanes * size))
            call(whole(job, TURNER_AT), (rows, columns, examples, features // panel, features))
            batch += whole(job, BATCH_BYTES)
            start += each

    return read
