"""What is installed is whole: every data file is in the wheel, and nothing else is."""

from __future__ import annotations

import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

import actlas

ROOT = Path(__file__).parent.parent
SOURCE = ROOT / "src"


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> zipfile.ZipFile:
    folder = tmp_path_factory.mktemp("wheel")
    build = [sys.executable, "-m", "hatchling", "build", "--target", "wheel", "--directory", folder]
    done = subprocess.run(build, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    (file,) = folder.glob("*.whl")
    return zipfile.ZipFile(file)


def test_the_wheel_holds_every_file_of_the_package(wheel: zipfile.ZipFile) -> None:
    expected = {
        file.relative_to(SOURCE).as_posix()
        for file in (SOURCE / "actlas").rglob("*")
        if file.is_file() and "__pycache__" not in file.parts
    }
    held = {name for name in wheel.namelist() if name.startswith("actlas/")}
    assert held == expected
    assert {"actlas/py.typed", "actlas/locale/es/LC_MESSAGES/actlas.mo"} <= held


def test_the_wheel_has_the_version_of_the_package(wheel: zipfile.ZipFile) -> None:
    (metadata,) = (name for name in wheel.namelist() if name.endswith(".dist-info/METADATA"))
    lines = wheel.read(metadata).decode().splitlines()
    assert f"Version: {actlas.__version__}" in lines
    assert "License-Expression: MIT" in lines


def test_the_wheel_works_without_the_sources(wheel: zipfile.ZipFile, tmp_path: Path) -> None:
    wheel.extractall(tmp_path)
    snippet = (
        f"import sys; sys.path.insert(0, {str(tmp_path)!r})\n"
        "import actlas; from actlas.language import translator\n"
        "print(actlas.__file__, translator('es')('otherwise'), *actlas.names(), sep='|')"
    )
    done = subprocess.run(
        [sys.executable, "-c", snippet], capture_output=True, encoding="utf-8", check=True
    )
    file, otherwise, *names = done.stdout.strip().split("|")
    assert Path(file).is_relative_to(tmp_path)
    assert otherwise == "en otro caso"
    assert names == actlas.names()
