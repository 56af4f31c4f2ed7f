"""A kernel's check on the device that runs it, before it may answer anyone.

As with native kernels the eager form in float64 is the truth, held to 50 digits elsewhere. A kernel
may be off by what is allowed to native ones, or by a few times what the eager form is off in
float32: in some places a formula itself loses digits. At ±0, ±∞ and NaN a kernel gives what the
eager form gives.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import torch

from actlas.targets.native.proof import BOUNDS, LEAST_SLOPE, agrees_at_the_ends, worst

Compute = Callable[..., torch.Tensor]
_SHARE = 4.0
"""How many times as far off as the eager form a kernel may be."""


def problem(
    compute: Compute,
    eager: Compute,
    order: int,
    z: torch.Tensor,
    parameters: Sequence[float],
    device: torch.device,
) -> str:
    """Return what is wrong with a kernel; nothing where it is right.

    Args:
        compute: what runs the kernel over numbers on the device.
        eager: the eager form of the same derivative.
        order: which derivative.
        z: the numbers on which it is tried, not on the device.
        parameters: their values.
        device: where the kernel computes.
    """

    def here(run: Compute) -> Compute:
        return lambda z, *given: run(z.to(device), *given).cpu()

    computed_in = torch.float64 if z.dtype == torch.float64 else torch.float32
    least = LEAST_SLOPE[computed_in]
    found = worst(here(compute), eager, z, parameters, least)
    allowed = BOUNDS[computed_in][order]
    if found.ulps > allowed:
        lost = worst(here(eager), eager, z.float(), parameters, LEAST_SLOPE[torch.float32])
        allowed = max(allowed, _SHARE * lost.ulps)
    if found.ulps > allowed:
        return f"is off by {found.ulps:.3g} units in the last place at {found.at!r}"
    if not agrees_at_the_ends(here(compute), eager, z.dtype, parameters, signs=not order):
        return "differs at 0, at infinities or at NaN"
    return ""
