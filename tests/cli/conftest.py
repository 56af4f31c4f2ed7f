"""Two ways to run the command line: within the test's own process, and in one of its own."""

from __future__ import annotations

import contextlib
import os
import subprocess
import sys
from collections.abc import Callable
from typing import NamedTuple

import pytest

from actlas.cli import main


class Outcome(NamedTuple):
    """What a command left behind."""

    code: int
    out: str
    err: str


Run = Callable[..., Outcome]


@pytest.fixture(autouse=True)
def plain_surroundings(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing outside decides about colours or tracebacks."""
    for variable in ("FORCE_COLOR", "NO_COLOR", "TTY_COMPATIBLE", "ACTLAS_DEBUG"):
        monkeypatch.delenv(variable, raising=False)


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Run:
    """Run a command line in this process, in English unless its arguments ask for more."""

    def command(*arguments: str) -> Outcome:
        # A command sets it for the whole process, and must not set it for the next one.
        monkeypatch.setenv("LANGUAGE", "en")
        capsys.readouterr()
        code = main(arguments)
        return Outcome(code, *capsys.readouterr())

    return command


@pytest.fixture
def actlas() -> Run:
    """Run `python -m actlas` in a process of its own, as a user does."""

    def command(*arguments: str, **environ: str) -> Outcome:
        done = subprocess.run(
            [sys.executable, "-m", "actlas", *arguments],
            capture_output=True,
            encoding="utf-8",
            env={**os.environ, "LANGUAGE": "en", **environ},
            timeout=120,
            check=False,
        )
        return Outcome(done.returncode, done.stdout, done.stderr)

    return command


@pytest.fixture
def in_terminal() -> Callable[..., str]:
    """Run `python -m actlas` in a terminal of 80 columns and return what appeared there."""
    pty = pytest.importorskip("pty", reason="this system has no pseudo-terminals")

    def command(*arguments: str) -> str:
        ours, theirs = pty.openpty()
        running = subprocess.Popen(
            [sys.executable, "-m", "actlas", *arguments],
            stdout=theirs,
            stderr=theirs,
            env={**os.environ, "LANGUAGE": "en", "TERM": "xterm"},
        )
        os.close(theirs)
        seen = b""
        with contextlib.suppress(OSError):  # how Linux says that the other side has gone
            while chunk := os.read(ours, 4096):
                seen += chunk
        os.close(ours)
        running.wait(timeout=120)
        return seen.decode().replace("\r\n", "\n")

    return command
