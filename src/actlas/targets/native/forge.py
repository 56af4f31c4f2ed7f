"""Where a native kernel is made: a room is chosen, the kernel compiled, and held to the truth.

This room loads Numba; who finds a kernel in the store never enters it.
"""

from __future__ import annotations

import hashlib
import math
import time
import warnings
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import lru_cache

import torch

from actlas import store
from actlas.definition import Elementwise
from actlas.targets.kernels import kernel as eager
from actlas.targets.kernels import source as eager_source
from actlas.targets.native import outputs, proof, writer
from actlas.targets.native.compiler import Draft, drafted, kernel
from actlas.targets.native.kernels import DTYPES, Kept, Kind, Native, versions
from actlas.targets.native.machine import VECTORS
from actlas.targets.native.rooms import DOUBLE, MIDDLE, ROOMS, SINGLE, Room
from actlas.targets.native.translation import MissingWord, Program, says_infinity, translated
from actlas.targets.workshop import undisturbed


@dataclass(frozen=True)
class Choice:
    """The room that serves a derivative, whether infinities need lines of their own, its error."""

    room: str = ""
    bare: bool = True
    ulps: float = 0.0
    passed_over: tuple[str, ...] = ()
    """Why quicker rooms do not serve."""


def forged(
    definition: Elementwise,
    order: int,
    name: str,
    dtype: torch.dtype,
    kind: Kind,
    *,
    bound: bool,
) -> Kept:
    """Compile a kernel in the room that was chosen for its derivative, and check what it does."""
    computed_in = torch.float64 if dtype == torch.float64 else torch.float32
    part = _part(definition, order, name, kind, bound=bound)
    choice = chosen(part, computed_in)
    if not choice.room:
        return _refused("; ".join(choice.passed_over))
    with undisturbed():
        kept = _quickest(_compiled(part, dtype, choice, kind), part, dtype, choice, kind)
        problem = _check(Native(kept), part, dtype, kind)
    if problem:
        warnings.warn(
            f"actlas does not use its native kernel of {name} for {dtype}, which {problem}; "
            "PyTorch's operations serve",
            RuntimeWarning,
            stacklevel=2,
        )
        return _refused(problem)
    return kept


def _refused(reason: str) -> Kept:
    return Kept("", "", b"", hashlib.sha256(b"").hexdigest(), 0.0, reason)


@dataclass(frozen=True)
class Part:
    """What one kernel computes: its eager source, what that gives, and for whom."""

    definition: Elementwise
    order: int
    name: str
    source: str
    truth: Callable[..., torch.Tensor] = field(compare=False)
    bound: bool = False
    """Whether the kernel is for the parameters' defaults alone."""

    @property
    def defaults(self) -> tuple[float, ...]:
        """The parameters with which it is checked."""
        return tuple(each.default for each in self.definition.parameters)

    def bound_in(self, dtype: torch.dtype) -> float:
        """Return how many units in the last place it may be off, by the rule or by allowance."""
        allowed = [e.ulps for e in self.definition.allowances if e.order == self.order]
        return max(proof.BOUNDS[dtype][self.order], *allowed, 0.0)

    def settings(self) -> list[tuple[float, ...]]:
        """Return parameters of all kinds: on them may hang which terms grow."""
        from actlas.targets.eager import settings

        return [self.defaults] if self.bound else list(settings(self.definition))


def _part(
    definition: Elementwise, order: int, name: str, kind: Kind, *, bound: bool = False
) -> Part:
    if kind is Kind.GRADIENT_OF_OUTPUT:
        return Part(
            definition, order, name, outputs.source(definition), outputs.kernel(definition), bound
        )
    text = eager_source(definition, order, name)
    return Part(definition, order, name, text, eager(definition, order, name), bound)


def chosen(part: Part, dtype: torch.dtype) -> Choice:
    """Return the quickest room whose kernel is exact enough in a dtype."""
    question = f"native room {part.source} {part.bound} {dtype} {versions()}"
    found: Choice = store.kept(question, part.definition, lambda: _choose(part, dtype))
    return found


def _choose(part: Part, dtype: torch.dtype) -> Choice:
    reasons = []
    with undisturbed():
        z = proof.places(dtype)
        for room in ROOMS[DTYPES[dtype]]:
            for bare in (True, False) if says_infinity(part.source) else (True,):
                choice = Choice(room.module, bare)
                try:
                    draft = _compiled(part, dtype, choice, Kind.VALUE)
                    kept = _kept(draft, choice)
                except MissingWord as word:
                    reasons.append(f"{room.module} has no {word}")
                    break
                run = _as_function(Native(kept))
                least = proof.LEAST_SLOPE[dtype] if part.order else 0.0
                watched = writer.is_watched(_program(part, room, choice))
                off = proof.worst(run, part.truth, z, part.defaults, least, watched=watched)
                if off.ulps > part.bound_in(dtype):
                    reasons.append(f"{room.module} is off by {off.ulps:.3g} ulps at {off.at!r}")
                    break
                if all(
                    proof.agrees_at_the_ends(
                        run, part.truth, dtype, values, signs=not part.order, watched=watched
                    )
                    for values in part.settings()
                ):
                    return Choice(room.module, bare, off.ulps, tuple(reasons))
                reasons.append(f"{room.module} differs at 0, infinities or NaN")
    return Choice(passed_over=tuple(reasons))


@lru_cache(maxsize=8)
def _compiled(part: Part, dtype: torch.dtype, choice: Choice, kind: Kind) -> Draft:
    room = next(each for each in (SINGLE, MIDDLE, DOUBLE) if each.module == choice.room)
    program = _program(part, room, choice)
    write = writer.forward if kind is Kind.VALUE else writer.backward
    watched = writer.is_watched(program)
    run = kernel(program, write(program, watched=watched), room, DTYPES[dtype])
    return drafted(run, may_refuse=watched)


def _kept(draft: Draft, choice: Choice, vectors: int = 1) -> Kept:
    return draft.kept(choice.room, vectors=vectors, ulps=choice.ulps)


_TRIED, _ROUNDS = 1 << 12, 24
"""How many numbers a kernel is timed on, in the cache, and how often: the quickest round counts."""


def _quickest(draft: Draft, part: Part, dtype: torch.dtype, choice: Choice, kind: Kind) -> Kept:
    """Return the kernel with the width of loop that this machine runs fastest."""
    drafts = [_kept(draft, choice, vectors) for vectors in VECTORS]
    natives = [Native(each) for each in drafts]
    fills = [each if kind is Kind.VALUE else each.multiply for each in natives]
    read = torch.linspace(-6, 6, _TRIED, dtype=torch.float64).to(dtype)
    tensors = [read] * (1 if kind is Kind.VALUE else 2) + [torch.empty_like(read)]
    seconds = [math.inf] * len(fills)
    for _ in range(_ROUNDS):
        for place, fill in enumerate(fills):
            began = time.perf_counter()
            fill(part.defaults, *tensors)
            seconds[place] = min(seconds[place], time.perf_counter() - began)
    return drafts[seconds.index(min(seconds))]


def _program(part: Part, room: Room, choice: Choice) -> Program:
    name = f"{part.name}_program"
    values = {each.name: each.default for each in part.definition.parameters}
    return translated(
        part.source,
        room.load(),
        room.kind,
        name,
        bare=choice.bare,
        bound=values if part.bound else {},
    )


def _as_function(run: Native) -> Callable[..., torch.Tensor]:
    def compute(z: torch.Tensor, *parameters: float) -> torch.Tensor:
        y = torch.empty_like(z)
        run(parameters, z, y)
        return y

    return compute


def _check(run: Native, part: Part, dtype: torch.dtype, kind: Kind) -> str:
    """Return what is wrong with a kernel, on a few hundred numbers; nothing where it is right."""
    z = torch.linspace(-9, 9, 499, dtype=torch.float64).to(dtype)
    wanted, got = part.truth(z, *part.defaults), torch.empty_like(z)
    if kind is Kind.VALUE:
        run(part.defaults, z, got)
    else:
        upstream = torch.linspace(-2, 2, 499, dtype=torch.float64).to(dtype)
        wanted = upstream * wanted
        run.multiply(part.defaults, z, upstream, got)
    within = 16 * torch.finfo(dtype).eps
    if torch.allclose(got, wanted, rtol=within, atol=within, equal_nan=True):
        return ""
    off = (got.double() - wanted.double()).abs().nan_to_num(nan=torch.inf)
    place = int(off.argmax())
    return f"gives {float(got[place])} instead of {float(wanted[place])} at {float(z[place])}"
