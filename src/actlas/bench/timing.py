"""Contenders timed in turns: every round times each of them, and no one is always first.

A ratio is formed within a round, whose parts are milliseconds apart, so that what else a shared
machine does falls on both sides of it.
"""

from __future__ import annotations

import gc
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import dataclass
from itertools import repeat

import torch

SHORTEST = 0.002
"""Seconds that one timing takes at least: quick calls are repeated within it."""

_MOST_CALLS = 100_000
_TRIES = 3

Clock = Callable[[], float]


@dataclass(frozen=True)
class Contender:
    """One who is timed: what it does, and within which surroundings, entered outside the clock.

    `form` says in a word what it is: the "public" call, PyTorch's "operator", a function "composed"
    of operators, one that was "compiled", or a "copy". `evaluate` gives its values (or slopes) at
    other numbers in the same shape; a copy has none.
    """

    name: str
    form: str
    run: Callable[[], object]
    evaluate: Callable[[torch.Tensor], torch.Tensor] | None = None
    around: Callable[[], AbstractContextManager[object]] = nullcontext


def order(count: int, number: int) -> list[int]:
    """Return in which order contenders are timed in a round.

    Each round begins with another one. When all have begun once they go the other way round, so
    that nobody always follows the same neighbour, in whose wake caches are warm or cold.

    Example:
        >>> [order(3, number) for number in range(6)]
        [[0, 1, 2], [1, 2, 0], [2, 0, 1], [2, 1, 0], [0, 2, 1], [1, 0, 2]]
    """
    turned = [(place + number) % count for place in range(count)]
    return turned[::-1] if number // count % 2 else turned


def in_turns(
    contenders: Sequence[Contender],
    rounds: int,
    *,
    settle: Callable[[], object] = lambda: None,
    clock: Clock = time.perf_counter,
    shortest: float = SHORTEST,
) -> dict[str, tuple[float, ...]]:
    """Return the seconds of one call of each contender, a number for every round.

    Everybody is warmed up first, which also finds out how often a quick call must be repeated. The
    garbage collector rests meanwhile.

    Args:
        contenders: who is timed.
        rounds: how often.
        settle: waits until the device has done all that it was asked to do.
        clock: tells the time in seconds.
        shortest: how many seconds one timing takes at least.
    """
    found: dict[str, list[float]] = {each.name: [] for each in contenders}
    with _undisturbed():
        calls = [_warm_up(each, settle, clock, shortest) for each in contenders]
        for number in range(rounds):
            for place in order(len(contenders), number):
                each = contenders[place]
                seconds = _clocked(each, calls[place], settle, clock) / calls[place]
                found[each.name].append(seconds)
    return {name: tuple(seconds) for name, seconds in found.items()}


def _warm_up(
    contender: Contender, settle: Callable[[], object], clock: Clock, shortest: float
) -> int:
    """Return how many calls take the shortest time that is worth measuring.

    The quickest of some tries decides: one that was interrupted says nothing of the call.
    """
    calls = 1
    while calls < _MOST_CALLS:
        tries = [_clocked(contender, calls, settle, clock) for _ in range(_TRIES)]
        if min(tries) >= shortest:
            break
        calls *= 2
    return calls


def _clocked(contender: Contender, calls: int, settle: Callable[[], object], clock: Clock) -> float:
    run = contender.run
    with contender.around():
        settle()
        began = clock()
        for _ in repeat(None, calls):
            run()
        settle()
        return clock() - began


@contextmanager
def _undisturbed() -> Iterator[None]:
    """Keep the garbage collector from running, and leave it as it was."""
    on = gc.isenabled()
    gc.collect()
    gc.disable()
    try:
        yield
    finally:
        if on:
            gc.enable()


@contextmanager
def threads(count: int) -> Iterator[None]:
    """Let PyTorch use so many threads, and as many as before afterwards."""
    before = torch.get_num_threads()
    torch.set_num_threads(count)
    try:
        yield
    finally:
        torch.set_num_threads(before)
