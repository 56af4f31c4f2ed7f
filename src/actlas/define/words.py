"""What may be called how: names of activations and of their parameters."""

from __future__ import annotations

import builtins
import keyword
import re
from collections.abc import Mapping
from typing import Any

from actlas.definition import Parameter
from actlas.errors import BadExpression, BadParameter
from actlas.symbolic import grammar, vocabulary
from actlas.symbolic.characters import ascii_name

_NAME = re.compile(r"[A-Za-z][A-Za-z0-9_]{0,63}")
# What generated code and the command line already mean by a word.
_MEANT = {"torch", "math", "own", "actlas", "F", "nn", "network", "constant", "kernel", "numbers"}


def check_name(name: Any) -> str:
    """Return the name of an activation if code and formulas can use it.

    Raises:
        BadExpression: they cannot.

    Example:
        >>> check_name("bent_line")
        'bent_line'
    """
    good = isinstance(name, str) and _NAME.fullmatch(name) and not name.endswith("_")
    if not good:
        raise BadExpression(
            "a name is Latin letters, digits and underscores, such as bent_line; got {name!r}",
            name=name if isinstance(name, str) and len(name) < 80 else type(name).__name__,
        )
    words = {*vocabulary.FUNCTIONS, *vocabulary.SYNONYMS, *grammar.NAMES, *grammar.WORDS, *_MEANT}
    if keyword.iskeyword(name) or hasattr(builtins, name) or name in words:
        raise BadExpression(
            "{name!r} already means something in formulas or in code; choose another name",
            name=name,
        )
    return str(name)


def parameters_of(given: Mapping[str, Any]) -> tuple[Parameter, ...]:
    """Return parameters from what `define` was given: defaults, or Parameters of the same name.

    Raises:
        BadParameter: neither a number nor a Parameter, or a Parameter of another name.
        BadExpression: formulas or generated code cannot use the name.

    Example:
        >>> [(each.name, each.default) for each in parameters_of({"α": 2})]
        [('alpha', 2.0)]
    """
    return tuple(_parameter(name, value) for name, value in given.items())


def _parameter(written: str, value: Any) -> Parameter:
    name = ascii_name(written)
    if isinstance(value, Parameter):
        if value.name != name:
            raise BadParameter(
                "the parameter {name} was given as one called {other}; call both alike",
                name=name,
                other=value.name,
            )
        found = value
    else:
        try:
            number = float(value)
        except (TypeError, ValueError, OverflowError):
            number = float("nan")
        if isinstance(value, str | bool) or not abs(number) < float("inf"):
            raise BadParameter(
                "the default of {name} is a finite number or an actlas.Parameter, got {value!r}",
                name=name,
                value=value,
            )
        found = Parameter(name, number)
    words = {*vocabulary.FUNCTIONS, *vocabulary.SYNONYMS} - {"sigma", "Phi"}
    if name in words or name in grammar.WORDS:
        raise BadExpression(
            "{name!r} already means something in formulas or in code; choose another name",
            name=name,
        )
    return found
