"""A benchmark from end to end, with numbers too small to tell anything."""

from __future__ import annotations

import torch

import actlas
from actlas.bench import make_plan, measure

QUICK = {"threads": 1, "rounds": 2, "peers": ["torch", "memory"]}


def test_every_activation_size_and_pass_is_a_case_with_every_round() -> None:
    found = measure(make_plan(["elu", "glu"], sizes=[10, 101], **QUICK))
    assert [(each.activation, each.size, each.numbers, each.backward) for each in found.cases] == [
        *(("elu", 10, 10, False), ("elu", 10, 10, True)),
        *(("elu", 101, 101, False), ("elu", 101, 101, True)),
        *(("glu", 10, 10, False), ("glu", 10, 10, True)),
        *(("glu", 101, 100, False), ("glu", 101, 100, True)),
    ]
    for case in found.cases:
        assert [each.contender for each in case.entries] == ["actlas", "torch", "memory"]
        assert all(len(each.seconds) == 2 and min(each.seconds) > 0 for each in case.entries)
    assert found.absences == ()
    assert (found.machine.torch, found.machine.actlas) == (torch.__version__, actlas.__version__)


def test_errors_stand_beside_the_times_where_there_is_a_truth() -> None:
    found = measure(make_plan(["gelu", "glu"], sizes=[5000], **QUICK))
    values, slopes, gate, gate_slopes = found.cases
    for case in (values, slopes):
        own, theirs, copy = (each.ulps for each in case.entries)
        # PyTorch computes gelu's tail as 1 + erf, which cancels.
        assert own < 16 < 1000 < theirs
        assert copy is None
    assert gate.entries[0].ulps < 8
    assert gate_slopes.entries[0].ulps is None


def test_progress_is_told_before_each_case() -> None:
    seen = []
    measure(make_plan(["elu"], sizes=[10], **QUICK), seen.append)
    assert [
        (each.done, each.total, each.activation, each.size, each.backward) for each in seen
    ] == [
        (0, 2, "elu", 10, False),
        (1, 2, "elu", 10, True),
    ]


def test_it_computes_with_the_threads_asked_for_and_leaves_them_as_they_were() -> None:
    before, seen = torch.get_num_threads(), []
    plan = make_plan(["elu"], sizes=[10], threads=before + 1, rounds=1, peers=["memory"])
    found = measure(plan, lambda _progress: seen.append(torch.get_num_threads()))
    assert set(seen) == {before + 1} == {found.machine.threads}
    assert torch.get_num_threads() == before


def test_an_activation_of_ones_own_is_timed_beside_its_composed_form() -> None:
    own = actlas.define("timed", "z*tanh(a*z)", a=0.5)
    found = measure(make_plan([own], sizes=[10], **QUICK))
    assert found.composed == ("timed",)
