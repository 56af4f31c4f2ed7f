"""Drawings in the terminal: what they show, how wide they are, and the numbers at their edges."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

import actlas as package
from actlas.cli.curves import drawing, ticks

REALS = st.floats(-1e6, 1e6, allow_subnormal=True)


@given(REALS, REALS)
@example(5e-324, 0.0)
@example(999999.9999999999, 1e6)
def test_ticks_enclose_both_ends_evenly_and_are_few(one: float, other: float) -> None:
    low, high = sorted((one, other))
    marks = ticks(low, high)
    assert 2 <= len(marks) <= 5
    tolerance = 1e-9 * (marks[-1] - marks[0])
    assert marks[0] <= low + tolerance
    assert high - tolerance <= marks[-1]
    steps = [after - before for before, after in pairwise(marks)]
    assert max(steps) - min(steps) <= tolerance


@pytest.mark.parametrize("name", package.names())
@pytest.mark.parametrize("width", [60, 78])
def test_a_drawing_has_the_width_asked_for_and_no_colours(name: str, width: int) -> None:
    lines = drawing(package.get(name), width)
    assert {len(line) for line in lines} == {width}
    assert not any("\x1b" in line for line in lines)


def test_both_panels_say_what_they_show() -> None:
    assert drawing(package.get("relu"), 78)[0].split() == ["f(z)", "f′(z)"]
    assert drawing(package.get("softmax"), 78)[0].split() == ["s₁", "∂s₁/∂z"]


def test_nothing_joins_the_two_slopes_at_a_kink() -> None:
    rows = [line[40:] for line in drawing(package.get("relu"), 78)[2:-2]]
    drawn = [any(sign in row for sign in "▄▀▗▖▝▘") for row in rows]
    assert drawn == [True, *[False] * (len(rows) - 2), True]


@pytest.mark.parametrize("specification", ["linear(m=1e307)", "elu(alpha=1e308)", "linear(m=0)"])
def test_extreme_parameters_are_drawn_too(specification: str) -> None:
    assert len(drawing(package.get(specification), 78)) > 10
