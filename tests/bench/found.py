"""Figures that were not measured, for tests of what becomes of them."""

from __future__ import annotations

from actlas.bench import Absence, Benchmark, Case, Entry
from actlas.bench.machine import Machine
from actlas.data import Note

MACHINE = Machine(
    processor="a processor",
    cores=2,
    threads=1,
    device="cpu",
    system="Linux x86_64",
    python="3.11.7",
    torch="2.13.0",
    jax=None,
    actlas="0.1.0",
    date="2026-01-02 03:04 UTC",
)
PEERS = ("torch", "compile", "jax", "eager", "memory")
SPEEDS = {"actlas": 2.0, "torch": 3.0, "compile": 1.0, "jax": 4.0, "eager": 8.0, "memory": 0.5}


def case(
    activation: str, size: int, backward: bool, *, form: str = "operator", factor: float = 1.0
) -> Case:
    """Return a case in which every round is slower than the one before, for everybody alike."""
    entries = tuple(
        Entry(
            name,
            {"actlas": "public", "memory": "copy"}.get(name, form),
            tuple(factor * speed * size * 1e-9 * (number + 1) for number in range(5)),
            None if name == "memory" else speed / 2,
        )
        for name, speed in SPEEDS.items()
    )
    return Case(activation, size, size, backward, size * (20 if backward else 8), entries)


def benchmark(
    *, activations: tuple[str, ...] = ("elu(alpha=0.25)", "gish"), factor: float = 1.0
) -> Benchmark:
    """Return a benchmark with two sizes; PyTorch has no operator of the last activation."""
    cases = tuple(
        case(name, size, backward, form=form, factor=factor)
        for name in activations
        for form in ("composed" if name == activations[-1] else "operator",)
        for size in (1_000, 16_000_000)
        for backward in (False, True)
    )
    absences = (Absence("jax", "gish", Note("jax.nn has no such function")),)
    return Benchmark(MACHINE, 5, PEERS, cases, absences)
