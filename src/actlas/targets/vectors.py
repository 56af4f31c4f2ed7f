"""What works along a dimension, in PyTorch source: the function along `dim`, and its derivatives.

A derivative adds axes at the end in place of `dim`: the output's index i, then j (and k) of the
inputs.
"""

from __future__ import annotations

from typing import Any

import sympy as sp

from actlas.definition import Along, Entmax, Parted, Pooled, Vector
from actlas.errors import BadExpression
from actlas.symbolic import entmax
from actlas.symbolic.functions import Z
from actlas.symbolic.parted import called, parted_calculus
from actlas.symbolic.vector import D_IJ, D_IK, D_JK, S_I, S_J, S_K, vector_calculus
from actlas.targets.printer import Printer
from actlas.targets.table import EAGER

_WIDEN = "x = z.float() if z.dtype in LOW_PRECISION else z"
_NARROW = "return y.to(z.dtype)"
ORDERS = 3
"""A function and its derivatives: so many there are of each that is called."""
_DELTAS = ((D_IJ, 0, 1), (D_IK, 0, 2), (D_JK, 1, 2))


def source(definition: Along, order: int, name: str) -> str:
    """Return PyTorch source of what works along `dim`, its Jacobian, or its second derivatives.

    Example:
        >>> from actlas.catalogue import definition
        >>> print(source(definition("softmax"), 0, "softmax"))
        def softmax(z, dim):
            x = z.float() if z.dtype in LOW_PRECISION else z
            y = torch.softmax(x, dim)
            return y.to(z.dtype)
    """
    arguments = ", ".join(("z", *(each.name for each in definition.parameters), "dim"))
    if isinstance(definition, Vector):
        lines = _vector(definition, order, name)
    elif isinstance(definition, Entmax):
        lines = _entmax(definition, order, name)
    elif isinstance(definition, Parted):
        lines = _parted(definition, order, name)
    elif isinstance(definition, Pooled):
        lines = _pooled(definition, order)
    else:
        raise BadExpression(
            "{activation} is a {kind}, which has no PyTorch source; write it as a Vector, a Gated "
            "or another kind of actlas.definition",
            activation=name,
            kind=type(definition).__name__,
        )
    return "\n    ".join((f"def {name}({arguments}):", _WIDEN, *lines, _NARROW))


def _vector(definition: Vector, order: int, name: str) -> list[str]:
    derived = vector_calculus(definition)
    forward = Printer("eager", EAGER, {Z: "x"})(derived.stable, name)
    if order == 0:
        return [f"y = {forward}"]
    formula = derived.jacobian if order == 1 else derived.second
    lines = [f"s = torch.atleast_1d({forward}).movedim(dim, -1)", *_deltas(formula, order, "s")]
    for axis, output in enumerate((S_I, S_J, S_K)[: order + 1]):
        if formula.has(output):
            lines.append(f"{output} = s[..., {_slots({axis}, order)}]")
    lines.append(f"y = {Printer('eager', EAGER, {})(formula, name)}")
    if not formula.has(S_I):  # no output i in the formula: the same for all, but for the deltas
        lines.append(f"y = y.expand(*s.shape, {', '.join(['s.shape[-1]'] * order)})")
    return lines


def _deltas(formula: sp.Expr, order: int, rows: str) -> list[str]:
    """Return the lines that make the Kronecker deltas of a formula."""
    lines = [
        f"{delta} = one[{_slots({first, second}, order)}]"
        for delta, first, second in _DELTAS
        if formula.has(delta)
    ]
    one = f"one = torch.eye({rows}.shape[-1], dtype={rows}.dtype, device={rows}.device)"
    return [one, *lines] if lines else []


def _slots(kept: set[int], order: int) -> str:
    return ", ".join(":" if axis in kept else "None" for axis in range(order + 1))


def _entmax(definition: Entmax, order: int, name: str) -> list[str]:
    degree = entmax.entmax_calculus(definition).degree
    lines = [f"t, support = along.threshold(x, dim, {degree})"]
    if order == 0:
        return [*lines, f"y = along.restored({_raised(degree)}, x, dim)"]
    weight, change = entmax.rates(definition)
    formula = entmax.in_weights()[order - 1]
    if change == 0:
        nothing = dict.fromkeys((entmax.Q_I, entmax.Q_J, entmax.Q_K, entmax.Q), 0)
        formula = formula.subs(nothing)
    if formula == 0:
        return [*lines, f"y = t.new_zeros(*t.shape, {', '.join(['t.shape[-1]'] * order)})"]
    lines += [f"w = {_of_root(weight, degree)}", f"q = {_of_root(change, degree)}"]
    lines += _deltas(formula, order, "t")
    for letter, symbols in (
        ("w", (entmax.W_I, entmax.W_J, entmax.W_K)),
        ("q", (entmax.Q_I, entmax.Q_J, entmax.Q_K)),
    ):
        for axis, each in enumerate(symbols):
            if formula.has(each):
                lines.append(f"{each} = {letter}[..., {_slots({axis}, order)}]")
        total = letter.upper()
        if formula.has(sp.Symbol(total, real=True)):
            nones = ", ".join(["None"] * order)
            lines.append(f"{total} = {letter}.sum(-1)[..., None, {nones}]")
    return [*lines, f"y = {Printer('eager', EAGER, {})(formula, name)}"]


def _raised(degree: int) -> str:
    return " * ".join(["t"] * degree)


def _of_root(rate: sp.Expr, degree: int) -> str:
    """Write a function of the output s in t, whose power s is; its root has no slope at 0."""
    t, support = sp.symbols("t support", nonnegative=True)
    s = next(iter(rate.free_symbols), None)
    written = rate.subs({sp.sign(s): support}).subs(s, t**degree) if s is not None else rate
    return Printer("eager", EAGER, {support: "support.to(t.dtype)"})(written, "entmax")


def _parted(definition: Parted, order: int, name: str) -> list[str]:
    derived = parted_calculus(definition)
    writer = Printer("eager", {**EAGER, **_calls(definition)}, {Z: "x"})
    first = "x" if derived.inputs[0] == Z else str(derived.inputs[0])
    count = len(derived.inputs)
    names = ", ".join("x" if each == Z else str(each) for each in derived.inputs)
    along = "x, dim" if order == 0 else "x.movedim(dim, -1), -1"
    lines = [f"{names if count > 1 else f'({names},)'} = along.parts({along}, {count})"]

    def write(formula: sp.Expr) -> str:
        text = writer(formula, name)
        return text if formula.has(*derived.inputs) else f"own.filled({first}, {text})"

    def rows(of: tuple[sp.Expr, ...]) -> str:
        return f"({', '.join(map(write, of))},)"

    if order == 0:
        results = [write(each) for each in derived.outputs]
        joined = results[0] if len(results) == 1 else f"torch.cat(({', '.join(results)}), dim)"
    elif order == 1:
        joined = f"along.blocks(({', '.join(map(rows, derived.jacobian))},))"
    else:
        matrices = (f"({', '.join(map(rows, each))},)" for each in derived.second)
        joined = f"along.double_blocks(({', '.join(matrices)},))"
    return [*lines, f"y = {joined}"]


def _calls(definition: Parted) -> dict[Any, str]:
    """Return how source calls the activations that the formulas call: with their defaults."""
    calls = {}
    for name, own in definition.calls:
        given = "".join(f", {each.default!r}" for each in own.parameters)
        for order in range(ORDERS):
            calls[called(name, own, order)] = f"{name}_{order}({{}}{given})"
    return calls


def _pooled(definition: Pooled, order: int) -> list[str]:
    lines = [f"grouped = along.groups(x, dim, int({definition.size}))"]
    if order == 0:
        return [*lines, "y = grouped.amax(-1).movedim(-1, dim)"]
    if order == 1:
        return [*lines, "y = along.shares(grouped)"]
    n = "grouped.shape[-2] * grouped.shape[-1]"
    return [*lines, f"n = {n}", "y = grouped.new_zeros(*grouped.shape[:-1], n, n)"]
