"""Complex numbers, for the functions of which PyTorch takes them: the formula as it is written.

The forms that keep a real number's digits branch on its size, and the derived slope is that along
the real line; so here autograd differentiates the plain operations, as PyTorch's own does.
"""

from __future__ import annotations

from functools import cache

from actlas.definition import Definition, Elementwise
from actlas.targets.kernels import Kernel
from actlas.targets.workshop import build, keep, made, undisturbed, untraced


def takes_complex(definition: Definition) -> bool:
    """Say whether an activation is one of those that PyTorch gives for complex numbers too.

    Example:
        >>> from actlas.catalogue import definition
        >>> takes_complex(definition("tanh")), takes_complex(definition("relu"))
        (True, False)
    """
    return definition.twin is not None and definition.twin.complex


def on_the_plane(definition: Elementwise, name: str = "kernel") -> Kernel:
    """Return the function of a complex tensor and the parameters, in the tensor's dtype.

    Example:
        >>> import torch
        >>> from actlas.catalogue import definition
        >>> on_the_plane(definition("tanh"))(torch.tensor([0.5j]))
        tensor([0.+0.5463j])
    """
    found: Kernel = made(_key(definition, name))
    return found


# Writing code cannot be traced: while torch.compile traces, this runs as ordinary Python.
@untraced
def _key(definition: Elementwise, name: str) -> str:
    return _written(definition, name)


@cache
def _written(definition: Elementwise, name: str) -> str:
    from actlas.symbolic.bells import in_bells
    from actlas.symbolic.calculus import Branch, written
    from actlas.targets import eager

    (piece,) = written(definition)
    with undisturbed():
        text = eager.write(definition, (Branch(in_bells(piece.formula), piece.condition),), name)
    return keep(build(text, name), f"{name}_complex", text)
