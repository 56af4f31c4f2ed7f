"""The heads natively: from a panel of logits to losses, points, and ∂loss/∂logits.

As in `actlas.training.heads`, whose numbers these are; here a panel holds some examples side by
side, and each lane computes an example of its own. Class numbers come as numbers like the logits.
"""

from __future__ import annotations

from dataclasses import dataclass
from types import ModuleType
from typing import Any

import numpy as np

from actlas.targets.native import memory
from actlas.targets.native.arithmetic import inlined, select, size
from actlas.targets.native.memory import real
from actlas.targets.native.rooms import DOUBLE, MIDDLE, SINGLE
from actlas.targets.native.rows.reductions import plus
from actlas.training.resident.exponential import falling_exp
from actlas.training.resident.job import BINARY, CLASSES
from actlas.training.resident.vectors import Words


@dataclass(frozen=True)
class _Speech:
    """What the heads are said with: numbers in memory, and the two functions that they need."""

    number: Any
    load: Any
    store: Any
    exp: Any
    wide: ModuleType
    words: Words
    panel: int
    line: int
    """Bytes of a panel's row."""


def learning(words: Words) -> Any:
    """Return what writes ∂loss/∂z of a batch, and adds its mean loss to what was found.

    It is `learn(task, panels, z, units, wide, y, weights, delta, spare, found)`: z and ∂loss/∂z are
    [panels, wide, panel], y and the examples' weights [panels, panel]; `spare` has room for four
    rows of a panel.
    """
    speech = _speech(words)
    classes, one, line = _learn_classes(speech), _learn_one(speech), speech.line
    note = memory.STORES["float64"]

    def learn(
        task: Any,
        panels: Any,
        z: Any,
        units: Any,
        wide: Any,
        y: Any,
        weights: Any,
        delta: Any,
        spare: Any,
        found: Any,
    ) -> None:
        loss = 0.0
        for at in range(panels):
            own, here = at * wide * line, at * line
            if task == CLASSES:
                loss += classes(z + own, units, y + here, weights + here, delta + own, spare)
            else:
                loss += one(task, z + own, y + here, weights + here, delta + own)
        note(found, 0, real(found, 0) + loss)

    return learn


def judging(words: Words) -> Any:
    """Return what adds a batch's mean loss and mean points to what was found.

    It is given what `learning`'s is.
    """
    speech = _speech(words)
    classes, one, line = _judge_classes(speech), _judge_one(speech), speech.line
    note = memory.STORES["float64"]

    def judged(
        task: Any,
        panels: Any,
        z: Any,
        units: Any,
        wide: Any,
        y: Any,
        weights: Any,
        delta: Any,
        spare: Any,
        found: Any,
    ) -> None:
        loss, points = 0.0, 0.0
        for at in range(panels):
            own, here = at * wide * line, at * line
            if task == CLASSES:
                more = classes(z + own, units, y + here, weights + here, delta + own, spare)
            else:
                more = one(task, z + own, y + here, weights + here)
            loss += more[0]
            points += more[1]
        note(found, 0, real(found, 0) + loss)
        note(found, 1, real(found, 1) + points)

    return judged


def _speech(words: Words) -> _Speech:
    kind, panel = words.kind, 2 * words.lanes
    near, wide = (SINGLE, MIDDLE) if kind == "float32" else (DOUBLE, DOUBLE)
    number: Any = np.dtype(kind).type
    return _Speech(
        number,
        memory.LOADS[kind],
        memory.STORES[kind],
        near.load().exp,
        wide.load(),
        words,
        panel,
        panel * np.dtype(kind).itemsize,
    )


def _one_loss(speech: _Speech) -> Any:
    number, exp, log1p = speech.number, speech.exp, speech.wide.log1p
    zero = number(0)

    @inlined
    def loss_of(task: Any, z: Any, y: Any) -> Any:
        """Return softplus(z) - y·z, or the square of z - y."""
        if task == BINARY:
            e = np.float64(exp(-size(z)))
            above = select(z > zero, z, select(z == z, zero, z))
            return (np.float64(above) - np.float64(y) * np.float64(z)) + log1p(e)
        return np.float64(z - y) * np.float64(z - y)

    return loss_of


def _learn_one(speech: _Speech) -> Any:
    load, store, number, exp = speech.load, speech.store, speech.number, speech.exp
    zero, one, two, panel = number(0), number(1), number(2), speech.panel
    loss_of = _one_loss(speech)

    @inlined
    def slope_of(task: Any, z: Any, y: Any) -> Any:
        """Return σ(z) - y, or 2(z - y)."""
        if task == BINARY:
            e = exp(-size(z))
            return select(z < zero, e, one) / (one + e) - y
        return two * (z - y)

    @inlined
    def learn(task: Any, z: Any, y: Any, weights: Any, delta: Any) -> Any:
        total = 0.0
        for j in range(panel):
            given, target, weight = load(z, j), load(y, j), load(weights, j)
            slope = slope_of(task, given, target) * weight
            store(delta, j, select(weight > zero, slope, zero))
            loss = loss_of(task, given, target) * np.float64(weight)
            total = plus(total, select(weight > zero, loss, 0.0))
        return total

    return learn


def _judge_one(speech: _Speech) -> Any:
    load, zero, panel = speech.load, speech.number(0), speech.panel
    loss_of = _one_loss(speech)

    @inlined
    def judge(task: Any, z: Any, y: Any, weights: Any) -> Any:
        total, points = 0.0, 0.0
        for j in range(panel):
            given, target, weight = load(z, j), load(y, j), load(weights, j)
            loss = loss_of(task, given, target)
            right = select((given > zero) == (target > zero), 1.0, 0.0)
            found = right if task == BINARY else loss
            counts = weight > zero
            total = plus(total, select(counts, loss * np.float64(weight), 0.0))
            points = plus(points, select(counts, found * np.float64(weight), 0.0))
        return total, points

    return judge


def _softmax(speech: _Speech) -> Any:
    """Return what goes through one register of examples: `summed(z, units, y, delta)`.

    The exponentials relative to the greatest logit go to `delta`; that logit, Σ of the exponentials
    and the own class's logit are returned.
    """
    words, line = speech.words, speech.line
    load, keep, all_of, number = words.load, words.keep, words.all_of, words.number
    plus_, minus, less, equal = words.plus, words.minus, words.where_less, words.where_equal
    exp, zero = falling_exp(words), words.number(0)

    @inlined
    def summed(z: Any, units: Any, y: Any, delta: Any) -> Any:
        greatest, own = load(z), load(z)
        for unit in range(units):
            given = load(z + unit * line)
            greatest = less(greatest, given, given, greatest)
            own = equal(y, all_of(number(unit)), given, own)
        total = all_of(zero)
        for unit in range(units):
            e = exp(minus(load(z + unit * line), greatest))
            keep(delta + unit * line, e)
            total = plus_(total, e)
        return greatest, total, own

    return summed


def _noted_loss(speech: _Speech) -> Any:
    """Return Σ weight·(above + log total) of a panel, from where these were put."""
    load, log, panel, line = speech.load, speech.wide.log, speech.panel, speech.line

    @inlined
    def loss_of(weights: Any, spare: Any) -> Any:
        total = 0.0
        for j in range(panel):
            weight = np.float64(load(weights, j))
            loss = np.float64(load(spare, j)) + log(np.float64(load(spare + line, j)))
            total = plus(total, select(weight > 0.0, loss * weight, 0.0))
        return total

    return loss_of


def _learn_classes(speech: _Speech) -> Any:
    words, line = speech.words, speech.line
    load, keep, all_of, number = words.load, words.keep, words.all_of, words.number
    minus, times, over, equal = words.minus, words.times, words.over, words.where_equal
    half, zero = line // 2, number(0)
    summed, loss_of = _softmax(speech), _noted_loss(speech)

    @inlined
    def learn(z: Any, units: Any, y: Any, weights: Any, delta: Any, spare: Any) -> Any:
        for at in range(0, line, half):
            target, weight = load(y + at), load(weights + at)
            greatest, total, own = summed(z + at, units, target, delta + at)
            keep(spare + at, minus(greatest, own))
            keep(spare + line + at, total)
            share = over(weight, total)
            for unit in range(units):
                here = delta + at + unit * line
                wanted = equal(target, all_of(number(unit)), weight, all_of(zero))
                keep(here, minus(times(load(here), share), wanted))
        return loss_of(weights, spare)

    return learn


def _judge_classes(speech: _Speech) -> Any:
    words, line = speech.words, speech.line
    load, keep, all_of, number = words.load, words.keep, words.all_of, words.number
    add, minus, less, equal = words.plus, words.minus, words.where_less, words.where_equal
    sum_of, half, zero, one = words.total, line // 2, number(0), number(1)
    summed, loss_of = _softmax(speech), _noted_loss(speech)

    @inlined
    def judge(z: Any, units: Any, y: Any, weights: Any, delta: Any, spare: Any) -> Any:
        points = 0.0
        for at in range(0, line, half):
            target = load(y + at)
            greatest, total, own = summed(z + at, units, target, delta + at)
            keep(spare + at, minus(greatest, own))
            keep(spare + line + at, total)
            # Right if no other class comes up to the right one: a tie is no answer.
            rivals = all_of(zero)
            for unit in range(units):
                rival = less(load(z + at + unit * line), own, all_of(zero), all_of(one))
                rivals = add(rivals, rival)
            right = equal(rivals, all_of(one), load(weights + at), all_of(zero))
            points += np.float64(sum_of(right))
        return loss_of(weights, spare), points

    return judge
