"""What the eager target's source says, in the words of a room of primitives.

The eager form is the one that was proven to keep its digits, so the native kernel computes the same
form: PyTorch's operations on tensors become a room's on single numbers, and a loop calls them. A
room may know a phrase that it says better as a whole, such as u·σ(u); these are its `PHRASES`.
"""

from __future__ import annotations

import ast
import copy
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from types import ModuleType
from typing import Any

import numpy as np

_PAIRS, _OWN, _TORCH = "pairs", "own", "torch"
_SAME = {"where": "select", "abs": "absolute"}
"""What a room calls otherwise than PyTorch does."""
_NUMBERED = {"sinc": 1, "wave": 2}
"""Primitives whose argument at this place is a whole number, and is part of a room's word."""
_EVERYWHERE = ("select", "sqrt", "square")
"""What a processor does in one instruction, and every room's code may say."""
_SHORT = 64
REST = "_rest"
"""Ends the name of what rounding took from a parameter, where a program needs it too."""


class MissingWord(Exception):
    """A room lacks a primitive, and another room has to serve."""


@dataclass
class Program:
    """A function of single numbers in the words of a room: its source, and the numbers in it."""

    name: str
    parameters: list[str]
    text: str
    constants: dict[str, float] = field(default_factory=dict)
    words: set[str] = field(default_factory=set)


def translated(
    source: str,
    room: ModuleType,
    kind: str,
    name: str,
    *,
    bare: bool = False,
    bound: Mapping[str, float] | None = None,
) -> Program:
    """Return eager source in the words of a room.

    Args:
        source: what the eager target wrote of one derivative of an activation.
        room: the module that has the primitives.
        kind: the type in which they compute, for numbers that are given in twice its digits.
        name: the function's name in the result.
        bare: leave out what the source says of infinities.
        bound: parameters whose values are known, and need not be asked for.

    Raises:
        MissingWord: the room lacks a primitive that the source needs.
    """
    function = ast.parse(source).body[0]
    assert isinstance(function, ast.FunctionDef)
    writer = _Writer(room, kind, bound or {})
    lines = [each for each in function.body if not (bare and _of_infinity(each))]
    body = [writer.visit(each) for each in _unguarded(lines)]
    phrased = [_phrased(each, room, writer.constants) for each in _inlined(body)]
    function.body = [_MultipliedOut().visit(each) for each in phrased]
    function.name = name
    ast.fix_missing_locations(function)
    function.args.args += [ast.arg(f"{each}{REST}") for each in writer.rests]
    parameters = [each.arg for each in function.args.args[1:]]
    _mirrored(function, room)
    words = set(_words(function, room))
    return Program(name, parameters, ast.unparse(function), writer.constants, words)


_WRITTEN_OUT = re.compile(r"[tx]\d+")


def _inlined(body: list[ast.stmt]) -> Iterator[ast.stmt]:
    """Give the lines with what is used twice, or guarded, written out: phrases may contain it.

    LLVM finds it again, and computes it once.
    """
    known: dict[str, ast.expr] = {}
    for line in body:
        filled = _Filled(known).visit(line)
        if isinstance(filled, ast.Assign) and isinstance(filled.targets[0], ast.Name):
            name = filled.targets[0].id
            if _WRITTEN_OUT.fullmatch(name):
                known[name] = filled.value
                continue
        yield filled


def _mirrored(function: ast.FunctionDef, room: ModuleType) -> None:
    """Let σ(u) and σ(-u) share their exponential, where a program has several and a room can."""
    known: Mapping[str, str] = getattr(room, "MIRRORED", {})
    calls = [
        node.func
        for node in ast.walk(function)
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in known
    ]
    if len(calls) > 1:
        for each in calls:
            each.id = known.get(each.id, each.id)


def _words(function: ast.FunctionDef, room: ModuleType) -> Iterator[str]:
    """Give the primitives that a function calls.

    Raises:
        MissingWord: the room lacks one.
    """
    for node in ast.walk(function):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
            if not hasattr(room, node.func.id) and node.func.id not in _EVERYWHERE:
                raise MissingWord(node.func.id)
            yield node.func.id


def says_infinity(source: str) -> bool:
    """Say whether eager source has lines for infinities alone."""
    return "own.at_infinity(" in source


_GUARDED = re.compile(r"x\d+")


def _unguarded(lines: list[ast.stmt]) -> Iterator[ast.stmt]:
    """Give the lines without what is about tensors alone: names for z, or x, of another type.

    A single number needs no wider type yet, and a branch that is not taken may overflow: nobody
    differentiates it. LLVM, besides, loses the sign of zero in such a choice between types. That
    nobody asks for a branch above 0 is worth knowing to a room, so such an x is `falling(x)`.
    """
    above = set()
    for line in lines:
        if not isinstance(line, ast.Assign) or not isinstance(line.targets[0], ast.Name):
            yield line
            continue
        name, value = line.targets[0].id, ast.unparse(line.value)
        if value == "x > 0":
            above.add(name)
        if "LOW_PRECISION" in value:
            yield ast.Assign([ast.Name(name)], ast.Name("z"))
        elif _GUARDED.fullmatch(name):
            falls = any(value == f"torch.where({each}, 0.0, x)" for each in above)
            yield ast.parse(f"{name} = {FALLING}(x)" if falls else f"{name} = x").body[0]
        else:
            yield line


FALLING = "falling"
"""Stands around a number in a phrase: what comes of it is asked for at 0 and below alone."""


def _of_infinity(line: ast.stmt) -> bool:
    return isinstance(line, ast.Assign) and (
        ast.unparse(line.targets[0]) == "far" or "torch.where(far, " in ast.unparse(line.value)
    )


class _Writer(ast.NodeTransformer):
    """Puts names, calls, powers and numbers of eager source in a room's words."""

    def __init__(self, room: ModuleType, kind: str, bound: Mapping[str, float]) -> None:
        self.room = room
        self.kind = kind
        self.bound = bound
        self.constants: dict[str, float] = {}
        self.rests: list[str] = []

    def number(self, value: float) -> ast.Name:
        for known, same in self.constants.items():
            if repr(same) == repr(float(value)):
                return ast.Name(known)
        name = f"k{len(self.constants)}"
        self.constants[name] = float(value)
        return ast.Name(name)

    def visit_Constant(self, node: ast.Constant) -> ast.expr:
        return self.number(node.value) if isinstance(node.value, int | float) else node

    def visit_Name(self, node: ast.Name) -> ast.expr:
        return self.number(self.bound[node.id]) if node.id in self.bound else node

    def visit_UnaryOp(self, node: ast.UnaryOp) -> ast.expr:
        if isinstance(node.op, ast.Invert):
            return ast.UnaryOp(ast.Not(), self.visit(node.operand))
        value = _value(node)
        return self.generic_visit(node) if value is None else self.number(value)  # type: ignore[return-value]

    def visit_Attribute(self, node: ast.Attribute) -> ast.expr:
        if ast.unparse(node) == "torch.inf":
            return self.number(float("inf"))
        return node

    def visit_BinOp(self, node: ast.BinOp) -> ast.expr:
        if not isinstance(node.op, ast.Pow):
            return self.generic_visit(node)  # type: ignore[return-value]
        power = _value(node.right)
        base = self.visit(node.left)
        if power is None:
            return ast.Call(ast.Name("power"), [base, self.visit(node.right)], [])
        if power == 0.5:
            return ast.Call(ast.Name("sqrt"), [base], [])
        if power == -0.5:
            root = ast.Call(ast.Name("sqrt"), [base], [])
            return ast.BinOp(self.number(1.0), ast.Div(), root)
        if power == int(power) and 1 < power <= _SHORT:
            return ast.BinOp(base, ast.Pow(), ast.Constant(int(power)))
        return ast.Call(ast.Name("power"), [base, self.number(power)], [])

    def visit_Return(self, node: ast.Return) -> ast.Return:
        value = node.value
        assert value is not None
        if isinstance(value, ast.Call) and isinstance(value.func, ast.Attribute):
            last = value.func.attr in ("to", "clone")
            value = value.func.value if last else value
        return ast.Return(self.visit(value))

    def visit_Call(self, node: ast.Call) -> ast.expr:
        if ast.unparse(node.func) == FALLING:
            return node
        if not isinstance(node.func, ast.Attribute) or not isinstance(node.func.value, ast.Name):
            raise MissingWord(ast.unparse(node.func))
        home, name = node.func.value.id, node.func.attr
        if home == _OWN and name in ("constant", "filled", "beside"):
            return self._plain(name, *node.args)
        if home == _PAIRS and name == "number":
            return self._pair(node.args[0], _value(node.args[1]) or 0.0)
        if home == _PAIRS:
            known = name if name.endswith("_of") else f"pair_{name}"
            return ast.Call(ast.Name(known), [self.visit(each) for each in node.args], [])
        if home not in (_OWN, _TORCH):
            raise MissingWord(f"{home}.{name}")
        arguments = list(node.args)
        if name in _NUMBERED:
            place = _NUMBERED[name]
            order = _value(arguments.pop(place)) if len(arguments) > place else 0
            name = f"{name}_{int(order or 0)}"
        given = [self.visit(each) for each in arguments]
        return ast.Call(ast.Name(_SAME.get(name, name)), given, [])

    def visit_Tuple(self, node: ast.Tuple) -> ast.expr:
        return ast.Call(ast.Name("pair_number"), [self.visit(each) for each in node.elts], [])

    def _pair(self, value: ast.expr, low: float) -> ast.expr:
        """Return a parameter, or a constant, as the room's number and what its rounding left."""
        high = self.bound.get(value.id) if isinstance(value, ast.Name) else _value(value)
        if high is None:
            assert isinstance(value, ast.Name)
            if value.id not in self.rests:
                self.rests.append(value.id)
            given: list[ast.expr] = [value, ast.Name(f"{value.id}{REST}")]
        else:
            leading = float(np.dtype(self.kind).type(high))
            given = [self.number(leading), self.number((high - leading) + low)]
        return ast.Call(ast.Name("pair_number"), given, [])

    def _plain(self, name: str, x: ast.expr, value: ast.expr) -> ast.expr:
        if name != "constant":
            return self.visit(value)  # type: ignore[no-any-return]
        given = self.visit(x)
        missing = ast.Compare(given, [ast.NotEq()], [given])
        return ast.Call(ast.Name("select"), [missing, given, self.visit(value)], [])


def _value(node: ast.expr) -> float | None:
    """Return the number that a node writes, or None."""
    try:
        found = ast.literal_eval(node)
    except (ValueError, TypeError, SyntaxError):
        return None
    return float(found) if isinstance(found, int | float) else None


def _phrased(line: Any, room: ModuleType, constants: Mapping[str, float]) -> Any:
    """Return a line in which each phrase that the room knows is said as a whole."""
    known = _SIMPLER | getattr(room, "PHRASES", {}) | {f"{FALLING}(X)": "X"}
    for phrase, word in known.items():
        line = _Rephrased(ast.parse(phrase, mode="eval").body, word, constants).visit(line)
    return line


_SIMPLER = {
    "1 * X": "X",
    "X / 1": "X",
    "pair_times(pair_number(1, 0), P)": "P",
    "pair_absolute(pair_number(X, 0))": "pair_number(absolute(X), 0)",
    "pair_negative(pair_number(X, 0))": "pair_number(-X, 0)",
    "sigmoid_of(pair_number(X, 0))": "sigmoid(X)",
    "exp_of(pair_number(X, 0))": "exp(X)",
}
"""What known parameters, mostly 1, make of formulas; in this order."""


class _Rephrased(ast.NodeTransformer):
    def __init__(self, phrase: ast.expr, said: str, constants: Mapping[str, float]) -> None:
        self.phrase = _Numbered(constants).visit(phrase)
        self.said = ast.unparse(_Numbered(constants).visit(ast.parse(said, mode="eval").body))

    def visit(self, node: ast.AST) -> ast.AST:
        node = self.generic_visit(node)
        found = (
            next(iter(_matches(self.phrase, node)), None) if isinstance(node, ast.expr) else None
        )
        if found is None:
            return node
        return _Filled(found).visit(ast.parse(self.said, mode="eval").body)  # type: ignore[no-any-return]


class _MultipliedOut(ast.NodeTransformer):
    """Says whole powers as squares and products, of which LLVM computes each once."""

    def visit_BinOp(self, node: ast.BinOp) -> ast.expr:
        self.generic_visit(node)
        if not isinstance(node.op, ast.Pow):
            return node
        assert isinstance(node.right, ast.Constant)
        return _power(node.left, int(node.right.value))  # type: ignore[arg-type]


def _power(base: ast.expr, n: int) -> ast.expr:
    """Return a whole power as squares and products."""
    if n == 1:
        return base
    if n % 2:
        return ast.BinOp(_power(base, n - 1), ast.Mult(), base)
    return ast.Call(ast.Name("square"), [_power(base, n // 2)], [])


class _Numbered(ast.NodeTransformer):
    """Puts the names of constants in the place of a phrase's numbers."""

    def __init__(self, constants: Mapping[str, float]) -> None:
        self.names = {value: name for name, value in constants.items()}

    def visit_UnaryOp(self, node: ast.UnaryOp) -> ast.expr:
        value = _value(node)
        return self.generic_visit(node) if value is None else self._named(value)  # type: ignore[return-value]

    def visit_Constant(self, node: ast.Constant) -> ast.expr:
        assert isinstance(node.value, int | float)
        return self._named(node.value)

    def _named(self, value: float) -> ast.expr:
        return ast.Name(self.names.get(value, "no_such_number"))


class _Filled(ast.NodeTransformer):
    def __init__(self, found: Mapping[str, ast.expr]) -> None:
        self.found = found

    def visit_Name(self, node: ast.Name) -> ast.expr:
        return copy.deepcopy(self.found.get(node.id, node))


def _matches(phrase: ast.expr, node: ast.AST) -> Iterator[dict[str, ast.expr]]:
    """Give what the capital letters of a phrase stand for, where a node is of its form."""
    if isinstance(phrase, ast.Name) and phrase.id.isupper():
        if isinstance(node, ast.expr):
            yield {phrase.id: node}
        return
    if type(phrase) is not type(node):
        return
    if isinstance(phrase, ast.Name):
        if phrase.id == node.id:  # type: ignore[attr-defined]
            yield {}
    elif isinstance(phrase, ast.Call):
        assert isinstance(node, ast.Call)
        if len(phrase.args) == len(node.args):
            yield from _all([phrase.func, *phrase.args], [node.func, *node.args])
    elif isinstance(phrase, ast.UnaryOp):
        assert isinstance(node, ast.UnaryOp)
        if type(phrase.op) is type(node.op):
            yield from _all([phrase.operand], [node.operand])
    elif isinstance(phrase, ast.BinOp):
        assert isinstance(node, ast.BinOp)
        if type(phrase.op) is type(node.op):
            yield from _all([phrase.left, phrase.right], [node.left, node.right])
            if isinstance(phrase.op, ast.Mult | ast.Add):
                yield from _all([phrase.left, phrase.right], [node.right, node.left])


def _all(phrases: list[ast.expr], nodes: list[ast.expr]) -> Iterator[dict[str, ast.expr]]:
    found: dict[str, ast.expr] = {}
    for phrase, node in zip(phrases, nodes, strict=True):
        more = next(iter(_matches(phrase, node)), None)
        if more is None or any(
            key in found and ast.dump(found[key]) != ast.dump(each) for key, each in more.items()
        ):
            return
        found |= more
    yield found
