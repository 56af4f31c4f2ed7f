"""Properties in words."""

from __future__ import annotations

import math
from dataclasses import replace

import pytest

import actlas as package
from actlas.cli.traits import interval, number, traits
from actlas.definition import Interval
from actlas.language import use

ELU = package.get("elu").properties


@pytest.mark.parametrize(
    ("label", "changed", "said"),
    [
        ("range", {}, "(−1, ∞)"),
        ("limits", {}, "−1 at −∞, ∞ at ∞"),
        ("monotone", {}, "non-decreasing"),
        ("monotone", {"monotone": "decreasing"}, "non-increasing"),
        ("monotone", {"monotone": "constant"}, "constant"),
        ("monotone", {"monotone": "no"}, "no"),
        ("bounded", {}, "below"),
        ("bounded", {"bounded": (False, True)}, "above"),
        ("bounded", {"bounded": (True, True)}, "below and above"),
        ("bounded", {"bounded": (False, False)}, "no"),
        ("saturates", {}, "at −∞: the slope tends to 0"),
        ("saturates", {"saturates": (True, True)}, "at −∞ and ∞: the slope tends to 0"),
        ("continuity", {}, "f′ is continuous, f″ jumps"),
        ("continuity", {"smoothness": 0}, "f is continuous, f′ jumps"),
        ("continuity", {"smoothness": 2}, "f″ is continuous, f‴ jumps"),
        ("continuity", {"smoothness": -1}, "f jumps"),
        ("continuity", {"smoothness": math.inf}, "smooth: every derivative is continuous"),
        ("kinks", {}, "none"),
        ("kinks", {"kinks": (-1.0, 0.5)}, "z = −1, z = 0.5"),
        ("f(0) = 0", {}, "yes"),
        ("odd, f(−z) = −f(z)", {}, "no"),
        ("largest |f′|", {}, "1"),
    ],
)
def test_each_property_is_said_in_words(label: str, changed: dict[str, object], said: str) -> None:
    assert dict(traits(replace(ELU, **changed)))[label] == said


def test_intervals_and_numbers_follow_the_language() -> None:
    half_open = Interval(-0.5, math.inf, closed_low=True)
    assert (number(-0.5), interval(half_open)) == ("−0.5", "[−0.5, ∞)")
    with use("es"):
        assert (number(-0.5), interval(half_open)) == ("−0,5", "[−0,5; ∞)")


def test_numbers_that_are_whole_have_no_decimals_and_huge_ones_a_power() -> None:
    assert (number(3.0), number(1e300), number(math.nan)) == ("3", "1e300", "NaN")
