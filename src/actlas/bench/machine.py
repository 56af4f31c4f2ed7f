"""What figures depend on: the machine, how much of it was used, and whose versions."""

from __future__ import annotations

import platform
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import torch

import actlas
from actlas.bench import jaxed
from actlas.bench.plan import cores


@dataclass(frozen=True, slots=True)
class Machine:
    """Where and with what something was timed; `jax` is None where it took no part."""

    processor: str
    cores: int
    threads: int
    device: str
    system: str
    python: str
    torch: str
    jax: str | None
    actlas: str
    date: str


def machine(threads: int, device: str, *, jax: bool = False) -> Machine:
    """Return what there is here.

    Args:
        threads: how many PyTorch uses.
        device: "cpu" or "cuda".
        jax: whether JAX takes part.
    """
    return Machine(
        processor=_processor(),
        cores=cores(),
        threads=threads,
        device=torch.cuda.get_device_name() if device == "cuda" else device,
        system=f"{platform.system()} {platform.machine()}",
        python=platform.python_version(),
        torch=torch.__version__,
        jax=jaxed.version() if jax else None,
        actlas=actlas.__version__,
        date=f"{datetime.now(UTC):%Y-%m-%d %H:%M} UTC",
    )


def _processor() -> str:
    cpu = Path("/proc/cpuinfo")
    lines = cpu.read_text("utf-8").splitlines() if cpu.is_file() else []
    named = (line.partition(":")[2].strip() for line in lines if line.startswith("model name"))
    return next(named, "") or platform.processor() or platform.machine()
