"""Vector activations in PyTorch source: the function along `dim`, and its derivatives."""

from __future__ import annotations

from actlas.definition import Vector
from actlas.symbolic.functions import Z
from actlas.symbolic.vector import D_IJ, D_IK, D_JK, S_I, S_J, S_K, vector_calculus
from actlas.targets.printer import Printer
from actlas.targets.table import EAGER

_AXES = (S_I, S_J, S_K)
_DELTAS = ((D_IJ, 0, 1), (D_IK, 0, 2), (D_JK, 1, 2))


def source(definition: Vector, order: int, name: str) -> str:
    """Return PyTorch source of a vector activation, its Jacobian, or its second derivatives.

    Example:
        >>> from actlas.catalogue import definition
        >>> print(source(definition("softmax"), 0, "softmax"))
        def softmax(z, dim):
            x = z.float() if z.dtype in LOW_PRECISION else z
            y = torch.softmax(x, dim)
            return y.to(z.dtype)
    """
    derived = vector_calculus(definition)
    arguments = ", ".join(("z", *(each.name for each in definition.parameters), "dim"))
    forward = Printer("eager", EAGER, {Z: "x"})(derived.stable, name)
    lines = [f"def {name}({arguments}):", "x = z.float() if z.dtype in LOW_PRECISION else z"]
    if order == 0:
        return "\n    ".join((*lines, f"y = {forward}", "return y.to(z.dtype)"))
    # The derivative adds axes: the vector's own becomes i, and j (and k) follow it at the end.
    formula = derived.jacobian if order == 1 else derived.second
    lines.append(f"s = torch.atleast_1d({forward}).movedim(dim, -1)")
    lines.append("one = torch.eye(s.shape[-1], dtype=s.dtype, device=s.device)")
    for axis, output in enumerate(_AXES[: order + 1]):
        lines.append(f"{output} = s[..., {_slots({axis}, order)}]")
    for delta, first, second in _DELTAS:
        if formula.has(delta):
            lines.append(f"{delta} = one[{_slots({first, second}, order)}]")
    result = Printer("eager", EAGER, {})(formula, name)
    return "\n    ".join((*lines, f"y = {result}", "return y.to(z.dtype)"))


def _slots(kept: set[int], order: int) -> str:
    return ", ".join(":" if axis in kept else "None" for axis in range(order + 1))
