"""Which activations there are, and where each one's definition lies.

The files of `actlas.definitions` are the list. Folders named in the environment variable
`ACTLAS_PATH` add to it: a folder holds `definitions/NAME.py` and `prose/LANGUAGE/NAME.toml`. So do
the activations that `actlas.define` makes, for as long as the process runs. Nothing heavy is
imported here.
"""

from __future__ import annotations

import contextlib
import importlib
import importlib.util
import keyword
import os
import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cache, lru_cache
from pathlib import Path
from types import ModuleType
from typing import NamedTuple

from actlas import definitions, spelling
from actlas.definition import Along, Elementwise, Kind, Parted
from actlas.errors import ActlasError, BadExpression, UnknownName

SEARCH_VARIABLE = "ACTLAS_PATH"


def search_folders() -> tuple[Path, ...]:
    """Return the user's own folders of activations, from `ACTLAS_PATH`, in order."""
    return tuple(
        Path(part) for part in os.environ.get(SEARCH_VARIABLE, "").split(os.pathsep) if part
    )


def _files() -> dict[str, Path]:
    """Return name and file of every activation; a later folder's file hides an earlier one's."""
    own = [Path(folder) for folder in definitions.__path__]
    folders = (*own, *(folder / "definitions" for folder in search_folders()))
    return _listed(tuple((folder, _changed(folder)) for folder in folders))


def _changed(folder: Path) -> int:
    """Return a number that changes when a file comes or goes."""
    try:
        return folder.stat().st_mtime_ns
    except OSError:
        return 0


# `actlas.functional.elu(x)` asks each time that it is written so: listing takes a millisecond.
@lru_cache(maxsize=8)
def _listed(folders: tuple[tuple[Path, int], ...]) -> dict[str, Path]:
    return {
        file.stem: file
        for folder, _ in folders
        for file in folder.glob("*.py")
        if file.stem.isidentifier()
        and not keyword.iskeyword(file.stem)
        and not file.stem.startswith("_")
    }


@dataclass(frozen=True, slots=True)
class _Entry:
    definition: Elementwise
    headline: str


_defined: dict[str, _Entry] = {}


def register(name: str, definition: Elementwise, headline: str) -> None:
    """Let `name` mean a definition until the process ends; it replaces one of that name.

    What was made of the one before keeps it: an `Activation` and a module hold their definition.

    Raises:
        BadExpression: a file defines that name, or one that differs by case or underscores alone.
    """
    taken = {_fold(each): each for each in (*_files(), *_defined)}
    taken |= {_fold(alias): own for alias, own in _aliases(tuple(_files().items())).items()}
    other = taken.get(_fold(name), name)
    if in_file(name) or other != name:
        raise BadExpression(
            "{name!r} is taken by {other}, which stays what it is; choose another name",
            name=name,
            other=other,
        )
    _defined[name] = _Entry(definition, headline)


def forget(name: str) -> None:
    """Take back what `register` did; a name that it did not register is left alone."""
    _defined.pop(name, None)


def in_file(name: str) -> bool:
    """Say whether a file defines the name: then it means the same in every process."""
    return name in _files()


def defined() -> list[str]:
    """Return the names that this process has defined, sorted."""
    return sorted(_defined)


def names() -> list[str]:
    """Return the names of all activations, sorted; neither torch, SymPy nor NumPy is loaded.

    They are those that come with actlas, those in the folders of `ACTLAS_PATH`, and those that
    this process has made by `actlas.define`.

    Example:
        >>> import actlas
        >>> "elu" in actlas.names()
        True
    """
    return sorted({*_files(), *_defined})


def canonical(name: str) -> str:
    """Return the catalogue's spelling of `name`; case, hyphens and underscores do not matter.

    Raises:
        UnknownName: no activation is called so; the message offers the nearest names.

    Example:
        >>> canonical("LeakyReLU")
        'leaky_relu'
    """
    known = names()
    if name in known:
        return name
    folded = {_fold(each): each for each in known}
    found = folded.get(_fold(name))
    if found is not None:
        return found
    aliases = _aliases(tuple(_files().items())) | {
        alias: own for own, entry in _defined.items() for alias in entry.definition.aliases
    }
    called = {_fold(alias): own for alias, own in aliases.items()}
    if _fold(name) in called:
        return called[_fold(name)]
    hints = _near(name, aliases | dict(zip(known, known, strict=True)))
    if hints:
        raise UnknownName(
            "no activation is called {name!r}; did you mean {hint}?",
            name=name,
            hint=", ".join(hints),
        )
    raise UnknownName(
        "no activation is called {name!r}, nor nearly so; `actlas list` shows all that there are, "
        "as actlas.names() does in Python",
        name=name,
    )


def _near(name: str, owners: Mapping[str, str]) -> list[str]:
    """Return the activations with names near to one, each with the other name that is meant.

    Args:
        name: what was asked for.
        owners: for every name and every other name, the activation that it belongs to.
    """
    spelled = {_fold(each): each for each in owners}
    found: dict[str, str] = {}
    for each in spelling.near(_fold(name), spelled, len(spelled)):
        own = owners[spelled[each]]
        found.setdefault(own, own if spelled[each] == own else f"{own} ({spelled[each]})")
    return list(found.values())[:3]


@lru_cache(maxsize=8)
def _aliases(files: tuple[tuple[str, Path], ...]) -> dict[str, str]:
    """Return the other names of all activations; it reads every file, and so comes last."""
    found = {}
    for name, file in files:
        with contextlib.suppress(BadExpression):
            for alias in getattr(getattr(_module(name, file), "definition", None), "aliases", ()):
                found[alias] = name
    return found


def _fold(name: str) -> str:
    return re.sub(r"[\s_-]", "", name).casefold()


@cache
def _module(name: str, file: Path) -> ModuleType:
    if str(file.parent) in definitions.__path__:
        return importlib.import_module(f"{definitions.__name__}.{name}")
    spec = importlib.util.spec_from_file_location(f"{definitions.__name__}.{name}", file)
    assert spec is not None and spec.loader is not None  # a .py file always has a loader
    module = importlib.util.module_from_spec(spec)
    try:
        spec.loader.exec_module(module)
    except ActlasError as problem:
        raise BadExpression("in {file}: {why}", file=str(file), why=problem) from None
    except Exception as problem:  # noqa: BLE001 - a user's file may fail in any way
        raise BadExpression(
            "cannot run {file}, which should bind `definition`: {why}",
            file=str(file),
            why=f"{type(problem).__name__}: {problem}",
        ) from None
    return module


def definition(name: str) -> Kind:
    """Return the definition of the activation called `name` (in the catalogue's own spelling).

    The activations that its formulas call are bound to it.

    Raises:
        UnknownName: there is no such activation.
        BadExpression: its file fails, or binds no `definition`.
    """
    exact, files = canonical(name), _files()
    found = _stated(exact, files)
    return _calling(found, files) if isinstance(found, Parted) else found


def _stated(exact: str, files: Mapping[str, Path]) -> Kind:
    """Return a definition as it was written."""
    if exact in _defined:
        return _defined[exact].definition
    file = files[exact]
    found = getattr(_module(exact, file), "definition", None)
    if not isinstance(found, Elementwise | Along):
        raise BadExpression(
            "{file} must bind `definition` to an Elementwise, a Vector, a Gated or another kind of "
            "actlas.definition",
            file=str(file),
        )
    return found


_CALLED = re.compile(r"([A-Za-z_]\w*)\s*\(")


def _calling(found: Parted, files: Mapping[str, Path]) -> Parted:
    """Return a definition with the elementwise activations that its formulas call by name."""
    calls = {}
    for formula in found.outputs:
        for called in _CALLED.findall(formula):
            if called in files or called in _defined:
                own = _stated(called, files)
                if isinstance(own, Elementwise):
                    calls[called] = own
    return _bound(found, tuple(calls.items()))


@cache
def _bound(found: Parted, calls: tuple[tuple[str, Elementwise], ...]) -> Parted:
    return replace(found, calls=calls)


def readable() -> dict[str, Kind]:
    """Return all definitions by name; one whose file fails is left out, and told when asked for."""
    found = {}
    for name in names():
        with contextlib.suppress(BadExpression):
            found[name] = definition(name)
    return found


def headline(name: str) -> str:
    """Return the one English sentence that opens the definition's file, or its formula."""
    exact = canonical(name)
    if exact in _defined:
        return _defined[exact].headline
    return ((_module(exact, _files()[exact]).__doc__ or "").strip() or name).splitlines()[0]


_CALL = re.compile(
    r"\s*(?P<name>\w[\w\s-]*?)\s*(?:\((?P<arguments>[^()?]*)\))?\s*(?:\?(?P<options>[^()?]*))?"
)
_LONGEST = 200
LEARN = "learn"
"""What a specification writes in place of a number that training finds."""


class Specification(NamedTuple):
    """What a text asks for: a name, values by place and by name, and the parameters to learn."""

    name: str
    positional: tuple[float, ...]
    named: dict[str, float]
    learn: tuple[str, ...] = ()


def read_specification(text: str) -> Specification:
    """Split a text into the name, the values and the learned parameters that it asks for.

    The grammar is `name(value, …, parameter=value, …)?parameter=value&parameter=learn&…`, where
    the brackets, and what follows the question mark, may be missing.

    Raises:
        BadExpression: the text does not have that form.

    Example:
        >>> read_specification("elu(alpha=0.5)")[:3]
        ('elu', (), {'alpha': 0.5})
        >>> read_specification("swish?beta=learn&channels=16")[2:]
        ({'channels': 16.0}, ('beta',))
    """
    if len(text) > _LONGEST:
        raise BadExpression(
            "an activation is asked for in at most {limit} characters, got {length}; write a name, "
            "or name(parameter=number)",
            limit=_LONGEST,
            length=len(text),
        )
    match = _CALL.fullmatch(text)
    if match is None:
        raise BadExpression(
            "cannot read {text!r} as an activation; write a name, or name(parameter=number)",
            text=text,
        )
    positional: list[float] = []
    named: dict[str, float] = {}
    arguments = (match["arguments"] or "").strip()
    for argument in arguments.split(",") if arguments else ():
        key, equals, value = argument.rpartition("=")
        number = _number(text, value)
        if equals:
            _name_once(text, named, key.strip(), number)
        elif named:
            raise BadExpression(
                "in {text!r} a value without a name follows a named one; name every value after it",
                text=text,
            )
        else:
            positional.append(number)
    learn: dict[str, float] = {}
    for option in (match["options"] or "").split("&") if match["options"] is not None else ():
        key, equals, value = (part.strip() for part in option.partition("="))
        if not (key and equals):
            raise BadExpression(
                "in {text!r}, {option!r} is no option; write ?parameter=learn, "
                "?parameter=number or ?channels=number, and & between two of them",
                text=text,
                option=option.strip(),
            )
        if value.casefold() == LEARN:
            _name_once(text, learn, key, 0.0)
        else:
            _name_once(text, named, key, _number(text, value))
    return Specification(match["name"], tuple(positional), named, tuple(learn))


def _number(text: str, value: str) -> float:
    try:
        return float(value)
    except ValueError:
        raise BadExpression(
            "in {text!r}, {value!r} is not a number; write name(parameter=number)",
            text=text,
            value=value.strip(),
        ) from None


def _name_once(text: str, named: dict[str, float], key: str, number: float) -> None:
    if key in named:
        raise BadExpression(
            "{text!r} names {parameter} twice; name it once", text=text, parameter=key
        )
    named[key] = number
