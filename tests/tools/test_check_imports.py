"""The checker of import direction sees every import that goes the wrong way."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

import check_imports


@pytest.fixture
def rooms(tmp_path: Path):
    """Write files into a project of their own and return what the checker says about it."""

    def write(files: dict[str, str]) -> list[str]:
        for name, text in files.items():
            file = tmp_path / "src" / "actlas" / name
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(text, "utf-8")
        return list(check_imports.problems(tmp_path))

    return write


def test_the_project_itself_keeps_the_rule() -> None:
    assert list(check_imports.problems()) == []


def test_an_import_upwards_is_fine(rooms) -> None:
    assert (
        rooms({"training/loop.py": "from actlas.data import split\nimport actlas.errors\n"}) == []
    )


@pytest.mark.parametrize(
    "text",
    [
        "from actlas.compare import run",
        "from actlas import compare",
        "import actlas.compare.run",
        "from ..compare import run",
        "from .. import compare",
        "def later():\n    from actlas.compare import run",
        "class Room:\n    from actlas.compare import run",
        "if TYPE_CHECKING:\n    from actlas.compare import run",
        "import importlib\nimportlib.import_module('actlas.compare.run')",
    ],
)
def test_an_import_downwards_is_seen_however_it_is_written(rooms, text: str) -> None:
    (problem,) = rooms({"training/loop.py": text + "\n"})
    line = len(text.splitlines())
    assert problem.startswith(f"src/actlas/training/loop.py:{line}: training imports actlas")
    assert problem.endswith("which lies below it")


def test_the_face_lies_below_the_rooms(rooms) -> None:
    (problem,) = rooms({"data/load.py": "import actlas\n"})
    assert "data imports actlas, which lies below it" in problem


def test_the_version_may_be_asked_for_anywhere(rooms) -> None:
    assert rooms({"data/load.py": "from actlas import __version__\n"}) == []


def test_the_face_and_the_command_line_may_import_every_room(rooms) -> None:
    lazily = "def ask():\n    from actlas.compare import compare\n"
    assert rooms({"__init__.py": lazily, "cli/ask.py": lazily + "    import actlas\n"}) == []


def test_a_room_without_a_place_is_seen(rooms) -> None:
    (problem,) = rooms({"attic.py": "import os\n"})
    assert "'attic' is no room" in problem


@pytest.mark.parametrize("library", sorted(check_imports.HEAVY))
def test_a_light_room_that_loads_a_heavy_library_is_seen(rooms, library: str) -> None:
    (problem,) = rooms({"catalogue.py": f"import {library}.part\n"})
    assert f"catalogue is light and loads {library}.part" in problem


def test_a_light_room_that_loads_a_heavy_room_is_seen(rooms) -> None:
    (problem,) = rooms({"cli/show.py": "from actlas.atlas import plots\n"})
    assert "cli is light and loads the room atlas" in problem


def test_a_light_room_may_load_a_heavy_library_when_it_is_used(rooms) -> None:
    later = "def later():\n    import torch\n"
    typed = "if TYPE_CHECKING:\n    import torch\n"
    assert rooms({"catalogue.py": later, "language.py": typed}) == []


def test_a_door_leads_down_only_when_it_is_opened_late(rooms) -> None:
    later = "def plot():\n    from actlas.atlas import plots\n"
    module = "def module():\n    from actlas import nn\n"
    module += "def __reduce__():\n    from actlas import define\n"
    assert rooms({"activation.py": later + module}) == []
    (problem,) = rooms({"activation.py": later + module + "from actlas.atlas import plots\n"})
    assert "activation imports actlas.atlas, which lies below it" in problem


def test_a_door_that_nobody_uses_is_seen(rooms) -> None:
    (problem,) = rooms({"compare/comparison.py": "import os\n"})
    assert "nothing uses the door Comparison.report" in problem


def test_every_import_of_a_file_is_read_with_its_line() -> None:
    tree = ast.parse("import os\ndef later():\n    from . import near\n")
    assert [
        (each.module, each.line, each.at_once) for each in check_imports.imports(tree, "actlas")
    ] == [
        ("os", 1, True),
        ("actlas.near", 3, False),
    ]
