"""The properties as users hold them: each is worked out when it is asked for."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from functools import cached_property, lru_cache, partial
from typing import Any

from actlas.definition import Elementwise, Interval
from actlas.language import mark
from actlas.symbolic.moments import moment
from actlas.symbolic.properties import cost, crossings, domain, far, gain, shape, symmetry
from actlas.symbolic.properties.curve import curve
from actlas.symbolic.properties.jets import Unclear
from actlas.symbolic.properties.known import Cost, Jump, Known, Line, Places, Reason, unknown
from actlas.symbolic.properties.study import Study

Group = Callable[[Study], dict[str, Known]]
_GROUPS: Mapping[str, Group] = {
    **dict.fromkeys(("domain", "poles", "jumps", "kinks", "smoothness"), domain.group),
    **dict.fromkeys(("range", "bounded"), shape.values),
    **dict.fromkeys(("limits", "asymptotes", "saturates"), far.group),
    **dict.fromkeys(("monotone", "rises", "falls", "flats"), shape.direction),
    **dict.fromkeys(("zeros", "fixed_points", "zero_at_zero"), crossings.group),
    **dict.fromkeys(("lipschitz", "lipschitz_at"), shape.slopes),
    **dict.fromkeys(("curvature", "convex", "concave", "inflections"), shape.bends),
    **dict.fromkeys(
        ("odd", "even", "homogeneous", "periodic", "period", "zero_centred"), symmetry.group
    ),
    "cost": cost.group,
    "gain": gain.group,
}
NAMES = tuple(_GROUPS)
"""The names of all properties."""

_NOTHING: Mapping[str, Any] = {
    "range": Interval(),
    "limits": (float("nan"), float("nan")),
    "asymptotes": (None, None),
    "smoothness": float("nan"),
    "monotone": "unknown",
    "bounded": (False, False),
    "saturates": (False, False),
    "zero_at_zero": False,
    "lipschitz": float("inf"),
    "lipschitz_at": Places(),
    "zeros": Places(),
    "fixed_points": Places(),
    "curvature": "unknown",
    "inflections": Places(),
    "odd": False,
    "even": False,
    "homogeneous": None,
    "zero_centred": None,
    "periodic": "unknown",
    "period": float("nan"),
    "cost": None,
    "gain": float("nan"),
}


class Properties:
    """What is known of an activation for the parameters at hand, with a reason for each.

    Example:
        >>> from actlas.catalogue import definition
        >>> found = properties(definition("sigmoid"), {})
        >>> str(found.range), found.lipschitz, found.reasons["lipschitz"].standing
        ('(0, 1)', 0.25, 'exact')
    """

    def __init__(self, definition: Elementwise, parameters: Mapping[str, float]) -> None:
        self._definition, self._parameters = definition, dict(parameters)
        self._known: dict[str, Known] = {}

    def __str__(self) -> str:
        """Say all that is known, a line for each property, and whether it was proven."""
        lines = []
        for name in NAMES:
            value, reason = self.known(name).value, self.reasons[name]
            several = isinstance(value, tuple) and type(value) is tuple
            said = (", ".join(map(str, value)) or "none") if several else str(value)
            lines.append(f"{name} = {said} ({reason.standing}: {reason})")
        return "\n".join(lines)

    @cached_property
    def _study(self) -> Study | None:
        try:
            own = self._definition, self._parameters
            return Study(curve(*own), partial(moment, *own))
        except Unclear:
            return None

    def known(self, name: str) -> Known:
        """Return a property and its reason.

        Args:
            name: one of `NAMES`.
        """
        if name not in self._known:
            self._known |= self._worked_out(name)
        return self._known[name]

    def _worked_out(self, name: str) -> dict[str, Known]:
        group = _GROUPS[name]
        study = self._study
        if study is not None and study.parts:
            try:
                return group(study)
            except Unclear:
                pass
        text = (
            mark("where its pieces meet or where it is defined could not be settled")
            if study is None
            else mark("this could not be settled")
        )
        mine = [each for each in NAMES if _GROUPS[each] is group]
        return {each: unknown(_NOTHING.get(each, ()), text) for each in mine}

    @property
    def reasons(self) -> Mapping[str, Reason]:
        """The reason for each property, by its name."""
        return _Reasons(self)

    def _value(self, name: str) -> Any:
        return self.known(name).value

    @property
    def domain(self) -> tuple[Interval, ...]:
        """Where it is defined: the whole line, or what is left between gaps and poles."""
        return self._value("domain")  # type: ignore[no-any-return]

    @property
    def poles(self) -> tuple[float, ...]:
        """Beside which numbers it grows beyond all bounds."""
        return self._value("poles")  # type: ignore[no-any-return]

    @property
    def range(self) -> Interval:
        """The values it takes, from the least to the greatest."""
        return self._value("range")  # type: ignore[no-any-return]

    @property
    def limits(self) -> tuple[float, float]:
        """Its limits at -∞ and at +∞; NaN where there is none."""
        return self._value("limits")  # type: ignore[no-any-return]

    @property
    def asymptotes(self) -> tuple[Line | None, Line | None]:
        """The line that it nears at -∞, and at +∞; None where there is none."""
        return self._value("asymptotes")  # type: ignore[no-any-return]

    @property
    def jumps(self) -> tuple[Jump, ...]:
        """Where f itself jumps."""
        return self._value("jumps")  # type: ignore[no-any-return]

    @property
    def kinks(self) -> tuple[float, ...]:
        """Where the slope jumps."""
        return self._value("kinks")  # type: ignore[no-any-return]

    @property
    def smoothness(self) -> float:
        """How many derivatives are continuous: infinity if it is smooth, -1 with a jump in f."""
        return self._value("smoothness")  # type: ignore[no-any-return]

    @property
    def monotone(self) -> str:
        """Whether it is "increasing", "decreasing" (not strictly), "constant", "no" or unknown."""
        return self._value("monotone")  # type: ignore[no-any-return]

    @property
    def rises(self) -> tuple[Interval, ...]:
        """Where it rises."""
        return self._value("rises")  # type: ignore[no-any-return]

    @property
    def falls(self) -> tuple[Interval, ...]:
        """Where it falls."""
        return self._value("falls")  # type: ignore[no-any-return]

    @property
    def flats(self) -> tuple[Interval, ...]:
        """Where it is constant."""
        return self._value("flats")  # type: ignore[no-any-return]

    @property
    def zero_at_zero(self) -> bool:
        """Whether f(0) = 0."""
        return self._value("zero_at_zero")  # type: ignore[no-any-return]

    @property
    def zeros(self) -> Places:
        """Where f(z) = 0."""
        return self._value("zeros")  # type: ignore[no-any-return]

    @property
    def fixed_points(self) -> Places:
        """Where f(z) = z."""
        return self._value("fixed_points")  # type: ignore[no-any-return]

    @property
    def odd(self) -> bool:
        """Whether f(-z) = -f(z)."""
        return self._value("odd")  # type: ignore[no-any-return]

    @property
    def even(self) -> bool:
        """Whether f(-z) = f(z)."""
        return self._value("even")  # type: ignore[no-any-return]

    @property
    def homogeneous(self) -> bool | None:
        """Whether f(cz) = c·f(z) for every c > 0; None where that is not known."""
        return self._value("homogeneous")  # type: ignore[no-any-return]

    @property
    def zero_centred(self) -> bool | None:
        """Whether E f(z) = 0 for z ~ N(0, 1); None where that is not known."""
        return self._value("zero_centred")  # type: ignore[no-any-return]

    @property
    def periodic(self) -> str:
        """Whether it repeats itself: "yes", "less a line" (f less a line does), "no" or unknown."""
        return self._value("periodic")  # type: ignore[no-any-return]

    @property
    def period(self) -> float:
        """The least period that was found, of f or of f less its line; NaN where there is none."""
        return self._value("period")  # type: ignore[no-any-return]

    @property
    def bounded(self) -> tuple[bool, bool]:
        """Whether it is bounded below, and above."""
        return self._value("bounded")  # type: ignore[no-any-return]

    @property
    def saturates(self) -> tuple[bool, bool]:
        """Whether its slope tends to 0 at -∞, and at +∞."""
        return self._value("saturates")  # type: ignore[no-any-return]

    @property
    def lipschitz(self) -> float:
        """The largest absolute slope; infinity with a jump in f."""
        return self._value("lipschitz")  # type: ignore[no-any-return]

    @property
    def lipschitz_at(self) -> Places:
        """Where the slope is the largest, or comes near to that."""
        return self._value("lipschitz_at")  # type: ignore[no-any-return]

    @property
    def curvature(self) -> str:
        """Whether it is "convex", "concave", "linear", "no" (neither) or unknown."""
        return self._value("curvature")  # type: ignore[no-any-return]

    @property
    def convex(self) -> tuple[Interval, ...]:
        """Where its slope rises."""
        return self._value("convex")  # type: ignore[no-any-return]

    @property
    def concave(self) -> tuple[Interval, ...]:
        """Where its slope falls."""
        return self._value("concave")  # type: ignore[no-any-return]

    @property
    def inflections(self) -> Places:
        """Where it changes from convex to concave or back without a kink."""
        return self._value("inflections")  # type: ignore[no-any-return]

    @property
    def cost(self) -> Cost:
        """How many operations one number takes."""
        return self._value("cost")  # type: ignore[no-any-return]

    @property
    def gain(self) -> float:
        """1 / √E[f(z)²] for z ~ N(0, 1): the factor on weights that keeps the mean square at 1."""
        return self._value("gain")  # type: ignore[no-any-return]


class _Reasons(Mapping[str, Reason]):
    def __init__(self, found: Properties) -> None:
        self._found = found

    def __getitem__(self, name: str) -> Reason:
        return self._found.known(name).reason

    def __iter__(self) -> Iterator[str]:
        return iter(NAMES)

    def __len__(self) -> int:
        return len(NAMES)


def properties(definition: Elementwise, parameters: Mapping[str, float]) -> Properties:
    """Return the properties of an activation whose parameters have the given values.

    Args:
        definition: the activation.
        parameters: a value for each of its parameters.

    Example:
        >>> from actlas.catalogue import definition
        >>> found = properties(definition("elu"), {"alpha": 1.0})
        >>> str(found.range), found.monotone, round(found.gain, 6)
        ('(-1, ∞)', 'increasing', 1.245198)
    """
    return _properties(definition, tuple(sorted(parameters.items())))


@lru_cache(maxsize=1024)
def _properties(definition: Elementwise, bound: tuple[tuple[str, float], ...]) -> Properties:
    return Properties(definition, dict(bound))
