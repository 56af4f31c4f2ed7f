"""What was derived once is kept on disk, so that the next process only reads it.

Finding the form in which a formula keeps its digits takes a second; reading the answer takes a
millisecond. An entry's name is a hash of what it was derived from: the definition, the question,
the sources of the engine, and the versions of the libraries it leans on. So nothing is ever stale,
and what no longer matches is simply not found.

`ACTLAS_CACHE` names the folder, or is `off`; by default it is the user's own cache folder. Entries
are written by Python and read by Python, as code is: keep the folder as private as code. Several
processes may write at once; a folder that cannot be written or a damaged file means that the work
is done again, never that it fails.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import pickle
import tempfile
from collections.abc import Callable
from functools import cache
from importlib import metadata
from pathlib import Path
from typing import Any

VARIABLE = "ACTLAS_CACHE"
OFF = "off"
_LIBRARIES = ("mpmath", "numpy", "sympy", "torch")
_ENGINE = ("definition.py", "definitions", "symbolic", "targets")


def folder() -> Path | None:
    """Return the folder in which derived forms are kept; None where nothing is to be kept.

    Example:
        >>> import os
        >>> before = os.environ.get(VARIABLE)
        >>> os.environ[VARIABLE] = OFF
        >>> folder() is None
        True
        >>> if before is None:
        ...     del os.environ[VARIABLE]
        ... else:
        ...     os.environ[VARIABLE] = before
    """
    named = os.environ.get(VARIABLE, "")
    if named == OFF:
        return None
    if named:
        return Path(named)
    from platformdirs import user_cache_path

    return user_cache_path("actlas", appauthor=False)


def kept(question: str, about: object, derive: Callable[[], Any]) -> Any:
    """Return what was derived before for the same question, or derive and keep it.

    Args:
        question: what is derived, with whatever the answer depends on besides `about`.
        about: what it is derived from; its `repr` says all of it, as a definition's does.
        derive: makes the answer, which can be pickled: texts and numbers. SymPy's expressions can
            not: (z + 3)/6 is multiplied out when it is read back, and another form than was proven.
    """
    place = folder()
    if place is None:
        return derive()
    said = "\n".join((fingerprint(), question, repr(about)))
    file = place / f"{hashlib.sha256(said.encode()).hexdigest()}.pickle"
    with contextlib.suppress(Exception):  # an absent, foreign or damaged file: derive it again
        return pickle.loads(file.read_bytes())  # noqa: S301 - our own file, private as code is
    answer = derive()
    with contextlib.suppress(OSError):
        _write(file, pickle.dumps(answer))
    return answer


def _write(file: Path, content: bytes) -> None:
    """Write a file at once: no reader ever sees half of it."""
    file.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=file.parent)
    try:
        with os.fdopen(handle, "wb") as opened:
            opened.write(content)
        Path(name).replace(file)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise


@cache
def fingerprint() -> str:
    """Return a hash of the engine's sources and of the libraries' versions."""
    root, digest = Path(__file__).parent, hashlib.sha256()
    for part in _ENGINE:
        place = root / part
        for file in sorted(place.rglob("*.py")) if place.is_dir() else [place]:
            digest.update(file.read_bytes())
    for library in _LIBRARIES:
        digest.update(metadata.version(library).encode())
    return digest.hexdigest()
