"""The catalogue as a page in each language: docs/ holds it as it is now."""

from __future__ import annotations

from pathlib import Path

import pytest

import actlas
from actlas.atlas.index import FILES, catalogue_page
from actlas.language import LANGUAGES

DOCS = Path(__file__).parents[2] / "docs"


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_page_in_docs_is_what_the_definitions_say_now(lang: str) -> None:
    page = catalogue_page(lang)
    assert (DOCS / FILES[lang]).read_text(encoding="utf-8") == page, "stale: run `make docs`"
    assert all(f"· `{name}`" in page for name in actlas.names())
