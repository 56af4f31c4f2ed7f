"""The eager target: PyTorch source, generated from the definition; the readable truth.

A kernel is made of plain operations, so autograd, `torch.func`, `torch.compile` and export see
nothing unusual. Two things keep gradients finite: a branch that is not taken is fed a harmless
number instead of z, and half precision is widened once on the way in, rounded once on the way out.
"""

from __future__ import annotations

import linecache
from collections.abc import Callable
from functools import cache
from types import ModuleType
from typing import Any

import sympy as sp
import torch

from actlas.definition import Definition, Elementwise, Vector
from actlas.symbolic import functions
from actlas.symbolic.calculus import Branches, branches, traced
from actlas.symbolic.functions import Z, ramp, sigmoid, softmax
from actlas.symbolic.stable import stable_branches
from actlas.symbolic.vector import D_IJ, D_IK, D_JK, S_I, S_J, S_K, vector_calculus
from actlas.targets.printer import Printer, relation

Kernel = Callable[..., torch.Tensor]

_PRIMITIVES = {
    sp.exp: "torch.exp({})",
    sp.log: "torch.log({})",
    sp.tanh: "torch.tanh({})",
    sp.sin: "torch.sin({})",
    sp.cos: "torch.cos({})",
    sp.Abs: "torch.abs({})",
    functions.expm1: "expm1({})",
    sigmoid: "torch.sigmoid({})",
    ramp: "torch.relu({})",
    softmax: "torch.softmax({}, dim)",
}
_LOW_PRECISION = (torch.float16, torch.bfloat16)


def constant(z: torch.Tensor, value: float | torch.Tensor) -> torch.Tensor:
    """Return `value` in the shape of z, still joined to z, with gradient 0 even where z is NaN."""
    if isinstance(value, int | float) and not torch.is_grad_enabled():
        return torch.full_like(z, value)
    return torch.where(torch.ones_like(z, dtype=torch.bool), value, z)


def expm1(z: torch.Tensor) -> torch.Tensor:
    """Return exp(z) - 1 with a gradient that keeps its tail: PyTorch's is the result plus 1."""
    tail = z < -1
    below, above = torch.where(tail, z, -1.0), torch.where(tail, 0.0, z)
    return torch.where(tail, torch.exp(below) - 1, torch.expm1(above))


@cache
def source(definition: Definition, order: int = 0, name: str = "kernel") -> str:
    """Return PyTorch source of the `order`-th derivative, a function of z and the parameters.

    Args:
        definition: an `Elementwise` or a `Vector` (orders 0 to 2).
        order: 0 for the function itself.
        name: the function's name in the source.

    Raises:
        BadExpression: the target lacks a primitive that the formula needs.

    Example:
        >>> from actlas.catalogue import definition
        >>> print(source(definition("tanh"), name="tanh"))
        def tanh(z):
            x = z.float() if z.dtype in LOW_PRECISION else z
            y = torch.tanh(x)
            return y.to(z.dtype)
    """
    if isinstance(definition, Vector):
        return _vector_source(definition, order, name)
    assert isinstance(definition, Elementwise)
    pieces = stable_branches(branches(definition, order) if order else traced(definition))
    arguments = ", ".join(("z", *(each.name for each in definition.parameters)))
    lines, result = _selection(pieces, name)
    if _exact(pieces):
        lines = ["x = z", *lines, f"return {result}"]
    else:
        widen = "x = z.float() if z.dtype in LOW_PRECISION else z"
        lines = [widen, *lines, f"y = {result}", "return y.to(z.dtype)"]
    return "\n    ".join((f"def {name}({arguments}):", *lines))


def _exact(pieces: Branches) -> bool:
    """Say whether no branch rounds: it then needs no wider type."""
    return all(each.formula in (Z, ramp(Z)) or each.formula.is_Integer for each in pieces)


def _selection(pieces: Branches, name: str) -> tuple[list[str], str]:
    """Return the lines that prepare masks and arguments, and the nested choice of a branch."""
    writer = Printer("eager", _PRIMITIVES, {Z: "x"})
    lines, texts, taken = [], [], ""
    for index, branch in enumerate(pieces):
        last = index == len(pieces) - 1
        if not last:
            lines.append(f"c{index} = {relation(writer, branch.condition, name)}")
        argument = "x"
        if len(pieces) > 1 and not _affine(branch.formula):
            argument = f"x{index}"
            here = f"c{index}" + (f" & ~({taken})" if taken else "")
            harmless = repr(_inside(pieces, index))
            choice = f"{taken}, {harmless}, x" if last else f"{here}, x, {harmless}"
            lines.append(f"{argument} = torch.where({choice})")
        text = Printer("eager", _PRIMITIVES, {Z: argument})(branch.formula, name)
        if last and not any(each.formula.has(Z) for each in pieces):
            text = f"constant(x, {text})"
        texts.append(text)
        taken = f"{taken} | c{index}" if taken else f"c{index}"
    result = texts[-1]
    for index in range(len(texts) - 2, -1, -1):
        result = f"torch.where(c{index}, {texts[index]}, {result})"
    return lines, result


def _affine(formula: sp.Expr) -> bool:
    return bool(formula.is_polynomial(Z) and sp.degree(formula, Z) <= 1)


def _inside(pieces: Branches, index: int) -> float:
    """Return a point at which the branch holds and its formula is finite, to stand in for z."""
    conditions = [each.condition for each in pieces[: index + 1]]
    edges = [c.rhs for c in conditions if c != sp.true and c.rhs.is_number]
    beside = [edge + step for edge in edges for step in (1, -1, sp.Rational(1, 8))]
    for candidate in (0, 1, -1, 0.5, -0.5, 2, -2, 5, -5, 10, -10, *beside):
        held = [c == sp.true or c.subs(Z, candidate) == sp.true for c in conditions]
        first = held.index(True) if True in held else None
        if first == index and pieces[index].formula.subs(Z, candidate).is_finite is not False:
            return float(candidate)
    return 0.0


_AXES = (S_I, S_J, S_K)
_DELTAS = ((D_IJ, 0, 1), (D_IK, 0, 2), (D_JK, 1, 2))


def _vector_source(definition: Vector, order: int, name: str) -> str:
    derived = vector_calculus(definition)
    arguments = ", ".join(("z", *(each.name for each in definition.parameters), "dim"))
    forward = Printer("eager", _PRIMITIVES, {Z: "x"})(derived.stable, name)
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
    result = Printer("eager", _PRIMITIVES, {})(formula, name)
    return "\n    ".join((*lines, f"y = {result}", "return y.to(z.dtype)"))


def _slots(kept: set[int], order: int) -> str:
    return ", ".join(":" if axis in kept else "None" for axis in range(order + 1))


_WRITTEN = ModuleType("kernels")
"""Every kernel made so far: a module, since torch.compile looks functions up in modules."""


def kernel(definition: Definition, order: int = 0, name: str = "kernel") -> Kernel:
    """Return the compiled `order`-th derivative: a function of a tensor and the parameters.

    Example:
        >>> from actlas.catalogue import definition
        >>> kernel(definition("elu"))(torch.tensor([-1000.0, 2.0]), 1.0)
        tensor([-1.,  2.])
    """
    made: Kernel = getattr(_WRITTEN, _write(definition, order, name))
    return made


# Writing code cannot be traced: while torch.compile traces, this runs as ordinary Python.
@torch.compiler.assume_constant_result  # type: ignore[untyped-decorator]
def _write(definition: Definition, order: int, name: str) -> str:
    """See that the kernel is in `_WRITTEN`, and return its name there."""
    return _written(definition, order, name)


@cache
def _written(definition: Definition, order: int, name: str) -> str:
    text = source(definition, order, name)
    key = f"{name}_{order}_{len(vars(_WRITTEN))}"
    file = f"<actlas eager {key}>"
    linecache.cache[file] = (len(text), None, text.splitlines(keepends=True), file)
    namespace: dict[str, Any] = {
        "torch": torch,
        "constant": constant,
        "expm1": expm1,
        "LOW_PRECISION": _LOW_PRECISION,
    }
    exec(compile(text, file, "exec"), namespace)  # noqa: S102 - our own text, never a user's
    setattr(_WRITTEN, key, namespace[name])
    return key
