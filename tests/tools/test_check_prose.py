"""The checker of prose fails when an activation has none."""

from __future__ import annotations

import pytest

import check_prose
from actlas import catalogue


def test_the_project_itself_has_all_its_prose() -> None:
    assert check_prose.main(catalogue.names()) == 0


def test_an_activation_without_prose_is_seen(
    tmp_path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "definitions").mkdir()
    (tmp_path / "definitions" / "mute.py").touch()
    monkeypatch.setenv(catalogue.SEARCH_VARIABLE, str(tmp_path))
    assert check_prose.main(["mute"]) == 1
    assert "es/mute.toml" in capsys.readouterr().out
