"""Imports flow one way through the rooms of actlas, and the light rooms stay light.

A room is a module or subpackage directly under `actlas`. It may import itself and the rooms above
it in `ROOMS`; an import within a function or under TYPE_CHECKING is an import too. The only ways
down are the methods in `DOORS`, which import what they need when they are called. A light room
imports, when it is itself imported, no heavy library and no room that is not light.
"""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from checker import ROOT, tell

ROOMS = (
    "errors",
    "spelling",
    "language",
    "definition",
    "definitions",
    "catalogue",
    "store",
    "symbolic",
    "targets",
    "binding",
    "activation",
    "selection",
    "define",
    "nn",
    "functional",
    "propagation",
    "data",
    "training",
    "compare",
    "atlas",
    "__init__",
    "bench",
    "cli",
    "__main__",
)
# What a user finds on an object of one room though a later room does it: (from, to) and the method.
DOORS = {
    ("activation", "define"): "Activation.__reduce__",
    ("activation", "nn"): "Activation.module",
    ("activation", "atlas"): "Activation.plot",
    ("compare", "atlas"): "Comparison.report",
}
# What the package says of itself before any room is loaded.
FACTS = {"actlas.__version__"}
LIGHT = {
    "errors",
    "spelling",
    "language",
    "definition",
    "definitions",
    "catalogue",
    "store",
    "__init__",
    "cli",
    "__main__",
}
HEAVY = {"matplotlib", "numba", "numpy", "polars", "scipy", "sklearn", "sympy", "torch"}


@dataclass(frozen=True)
class Imported:
    """One module that a file imports, and whether importing the file imports it."""

    module: str
    line: int
    at_once: bool


def imports(tree: ast.Module, package: str) -> Iterator[Imported]:
    """Give every import of a file whose package is `package`, wherever in the file it stands."""
    yield from _imports(tree, package, at_once=True)


def _imports(node: ast.AST, package: str, *, at_once: bool) -> Iterator[Imported]:
    for child in ast.iter_child_nodes(node):
        match child:
            case ast.Import(names=names):
                for alias in names:
                    yield Imported(alias.name, child.lineno, at_once)
            case ast.ImportFrom(module=module, names=names, level=level):
                parents = package.split(".")
                base = ".".join(parents[: len(parents) - level + 1]) if level else ""
                source = ".".join(filter(None, (base, module)))
                for alias in names:
                    # `from actlas import data` imports the room, not the face.
                    whole = f"{source}.{alias.name}" if source == "actlas" else source
                    yield Imported(whole, child.lineno, at_once)
            case ast.Call(args=[ast.Constant(value=str(module)), *_]) if _imports_by_text(child):
                yield Imported(module, child.lineno, at_once)
            case ast.FunctionDef() | ast.AsyncFunctionDef() | ast.Lambda():
                yield from _imports(child, package, at_once=False)
            case ast.If(test=ast.Name(id="TYPE_CHECKING") | ast.Attribute(attr="TYPE_CHECKING")):
                for body, runs in ((child.body, False), (child.orelse, at_once)):
                    part = ast.Module(body=body, type_ignores=[])
                    yield from _imports(part, package, at_once=runs)
            case _:
                yield from _imports(child, package, at_once=at_once)


def _imports_by_text(call: ast.Call) -> bool:
    called = call.func
    name = called.attr if isinstance(called, ast.Attribute) else getattr(called, "id", "")
    return name in ("import_module", "__import__")


def room_of(module: str) -> str | None:
    """Return the room that holds the module, or None for what no room of actlas holds."""
    parts = module.split(".")
    if parts[0] != "actlas" or module in FACTS:
        return None
    return parts[1] if len(parts) > 1 and parts[1] in ROOMS else "__init__"


def problems(root: Path = ROOT) -> Iterator[str]:
    """Give one line for each import that goes the wrong way or is too heavy."""
    source = root / "src" / "actlas"
    opened: set[tuple[str, str]] = set()
    for file in sorted(source.rglob("*.py")):
        path = file.relative_to(source)
        room = path.parts[0].removesuffix(".py")
        shown = file.relative_to(root)
        if room not in ROOMS:
            yield f"{shown}:1: {room!r} is no room of tools/check_imports.py; give it its place"
            continue
        package = ".".join(("actlas", *path.parts[:-1]))
        for each in imports(ast.parse(file.read_text("utf-8")), package):
            target = room_of(each.module)
            if target is not None and (room, target) in DOORS and not each.at_once:
                opened.add((room, target))
            else:
                yield from _judge(each, room, target, f"{shown}:{each.line}")
    for door in sorted(DOORS.keys() - opened):
        if (source / door[0]).is_dir() or (source / f"{door[0]}.py").is_file():
            yield f"tools/check_imports.py:1: nothing uses the door {DOORS[door]}; take it out"


def _judge(each: Imported, room: str, target: str | None, place: str) -> Iterator[str]:
    if target is not None and ROOMS.index(target) > ROOMS.index(room):
        yield f"{place}: {room} imports {each.module}, which lies below it"
    if room not in LIGHT or not each.at_once:
        return
    if each.module.split(".")[0] in HEAVY:
        yield f"{place}: {room} is light and loads {each.module}; import it where it is used"
    if target is not None and target not in LIGHT:
        yield f"{place}: {room} is light and loads the room {target}; import it where it is used"


if __name__ == "__main__":
    sys.exit(tell("import direction", problems()))
