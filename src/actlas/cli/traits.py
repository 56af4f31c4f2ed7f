"""The properties of an activation in words: a label, a value and a reason each."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, is_dataclass
from typing import TYPE_CHECKING, Any, NamedTuple

from actlas.definition import Interval
from actlas.language import _, current_language, format_number, mark, ngettext, translator

if TYPE_CHECKING:
    from actlas.symbolic.properties import Cost, Jump, Line, Places, Properties, Reason

DIGITS = 6
_SHOWN = 6
"""Of many places or intervals so many are written out."""
_SAID_ELSEWHERE = {"poles", "rises", "falls", "flats", "jumps", "convex", "concave", "period"}


class Trait(NamedTuple):
    """What is said of one property."""

    label: str
    value: str
    reason: str


def traits(found: Properties) -> list[Trait]:
    """Return label, value and reason of each property, in the language in use.

    A value that was computed and not proven begins with ≈. What another row denies already is left
    out, such as where f falls when it is non-decreasing.
    """
    from actlas.symbolic.properties.shape import WITHOUT_END

    said = []
    for name, label, words in _ROWS:
        reason, value = found.reasons[name], getattr(found, name)
        if reason.standing == "unknown":
            text = _("not known")
        elif name in _SAID_ELSEWHERE and (not value or value != value):
            continue
        else:
            some = reason.text in WITHOUT_END and words is _intervals
            text = _intervals(value, endless=True) if some else words(value)
            text = f"≈ {text}" if reason.standing == "numeric" else text
        said.append(Trait(translator(current_language())(label), text, why(reason)))
    return said


def numbered(said: Sequence[Trait]) -> tuple[list[tuple[str, str]], list[tuple[str, str]]]:
    """Return label and value of each trait, with the number of its reason, and the reasons."""
    reasons = list(dict.fromkeys(each.reason for each in said))
    rows = [(each.label, f"{each.value} [{reasons.index(each.reason) + 1}]") for each in said]
    return rows, [(f"[{n}]", reason) for n, reason in enumerate(reasons, 1)]


def why(reason: Reason) -> str:
    """Return a reason in the language in use, with the bound on the error where there is one."""
    text = reason.render(translator(current_language()), number)
    if reason.standing == "numeric" and math.isfinite(reason.error) and reason.error > 0:
        return _("{reason}; off by {error} at most").format(
            reason=text, error=format_number(reason.error, 1, current_language())
        )
    return text


def as_data(found: Properties) -> dict[str, Any]:
    """Return value, standing, error and reason of each property as plain data."""
    return {
        name: {
            "value": _plain(getattr(found, name)),
            "standing": reason.standing,
            "error": None if reason.standing == "unknown" else reason.error,
            "reason": why(reason),
        }
        for name, reason in found.reasons.items()
    }


def _plain(value: Any) -> Any:
    if is_dataclass(value) and not isinstance(value, type):
        return asdict(value)
    if isinstance(value, tuple):
        return [_plain(each) for each in value]
    return value


def number(x: float) -> str:
    """Return a number as the language in use writes it, with six digits at most."""
    whole = int(x) if math.isfinite(x) and x == int(x) and abs(x) < 1e6 else x
    return format_number(whole, DIGITS, current_language()).replace("-", "−")


def interval(found: Interval) -> str:
    """Return an interval; where the decimal sign is a comma, a semicolon parts its ends."""
    left, right = "[" if found.closed_low else "(", "]" if found.closed_high else ")"
    said = f"{left}{_between().join((number(found.low), number(found.high)))}{right}"
    return _("the whole numbers in {interval}").format(interval=said) if found.whole else said


def _between() -> str:
    return "; " if "," in number(0.5) else ", "


def _several(texts: Sequence[str], *, endless: bool = False) -> str:
    if not texts:
        return _("none")
    middle = len(texts) // 2
    least = max(0, min(middle - _SHOWN // 2, len(texts) - _SHOWN))
    shown = list(texts[least : least + _SHOWN])
    if endless or len(shown) < len(texts):
        shown = ["…", *shown, "…"]
    return _between().join(shown)


def _intervals(found: tuple[Interval, ...], *, endless: bool = False) -> str:
    return _several([interval(each) for each in found], endless=endless)


def _places(found: Places) -> str:
    if found.endless and not found.points and not found.intervals:
        return _("without end")
    points = [f"z = {number(each)}" for each in found.points]
    return _several([*points, *(interval(each) for each in found.intervals)], endless=found.endless)


def _points(found: tuple[float, ...]) -> str:
    return _several([f"z = {number(each)}" for each in found])


def _limits(found: tuple[float, float]) -> str:
    left, right = (_("none") if math.isnan(each) else number(each) for each in found)
    return _("{left} at −∞, {right} at ∞").format(left=left, right=right)


def _line(found: Line | None) -> str:
    if found is None:
        return _("none")
    slope, offset = found.slope, number(abs(found.offset))
    if slope == 0:
        return f"y = {number(found.offset)}"
    moving = {1: "z", -1: "−z"}.get(slope, f"{number(slope)}·z")  # type: ignore[call-overload]
    if found.offset == 0:
        return f"y = {moving}"
    return f"y = {moving} {'+' if found.offset > 0 else '−'} {offset}"


def _asymptotes(found: tuple[Line | None, Line | None]) -> str:
    if found == (None, None):
        return _("none")
    left, right = (_line(each) for each in found)
    return _("{left} at −∞, {right} at ∞").format(left=left, right=right)


def _jumps(found: tuple[Jump, ...]) -> str:
    each = [
        _("from {left} to {right} at z = {place}").format(
            left=number(one.left), right=number(one.right), place=number(one.at)
        )
        for one in found
    ]
    return _several(each)


def _word(words: Mapping[str, str]) -> Callable[[str], str]:
    def said(found: str) -> str:
        return translator(current_language())(words[found])

    return said


def _smoothness(derivatives: float) -> str:
    if math.isinf(derivatives):
        return _("smooth: every derivative is continuous")
    if derivatives < 0:
        return _("f is not continuous")
    smooth, broken = (_derivative(int(derivatives) + step) for step in (0, 1))
    return _("{smooth} is continuous, {broken} jumps").format(smooth=smooth, broken=broken)


def _derivative(order: int) -> str:
    small = ("f", "f′", "f″", "f‴")
    return small[order] if order < len(small) else f"f⁽{str(order).translate(_RAISED)}⁾"


_RAISED = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")


def _ends(low: str, high: str, both: str) -> Callable[[tuple[bool, bool]], str]:
    def said(which: tuple[bool, bool]) -> str:
        text = both if all(which) else low if which[0] else high
        return translator(current_language())(text) if any(which) else _("no")

    return said


def _yes_or_no(fact: bool) -> str:
    return _("yes") if fact else _("no")


def _period(found: float) -> str:
    return _("none") if math.isnan(found) else number(found)


def _gain(found: float) -> str:
    return _("{gain}; weights scaled by it keep the mean square of z ~ N(0, 1)").format(
        gain=number(found)
    )


def _cost(found: Cost) -> str:
    counted = (
        ngettext("{count} transcendental", "{count} transcendental", found.transcendental),
        ngettext("{count} division", "{count} divisions", found.divisions),
        ngettext("{count} product", "{count} products", found.multiplications),
        ngettext("{count} sum", "{count} sums", found.additions),
    )
    return ", ".join(counted)


_DIRECTIONS = {
    "increasing": mark("non-decreasing"),
    "decreasing": mark("non-increasing"),
    "constant": mark("constant"),
    "no": mark("no"),
}
_BENDS = {
    "convex": mark("convex"),
    "concave": mark("concave"),
    "linear": mark("linear"),
    "no": mark("neither convex nor concave"),
}
_PERIODS = {"yes": mark("yes"), "less a line": mark("f less a line is"), "no": mark("no")}
_ROWS: tuple[tuple[str, str, Callable[[Any], str]], ...] = (
    ("domain", mark("domain"), _intervals),
    ("poles", mark("poles"), _points),
    ("range", mark("range"), interval),
    ("limits", mark("limits"), _limits),
    ("asymptotes", mark("asymptotes"), _asymptotes),
    ("monotone", mark("monotone"), _word(_DIRECTIONS)),
    ("rises", mark("rises on"), _intervals),
    ("falls", mark("falls on"), _intervals),
    ("flats", mark("constant on"), _intervals),
    ("bounded", mark("bounded"), _ends(mark("below"), mark("above"), mark("below and above"))),
    (
        "saturates",
        mark("saturates"),
        _ends(
            mark("at −∞: the slope tends to 0"),
            mark("at ∞: the slope tends to 0"),
            mark("at −∞ and ∞: the slope tends to 0"),
        ),
    ),
    ("smoothness", mark("continuity"), _smoothness),
    ("jumps", mark("jumps"), _jumps),
    ("kinks", mark("kinks"), _points),
    ("zero_at_zero", mark("f(0) = 0"), _yes_or_no),
    ("zeros", mark("zeros"), _places),
    ("fixed_points", mark("f(z) = z at"), _places),
    ("lipschitz", mark("largest |f′|"), number),
    ("lipschitz_at", mark("reached at"), _places),
    ("curvature", mark("curvature"), _word(_BENDS)),
    ("convex", mark("convex on"), _intervals),
    ("concave", mark("concave on"), _intervals),
    ("inflections", mark("inflections"), _places),
    ("odd", mark("odd, f(−z) = −f(z)"), _yes_or_no),
    ("even", mark("even, f(−z) = f(z)"), _yes_or_no),
    ("homogeneous", mark("f(c·z) = c·f(z), c > 0"), _yes_or_no),
    ("periodic", mark("periodic"), _word(_PERIODS)),
    ("period", mark("period"), _period),
    ("zero_centred", mark("mean 0 for z ~ N(0, 1)"), _yes_or_no),
    ("gain", mark("gain"), _gain),
    ("cost", mark("operations"), _cost),
)
