"""Who is timed beside actlas, and what each of them does: one builder a peer.

Where a peer does not exist, or is not to be had here, its builder gives the reason instead.
"""

from __future__ import annotations

import importlib
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import dataclass
from functools import partial
from types import FunctionType
from typing import Any

import torch

import actlas
from actlas.activation import Activation
from actlas.bench import jaxed
from actlas.bench.plan import along, has_backends, shape
from actlas.bench.result import OWN
from actlas.bench.timing import Contender
from actlas.data import Note
from actlas.definition import Elementwise
from actlas.language import mark
from actlas.nn.functional import function
from actlas.targets.autograd import differentiable
from actlas.targets.kernels import kernel

Function = Callable[[torch.Tensor], torch.Tensor]
Around = Callable[[], AbstractContextManager[object]]

_SEED = 20260301


@dataclass(frozen=True)
class Job:
    """One activation, the numbers that it is given, and whether a gradient is asked for, too.

    `upstream` is the gradient that arrives from above, in the shape of the output.
    """

    activation: Activation
    x: torch.Tensor
    upstream: torch.Tensor
    backward: bool

    @property
    def bytes(self) -> int:
        """The bytes that must be read and written, if each number is read and written once.

        Forward, the input is read and the output written; backward, the upstream gradient and the
        input are read, and the gradient is written.
        """
        taken, given = self.x.numel(), self.upstream.numel()
        return self.x.itemsize * (taken + given + (2 * taken + given if self.backward else 0))


def make_job(activation: Activation, size: int, backward: bool, device: str) -> Job:
    """Return the work on about `size` normally distributed numbers, the same ones each time."""
    generator = torch.Generator().manual_seed(_SEED)
    x = torch.randn(shape(activation, size), generator=generator)
    with torch.no_grad():
        like = _public(activation)(x)
    upstream = torch.randn(like.shape, generator=generator)
    return Job(activation, x.to(device), upstream.to(device), backward)


def own(job: Job) -> Contender:
    """Return actlas as users call it: `actlas.functional.elu(x, alpha=1.0)`."""
    return _contender(job, OWN, "public", _public(job.activation, job.x.device))


def contender(peer: str, job: Job) -> Contender | Note:
    """Return a peer of actlas at that work, or why there is none."""
    return _BUILDERS[peer](job)


def _torch(job: Job) -> Contender:
    form, compute = _theirs(job)
    return _contender(job, "torch", form, compute)


def _compile(job: Job) -> Contender | Note:
    form, compute = _theirs(job)
    compiled = torch.compile(_fresh(compute), dynamic=False, fullgraph=True)
    try:
        made = _contender(job, "compile", form, compiled)
        with made.around():
            made.run()  # it is compiled when it is first called, for these surroundings alone
    except RuntimeError as error:  # no compiler for C++, or something that it cannot trace
        reason = (str(error).splitlines() or [type(error).__name__])[0]
        return Note(mark("torch.compile does not manage it: {reason}"), {"reason": reason})
    return made


def _jax(job: Job) -> Contender | Note:
    return jaxed.contender(
        job.activation, along(job.activation), job.x, job.upstream, backward=job.backward
    )


def _eager(job: Job) -> Contender | Note:
    if not has_backends():
        return Note(mark("this version of actlas has one form alone, and it is that one"))
    compute = _public(job.activation, job.x.device)
    return _contender(job, "eager", "public", compute, partial(actlas.backend, "eager"))


def _memory(job: Job) -> Contender:
    count = max(1, job.bytes // (2 * job.x.itemsize))  # each is read, and written
    source = torch.zeros(count, device=job.x.device)
    target = torch.empty_like(source)
    return Contender("memory", "copy", lambda: target.copy_(source))


_BUILDERS: dict[str, Callable[[Job], Contender | Note]] = {
    "torch": _torch,
    "compile": _compile,
    "jax": _jax,
    "eager": _eager,
    "memory": _memory,
}


def _contender(
    job: Job, name: str, form: str, compute: Function, around: Around = nullcontext
) -> Contender:
    """Return a function of PyTorch's tensors as a contender: forward alone, or backward too."""
    if job.backward:
        x, upstream = job.x.detach().requires_grad_(), job.upstream

        def both() -> object:
            return torch.autograd.grad(compute(x), x, upstream)

        def slopes(z: torch.Tensor) -> torch.Tensor:
            z = z.detach().requires_grad_()
            with around():
                y = compute(z)
                return torch.autograd.grad(y, z, torch.ones_like(y))[0]

        return Contender(name, form, both, slopes, around)

    def values(z: torch.Tensor) -> torch.Tensor:
        with _inference(around):
            return compute(z)

    return Contender(name, form, partial(compute, job.x), values, partial(_inference, around))


@contextmanager
def _inference(around: Around) -> Iterator[None]:
    """Prepare no gradient, as when a trained network is used."""
    with torch.no_grad(), around():
        yield


def _given(activation: Activation, device: torch.device | None = None) -> dict[str, Any]:
    """Return the parameters as a call has them: what modules train is a tensor, as in PyTorch."""
    learned = {each.name for each in activation.definition.parameters if each.learned}
    given: dict[str, Any] = {
        name: torch.tensor([value], device=device) if name in learned else value
        for name, value in activation.parameters.items()
    }
    return given if activation.elementwise else given | {"dim": along(activation)}


def _public(activation: Activation, device: torch.device | None = None) -> Function:
    return partial(function(activation.name, activation.definition), **_given(activation, device))


def _theirs(job: Job) -> tuple[str, Function]:
    """Return PyTorch's own operator, or the same function composed of several."""
    found = _operator(job.activation, job.x.device)
    return ("composed", _composed(job.activation)) if found is None else ("operator", found)


def _operator(activation: Activation, device: torch.device) -> Function | None:
    definition = activation.definition
    twin, given = definition.twin, _given(activation, device)
    if twin is None or not twin.functional:
        return None
    for each in definition.parameters:
        if each.extra and activation.parameters[each.name] != each.default:
            return None
        if each.extra:
            del given[each.name]
    home, _, name = twin.functional.rpartition(".")
    found: Function = getattr(importlib.import_module(home), name)
    return partial(found, **dict(twin.fixed), **given)


def _composed(activation: Activation) -> Function:
    """Return our kernel's operations as PyTorch differentiates them.

    What has no slope but the one that training takes in its place keeps that.
    """
    definition, values = activation.definition, tuple(activation.parameters.values())
    if not isinstance(definition, Elementwise):
        values = (*values, along(activation))
    elif definition.surrogate is not None:
        return _with(differentiable(definition, activation.name), values)
    return _with(kernel(definition, 0, activation.name), values)


def _with(compute: Callable[..., torch.Tensor], values: tuple[float, ...]) -> Function:
    return lambda z: compute(z, *values)


def _fresh(compute: Function) -> Function:
    """Return a function of new code: `torch.compile` gives up on code that it compiled often."""

    def call(z: torch.Tensor) -> torch.Tensor:
        return compute(z)

    return FunctionType(call.__code__.replace(), call.__globals__, closure=call.__closure__)
