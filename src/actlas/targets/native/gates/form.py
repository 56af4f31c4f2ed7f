"""What a parted activation computes for one number of each part, in the eager target's words.

The eager form says its outputs, and its Jacobian, in the parts and in calls of other activations,
`a * silu_0(b, 1.0)`. Here the calls are `own.silu_0(...)`, words of a room that knows them; the
gradient in a part is the sum over the outputs of their gradients times the Jacobian's entries.
"""

from __future__ import annotations

import ast
import re
from dataclasses import dataclass

from actlas.definition import Parted
from actlas.targets.kernels import source


@dataclass(frozen=True)
class Form:
    """The texts of functions of single numbers."""

    outputs: tuple[str, ...]
    """`output_0`, … of the parts and the parameters."""
    gradients: tuple[str, ...]
    """`gradient_0`, … of the parts, the outputs' gradients and the parameters."""
    calls: tuple[tuple[str, int], ...]
    """The activations that are called, and which derivative."""


def form(definition: Parted) -> Form:
    """Return what a kernel has to compute.

    Example:
        >>> from actlas.catalogue import definition
        >>> print(form(definition("swiglu")).outputs[0])
        def output_0(a, b):
            return a * own.silu_0(b, 1.0)
    """
    parts = ["x" if each == "z" else each for each in definition.inputs]
    parameters = [each.name for each in definition.parameters]
    slopes = [f"g{place}" for place in range(len(definition.outputs))]
    values, partials = _result(definition, 0), _result(definition, 1)
    joined = isinstance(values, ast.Call) and ast.unparse(values.func) == "torch.cat"
    written = _each(values.args[0]) if joined else [ast.unparse(values)]  # type: ignore[attr-defined]
    rows = [_each(row) for row in partials.args[0].elts]  # type: ignore[attr-defined]
    gradients = [
        " + ".join(f"{g} * ({row[place]})" for g, row in zip(slopes, rows, strict=True))
        for place in range(len(parts))
    ]
    given, more = ", ".join([*parts, *parameters]), ", ".join([*parts, *slopes, *parameters])
    called = re.compile(r"\b(\w+)_([012])\(")
    calls = sorted(
        {
            (name, int(order))
            for name, order in called.findall(" ".join([*written, *gradients]))
            if name in dict(definition.calls)
        }
    )

    def text(name: str, arguments: str, formula: str) -> str:
        for activation, order in calls:
            formula = re.sub(
                rf"(?<![\w.]){activation}_{order}\(", f"own.{activation}_{order}(", formula
            )
        return f"def {name}({arguments}):\n    return {formula}"

    return Form(
        tuple(text(f"output_{place}", given, each) for place, each in enumerate(written)),
        tuple(text(f"gradient_{place}", more, each) for place, each in enumerate(gradients)),
        tuple(calls),
    )


def _result(definition: Parted, order: int) -> ast.expr:
    """Return what the eager form of a derivative assigns to y."""
    function = ast.parse(source(definition, order, "gate")).body[0]
    assert isinstance(function, ast.FunctionDef)
    line = function.body[-2]
    assert isinstance(line, ast.Assign)
    return line.value


def _each(node: ast.expr) -> list[str]:
    assert isinstance(node, ast.Tuple)
    return [ast.unparse(each) for each in node.elts]
