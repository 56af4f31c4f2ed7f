"""Files that are written whole or not at all.

Imports `actlas.errors` alone.
"""

from __future__ import annotations

import os
import secrets
import shutil
from contextlib import suppress
from os import PathLike
from pathlib import Path

from actlas.errors import OutputError


def check_writable(path: str | PathLike[str]) -> None:
    """Raise the error that writing to `path` would end in, if it would.

    Meant to be called before hours of work whose result goes there. A file is made beside `path`
    and taken away again; `path` itself is not touched.

    Args:
        path: a file that exists or not, in a folder that exists.

    Raises:
        OutputError: there is no such folder, `path` is a folder or a device, or one may not write.

    Example:
        >>> check_writable("no such folder/report.html")
        Traceback (most recent call last):
        ...
        actlas.errors.OutputError: there is no folder 'no such folder'; create it, or choose another
    """
    probe = _beside(path)
    try:
        probe.open("xb").close()
        probe.unlink()
    except OSError as error:
        raise _refused(path, error) from error


def replace(path: str | PathLike[str], content: bytes) -> None:
    """Write `content` to `path` in one step: a reader sees the old file or the new one, never half.

    Raises:
        OutputError: as for `check_writable`, or the disk is full; the old file is as it was.
    """
    target, draft = _target(path), _beside(path)
    try:
        with draft.open("xb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        if target.exists():
            shutil.copymode(target, draft)
        draft.replace(target)
    except OSError as error:
        raise _refused(path, error) from error
    finally:
        with suppress(OSError):
            draft.unlink(missing_ok=True)


def _target(path: str | PathLike[str]) -> Path:
    """Return the file that `path` leads to: a link is followed, not replaced."""
    return Path(os.path.realpath(path))


def _beside(path: str | PathLike[str]) -> Path:
    """Return a new name in the folder of `path`, where a draft can be renamed in one step."""
    target = _target(path)
    try:
        folder, taken = target.parent.is_dir(), target.exists()
        replaceable = not taken or target.is_file()
    except OSError as error:  # a name too long, or a folder that one may not even look into
        raise _refused(path, error) from error
    if not folder:
        raise OutputError(
            "there is no folder {folder!r}; create it, or choose another",
            folder=str(Path(path).parent),
        )
    if not replaceable:
        raise OutputError(
            "{path!r} is not a file and cannot be replaced by one; choose another name",
            path=str(path),
        )
    if taken and not os.access(target, os.W_OK):
        raise OutputError(
            "the file {path!r} may not be written to; choose another name", path=str(path)
        )
    return target.parent / f".actlas-{secrets.token_hex(4)}.tmp"


def _refused(path: str | PathLike[str], error: OSError) -> OutputError:
    if isinstance(error, PermissionError):
        return OutputError(
            "the folder {folder!r} may not be written to; choose another",
            folder=str(Path(path).parent),
        )
    return OutputError(
        "cannot write to {path!r} ({reason}); choose another place",
        path=str(path),
        reason=error.strerror or type(error).__name__,
    )
