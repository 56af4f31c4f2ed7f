"""One column: what counts as a number, as a text and as missing."""

import math

import numpy as np
import pytest

from actlas.data.columns import MISSING, read_values


def numbers(values, **options):
    found = read_values(values, **options).values
    assert isinstance(found, np.ndarray)
    return found.tolist()


def test_texts_that_are_all_numbers_are_numbers():
    assert numbers([" 1", "2.5", "-3e2", "+4"]) == [1, 2.5, -300, 4]


@pytest.mark.parametrize("sign", [*sorted(MISSING), "NA", "NaN", "  ", "Null"])
def test_each_sign_of_a_missing_value_is_missing_among_numbers_and_among_texts(sign):
    assert math.isnan(numbers(["1", sign, "2"])[1])
    assert read_values(["a", sign, "b"]).values == ["a", None, "b"]


def test_a_text_among_few_numbers_makes_a_column_of_texts():
    assert read_values(["1", "2", "x"]).values == ["1", "2", "x"]


def test_a_slip_among_many_numbers_is_a_missing_value_and_is_told():
    found = read_values([*map(str, range(19)), "12a"])
    assert math.isnan(found.values[-1])
    assert found.values[:-1].tolist() == list(range(19))
    assert found.strange == ("12a",)


def test_underscores_make_codes_and_not_numbers():
    assert read_values(["1_000", "2_000"]).values == ["1_000", "2_000"]


def test_decimal_commas_are_read_where_they_are_expected_and_only_there():
    written = ["2,5", "1.234,5", "-0,25", "7", "3,"]
    assert numbers(written, decimal_comma=True) == [2.5, 1234.5, -0.25, 7, 3]
    assert read_values(written).values == written


def test_points_stay_decimal_points_when_the_whole_column_has_them():
    assert numbers(["1.234", "2.5"], decimal_comma=True) == [1.234, 2.5]


def test_booleans_are_texts_and_lists_are_neither():
    assert read_values([True, False, None]).values == ["true", "false", None]
    assert read_values([[1], [2]]).values is None
