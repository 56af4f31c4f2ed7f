"""Medians, ranges and ratios of timings: known answers."""

from __future__ import annotations

import pytest

from actlas.bench.statistics import Spread, ratios, spread


def test_the_range_leaves_out_the_outer_tenths() -> None:
    assert spread(range(11)) == Spread(5.0, 1.0, 9.0)
    assert spread([*[1.0] * 10, 1000.0]) == Spread(1.0, 1.0, 1.0)


def test_one_number_is_its_own_range() -> None:
    assert spread([0.25]) == Spread(0.25, 0.25, 0.25)


def test_a_ratio_is_formed_round_by_round_and_not_of_the_medians() -> None:
    # Every second round the whole machine is ten times slower: no ratio changes.
    own, other = [1.0, 10.0, 1.0, 10.0, 1.0], [3.0, 30.0, 3.0, 30.0, 3.0]
    assert ratios(other, own) == Spread(3.0, 3.0, 3.0)


def test_rounds_must_be_the_same() -> None:
    with pytest.raises(ValueError, match="shorter"):
        ratios([1.0, 2.0], [1.0])
