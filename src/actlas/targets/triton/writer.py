"""The source of Triton kernels: a program in the words of the room, and what runs it over tensors.

    z, parameters → f(z)              one number read and one written
    z, g, parameters → g·f′(z)        two read and one written

Numbers of half precision are computed with in float32, and rounded once when they are written.
"""

from __future__ import annotations

import ast

from actlas.targets.native.translation import Program

_KERNEL = """
@jit
def run({pointers}, count{parameters}, block: tl.constexpr):
    place = tl.program_id(0).to(tl.int64) * block + tl.arange(0, block)
    inside = place < count
{body}
"""
_GIVEN = {"float32": "tl.float32", "float64": "tl.int64"}
_PARAMETER = {
    "float32": "own_{name} = tl.full((), own_{name}, tl.float32)",
    "float64": "own_{name} = own_{name}.to(tl.int64).to(tl.float64, bitcast=True)",
}
"""How a parameter is given and read: Triton takes every number of Python for float32, so a float64
number is given as the whole number that has its bits."""
_READ = "{name} = tl.load({pointer} + place, mask=inside).to(tl.{kind})"
_WRITE = "tl.store(result + place, y.to(result.dtype.element_ty), mask=inside)"


def forward(program: Program, kind: str) -> str:
    """Return the source of the kernel that writes program(z) for every z.

    Args:
        program: what is computed.
        kind: the type in which it is computed: float32 or float64.
    """
    return _kernel(program, kind, {"z": "x"}, _call(program))


def backward(program: Program, kind: str) -> str:
    """Return the source of the kernel that writes g·program(s) for every saved s and gradient g.

    Arguments are those of `forward`.
    """
    return _kernel(program, kind, {"z": "x", "upstream": "g"}, f"g * {_call(program)}")


def _call(program: Program) -> str:
    return f"{program.name}({', '.join(['x', *(f'own_{each}' for each in program.parameters)])})"


def _kernel(program: Program, kind: str, read: dict[str, str], result: str) -> str:
    body = [
        *(_READ.format(name=name, pointer=pointer, kind=kind) for pointer, name in read.items()),
        *(_PARAMETER[kind].format(name=name) for name in program.parameters),
        f"y = {result}",
        _WRITE,
    ]
    run = _KERNEL.format(
        pointers=", ".join([*read, "result"]),
        parameters="".join(f", own_{name}: {_GIVEN[kind]}" for name in program.parameters),
        body="\n".join(f"    {line}" for line in body),
    )
    return f"@jit\n{spoken(program, kind)}\n\n{run}"


def spoken(program: Program, kind: str) -> str:
    """Return a program as Triton compiles it: numbers have a type, and quotients round rightly."""
    function = ast.parse(program.text).body[0]
    assert isinstance(function, ast.FunctionDef)
    spelt = _Spelt().visit(function)
    used = {node.id for node in ast.walk(spelt) if isinstance(node, ast.Name)}
    numbers = [
        f"{name} = tl.full((), {_number(value)}, tl.{kind})"
        for name, value in program.constants.items()
        if name in used
    ]
    spelt.body = [*ast.parse("\n".join(numbers)).body, *spelt.body]
    return ast.unparse(ast.fix_missing_locations(spelt))


def _number(value: float) -> str:
    return repr(value) if abs(value) < float("inf") else f'float("{value}")'


class _Spelt(ast.NodeTransformer):
    """Says quotients and negations of conditions as Triton does."""

    def visit_BinOp(self, node: ast.BinOp) -> ast.expr:
        left = self.visit(node.left)
        right = self.visit(node.right)
        if isinstance(node.op, ast.Div):
            return ast.Call(ast.Name("quotient"), [left, right], [])
        return ast.BinOp(left, node.op, right)

    def visit_UnaryOp(self, node: ast.UnaryOp) -> ast.expr:
        operand = self.visit(node.operand)
        return ast.UnaryOp(ast.Invert() if isinstance(node.op, ast.Not) else node.op, operand)
