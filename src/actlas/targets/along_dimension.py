"""What works along a dimension, as users call it: a native kernel where one serves, else eager.

It is to these activations what `actlas.targets.autograd` is to elementwise ones.
"""

from __future__ import annotations

from functools import cache
from typing import Any

import torch

from actlas.definition import Along
from actlas.targets.dispatch import serving_along
from actlas.targets.kernels import Kernel, kernel
from actlas.targets.workshop import keep, made, untraced


def computed(definition: Along, name: str = "kernel") -> Kernel:
    """Return the function of a tensor, the parameters in the definition's order, and `dim`.

    Args:
        definition: an activation that works along a dimension.
        name: its name, for the source that tracebacks show.

    Example:
        >>> from actlas.catalogue import definition
        >>> computed(definition("softmax"))(torch.zeros(4), 0)
        tensor([0.2500, 0.2500, 0.2500, 0.2500])
    """
    found: Kernel = made(_choose(definition, name))
    return found


# Writing code cannot be traced: while torch.compile traces, this runs as ordinary Python.
@untraced
def _choose(definition: Along, name: str) -> str:
    return _chosen(definition, name)


@cache
def _chosen(definition: Along, name: str) -> str:
    compute = kernel(definition, 0, name)
    serve = serving_along(definition, name)
    if serve is None:
        return keep(compute, f"along_{name}")

    def run(z: torch.Tensor, *given: Any) -> torch.Tensor:
        if not torch.compiler.is_compiling():
            served = serve(z, given[:-1], given[-1])
            if served is not None:
                return served
        return compute(z, *given)

    return keep(run, f"along_{name}")
