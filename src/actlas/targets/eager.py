"""The eager target: PyTorch source, generated from the definition; the readable truth.

A kernel computes f, f′ or f″ by plain operations, in the form that `actlas.targets.proven` found to
keep its digits. Half precision is widened once on the way in and rounded once on the way out. What
users call is `actlas.targets.autograd`, which joins the kernels so that each is the other's slope.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import cache

import sympy as sp
import torch

from actlas.definition import Definition, Elementwise, Vector
from actlas.symbolic.calculus import Branches
from actlas.symbolic.functions import Z, ramp
from actlas.targets import primitives, vectors
from actlas.targets.printer import Printer, relation
from actlas.targets.workshop import build, keep, made

Kernel = Callable[..., torch.Tensor]


@cache
def source(definition: Definition, order: int = 0, name: str = "kernel", by: str = "") -> str:
    """Return PyTorch source of the `order`-th derivative, a function of z and the parameters.

    Args:
        definition: an activation of any kind.
        order: 0 for the function itself; up to 2.
        name: the function's name in the source.
        by: a parameter, by which that derivative is differentiated once more.

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
        return vectors.source(definition, order, name)
    assert isinstance(definition, Elementwise)
    from actlas.targets.proven import proven  # which runs what is written here

    pieces = proven(definition, order, by)
    text = write(definition, pieces, name, order)
    if _loses_a_limit(build(text, name), definition):
        return write(definition, pieces, name, order, limits=True)
    return text


def _loses_a_limit(run: Kernel, definition: Elementwise) -> bool:
    """Say whether a kernel is NaN at an infinity towards which its values settle or grow."""
    far = torch.tensor([[-torch.inf, -1e30, -3e29], [torch.inf, 1e30, 3e29]], dtype=torch.float64)
    there, *before = run(far, *(each.default for each in definition.parameters)).unbind(1)
    one, other = (primitives.at_infinity(each) for each in before)
    settles = ((one - other).abs() <= 1e-12 * one.abs()) | (one == other)
    return bool((there.isnan() & settles).any())


def write(
    definition: Elementwise,
    pieces: Branches,
    name: str = "kernel",
    order: int = 0,
    *,
    limits: bool = False,
) -> str:
    """Return PyTorch source that computes the given branches of the `order`-th derivative.

    With `limits`, an infinity is taken for a very large number, and what comes of it for the limit.

    Raises:
        BadExpression: the target lacks a primitive that a formula needs.
    """
    arguments = ", ".join(("z", *(each.name for each in definition.parameters)))
    lines, result = _selection(pieces, name, order)
    if _exact(pieces):
        # Autograd takes an input that comes back as it is for one that was overwritten.
        lines = ["x = z", *lines, "return x.clone()" if result == "x" else f"return {result}"]
    else:
        widen = ["x = z.float() if z.dtype in LOW_PRECISION else z"]
        settle = []
        if limits:
            widen += ["far = torch.isinf(x)", "x = torch.where(far, torch.sign(x) * 1e30, x)"]
            settle = ["y = torch.where(far, own.at_infinity(y), y)"]
        lines = [*widen, *lines, f"y = {result}", *settle, "return y.to(z.dtype)"]
    return "\n    ".join((f"def {name}({arguments}):", *lines))


def _exact(pieces: Branches) -> bool:
    """Say whether no branch rounds: it then needs no wider type."""
    return all(each.formula in (Z, ramp(Z)) or each.formula.is_Integer for each in pieces)


def _selection(pieces: Branches, name: str, order: int) -> tuple[list[str], str]:
    """Return the lines that prepare masks, arguments and what is used twice, and the choice."""
    plain = Printer("eager", primitives.EAGER, {Z: "x"}, conjunction=" & ", disjunction=" | ")
    lines: list[str] = []
    texts, taken, used = [], "", 0
    for index, branch in enumerate(pieces):
        last = index == len(pieces) - 1
        if not last:
            lines.append(f"c{index} = {relation(plain, branch.condition, name)}")
        writer = plain
        if len(pieces) > 1 and not _affine(branch.formula):
            # Where another branch holds, this one is fed a number at which it is harmless.
            here = f"c{index}" + (f" & ~({taken})" if taken else "")
            harmless = repr(_inside(pieces, index))
            choice = f"{taken}, {harmless}, x" if last else f"{here}, x, {harmless}"
            lines.append(f"x{index} = torch.where({choice})")
            writer = replace(plain, names={Z: f"x{index}"})
        for each in _shared(branch.formula):
            lines.append(f"t{used} = {writer(each, name)}")
            writer = replace(writer, names={**writer.names, each: f"t{used}"})
            used += 1
        text = writer(branch.formula, name)
        if last and not branch.formula.has(Z):
            text = f"own.{'filled' if order else 'constant'}(x, {text})"
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
    atoms = [a for c in conditions if c != sp.true for a in c.atoms(sp.core.relational.Relational)]
    edges = [c.rhs for c in atoms if c.lhs == Z and c.rhs.is_number]
    beside = [edge + step for edge in edges for step in (1, -1, sp.Rational(1, 8))]
    for candidate in (0, 1, -1, 0.5, -0.5, 2, -2, 5, -5, 10, -10, *beside):
        held = [c == sp.true or c.subs(Z, candidate) == sp.true for c in conditions]
        first = held.index(True) if True in held else None
        if first == index and pieces[index].formula.subs(Z, candidate).is_finite is not False:
            return float(candidate)
    return 0.0


def _shared(formula: sp.Expr) -> list[sp.Expr]:
    """Return the calls of functions that stand more than once, inner ones before outer ones."""
    counts: dict[sp.Expr, int] = {}
    for node in sp.preorder_traversal(formula):
        if isinstance(node, sp.Function) and node.has(Z) and node.func in primitives.COSTLY:
            counts[node] = counts.get(node, 0) + 1
    often = [node for node, count in counts.items() if count > 1]
    return sorted(often, key=lambda node: (node.count_ops(), str(node)))


def kernel(definition: Definition, order: int = 0, name: str = "kernel", by: str = "") -> Kernel:
    """Return the compiled `order`-th derivative: a function of a tensor and the parameters.

    Parameters are numbers, or tensors that broadcast with z. Arguments are those of `source`.

    Example:
        >>> from actlas.catalogue import definition
        >>> kernel(definition("elu"))(torch.tensor([-1000.0, 2.0]), 1.0)
        tensor([-1.,  2.])
    """
    found: Kernel = made(_write(definition, order, name, by))
    return found


# Writing code cannot be traced: while torch.compile traces, this runs as ordinary Python.
@torch.compiler.assume_constant_result  # type: ignore[untyped-decorator]
def _write(definition: Definition, order: int, name: str, by: str) -> str:
    """See that the kernel is kept, and return its key."""
    return _written(definition, order, name, by)


@cache
def _written(definition: Definition, order: int, name: str, by: str) -> str:
    text = source(definition, order, name, by)
    return keep(build(text, name), f"{name}_{order}_{by}", text)
