"""Properties in words."""

from __future__ import annotations

import math
from types import MappingProxyType
from typing import Any

import pytest

import actlas as package
from actlas.cli.traits import as_data, interval, number, numbered, traits
from actlas.definition import Interval
from actlas.language import LANGUAGES, use
from actlas.symbolic.properties import NAMES, Cost, Jump, Line, Places, Reason

ELU = package.get("elu").properties


class Changed:
    """ELU's properties, some of them others."""

    def __init__(self, changed: dict[str, Any], standing: str = "exact") -> None:
        self.changed = changed
        told = {name: Reason("as a test has it", standing=standing) for name in changed}
        self.reasons = MappingProxyType(dict(ELU.reasons) | told)

    def __getattr__(self, name: str) -> Any:
        return self.changed[name] if name in self.changed else getattr(ELU, name)


def said(changed: dict[str, Any], standing: str = "exact") -> dict[str, str]:
    """Return each label's value."""
    return {each.label: each.value for each in traits(Changed(changed, standing))}  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("label", "changed", "words"),
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
        ("continuity", {"smoothness": -1}, "f is not continuous"),
        ("continuity", {"smoothness": math.inf}, "smooth: every derivative is continuous"),
        ("kinks", {}, "none"),
        ("kinks", {"kinks": (-1.0, 0.5)}, "z = −1, z = 0.5"),
        ("f(0) = 0", {}, "yes"),
        ("odd, f(−z) = −f(z)", {}, "no"),
        ("largest |f′|", {}, "1"),
        ("reached at", {}, "z = 0, (0, ∞)"),
        ("continuity", {"smoothness": 7}, "f⁽⁷⁾ is continuous, f⁽⁸⁾ jumps"),
        ("limits", {"limits": (math.nan, 2.0)}, "none at −∞, 2 at ∞"),
        ("asymptotes", {}, "y = −1 at −∞, y = z at ∞"),
        ("asymptotes", {"asymptotes": (None, None)}, "none"),
        (
            "asymptotes",
            {"asymptotes": (Line(-1, 2), Line(2, -1))},
            "y = −z + 2 at −∞, y = 2·z − 1 at ∞",
        ),
        ("jumps", {"jumps": (Jump(1.0, 0.0, 0.0, 2.0),)}, "from 0 to 2 at z = 1"),
        ("zeros", {"zeros": Places()}, "none"),
        ("zeros", {"zeros": Places((0.0,), (), True)}, "…, z = 0, …"),
        ("zeros", {"zeros": Places((), (), True)}, "without end"),
        ("zeros", {"zeros": Places((1.0,), (Interval(2, 3, True),))}, "z = 1, [2, 3)"),
        ("curvature", {}, "convex"),
        ("periodic", {"periodic": "less a line"}, "f less a line is"),
        ("period", {"period": 2.0}, "2"),
        ("operations", {}, "1 transcendental, 0 divisions, 0 products, 0 sums"),
        (
            "operations",
            {"cost": Cost(2, 1, 1, 1)},
            "2 transcendental, 1 division, 1 product, 1 sum",
        ),
    ],
)
def test_each_property_is_said_in_words(label: str, changed: dict[str, Any], words: str) -> None:
    assert said(changed)[label].removeprefix("≈ ") == words


def test_what_was_computed_is_marked_and_what_is_open_is_said_to_be() -> None:
    assert said({"lipschitz": 1.5}, "numeric")["largest |f′|"] == "≈ 1.5"
    assert said({"lipschitz": 1.5}, "unknown")["largest |f′|"] == "not known"


def test_of_many_places_those_in_the_middle_are_said() -> None:
    many = tuple(float(each) for each in range(-9, 10))
    words = said({"kinks": many})["kinks"]
    assert words == "…, z = −3, z = −2, z = −1, z = 0, z = 1, z = 2, …"


def test_what_another_row_denies_is_left_out() -> None:
    assert {"poles", "jumps", "falls on", "period"}.isdisjoint(said({}))
    assert "rises on" in said({})


def test_each_reason_is_said_once_and_every_row_has_one() -> None:
    rows, reasons = numbered(traits(ELU))
    texts = [text for _number, text in reasons]
    assert len(set(texts)) == len(texts)
    used = {value.rsplit(" ", 1)[1] for _label, value in rows}
    assert used == {number for number, _text in reasons}


@pytest.mark.parametrize("lang", LANGUAGES)
def test_data_has_value_standing_and_reason_of_every_property(lang: str) -> None:
    with use(lang):
        data = as_data(ELU)
    assert tuple(data) == NAMES
    for each in data.values():
        assert each["standing"] in ("exact", "numeric", "unknown")
        assert each["reason"]
        assert "{" not in each["reason"]


def test_reasons_are_said_in_the_language_in_use() -> None:
    with use("es"):
        spanish = {each.reason for each in traits(ELU)}
    assert spanish.isdisjoint({each.reason for each in traits(ELU)})


def test_intervals_and_numbers_follow_the_language() -> None:
    half_open = Interval(-0.5, math.inf, closed_low=True)
    assert (number(-0.5), interval(half_open)) == ("−0.5", "[−0.5, ∞)")
    with use("es"):
        assert (number(-0.5), interval(half_open)) == ("−0,5", "[−0,5; ∞)")


def test_numbers_that_are_whole_have_no_decimals_and_huge_ones_a_power() -> None:
    assert (number(3.0), number(1e300), number(math.nan)) == ("3", "1e300", "NaN")
