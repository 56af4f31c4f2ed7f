"""`benchmarks/activations.py` writes the figures as Markdown between the marks of its page."""

from __future__ import annotations

import importlib
from pathlib import Path

import pytest
from tests.bench.found import benchmark

ROOT = Path(__file__).parents[2]


@pytest.fixture
def script(monkeypatch: pytest.MonkeyPatch):
    """Return the script, imported as it imports itself: beside its neighbours."""

    def load(name: str):
        monkeypatch.syspath_prepend(ROOT / "benchmarks")
        return importlib.import_module(name)

    return load


def test_every_case_is_a_row_of_its_passs_table(script) -> None:
    text = script("activations").pages(benchmark())
    lines = [line for line in text.splitlines() if line.startswith("| ") and "µs" not in line]
    assert len(lines) == 8
    assert lines[0].startswith("| elu(alpha=0.25) | 1000 | 6.00 | **1.50** (1.50–1.50) | ")
    assert lines[0].endswith("| **0.25** (0.25–0.25) | 1, 1.5, 0.5, 2, 4 |")
    assert lines[-1].startswith("| gish* | 16000000 |")
    heads = [line for line in text.splitlines() if "actlas, µs" in line]
    assert {line.count("|") for line in heads} == {lines[0].count("|")}


def test_it_says_when_where_and_who_is_missing(script) -> None:
    text = script("activations").pages(benchmark())
    assert text.startswith("2026-01-02 03:04 UTC, a processor, 2 cores, 1 thread, cpu, float32;")
    assert text.endswith("- jax, gish: jax.nn has no such function")


def test_the_page_has_the_marks_and_keeps_all_else(script, tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    page.write_text((ROOT / "docs" / "benchmarks.md").read_text("utf-8"), "utf-8")
    before = page.read_text("utf-8")
    for name in ("activations", "fused", "adding"):
        script("page").write_between(page, name, f"figures of {name}")
    after = page.read_text("utf-8")
    assert "<!-- activations: begin -->\nfigures of activations\n<!-- activations: end -->" in after
    assert after.startswith(before.partition("<!-- activations: begin -->")[0])
    with pytest.raises(SystemExit, match="lacks the marks"):
        script("page").write_between(page, "nothing", "")
