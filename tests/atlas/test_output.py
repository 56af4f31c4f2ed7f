"""Files are written whole or not at all, and a place is tried before the work begins."""

from __future__ import annotations

import os
import stat
from pathlib import Path

import pytest

from actlas.atlas import output
from actlas.errors import OutputError


def test_a_file_is_written_and_nothing_else_is_left(tmp_path):
    target = tmp_path / "report.html"
    output.replace(target, b"first")
    output.replace(str(target), b"second")
    assert target.read_bytes() == b"second"
    assert list(tmp_path.iterdir()) == [target]


def test_trying_a_place_changes_nothing(tmp_path):
    target = tmp_path / "report.html"
    output.check_writable(target)
    assert list(tmp_path.iterdir()) == []
    target.write_text("old")
    output.check_writable(target)
    assert target.read_text() == "old"
    assert list(tmp_path.iterdir()) == [target]


@pytest.mark.parametrize("refuse", [output.check_writable, lambda p: output.replace(p, b"new")])
class TestRefusals:
    def test_a_missing_folder_is_named(self, tmp_path, refuse):
        with pytest.raises(OutputError, match=r"no folder '.*nowhere'; create it, or choose"):
            refuse(tmp_path / "nowhere" / "report.html")
        assert list(tmp_path.iterdir()) == []

    def test_a_file_in_place_of_the_folder_is_refused(self, tmp_path, refuse):
        (tmp_path / "notes").write_text("text")
        with pytest.raises(OutputError, match="no folder"):
            refuse(tmp_path / "notes" / "report.html")

    def test_a_folder_in_place_of_the_file_is_refused(self, tmp_path, refuse):
        with pytest.raises(OutputError, match="is not a file"):
            refuse(tmp_path)

    @pytest.mark.skipif(not Path("/dev/null").exists(), reason="there are no device files here")
    def test_a_device_is_not_replaced(self, tmp_path, refuse):
        link = tmp_path / "report.html"
        link.symlink_to("/dev/null")
        with pytest.raises(OutputError, match="is not a file"):
            refuse(link)
        assert link.is_symlink()

    def test_a_name_that_is_too_long_is_an_error_of_ours(self, tmp_path, refuse):
        with pytest.raises(OutputError, match="cannot write to"):
            refuse(tmp_path / ("x" * 5000))

    def test_a_folder_that_may_not_be_written_to_is_refused(self, tmp_path, refuse, monkeypatch):
        def forbidden(path, *mode):
            raise PermissionError(13, "Permission denied")

        monkeypatch.setattr(Path, "open", forbidden)  # modes would not stop the superuser
        with pytest.raises(OutputError, match=r"the folder '.*' may not be written to"):
            refuse(tmp_path / "report.html")

    def test_a_protected_file_is_not_replaced(self, tmp_path, refuse, monkeypatch):
        target = tmp_path / "report.html"
        target.write_text("old")
        monkeypatch.setattr(os, "access", lambda path, mode: False)
        with pytest.raises(OutputError, match=r"the file '.*' may not be written to"):
            refuse(target)
        assert target.read_text() == "old"


def test_a_full_disk_leaves_the_old_file(tmp_path, monkeypatch):
    target = tmp_path / "report.html"
    target.write_text("old")

    def full(descriptor):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OutputError, match=r"cannot write to '.*' \(No space left on device\)"):
        output.replace(target, b"new")
    assert target.read_text() == "old"
    assert list(tmp_path.iterdir()) == [target]


@pytest.mark.skipif(os.name == "nt", reason="Windows does not replace a file that is open")
def test_who_reads_the_old_file_reads_it_to_its_end(tmp_path):
    target = tmp_path / "report.html"
    target.write_text("old")
    with target.open() as reader:
        output.replace(target, b"new and longer")
        assert reader.read() == "old"


def test_a_link_is_followed_and_stays_a_link(tmp_path):
    (tmp_path / "real.html").write_text("old")
    link = tmp_path / "link.html"
    link.symlink_to("real.html")
    output.replace(link, b"new")
    assert link.is_symlink()
    assert (tmp_path / "real.html").read_text() == "new"


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such modes")
def test_the_mode_of_a_file_is_kept(tmp_path):
    target = tmp_path / "report.html"
    target.write_text("old")
    target.chmod(0o640)
    output.replace(target, b"new")
    assert stat.S_IMODE(target.stat().st_mode) == 0o640
