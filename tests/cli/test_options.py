"""How the texts of options are read."""

from __future__ import annotations

import pytest

from actlas.cli.options import activation, split_names, split_numbers
from actlas.errors import BadParameter, UsageError


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("relu", ["relu"]),
        ("relu,elu", ["relu", "elu"]),
        (" relu , elu(alpha=0.5) ", ["relu", "elu(alpha=0.5)"]),
        ("two(a=1,b=2),relu", ["two(a=1,b=2)", "relu"]),
        ("relu,,elu,", ["relu", "elu"]),
        (",", []),
    ],
)
def test_names_are_split_at_commas_outside_brackets(text: str, names: list[str]) -> None:
    assert split_names(text) == names


def test_numbers_are_split_at_commas() -> None:
    assert split_numbers("--hidden", "64, 32", int) == (64, 32)
    assert split_numbers("--learning-rates", "1e-3,0.1", float) == (0.001, 0.1)


@pytest.mark.parametrize(("kind", "text"), [(int, "64.5"), (int, ""), (float, "0,,1")])
def test_what_is_no_list_of_numbers_is_refused_with_an_example(kind: type, text: str) -> None:
    with pytest.raises(UsageError, match="separated by commas, such as"):
        split_numbers("--option", text, kind)


def test_assignments_override_the_specification() -> None:
    assert activation("elu(alpha=2)", ["alpha = 0.5"]).parameters == {"alpha": 0.5}


@pytest.mark.parametrize("text", ["alpha", "alpha=", "=1", ""])
def test_what_is_no_assignment_is_refused_with_an_example(text: str) -> None:
    with pytest.raises(UsageError, match="as in --set alpha"):
        activation("elu", [text])


def test_an_assignment_of_text_is_refused_with_the_domain() -> None:
    with pytest.raises(BadParameter, match="alpha of elu must be a number"):
        activation("elu", ["alpha=big"])
