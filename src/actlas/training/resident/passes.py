"""The way of one batch through one network, forward and back, and its move along the gradient.

What takes time is compiled by itself, and called at the addresses that the job names (`job.py`):
compiled as one piece, everything would be optimised over and over.
"""

from __future__ import annotations

from typing import Any

from actlas.targets.native import memory
from actlas.targets.native.arithmetic import inlined
from actlas.targets.native.memory import whole
from actlas.training.resident import job as words_of
from actlas.training.resident.calls import call, put
from actlas.training.resident.layout import (
    BIASES,
    DELTA,
    INPUTS,
    INPUTS_PADDED,
    LAYER,
    LAYERS,
    OUTPUTS,
    ROWS,
    SENT,
    SLOPE,
    SUMS,
    TABLE,
    UNITS,
    UNITS_PADDED,
    WEIGHTS,
)
from actlas.training.resident.optimisers import mover
from actlas.training.resident.vectors import Words

COUNTER, COUNT, SHARE, _, FIRST = range(5)
"""A kernel's words, as `actlas.targets.native.writer` puts them."""
WORD = 8
"""Bytes of a word."""
LARGE = 2**16
"""Bytes of a layer's weights, from which on they are read once for all examples, a part after the
other; smaller ones are read for each panel of examples, whose numbers then stay in the nearest
cache."""
ROWS_AT_ONCE = 64
"""Units in a part of a large layer."""
SUMS_AT, TURNED_SUMS_AT, DESCENT_AT, BIASES_AT, TURNER_AT = (
    words_of.SUMS_AT,
    words_of.TURNED_SUMS_AT,
    words_of.DESCENT_AT,
    words_of.BIASES_AT,
    words_of.TURNER_AT,
)
RUN, OWN, RUN_BACK, OWN_BACK, KEEPS = (
    words_of.RUN,
    words_of.OWN,
    words_of.RUN_BACK,
    words_of.OWN_BACK,
    words_of.KEEPS,
)
KEEPS_SUMS, KEEPS_OUTPUTS, KEEPS_SLOPES = (
    words_of.KEEPS_SUMS,
    words_of.KEEPS_OUTPUTS,
    words_of.KEEPS_SLOPES,
)
LAYERS_AT, APART, HOW = words_of.LAYERS_AT, words_of.PARAMETER_BYTES, words_of.HOW


@inlined
def layer_of(table: Any, place: Any) -> Any:
    """Return the address of a layer's words."""
    return table + (TABLE + LAYER * place) * WORD


@inlined
def _asked(kernel: Any, source: Any, count: Any) -> None:
    put(kernel, COUNTER, 0)
    put(kernel, COUNT, count)
    put(kernel, SHARE, count)
    put(kernel, FIRST, source)


def forward(words: Words) -> Any:
    """Return `forward(job, network, columns, panels)`: from a batch's columns to logits."""
    size, panel = words.size, 2 * words.lanes
    line = panel * size

    @inlined
    def activate(job: Any, source: Any, target: Any, slopes: Any, count: Any) -> None:
        kernel = whole(job, OWN)
        _asked(kernel, source, count)
        put(kernel, FIRST + 1, target)
        if whole(job, KEEPS) == KEEPS_SLOPES:
            put(kernel, FIRST + 2, slopes)
        call(whole(job, RUN), (kernel,))

    @inlined
    def through(job: Any, network: Any, columns: Any, panels: Any) -> None:
        table, source = whole(job, LAYERS_AT), columns
        layers = whole(table, LAYERS)
        for place in range(layers):
            layer = layer_of(table, place)
            inputs, units = whole(layer, INPUTS), whole(layer, UNITS)
            tall, wide = whole(layer, INPUTS_PADDED), whole(layer, UNITS_PADDED)
            weights, biases = network + whole(layer, WEIGHTS), network + whole(layer, BIASES)
            target, outputs = whole(layer, SUMS), whole(layer, OUTPUTS)
            hidden = place < layers - 1
            # Sums that nobody reads again share one place, which stays in the nearest cache.
            lost = hidden and whole(job, KEEPS) != KEEPS_SUMS
            large = units * tall * size > LARGE
            together, rows = (panels, ROWS_AT_ONCE) if large else (1, units)
            for first in range(0, panels, together):
                base = whole(layer, SENT) - first * wide * line if lost else target
                for row in range(0, units, rows):
                    own, count = weights + row * line, min(rows, units - row)
                    for at in range(first, first + together):
                        z, seen = base + at * wide * line, source + at * tall * line
                        given = z + row * line, biases + row * size, own, units * line, seen
                        call(whole(job, SUMS_AT), (*given, count, inputs))
                if hidden:
                    for at in range(first, first + together):
                        here = at * wide * line
                        activate(job, base + here, outputs + here, target + here, units * panel)
            source = outputs

    return through


def back(words: Words) -> Any:
    """Return `back(job, network, rows, panels, tall)`: from ∂loss/∂logits to moved weights."""
    size, panel = words.size, 2 * words.lanes
    line = panel * size

    @inlined
    def send_back(job: Any, network: Any, layer: Any, below: Any, panels: Any) -> None:
        """Compute ∂loss/∂z of the layer below."""
        inputs, units = whole(layer, INPUTS), whole(layer, UNITS)
        tall, wide = whole(layer, INPUTS_PADDED), whole(layer, UNITS_PADDED)
        weights, delta = network + whole(layer, WEIGHTS), whole(layer, DELTA)
        sent, result = whole(below, SENT), whole(below, DELTA)
        of_output = whole(job, KEEPS) == KEEPS_OUTPUTS
        saved = whole(below, OUTPUTS) if of_output else whole(below, SUMS)
        kernel = whole(job, OWN_BACK)
        together = panels if units * tall * size > LARGE else 1
        for first in range(0, panels, together):
            base = sent - first * tall * line
            for strip in range(tall // panel):
                own, count = weights + strip * units * line, min(panel, inputs - strip * panel)
                for at in range(first, first + together):
                    target = base + (at * tall + strip * panel) * line
                    given = target, own, 0, delta + at * wide * line, count, units
                    call(whole(job, TURNED_SUMS_AT), given)
            for at in range(first, first + together):
                here = at * tall * line
                _asked(kernel, saved + here, inputs * panel)
                put(kernel, FIRST + 1, base + here)
                put(kernel, FIRST + 2, result + here)
                call(whole(job, RUN_BACK), (kernel,))

    @inlined
    def descend(job: Any, network: Any, layer: Any, rows: Any, panels: Any, tall: Any) -> None:
        """Move a layer's weights and biases."""
        inputs, units = whole(layer, INPUTS), whole(layer, UNITS)
        wide, delta, slope = whole(layer, UNITS_PADDED), whole(layer, DELTA), whole(layer, SLOPE)
        weights, biases = network + whole(layer, WEIGHTS), network + whole(layer, BIASES)
        apart, how = whole(job, APART), job + HOW * WORD
        call(whole(job, BIASES_AT), (biases, apart, how, delta, wide, units, panels, slope))
        for strip in range((inputs + (panel - 1)) // panel):
            own, seen = weights + strip * units * line, rows + strip * tall * line
            given = own, apart, how, delta, wide * line, seen, units, panels * panel
            call(whole(job, DESCENT_AT), given)

    @inlined
    def through(job: Any, network: Any, rows: Any, panels: Any, tall: Any) -> None:
        table = whole(job, LAYERS_AT)
        place = whole(table, LAYERS) - 1
        while place >= 0:
            layer, seen = layer_of(table, place), rows
            if place > 0:
                below = layer_of(table, place - 1)
                send_back(job, network, layer, below, panels)
                seen, wide = whole(below, ROWS), whole(below, UNITS_PADDED)
                call(whole(job, TURNER_AT), (whole(below, OUTPUTS), seen, wide, panels, tall))
            descend(job, network, layer, seen, panels, tall)
            place -= 1

    return through


def bias_descent(words: Words) -> Any:
    """Return what moves a layer's biases along Σ ∂loss/∂z.

    It is `moved(biases, apart, how, delta, wide, units, panels, slope)`; `slope` has room for the
    gradient.
    """
    line, half = 2 * words.lanes * words.size, words.lanes * words.size
    load, plus, total, all_of = words.load, words.plus, words.total, words.all_of
    store, zero, size = memory.STORES[words.kind], words.number(0), words.size
    move = mover(words)

    def moved(
        biases: Any,
        apart: Any,
        how: Any,
        delta: Any,
        wide: Any,
        units: Any,
        panels: Any,
        slope: Any,
    ) -> None:
        for unit in range(units):
            gradient = all_of(zero)
            for at in range(panels):
                here = delta + (at * wide + unit) * line
                gradient = plus(gradient, plus(load(here), load(here + half)))
            store(slope, unit, total(gradient))
        for at in range(0, wide * size, half):
            move(biases + at, apart, how, load(slope + at))

    return moved


def multiplier(words: Words) -> Any:
    """Return the kernel of the way back where slopes were kept: it multiplies by them."""
    load, keep, times, size = words.load, words.keep, words.times, words.size
    step = words.lanes * size

    def multiplied(task: Any) -> None:
        slopes, sent, target = whole(task, FIRST), whole(task, FIRST + 1), whole(task, FIRST + 2)
        for at in range(0, whole(task, COUNT) * size, step):
            keep(target + at, times(load(slopes + at), load(sent + at)))

    return multiplied
