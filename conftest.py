"""What tests and the examples in docstrings have in common."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from actlas import catalogue


@pytest.fixture(autouse=True)
def own_definitions_are_taken_back() -> Iterator[None]:
    """Forget after each test what it defined, so that no other test meets it."""
    before = set(catalogue.defined())
    yield
    for name in set(catalogue.defined()) - before:
        catalogue.forget(name)
