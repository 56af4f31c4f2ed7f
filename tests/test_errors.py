"""The tree of errors: built-in kinds, one line, said in any language."""

from __future__ import annotations

import pickle

import pytest

from actlas import errors
from actlas.errors import (
    ActlasError,
    BadInput,
    BadParameter,
    DataError,
    MissingFile,
    UnknownName,
    WorkFailed,
)

KINDS = {
    "UnknownName": KeyError,
    "BadParameter": ValueError,
    "BadInput": TypeError,
    "BadShape": RuntimeError,
    "BadExpression": ValueError,
    "DataError": ValueError,
    "MissingFile": FileNotFoundError,
    "UsageError": ValueError,
    "OutputError": OSError,
    "WorkFailed": RuntimeError,
}


def test_the_public_names_are_the_root_and_the_kinds() -> None:
    assert sorted(errors.__all__) == sorted(["ActlasError", *KINDS])


@pytest.mark.parametrize(("name", "builtin"), KINDS.items())
def test_every_kind_is_also_the_built_in_error_it_refines(name: str, builtin: type) -> None:
    kind = getattr(errors, name)
    assert issubclass(kind, ActlasError)
    with pytest.raises(builtin):
        raise kind("it went wrong")


def test_what_pytorch_raises_for_wrong_arguments_catches_ours_too() -> None:
    for expected in (ValueError, TypeError, RuntimeError):  # hardtanh, a text, softshrink
        assert issubclass(BadParameter, expected)
    for expected in (TypeError, RuntimeError):  # a list, a complex tensor
        assert issubclass(BadInput, expected)


def test_a_missing_file_is_a_data_error_too() -> None:
    assert issubclass(MissingFile, DataError)


@pytest.mark.parametrize("name", ["ActlasError", *KINDS])
def test_the_text_is_the_filled_template_whatever_the_built_in_would_print(name: str) -> None:
    error = getattr(errors, name)("expected {wanted}, got {got!r}", wanted="a name", got="eli")
    assert str(error) == "expected a name, got 'eli'"
    assert error.message == "expected {wanted}, got {got!r}"
    assert error.fields == {"wanted": "a name", "got": "eli"}


@pytest.mark.parametrize("name", ["ActlasError", *KINDS])
def test_an_error_survives_a_journey_between_processes(name: str) -> None:
    error = getattr(errors, name)("no {what}", what="luck")
    arrived = pickle.loads(pickle.dumps(error))
    assert type(arrived) is type(error)
    assert str(arrived) == "no luck"


def test_the_template_is_translated_before_it_is_filled() -> None:
    error = UnknownName("no activation {name!r}", name="eli")
    assert error.render({"no activation {name!r}": "sin {name!r}"}.__getitem__) == "sin 'eli'"


def test_an_error_within_an_error_is_said_in_the_same_language() -> None:
    spanish = {"row {row}: {why}": "fila {row}: {why}", "not a number": "no es un número"}
    error = DataError("row {row}: {why}", row=3, why=DataError("not a number"))
    assert str(error) == "row 3: not a number"
    assert error.render(spanish.__getitem__) == "fila 3: no es un número"


def test_an_error_is_one_line_even_when_a_field_is_not() -> None:
    assert str(DataError("no column {name}", name="a\nb\r\nc")) == "no column a b c"


def test_a_field_may_be_called_message() -> None:
    assert str(ActlasError("{message}", message="so be it")) == "so be it"


def test_only_failed_work_exits_with_1() -> None:
    codes = {name: getattr(errors, name).exit_code for name in KINDS}
    assert {name for name, code in codes.items() if code == WorkFailed.exit_code} == {"WorkFailed"}
    assert set(codes.values()) == {1, 2}
