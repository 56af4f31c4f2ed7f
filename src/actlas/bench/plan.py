"""What is asked for, checked before anything is timed."""

from __future__ import annotations

import os
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import torch

import actlas
from actlas import spelling
from actlas.activation import Activation, get
from actlas.errors import UsageError
from actlas.training.memory import held

USUAL = ("relu", "elu", "gelu", "silu", "tanh", "softmax")
"""What is timed where no activation is named: what most networks are made of."""

SIZES = (1_000, 100_000, 1_000_000)
ROUNDS = 11
DEVICES = ("cpu", "cuda")

PEERS = ("torch", "compile", "jax", "eager", "memory")
"""PyTorch's operator, torch.compile of it, jax.jit of JAX's, our eager form, and a copy."""

ROW = 1_000
"""So many numbers, at most, an activation that works along a dimension has along it."""

_TENSORS = 16
"""About so many tensors of the size asked for are alive at once, all peers together."""


@dataclass(frozen=True, slots=True)
class Plan:
    """The activations to time, on how many numbers, beside whom, and how often."""

    activations: tuple[Activation, ...]
    sizes: tuple[int, ...]
    peers: tuple[str, ...]
    threads: int
    device: str
    rounds: int


def make_plan(
    activations: Iterable[str | Activation] | None = None,
    *,
    sizes: Sequence[int] = SIZES,
    peers: Iterable[str] | None = None,
    threads: int | None = None,
    device: str = "cpu",
    rounds: int = ROUNDS,
) -> Plan:
    """Return the plan for the arguments, or raise the error that says what is wrong.

    Args:
        activations: names, specifications or activations; some usual ones unless given, and every
            one of the catalogue for "all".
        sizes: how many numbers, each a whole number of 1 or more.
        peers: some of `PEERS`; all that there are unless given.
        threads: how many PyTorch uses; as many as it uses now unless given.
        device: "cpu" or "cuda".
        rounds: how often everybody is timed.

    Raises:
        UnknownName, BadParameter, BadExpression: an activation that there is not.
        UsageError: a value out of its range, a peer that there is not, no such device here.

    Example:
        >>> plan = make_plan(["elu(alpha=0.5)"], sizes=[1000], peers=["torch"], threads=1)
        >>> plan.activations[0].label, plan.sizes, plan.rounds
        ('elu(alpha=0.5)', (1000,), 11)
    """
    chosen = _activations(USUAL if activations is None else activations)
    _check_device(device)
    plan = Plan(
        activations=chosen,
        sizes=_sizes(sizes, device),
        peers=_peers(default_peers() if peers is None else peers),
        threads=_counted("threads", torch.get_num_threads() if threads is None else threads),
        device=device,
        rounds=_counted("rounds", rounds),
    )
    for activation in plan.activations:
        for size in plan.sizes:
            shape(activation, size)
    return plan


def has_backends() -> bool:
    """Say whether this actlas computes in more than one way, our eager form being one of them."""
    return hasattr(actlas, "backend")


def default_peers() -> tuple[str, ...]:
    """Return everybody, but our eager form where there is no other."""
    return tuple(each for each in PEERS if each != "eager" or has_backends())


def along(activation: Activation) -> int:
    """Return the dimension that an activation works along here: the last, if it names none."""
    return -1 if activation.dim is None else activation.dim


def shape(activation: Activation, size: int) -> tuple[int, ...]:
    """Return the shape in which an activation is given about `size` numbers.

    Number by number, a vector. Along a dimension, rows of at most `ROW` numbers, of which there are
    as many as fill the size.

    Raises:
        UsageError: so few numbers that there is not one whole row.

    Example:
        >>> import actlas
        >>> shape(actlas.get("elu"), 5_000), shape(actlas.get("glu"), 5_001)
        ((5000,), (5, 1000))
    """
    if activation.elementwise:
        return (size,)
    width = activation.width_in
    row = min(size, max(ROW, width)) // width * width
    if row == 0:
        raise UsageError(
            "{name} takes {width} numbers at a time, and the size is {size}; take a larger one",
            name=activation.label,
            width=width,
            size=size,
        )
    dim = along(activation)
    count = max(2, dim + 1, -dim)
    sizes = [1] * count
    sizes[0 if dim % count else 1] = size // row
    sizes[dim] = row
    return tuple(sizes)


def _activations(given: Iterable[str | Activation]) -> tuple[Activation, ...]:
    every: dict[Activation, None] = {}
    for each in given:
        names = actlas.names() if each == "all" else [each]
        every.update({get(n) if isinstance(n, str) else n: None for n in names})
    if not every:
        raise UsageError("name one or more activations, or none at all for the usual ones")
    return tuple(every)


def _sizes(given: Sequence[int], device: str) -> tuple[int, ...]:
    if not given:
        raise UsageError("name one or more sizes, such as 1000,1000000")
    for size in given:
        if size < 1:
            raise UsageError("a size is a whole number of 1 or more, got {size}", size=size)
    memory = held() if device == "cpu" else None
    needed = max(given) * 4 * _TENSORS
    if memory is not None and needed > memory:
        raise UsageError(
            "timing {size} numbers needs about {needed} GB of memory and this machine has {held}; "
            "take smaller sizes",
            size=max(given),
            needed=round(needed / 1e9),
            held=round(memory / 1e9),
        )
    return tuple(dict.fromkeys(given))


def _peers(given: Iterable[str]) -> tuple[str, ...]:
    asked = set(given)
    known = ", ".join(PEERS)
    for peer in sorted(asked - set(PEERS)):
        near = spelling.near(peer, PEERS, 1)
        if near:
            raise UsageError(
                "there is no peer {peer!r}; did you mean {hint}? Choose from: {known}",
                peer=peer,
                hint=near[0],
                known=known,
            )
        raise UsageError("there is no peer {peer!r}; choose from: {known}", peer=peer, known=known)
    if not asked:
        raise UsageError("name one or more peers: {known}", known=known)
    return tuple(each for each in PEERS if each in asked)


def _counted(what: str, count: int) -> int:
    if count < 1:
        raise UsageError("{what} must be 1 or more, got {count}", what=what, count=count)
    return count


def _check_device(device: str) -> None:
    if device not in DEVICES:
        raise UsageError(
            "there is no device {device!r}; choose one of: {known}",
            device=device,
            known=", ".join(DEVICES),
        )
    if device == "cuda" and not torch.cuda.is_available():
        raise UsageError(
            "PyTorch {version} finds no CUDA device here; take --device cpu, or install a driver "
            "and a PyTorch that is built for it",
            version=torch.__version__,
        )


def cores() -> int:
    """Return how many cores this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1
