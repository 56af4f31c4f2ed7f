"""What was derived once is read, not derived again, and nothing that is wrong there does harm."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from actlas import store


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv(store.VARIABLE, str(tmp_path / "kept"))
    return tmp_path / "kept"


def _never() -> object:
    raise AssertionError("this was derived before")


def test_what_was_derived_is_read_the_next_time(place: Path) -> None:
    assert store.kept("sum", (1, 2), lambda: 3) == 3
    assert store.kept("sum", (1, 2), _never) == 3
    assert len(list(place.iterdir())) == 1


def test_another_question_or_definition_is_derived_by_itself(place: Path) -> None:
    assert store.kept("sum", (1, 2), lambda: 3) == 3
    assert store.kept("product", (1, 2), lambda: 2) == 2
    assert store.kept("sum", (1, 3), lambda: 4) == 4


def test_another_engine_finds_nothing(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    store.kept("sum", (1, 2), lambda: 3)
    monkeypatch.setattr(store, "fingerprint", lambda: "changed")
    assert store.kept("sum", (1, 2), lambda: 4) == 4


@pytest.mark.parametrize("content", [b"", b"no pickle", b"\x80\x05cnowhere\nnothing\n."])
def test_a_damaged_file_is_derived_again_and_mended(place: Path, content: bytes) -> None:
    store.kept("sum", (1, 2), lambda: 3)
    (file,) = place.iterdir()
    file.write_bytes(content)
    assert store.kept("sum", (1, 2), lambda: 3) == 3
    assert store.kept("sum", (1, 2), _never) == 3


def test_where_nothing_can_be_written_the_work_is_done_each_time(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "file").touch()
    monkeypatch.setenv(store.VARIABLE, str(tmp_path / "file" / "folder"))
    assert [store.kept("sum", (1, 2), lambda: 3) for _ in range(2)] == [3, 3]


def test_off_keeps_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(store.VARIABLE, store.OFF)
    assert store.folder() is None
    assert store.kept("sum", (1, 2), lambda: 3) == 3


def test_an_interrupted_write_leaves_no_file_behind(
    place: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupted(self: Path, _target: Path) -> Path:
        raise KeyboardInterrupt

    monkeypatch.setattr(Path, "replace", interrupted)
    with pytest.raises(KeyboardInterrupt):
        store.kept("sum", (1, 2), lambda: 3)
    assert list(place.iterdir()) == []


def test_by_default_it_is_the_users_own_cache_folder(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(store.VARIABLE)
    found = store.folder()
    assert found is not None
    assert found.name == "actlas"
    assert os.fspath(Path.home()) in os.fspath(found)


def test_a_kernel_that_was_derived_before_needs_no_symbolic_engine(
    fresh_python: Callable[..., str], tmp_path: Path
) -> None:
    snippet = """
        import sys
        import torch
        import actlas

        z = torch.tensor([-1.0, 2.0], requires_grad=True)
        actlas.get("elu")(z).sum().backward()
        print("sympy" in sys.modules, z.grad.tolist())
    """
    first = fresh_python(snippet, **{store.VARIABLE: str(tmp_path)})
    second = fresh_python(snippet, **{store.VARIABLE: str(tmp_path)})
    assert first.split(" ", 1)[0] == "True"
    assert second.split(" ", 1)[0] == "False"
    assert first.split(" ", 1)[1] == second.split(" ", 1)[1]
