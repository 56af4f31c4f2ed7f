"""Rooms stay small, no code asks for an activation by name, and nothing is left for later.

Files of `src` end before line 501. No condition in `src` or `tests` compares anything with the
name of an activation: what is special about one is a field of its definition. No comment promises
work that is not done.
"""

from __future__ import annotations

import ast
import io
import re
import sys
import tokenize
from collections.abc import Iterator
from pathlib import Path

from checker import ROOT, tell

WALL = 500
ROOM_SUFFIXES = {".css", ".j2", ".js", ".py"}
PROMISES = re.compile(r"\b(TODO|FIXME|XXX|HACK)\b")


def problems(root: Path = ROOT) -> Iterator[str]:
    """Give one line for each room that is too long, asks for a name, or leaves something undone."""
    source = root / "src"
    for file in sorted(source.rglob("*")):
        if file.suffix in ROOM_SUFFIXES:
            count = len(file.read_text("utf-8").splitlines())
            if count > WALL:
                yield f"{file.relative_to(root)}:{WALL + 1}: {count} lines; {WALL} is the wall"
    names = _activations(source / "actlas" / "definitions")
    for folder in ("src", "tests", "tools", "benchmarks"):
        for file in sorted((root / folder).rglob("*.py")):
            text = file.read_text("utf-8")
            shown = file.relative_to(root)
            for line in _promises(text):
                yield f"{shown}:{line}: do it now, or leave it unsaid"
            if folder in ("src", "tests"):
                for line, name in sorted(set(_questions(ast.parse(text), names))):
                    yield f"{shown}:{line}: a condition on the name {name!r}; make it a field"


def _activations(folder: Path) -> set[str]:
    return {file.stem for file in folder.glob("*.py") if not file.stem.startswith("_")}


def _promises(text: str) -> Iterator[int]:
    for token in tokenize.generate_tokens(io.StringIO(text).readline):
        if token.type == tokenize.COMMENT and PROMISES.search(token.string):
            yield token.start[0]


def _questions(tree: ast.Module, names: set[str]) -> Iterator[tuple[int, str]]:
    for node in ast.walk(tree):
        match node:
            case ast.If(test=test) | ast.IfExp(test=test) | ast.While(test=test):
                yield from _asked(test, names)
            case ast.comprehension(ifs=tests):
                for test in tests:
                    yield from _asked(test, names)
            case ast.MatchValue(value=ast.Constant(value=str(name))) if name in names:
                yield node.lineno, name


def _asked(test: ast.expr, names: set[str]) -> Iterator[tuple[int, str]]:
    for compared in ast.walk(test):
        if isinstance(compared, ast.Compare):
            for part in ast.walk(compared):
                if isinstance(part, ast.Constant) and part.value in names:
                    yield part.lineno, str(part.value)


if __name__ == "__main__":
    sys.exit(tell("rooms", problems()))
