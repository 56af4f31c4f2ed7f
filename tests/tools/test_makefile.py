"""The Makefile explains itself, and does nothing twice."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent.parent
TEXT = (ROOT / "Makefile").read_text("utf-8")
TARGETS = re.search(r"^\.PHONY: (.*)$", TEXT, re.MULTILINE)[1].split()

pytestmark = pytest.mark.skipif(shutil.which("make") is None, reason="make is not installed")


def make(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        ["make", "--file", ROOT / "Makefile", *arguments],
        cwd=folder,
        # The tests may themselves run under make, which hands its options on.
        env={
            key: value for key, value in os.environ.items() if not key.startswith(("MAKE", "MFL"))
        },
        capture_output=True,
        text=True,
        check=False,
    )


def test_help_says_what_every_target_does() -> None:
    listed = [
        line.split()[0] for line in make(ROOT, "help").stdout.splitlines() if line[:2] == "  "
    ]
    assert listed == TARGETS


def test_plain_make_is_help() -> None:
    assert make(ROOT).stdout == make(ROOT, "help").stdout


def installed(folder: Path) -> None:
    """Make a folder look as if everything had been installed in it just now."""
    (folder / ".venv").mkdir()
    for name in ("pyproject.toml", "constraints.txt", ".venv/.made"):
        (folder / name).touch()
    for name in (".runtime-installed", ".development-installed"):
        (folder / ".venv" / name).touch()


@pytest.mark.parametrize("target", [name for name in TARGETS if name not in ("clean", "help")])
def test_nothing_is_installed_again_when_nothing_has_changed(tmp_path: Path, target: str) -> None:
    installed(tmp_path)
    done = make(tmp_path, "--dry-run", target)
    assert done.returncode == 0, done.stderr
    assert "pip" not in done.stdout


@pytest.mark.parametrize("changed", ["pyproject.toml", "constraints.txt"])
def test_a_change_of_what_is_needed_installs_again(tmp_path: Path, changed: str) -> None:
    installed(tmp_path)
    later = (tmp_path / ".venv" / ".development-installed").stat().st_mtime + 10
    os.utime(tmp_path / changed, (later, later))
    assert "--constraint constraints.txt --editable ." in make(tmp_path, "-n", "run").stdout
    assert "--editable '.[dev,notebook]'" in make(tmp_path, "-n", "test").stdout


def test_running_needs_no_tools_of_development(tmp_path: Path) -> None:
    installed(tmp_path)
    (tmp_path / ".venv" / ".runtime-installed").unlink()
    said = make(tmp_path, "--dry-run", "run").stdout
    assert "--editable ." in said
    assert "[dev" not in said


def test_a_python_that_is_missing_or_too_old_is_told(tmp_path: Path) -> None:
    installed(tmp_path)
    (tmp_path / ".venv" / ".made").unlink()
    done = make(tmp_path, "run", "PYTHON=/no/such/python")
    assert done.returncode != 0
    assert "actlas needs Python 3.11 or newer, and /no/such/python is not" in done.stderr
    assert "make PYTHON=/path/to/python3" in done.stderr
