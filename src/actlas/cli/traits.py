"""The properties of an activation in words: one label and one value each."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from actlas.definition import Interval
from actlas.language import _, current_language, format_number

if TYPE_CHECKING:
    from actlas.symbolic.properties import Properties

DIGITS = 6


def traits(found: Properties) -> list[tuple[str, str]]:
    """Return label and value of each property, in the language in use."""
    left, right = (number(each) for each in found.limits)
    return [
        (_("range"), interval(found.range)),
        (
            _("limits"),
            _("{left} at −∞, {right} at ∞").format(left=left, right=right),
        ),
        (_("monotone"), _monotone(found.monotone)),
        (_("bounded"), _ends(found.bounded, _("below"), _("above"), _("below and above"))),
        (
            _("saturates"),
            _ends(
                found.saturates,
                _("at −∞: the slope tends to 0"),
                _("at ∞: the slope tends to 0"),
                _("at −∞ and ∞: the slope tends to 0"),
            ),
        ),
        (_("continuity"), _smoothness(found.smoothness)),
        (_("kinks"), ", ".join(f"z = {number(each)}" for each in found.kinks) or _("none")),
        (_("f(0) = 0"), _yes_or_no(found.zero_at_zero)),
        (_("odd, f(−z) = −f(z)"), _yes_or_no(found.odd)),
        (_("largest |f′|"), number(found.lipschitz)),
        (
            _("gain"),
            _("{gain}; weights scaled by it keep the mean square of z ~ N(0, 1)").format(
                gain=number(found.gain)
            ),
        ),
    ]


def number(x: float) -> str:
    """Return a number as the language in use writes it, with six digits at most."""
    whole = int(x) if math.isfinite(x) and x == int(x) and abs(x) < 1e6 else x
    return format_number(whole, DIGITS, current_language()).replace("-", "−")


def interval(found: Interval) -> str:
    """Return an interval; where the decimal sign is a comma, a semicolon parts its ends."""
    left, right = "[" if found.closed_low else "(", "]" if found.closed_high else ")"
    ends = number(found.low), number(found.high)
    comma = "," in number(0.5)
    said = f"{left}{('; ' if comma else ', ').join(ends)}{right}"
    return _("the whole numbers in {interval}").format(interval=said) if found.whole else said


def _monotone(word: str) -> str:
    return {
        "increasing": _("non-decreasing"),
        "decreasing": _("non-increasing"),
        "constant": _("constant"),
    }.get(word, _("no"))


_DERIVATIVES = ("f", "f′", "f″", "f‴")


def _smoothness(derivatives: float) -> str:
    if math.isinf(derivatives):
        return _("smooth: every derivative is continuous")
    if derivatives < 0:
        return _("f jumps")
    smooth, broken = _DERIVATIVES[int(derivatives) : int(derivatives) + 2]
    return _("{smooth} is continuous, {broken} jumps").format(smooth=smooth, broken=broken)


def _ends(which: tuple[bool, bool], low: str, high: str, both: str) -> str:
    if all(which):
        return both
    return low if which[0] else high if which[1] else _("no")


def _yes_or_no(fact: bool) -> str:
    return _("yes") if fact else _("no")
