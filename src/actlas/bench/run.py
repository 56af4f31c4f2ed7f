"""The benchmark itself: every case of a plan, one after the other."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from itertools import product

import torch

from actlas.activation import Activation
from actlas.bench import accuracy, peers
from actlas.bench.machine import machine
from actlas.bench.plan import Plan
from actlas.bench.result import Absence, Benchmark, Case, Entry, gathered
from actlas.bench.timing import Contender, in_turns, threads
from actlas.data import Note
from actlas.language import mark


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a benchmark has come, and what it times next."""

    done: int
    total: int
    activation: str
    size: int
    backward: bool


def measure(plan: Plan, progress: Callable[[Progress], object] | None = None) -> Benchmark:
    """Time everything that a plan asks for.

    Each activation is timed at each size, forward alone and forward with backward. In a case all
    contenders take turns in every round (`actlas.bench.timing`), and what they compute is held
    against the truth (`actlas.bench.accuracy`). A peer that computes another function is not timed.

    Args:
        plan: what `make_plan` returned.
        progress: is told before each case.

    Returns:
        The figures of every round.

    Example:
        >>> from actlas.bench import make_plan
        >>> plan = make_plan(["relu"], sizes=[100], peers=["torch"], threads=1, rounds=2)
        >>> [(each.passes, each.bytes) for each in measure(plan).cases]
        [('forward', 800), ('forward + backward', 2000)]
    """
    cases: list[Case] = []
    absences: list[Absence] = []
    asked = list(product(plan.activations, plan.sizes, (False, True)))
    with threads(plan.threads):
        for done, (activation, size, backward) in enumerate(asked):
            if progress is not None:
                progress(Progress(done, len(asked), activation.label, size, backward))
            case, absent = _case(plan, activation, size, backward)
            cases.append(case)
            absences += absent
    return Benchmark(
        machine=machine(plan.threads, plan.device, jax="jax" in plan.peers),
        rounds=plan.rounds,
        peers=plan.peers,
        cases=tuple(cases),
        absences=gathered(absences, len(plan.activations)),
    )


def _case(
    plan: Plan, activation: Activation, size: int, backward: bool
) -> tuple[Case, list[Absence]]:
    job = peers.make_job(activation, size, backward, plan.device)
    judge = _Judge(job)
    contenders, absences = [peers.own(job)], []
    for peer in plan.peers:
        found = peers.contender(peer, job)
        reason = found if isinstance(found, Note) else judge.objection(found)
        if isinstance(found, Contender) and reason is None:
            contenders.append(found)
        else:
            assert reason is not None
            absences.append(Absence(peer, activation.label, reason))
    settle = torch.cuda.synchronize if plan.device == "cuda" else _nothing
    seconds = in_turns(contenders, plan.rounds, settle=settle)
    entries = tuple(
        Entry(each.name, each.form, seconds[each.name], judge.ulps(each)) for each in contenders
    )
    case = Case(activation.label, size, job.x.numel(), backward, job.bytes, entries)
    return case, absences


def _nothing() -> None:
    pass


class _Judge:
    """What is true at the points where contenders are judged, if there is anything to judge by.

    Along a dimension, where every number hangs on its row, slopes are not judged.
    """

    def __init__(self, job: peers.Job) -> None:
        activation, slopes = job.activation, job.backward
        self._points = accuracy.points(tuple(job.x.shape)).to(job.x.device)
        # Number by number, all the others only repeat the first.
        self._first = slice(accuracy.POINTS if activation.elementwise else None)
        self._true = self._size = None
        if activation.elementwise or not slopes:
            z = self._points[self._first]
            self._true = accuracy.truth(activation, z, slopes=slopes)
            self._size = accuracy.sizes(activation, z, slopes=slopes)

    def ulps(self, contender: Contender) -> float | None:
        """Return the largest error of a contender, None where there is nothing to judge by."""
        if self._true is None or self._size is None or contender.evaluate is None:
            return None
        found = contender.evaluate(self._points)[self._first]
        return accuracy.ulps(found, self._true, self._size)

    def objection(self, contender: Contender) -> Note | None:
        """Return why a contender cannot be compared: it computes another function."""
        if self._true is None or contender.evaluate is None:
            return None
        gap = accuracy.strays(contender.evaluate(self._points)[self._first], self._true)
        if gap == 0:
            return None
        return Note(mark("it computes another function: results differ by {gap}"), {"gap": gap})
