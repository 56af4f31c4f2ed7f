"""What is asked for wrongly is refused before anything is timed."""

from __future__ import annotations

import math

import pytest
import torch

import actlas
from actlas.bench import plan as room
from actlas.bench.plan import PEERS, default_peers, make_plan, shape
from actlas.errors import UnknownName, UsageError


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ({"activations": []}, "name one or more activations"),
        ({"sizes": []}, "name one or more sizes, such as 1000,1000000"),
        ({"sizes": [1000, 0]}, "a size is a whole number of 1 or more, got 0"),
        ({"sizes": [10**15]}, "take smaller sizes"),
        ({"activations": ["glu"], "sizes": [1]}, "glu takes 2 numbers at a time"),
        ({"peers": []}, "name one or more peers: torch, compile, jax, eager, memory"),
        ({"peers": ["torch", "keras"]}, "there is no peer 'keras'; choose from: torch, compile"),
        ({"threads": 0}, "threads must be 1 or more, got 0"),
        ({"rounds": -1}, "rounds must be 1 or more, got -1"),
        ({"device": "tpu"}, "there is no device 'tpu'; choose one of: cpu, cuda"),
    ],
)
def test_it_says_what_was_expected_and_what_came(asked: dict, said: str) -> None:
    with pytest.raises(UsageError) as error:
        make_plan(**{"activations": ["relu"], **asked})
    assert said in str(error.value)


def test_an_unknown_name_comes_with_a_suggestion() -> None:
    with pytest.raises(UnknownName, match="did you mean elu"):
        make_plan(["elo"])


def test_without_cuda_the_reason_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(torch.cuda, "is_available", lambda: False)
    with pytest.raises(UsageError, match=r"finds no CUDA device here; take --device cpu"):
        make_plan(["relu"], device="cuda")


def test_what_is_asked_twice_is_timed_once_and_all_means_all() -> None:
    plan = make_plan(["elu", "elu()", "relu"], sizes=[10, 10, 20], peers=["memory", "torch"])
    assert [each.label for each in plan.activations] == ["elu", "relu"]
    assert (plan.sizes, plan.peers) == ((10, 20), ("torch", "memory"))
    every = make_plan(["all"], sizes=[1000])
    assert [each.name for each in every.activations] == actlas.names()


def test_a_machine_that_does_not_say_how_much_memory_it_has_is_believed(monkeypatch) -> None:
    monkeypatch.setattr(room, "held", lambda: None)
    assert make_plan(["relu"], sizes=[10**15]).sizes == (10**15,)


def test_our_eager_form_is_a_peer_where_there_is_another(monkeypatch) -> None:
    monkeypatch.setattr(room, "has_backends", lambda: False)
    assert default_peers() == tuple(each for each in PEERS if each != "eager")
    monkeypatch.setattr(room, "has_backends", lambda: True)
    assert default_peers() == PEERS


@pytest.mark.parametrize("size", [8, 1000, 1001, 25_000])
@pytest.mark.parametrize(
    "label", ["elu", "softmax", "softmax(dim=0)", "softmax(dim=-3)", "glu", "maxout", "glu(dim=2)"]
)
def test_a_shape_holds_about_so_many_numbers_and_can_be_computed(label: str, size: int) -> None:
    activation = actlas.get(label)
    found = shape(activation, size)
    assert size - 1000 < math.prod(found) <= size
    dim = room.along(activation)
    assert activation.elementwise or found[dim] % activation.width_in == 0
    along = {} if activation.elementwise else {"dim": dim}
    assert activation(torch.zeros(found), **along).numel() > 0
