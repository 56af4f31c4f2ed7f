"""Yes, no or not known: what a filter over many activations asks."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping
from typing import TYPE_CHECKING, Any

from actlas.definition import Elementwise
from actlas.symbolic.properties.known import UNKNOWN

if TYPE_CHECKING:
    from actlas.symbolic.properties import Properties


def facts(definition: Elementwise, parameters: Mapping[str, float]) -> Mapping[str, bool | None]:
    """Return yes/no facts of an activation by name; None where a fact is not known.

    Nothing is computed before it is asked for: `facts(...)["odd"]` needs no slopes.

    Args:
        definition: the activation.
        parameters: a value for each of its parameters.

    Returns:
        A mapping with the keys of `FACTS`: smooth, continuous, has_kinks, monotone, increasing,
        bounded, …

    Example:
        >>> from actlas.catalogue import definition
        >>> found = facts(definition("relu"), {})
        >>> found["monotone"], found["smooth"], found["homogeneous"]
        (True, False, True)
    """
    from actlas.symbolic.properties import properties

    return _Facts(properties(definition, parameters))


class _Facts(Mapping[str, "bool | None"]):
    def __init__(self, found: Properties) -> None:
        self._found = found

    def __getitem__(self, name: str) -> bool | None:
        source, ask = FACTS[name]
        found = self._found
        if found.reasons[source].standing == UNKNOWN:
            return None
        return bool(ask(getattr(found, source)))

    def __iter__(self) -> Iterator[str]:
        return iter(FACTS)

    def __len__(self) -> int:
        return len(FACTS)


FACTS: Mapping[str, tuple[str, Callable[[Any], Any]]] = {
    "smooth": ("smoothness", lambda order: order == math.inf),
    "continuous": ("smoothness", lambda order: order >= 0),
    "has_kinks": ("kinks", bool),
    "monotone": ("monotone", lambda word: word != "no"),
    "increasing": ("monotone", lambda word: word == "increasing"),
    "decreasing": ("monotone", lambda word: word == "decreasing"),
    "odd": ("odd", bool),
    "even": ("even", bool),
    "bounded": ("bounded", all),
    "bounded_below": ("bounded", lambda sides: sides[0]),
    "bounded_above": ("bounded", lambda sides: sides[1]),
    "saturating": ("saturates", any),
    "homogeneous": ("homogeneous", bool),
    "zero_at_zero": ("zero_at_zero", bool),
    "zero_centred": ("zero_centred", bool),
    "convex": ("curvature", lambda word: word in ("convex", "linear")),
    "concave": ("curvature", lambda word: word in ("concave", "linear")),
    "periodic": ("periodic", lambda word: word == "yes"),
    "defined_everywhere": ("domain", lambda parts: len(parts) == 1 and str(parts[0]) == "(-∞, ∞)"),
}
"""Name of a fact: the property it is read from, and the question to that."""
