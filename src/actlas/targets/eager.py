"""The eager target: how PyTorch source is written from a definition; the readable truth.

A kernel computes f, f′ or f″ by plain operations, in the form that `actlas.targets.proven` found to
keep its digits. Half precision is widened once on the way in and rounded once on the way out.
`actlas.targets.kernels` makes functions of what is written here, and writes nothing twice.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import sympy as sp
import torch

from actlas.definition import Along, Definition, Elementwise
from actlas.symbolic.calculus import Branches
from actlas.symbolic.functions import Z, ramp
from actlas.targets import primitives, table, vectors
from actlas.targets.kernels import Kernel
from actlas.targets.pair_printer import pair
from actlas.targets.printer import Printer, relation
from actlas.targets.workshop import build


def derived(definition: Definition, order: int, name: str, by: str) -> str:
    """Return the source text of a kernel; `actlas.targets.kernels.source` says what is what."""
    if isinstance(definition, Along):
        return vectors.source(definition, order, name)
    assert isinstance(definition, Elementwise)
    from actlas.targets.proven import proven  # which runs what is written here

    pieces = proven(definition, order, by, wide=True)
    text = write(definition, pieces, name, order)
    lost = _lost_limits(build(text, name), definition)
    return write(definition, pieces, name, order, limits=lost) if lost else text


_FAR = (1e30, 7e29, 5e29, 3e29, 2e29, 1.7e29, 1.3e29, 1.1e29)


def _lost_limits(run: Kernel, definition: Elementwise) -> tuple[int, ...]:
    """Return the sides, -1 and 1, on which values settle or grow and the kernel is NaN at the end.

    A wave neither settles nor grows, and is rightly NaN there. Which terms grow may hang on
    parameters, as with (p - q)·z·σ((p - q)·z) + q·z; so some other values are tried.
    """
    far = torch.tensor([torch.inf, *_FAR], dtype=torch.float64)
    tried = list(settings(definition))
    return tuple(
        side for side in (-1, 1) if any(_loses(run(side * far, *values)) for values in tried)
    )


def _loses(values: torch.Tensor) -> bool:
    """Say whether the first value, at an infinity, is NaN, where the others have a limit."""
    there, *before = values
    first, *others = (primitives.at_infinity(each) for each in before)
    # Of opposite infinities the difference is infinite, and no share of either.
    within = 1e-12 * first.abs() if first.isfinite() else 0.0
    settles = all(bool((first - e).abs() <= within) or bool(e == first) for e in others)
    return bool(there.isnan()) and settles


def settings(definition: Elementwise) -> Iterator[tuple[float, ...]]:
    """Give the defaults, and the defaults but for one parameter that is larger or smaller."""
    defaults = tuple(each.default for each in definition.parameters)
    yield defaults
    for index, each in enumerate(definition.parameters):
        for number in (each.default + 1.75, each.default / 2, each.default - 1.75):
            if number in each.domain:
                yield (*defaults[:index], number, *defaults[index + 1 :])


def write(
    definition: Elementwise,
    pieces: Branches,
    name: str = "kernel",
    order: int = 0,
    *,
    limits: tuple[int, ...] = (),
) -> str:
    """Return PyTorch source that computes the given branches of the `order`-th derivative.

    On the sides `limits`, -1 and 1, an infinity is taken for a very large number, and what comes of
    it for the limit.

    Raises:
        BadExpression: the target lacks a primitive that a formula needs.
    """
    arguments = ", ".join(("z", *(each.name for each in definition.parameters)))
    lines, result = _selection(pieces, name, order)
    beside = [f"{each} = own.beside(x, {each})" for each in _alone(pieces)]
    lines = [*beside, *lines]
    if _exact(pieces):
        # Autograd takes an input that comes back as it is for one that was overwritten.
        lines = ["x = z", *lines, "return x.clone()" if result == "x" else f"return {result}"]
    else:
        widen = ["x = z.float() if z.dtype in LOW_PRECISION else z"]
        settle = []
        if limits:
            end = "x == -torch.inf" if limits == (-1,) else "x == torch.inf"
            far = "torch.isinf(x)" if len(limits) > 1 else end
            widen += [f"far = {far}", "x = torch.where(far, torch.sign(x) * 1e30, x)"]
            settle = ["y = torch.where(far, own.at_infinity(y), y)"]
        lines = [*widen, *lines, f"y = {result}", *settle, "return y.to(z.dtype)"]
    return "\n    ".join((f"def {name}({arguments}):", *lines))


def _alone(pieces: Branches) -> list[str]:
    """Return the parameters that stand in a function or a comparison without z beside them."""
    found = set()
    for branch in pieces:
        for part in (branch.formula, branch.condition):
            for node in part.atoms(*_OF_TENSORS) if isinstance(part, sp.Basic) else ():
                if not node.has(Z):
                    found |= {each.name for each in node.free_symbols}
    return sorted(found)


_OF_TENSORS = (sp.Function, sp.Max, sp.Min, sp.core.relational.Relational)


def _exact(pieces: Branches) -> bool:
    """Say whether no branch rounds: it then needs no wider type."""
    return all(each.formula in (Z, ramp(Z)) or each.formula.is_Integer for each in pieces)


def _selection(pieces: Branches, name: str, order: int) -> tuple[list[str], str]:
    """Return the lines that prepare masks, arguments and what is used twice, and the choice."""
    plain = Printer("eager", table.EAGER, {Z: "x"}, " & ", " | ", paired=pair)
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
    if len(texts) > 1 and sum(map(len, texts)) > _LONG:
        named = [f"y{index}" for index in range(len(texts))]
        lines += [f"{name} = {text}" for name, text in zip(named, texts, strict=True)]
        texts = named
    result = texts[-1]
    for index in range(len(texts) - 2, -1, -1):
        result = f"torch.where(c{index}, {texts[index]}, {result})"
    return lines, result


_LONG = 50
"""Branches that are longer together stand in lines of their own, above the choice among them."""


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
        if isinstance(node, sp.Function) and node.has(Z) and node.func in table.COSTLY:
            counts[node] = counts.get(node, 0) + 1
    often = [node for node, count in counts.items() if count > 1]
    return sorted(often, key=lambda node: (node.count_ops(), str(node)))
