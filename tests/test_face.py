"""The front page: a table of contents whose every line leads somewhere."""

from __future__ import annotations

import inspect
import types
from collections.abc import Callable

import pytest

import actlas

FACE = {
    "ACT2FN",
    "Activation",
    "ActlasError",
    "Interval",
    "NeuralNet",
    "Parameter",
    "__version__",
    "act_layer",
    "backend",
    "compare",
    "data",
    "depth",
    "edge_of_chaos",
    "define",
    "find",
    "from_string",
    "functional",
    "gain",
    "get",
    "initialise",
    "names",
    "nn",
    "swap",
    "tune_allocator",
}


def test_the_table_of_contents() -> None:
    assert set(actlas.__all__) == FACE
    assert dir(actlas) == sorted(FACE)


@pytest.mark.parametrize("name", sorted(FACE))
def test_every_line_leads_somewhere(name: str) -> None:
    found = getattr(actlas, name)
    if name != "__version__":
        assert inspect.getdoc(found)


def test_star_imports_exactly_the_table(fresh_python: Callable[..., str]) -> None:
    printed = fresh_python("from actlas import *; print(sorted(n for n in dir() if n[0] != '_'))")
    assert printed.strip() == str(sorted(name for name in FACE if not name.startswith("_")))


def test_an_unknown_name_is_an_attribute_error() -> None:
    with pytest.raises(AttributeError, match="module 'actlas' has no attribute 'gett'"):
        actlas.gett  # noqa: B018


@pytest.mark.parametrize(
    "first",
    [
        "import actlas.compare",
        "from actlas.compare.comparison import Comparison",
        "import actlas.compare.statistics, actlas",
        "from actlas import compare",
        "import actlas; actlas.compare",
    ],
)
def test_compare_can_be_called_whatever_was_imported_first(
    fresh_python: Callable[..., str], first: str
) -> None:
    printed = fresh_python(f"{first}\nimport actlas\nprint(callable(actlas.compare))")
    assert printed.strip() == "True"


def test_packages_are_packages() -> None:
    for package in (actlas.data, actlas.functional, actlas.nn):
        assert isinstance(package, types.ModuleType)


def test_the_signatures_that_do_not_change() -> None:
    assert str(inspect.signature(actlas.names)) == "() -> 'list[str]'"
    assert list(inspect.signature(actlas.get).parameters) == [
        "name",
        "learn",
        "channels",
        "parameters",
    ]
    assert list(inspect.signature(actlas.NeuralNet).parameters) == [
        "input_size",
        "hidden_size",
        "activation",
        "style",
    ]
    promised = """
        __call__ prime second formula derivative second_derivative latex derivative_latex
        second_derivative_latex mathml derivative_mathml properties plot module label name dim
        parameters definition elementwise require_dim learn channels
        """
    assert {name for name in promised.split() if not hasattr(actlas.Activation, name)} == set()
