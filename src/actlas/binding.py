"""Values bound to an activation's parameters: which there may be, and what is said of others."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from typing import Any

from actlas.definition import Definition, Kind
from actlas.errors import BadParameter


def check_learned(
    name: str, definition: Definition, learn: Iterable[str], channels: Any
) -> tuple[str, ...]:
    """Return the parameters that training changes, in the definition's order.

    Raises:
        BadParameter: a name that the definition does not have, or `channels` that fit nothing.
    """
    wanted, known = set(learn), [each.name for each in definition.parameters]
    for unknown in sorted(wanted - set(known)):
        raise BadParameter(
            "{name} has no parameter {parameter!r} to learn; it has: {known}",
            name=name,
            parameter=unknown,
            known=", ".join(known) or "-",
        )
    learned = tuple(p.name for p in definition.parameters if p.learned or p.name in wanted)
    count = whole("channels", channels)
    if count < 1 or (count > 1 and not learned):
        raise BadParameter(
            "channels of {name} is how many values each learned parameter has, 1 where none is "
            "learned; got {value!r}",
            name=name,
            value=channels,
        )
    return learned


def check_parameters(name: str, definition: Kind, given: Mapping[str, Any]) -> dict[str, float]:
    """Return all parameters of a definition: the given values, checked, and defaults for the rest.

    Raises:
        BadParameter: a name that the definition does not have, or a value outside its domain.
    """
    known = {each.name: each for each in definition.parameters}
    for unknown in given.keys() - known.keys():
        raise BadParameter(
            "{name} has no parameter {parameter!r}; it takes: {known}",
            name=name,
            parameter=unknown,
            known=", ".join(known) or "-",
        )
    bound = {}
    for parameter in definition.parameters:
        value = given.get(parameter.name, parameter.default)
        try:
            number = float(value)
        except (TypeError, ValueError, OverflowError):
            number = math.nan
        if isinstance(value, str | bool) or number not in parameter.domain:
            raise BadParameter(
                "{parameter} of {name} must be a number in {domain}, got {value!r}",
                parameter=parameter.name,
                name=name,
                domain=str(parameter.domain),
                value=value,
            )
        bound[parameter.name] = int(number) if parameter.domain.whole else number
    for low, high in definition.ordered:
        if bound[low] > bound[high]:
            raise BadParameter(
                "{low} of {name} may not exceed {high}, got {least} and {greatest}",
                low=low,
                name=name,
                high=high,
                least=bound[low],
                greatest=bound[high],
            )
    return bound


def whole(parameter: str, value: Any) -> int:
    """Return a whole number.

    Raises:
        BadParameter: the value is none.
    """
    try:
        whole = int(value)
    except (TypeError, ValueError, OverflowError):
        whole = None
    if whole is None or isinstance(value, str | bool) or value != whole:
        raise BadParameter(
            "{parameter} must be a whole number, got {value!r}", parameter=parameter, value=value
        )
    return whole
