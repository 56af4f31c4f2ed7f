"""Every text can be gathered, and every catalogue is complete, current and compiled.

A text can be gathered when it is a literal where it is said. A catalogue is complete when it has
each text with the same {fields}, nothing fuzzy; current when it has no text that nobody says;
compiled when the .mo file beside it says the same.
"""

from __future__ import annotations

import ast
import io
import string
import sys
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path

from babel.messages.extract import extract_from_dir
from babel.messages.mofile import read_mo, write_mo

from actlas import errors
from checker import ROOT, tell
from click_messages import COUNTED, SAID
from messages import catalogue_files, forms, gather, is_translated, read


def problems(root: Path = ROOT) -> Iterator[str]:
    """Give one line for each text that cannot be gathered, is not translated, or is stale."""
    for file in sorted((root / "src").rglob("*.py")):
        for line, why in _hidden(ast.parse(file.read_text("utf-8"))):
            yield f"{file.relative_to(root)}:{line}: {why}"
    template = {forms(each.id) for each in gather(root) if each.id}
    for file in catalogue_files(root):
        yield from (f"{file.relative_to(root)}: {why}" for why in _faults(file, template))


def _faults(file: Path, template: set[tuple[str, ...]]) -> Iterator[str]:
    catalogue = read(file)
    entries = {forms(each.id): each for each in catalogue if each.id}
    for text in sorted(template - entries.keys()):
        yield f"lacks {text[0]!r}; run `make messages`"
    for text in sorted(entries.keys() - template):
        yield f"holds {text[0]!r}, which nobody says; run `make messages`"
    for text, entry in entries.items():
        if entry.fuzzy:
            yield f"{text[0]!r} is fuzzy; read it over and take the mark away"
        elif not is_translated(entry):
            yield f"{text[0]!r} is not translated"
        elif _fields(forms(entry.string)) != _fields(text):
            yield f"{text[0]!r} and its translation name different {{fields}}"
    compiled = file.with_suffix(".mo")
    afresh = io.BytesIO()
    write_mo(afresh, catalogue)
    if not compiled.is_file() or _pairs(compiled.read_bytes()) != _pairs(afresh.getvalue()):
        yield "the .mo file beside it says something else; run `make messages`"


def _pairs(compiled: bytes) -> dict[str, str]:
    return {str(each.id): str(each.string) for each in read_mo(io.BytesIO(compiled)) if each.id}


def _fields(text: tuple[str, ...]) -> set[str]:
    parsed = (piece for form in text for piece in string.Formatter().parse(form))
    return {field for _, field, _, _ in parsed if field is not None}


def _hidden(tree: ast.Module) -> Iterator[tuple[int, str]]:
    for node in ast.walk(tree):
        match node:
            case ast.Call(func=ast.Name(id=name), args=[text, *_]):
                if name in errors.__all__ and not _is_literal(text):
                    yield node.lineno, f"the message of {name} must be a literal"
                if name in ("_", "mark", "ngettext") and _is_put_together(text):
                    yield node.lineno, f"what {name}() is given must be a literal with {{fields}}"


def _is_literal(text: ast.expr) -> bool:
    match text:
        case ast.Constant(value=str()) | ast.Call(func=ast.Name(id="mark")):
            return True
    return False


def _is_put_together(text: ast.expr) -> bool:
    match text:
        case ast.JoinedStr() | ast.BinOp() | ast.Call(func=ast.Attribute(attr="format")):
            return True
    return False


def unsaid() -> Iterator[str]:
    """Give one line for each text of `click_messages.py` that Click and Typer say no more."""
    said: set[str | tuple[str, ...]] = set()
    for library in ("click", "typer"):
        spec = find_spec(library)
        assert spec is not None and spec.origin is not None
        found = extract_from_dir(Path(spec.origin).parent, method_map=[("**.py", "python")])
        said.update(message for _, _, message, _, _ in found)
    for text in (*SAID, *COUNTED):
        if text not in said:
            yield f"tools/click_messages.py: neither Click nor Typer says {text!r}"


if __name__ == "__main__":
    sys.exit(tell("messages", (*problems(), *unsaid())))
