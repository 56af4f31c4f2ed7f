"""From columns to a data set: one-hot, missing values, the target's kind, and what is refused."""

import datetime
import re

import numpy as np
import polars as pl
import pytest

from actlas import data
from actlas.errors import BadInput, DataError, UsageError


def frame(rows=12, **columns):
    return pl.DataFrame({name: (values * rows)[:rows] for name, values in columns.items()})


def notes(dataset):
    return " | ".join(str(note) for note in dataset.notes)


def test_texts_categories_and_booleans_become_one_column_per_value():
    table = frame(colour=["red", "blue", None], new=[True, False], y=["a", "b"])
    table = table.with_columns(size=pl.Series(["1", "2"] * 6, dtype=pl.Categorical))
    found = data.load(table, "y")
    assert found.features == (
        *("colour=blue", "colour=red", "colour=missing"),
        *("new=false", "new=true", "size=1", "size=2"),
    )
    assert set(found.x.ravel()) == {0.0, 1.0}
    assert (found.x[:, :3].sum(axis=1) == 1).all()
    assert found.imputed == {"colour": 4}


def test_missing_and_infinite_numbers_are_nan_and_are_counted():
    found = data.load(frame(a=[1.0, None, float("inf"), float("nan")], y=["a", "b"]), "y")
    assert np.isnan(found.x[:, 0]).sum() == found.imputed["a"] == 9
    assert "infinite values, treated as missing: 3" in notes(found)


def test_a_slip_in_a_column_of_numbers_is_counted_and_told():
    found = data.load(frame(20, a=[*map(str, range(19)), "n.d."], y=["a", "b"]), "y")
    assert found.imputed == {"a": 1}
    assert "a: values that are not numbers, treated as missing: 1 (such as n.d.)" in notes(found)


def test_rows_without_a_target_are_dropped_and_counted():
    found = data.load(frame(20, a=[1.0, 2.0], y=["u", "v", None, "?", "u"]), "y")
    assert (len(found.y), found.dropped_rows) == (12, 8)
    assert found.classes == ("u", "v")


def test_a_missing_input_in_a_dropped_row_is_not_counted():
    table = frame(24, a=[1.0, None], y=["u", None, "v", None])
    assert data.load(table, "y").imputed == {}


@pytest.mark.parametrize(
    ("column", "reason"),
    [
        ([f"id{i}" for i in range(240)], "left out, because they hold texts with more than 100"),
        ([f"k{i % 101}" for i in range(240)], "more than 100 different values.*: z"),
        ([None] * 240, "no value at all: z"),
        ([datetime.date(2020, 1, 1)] * 240, "neither numbers nor texts: z"),
    ],
)
def test_a_column_that_can_not_help_is_left_out_with_a_note(column, reason):
    table = frame(240, a=[1.0, 2.0], y=["u", "v"]).with_columns(z=pl.Series(column))
    found = data.load(table, "y")
    assert found.features == ("a",)
    assert re.search(reason, notes(found))


TARGETS = {
    "texts": (["u", "v", "w"], "classes", ("u", "v", "w")),
    "booleans": ([True, False], "binary", ("false", "true")),
    "two whole numbers": ([1, 2], "binary", ("1", "2")),
    "whole numbers written with a point": ([10.0, 2.0, 3.0], "classes", ("2", "3", "10")),
    "numbers as text": (["2", "10"], "binary", ("2", "10")),
    "fractions": ([0.5, 1.0], "regression", ()),
    "many whole numbers": (list(range(21)), "regression", ()),
    "few rows for each whole number": (list(range(15)), "regression", ()),
}


@pytest.mark.parametrize("kind", TARGETS)
def test_the_task_is_guessed_from_the_target(kind):
    values, task, classes = TARGETS[kind]
    rows = 42 if kind != "many whole numbers" else 210
    found = data.load(frame(rows, a=[1.0, 2.0, 5.0], y=values), "y")
    assert (found.task, found.classes) == (task, classes)


def test_whole_numbers_read_as_classes_are_told():
    assert "y holds 3 different numbers; they were read as classes" in notes(
        data.load(frame(30, a=[1.0, 2.0], y=[1, 2, 3]), "y")
    )


def test_the_task_can_be_forced_either_way():
    table = frame(30, a=[1.0, 2.0], y=[1, 2, 3])
    assert data.load(table, "y", task="regression").y.tolist()[:3] == [1, 2, 3]
    halves = frame(30, a=[1.0, 2.0], y=[0.5, 1.5])
    assert data.load(halves, "y", task="classes").classes == ("0.5", "1.5")


REFUSED = {
    "one class": ({"a": [1.0], "y": ["u"]}, {}, "'u' in every row.*at least two"),
    "one number": ({"a": [1.0], "y": [2.5]}, {}, "'2.5' in every row"),
    "few rows": ({"a": [1.0], "y": ["u", "v", *[None] * 10]}, {}, "only 2 rows .* at least 10"),
    "rare class": (
        {"a": [1.0], "y": ["u", "v", *["u"] * 10]},
        {},
        r"class 'v' of 'y' has too few rows \(1, and 3",
    ),
    "no inputs": ({"y": ["u", "v"]}, {}, "no column is left to predict 'y' from"),
    "text regression": ({"a": [1.0], "y": ["u", "v"]}, {"task": "regression"}, "needs numbers"),
    "three for binary": (
        {"a": [1.0], "y": ["u", "v", "w"]},
        {"task": "binary"},
        "3 classes, and a binary task needs two",
    ),
    "dates": ({"a": [1.0], "y": [datetime.date(2020, 1, 1)]}, {}, "neither numbers nor texts"),
}


@pytest.mark.parametrize("case", REFUSED)
def test_data_that_can_not_be_learned_from_is_refused(case):
    columns, options, message = REFUSED[case]
    with pytest.raises(DataError, match=message):
        data.load(frame(12, **columns), "y", **options)


def test_a_target_with_more_than_a_hundred_classes_is_refused():
    table = frame(404, a=[1.0], y=[f"t{i}" for i in range(101)])
    with pytest.raises(DataError, match="101 different values, more than 100 classes"):
        data.load(table, "y")


def test_frames_are_read_lazy_or_not():
    table = frame(a=[1.0, 2.0], y=["u", "v"])
    lazy = data.load(table.lazy(), "y")
    assert lazy.name == "frame"
    np.testing.assert_array_equal(lazy.x, data.load(table, "y").x)


def test_a_pandas_frame_gives_the_same_as_a_polars_frame():
    pd = pytest.importorskip("pandas", reason="pandas is not installed")
    columns = {"a": [1.0, None, 3.0] * 4, "b": ["x", "y", None] * 4, "y": [True, False, True] * 4}
    first, second = data.load(pd.DataFrame(columns), "y"), data.load(pl.DataFrame(columns), "y")
    np.testing.assert_array_equal(first.x, second.x)
    assert (first.features, first.imputed) == (second.features, second.imputed)


def test_an_empty_frame_and_a_missing_target_are_refused():
    with pytest.raises(DataError, match="the frame has no rows"):
        data.load(pl.DataFrame({"a": [], "y": []}), "y")
    with pytest.raises(DataError, match="the columns are a, y"):
        data.load(pl.DataFrame({"a": [1], "y": [1]}))


def test_arrays_are_read_with_one_column_or_many_of_numbers_or_texts():
    y = np.array([0, 1] * 6)
    assert data.load((np.arange(12), y)).x.shape == (12, 1)
    assert data.load((np.ones((12, 3)), y[:, None])).features == ("x0", "x1", "x2")
    mixed = np.array([["u", "1"], ["v", "2"]] * 6, dtype=object)
    assert data.load((mixed, ["no", "yes"] * 6)).features == ("x0=u", "x0=v", "x1")
    found = data.load((np.arange(12.0), np.arange(12) / 8))
    assert (found.name, found.task, found.target) == ("arrays", "regression", "y")


@pytest.mark.parametrize(
    ("source", "message"),
    [
        ((np.ones((12, 2)), np.ones(11)), r"shape \[n, d\].*got \[12, 2\] and \[11\]"),
        ((np.ones((3, 2, 2)), np.ones(3)), r"got \[3, 2, 2\]"),
        (([[1], [2, 3]], [0, 1]), "X with rows of one length"),
        (42, "a frame or a pair .*; got int"),
        ({"a": [1]}, "got dict"),
        (None, "got NoneType"),
    ],
)
def test_what_is_no_data_is_refused_with_what_came(source, message):
    with pytest.raises(BadInput, match=message):
        data.load(source, "y" if not isinstance(source, tuple) else None)


def test_arrays_bring_their_own_target():
    with pytest.raises(UsageError, match="the target is y"):
        data.load((np.ones((12, 2)), np.ones(12)), "z")
