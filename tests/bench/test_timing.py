"""Everybody is timed in turns, warm, and outside of what surrounds them."""

from __future__ import annotations

import gc
from collections import Counter
from contextlib import contextmanager
from itertools import pairwise

import pytest
import torch

from actlas.bench.timing import Contender, in_turns, order, threads


class World:
    """A clock that goes only when someone works, and a diary of who did."""

    def __init__(self) -> None:
        self.now, self.diary, self.collecting = 0.0, [], []

    def clock(self) -> float:
        return self.now

    def contender(self, name: str, seconds: float, **more) -> Contender:
        def run() -> None:
            self.now += seconds
            self.diary.append(name)
            self.collecting.append(gc.isenabled())

        return Contender(name, "operator", run, **more)


@pytest.fixture
def world() -> World:
    return World()


@pytest.mark.parametrize("count", [1, 2, 3, 4, 5, 6])
def test_everybody_is_first_equally_often_and_follows_every_side(count: int) -> None:
    orders = [order(count, number) for number in range(2 * count)]
    assert all(sorted(each) == list(range(count)) for each in orders)
    assert set(Counter(each[0] for each in orders).values()) == {2}
    followed = {(a, b) for each in orders for a, b in pairwise(each)}
    assert all((b, a) in followed for a, b in followed)


def test_rounds_are_interleaved_in_that_order(world: World) -> None:
    three = [world.contender(name, 1.0) for name in "abc"]
    in_turns(three, 6, clock=world.clock, shortest=0.5)
    timed = world.diary[-18:]
    assert [timed[i : i + 3] for i in range(0, 18, 3)] == [
        [*"abc"],
        [*"bca"],
        [*"cab"],
        [*"cba"],
        [*"acb"],
        [*"bac"],
    ]
    assert len(world.diary) > 18  # all of them were called before, to be warm


def test_seconds_are_those_of_one_call_in_every_round(world: World) -> None:
    two = [world.contender("quick", 0.001), world.contender("slow", 3.0)]
    found = in_turns(two, 4, clock=world.clock, shortest=0.1)
    assert found["quick"] == pytest.approx([0.001] * 4)
    assert found["slow"] == (3.0,) * 4


def test_a_quick_call_is_repeated_until_it_can_be_timed(world: World) -> None:
    in_turns([world.contender("quick", 0.001)], 1, clock=world.clock, shortest=0.1)
    assert len(world.diary) == 3 * (1 + 2 + 4 + 8 + 16 + 32 + 64 + 128) + 128


def test_one_interruption_does_not_decide_how_often_a_call_is_repeated(world: World) -> None:
    once = iter([5.0])

    def run() -> None:
        world.now += next(once, 0.001)
        world.diary.append("call")

    in_turns([Contender("c", "operator", run)], 1, clock=world.clock, shortest=0.004)
    assert len(world.diary) == 3 * (1 + 2 + 4) + 4


def test_surroundings_are_entered_outside_the_clock(world: World) -> None:
    @contextmanager
    def around():
        world.now += 100.0
        yield
        world.now += 100.0

    found = in_turns([world.contender("a", 1.0, around=around)], 2, clock=world.clock, shortest=0.5)
    assert found == {"a": (1.0, 1.0)}


def test_the_device_settles_before_and_after_each_timing(world: World) -> None:
    def settle() -> None:
        world.now += 10.0

    found = in_turns([world.contender("a", 1.0)], 2, settle=settle, clock=world.clock, shortest=0.5)
    assert found == {"a": (11.0, 11.0)}  # the wait after the work belongs to it


@pytest.mark.parametrize("collecting", [True, False])
def test_the_garbage_collector_rests_and_is_left_as_it_was(world: World, collecting: bool) -> None:
    (gc.enable if collecting else gc.disable)()
    try:
        in_turns([world.contender("a", 1.0)], 2, clock=world.clock, shortest=0.5)
        assert not any(world.collecting)
        assert gc.isenabled() is collecting
    finally:
        gc.enable()


def test_it_collects_again_when_a_contender_fails(world: World) -> None:
    def fail() -> None:
        raise RuntimeError("out of memory")

    with pytest.raises(RuntimeError, match="out of memory"):
        in_turns([Contender("a", "operator", fail)], 1, clock=world.clock)
    assert gc.isenabled()


def test_threads_are_as_before_afterwards() -> None:
    before = torch.get_num_threads()
    with threads(before + 1):
        assert torch.get_num_threads() == before + 1
    assert torch.get_num_threads() == before
