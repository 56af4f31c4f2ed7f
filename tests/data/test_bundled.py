"""The bundled data sets: the published sizes, and loaded only when asked for."""

import numpy as np
import pytest

from actlas import data
from actlas.errors import UnknownName, UsageError

PUBLISHED = {
    "breast_cancer": (569, 30, "binary", 2),
    "diabetes": (442, 10, "regression", 0),
    "digits": (1797, 64, "classes", 10),
    "iris": (150, 4, "classes", 3),
    "wine": (178, 13, "classes", 3),
}


def test_the_names_are_the_published_sets_in_order():
    assert data.names() == tuple(sorted(PUBLISHED))


@pytest.mark.parametrize("name", PUBLISHED)
def test_each_set_has_its_published_size_task_and_classes(name):
    rows, columns, task, classes = PUBLISHED[name]
    found = data.load(name)
    assert found.x.shape == (rows, columns) == (len(found.y), len(found.features))
    assert (found.task, len(found.classes), found.name) == (task, classes, name)
    assert found.x.dtype == np.float64
    assert found.y.dtype == (np.float64 if task == "regression" else np.int64)
    assert not found.imputed
    assert found.dropped_rows == 0


def test_listing_the_names_loads_no_library(fresh_python):
    heavy = fresh_python(
        """
        import sys
        from actlas import data
        data.names()
        print([name for name in ("sklearn", "polars", "narwhals", "torch") if name in sys.modules])
        """
    )
    assert heavy.strip() == "[]"


@pytest.mark.parametrize("typed", ["digit", "DIGITS", "dgits"])
def test_a_name_that_is_nearly_right_is_met_with_the_right_one(typed):
    with pytest.raises(UnknownName, match=r"did you mean digits\?.*breast_cancer.*wine"):
        data.load(typed)


def test_a_strange_name_is_met_with_the_list():
    with pytest.raises(UnknownName, match=r"'zzzz'; there are breast_cancer, .*\.csv"):
        data.load("zzzz")


@pytest.mark.parametrize("extra", [{"target": "species"}, {"task": "regression"}])
def test_a_bundled_set_brings_its_own_target_and_task(extra):
    with pytest.raises(UsageError, match="iris has its own target"):
        data.load("iris", **extra)


def test_an_unknown_task_is_met_with_the_three():
    with pytest.raises(UsageError, match="choose binary, classes or regression"):
        data.load("iris", task="ranking")
