"""The checker of rooms sees files that grew too long, questions about names, and promises."""

from __future__ import annotations

from pathlib import Path

import pytest

import check_rooms


@pytest.fixture
def project(tmp_path: Path) -> Path:
    definitions = tmp_path / "src" / "actlas" / "definitions"
    definitions.mkdir(parents=True)
    (definitions / "__init__.py").touch()
    (definitions / "elu.py").touch()
    return tmp_path


def problems_with(project: Path, text: str, place: str = "src/actlas/room.py") -> list[str]:
    file = project / place
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text, "utf-8")
    return list(check_rooms.problems(project))


def test_the_project_itself_keeps_the_rules() -> None:
    assert list(check_rooms.problems()) == []


@pytest.mark.parametrize("suffix", ["py", "j2", "css"])
def test_a_room_of_501_lines_is_too_long_and_one_of_500_is_not(project: Path, suffix: str) -> None:
    place = f"src/actlas/room.{suffix}"
    assert problems_with(project, "x = 1\n" * 500, place) == []
    assert problems_with(project, "x = 1\n" * 501, place) == [
        f"{place}:501: 501 lines; 500 is the wall"
    ]


@pytest.mark.parametrize(
    "question",
    [
        "if name == 'elu': pass",
        "if 'elu' != act.name: pass",
        "x = 1 if name in ('elu', 'other') else 2",
        "x = [n for n in names if n == 'elu']",
        "while not name == 'elu': pass",
        "match name:\n    case 'elu': pass",
    ],
)
@pytest.mark.parametrize("place", ["src/actlas/room.py", "tests/test_room.py"])
def test_a_condition_on_an_activation_s_name_is_seen(
    project: Path, question: str, place: str
) -> None:
    (problem,) = problems_with(project, question + "\n", place)
    assert problem.startswith(f"{place}:")
    assert "a condition on the name 'elu'" in problem


def test_a_test_may_say_which_name_it_expects(project: Path) -> None:
    assert problems_with(project, "assert act.name == 'elu'\n", "tests/test_room.py") == []


def test_a_condition_on_another_text_is_fine(project: Path) -> None:
    assert problems_with(project, "if name == 'digits': pass\n") == []


@pytest.mark.parametrize("word", ["TO" + "DO", "FIX" + "ME", "XX" + "X", "HA" + "CK"])
@pytest.mark.parametrize("folder", ["src/actlas", "tests", "tools", "benchmarks"])
def test_a_comment_that_promises_work_is_seen(project: Path, word: str, folder: str) -> None:
    place = f"{folder}/some.py"
    assert problems_with(project, f"x = 1\ny = 2  # {word}: later\n", place) == [
        f"{place}:2: do it now, or leave it unsaid"
    ]


def test_a_text_may_hold_such_a_word(project: Path) -> None:
    assert problems_with(project, f"x = '# {'TO' + 'DO'}'\n") == []
