"""A definition in one line: `name(alpha=0.5) = formula`."""

from __future__ import annotations

import re

from actlas.errors import BadExpression

_LINE = re.compile(
    r"\s*(?P<name>[^\s(=<>]+)\s*(?:\((?P<arguments>[^()]*)\))?\s*=(?!=)(?P<text>.*)", re.DOTALL
)
_LONGEST_HEAD = 300


def read(text: str) -> tuple[str, str, dict[str, float]]:
    """Split a line into a name, a formula, and parameters with their defaults.

    Raises:
        BadExpression: the text has another form.

    Example:
        >>> read("bent(x, α=0.5) = max(x, α·x)")
        ('bent', 'max(x, α·x)', {'α': 0.5})
    """
    head = text[:_LONGEST_HEAD]
    match = _LINE.fullmatch(text) if "=" in head else None
    if match is None:
        raise BadExpression(
            "a definition is written name = formula, or name(alpha=0.5) = formula; got {text!r}",
            text=head if len(head) < 80 else f"{head[:80]}…",
        )
    parameters: dict[str, float] = {}
    for index, argument in enumerate((match["arguments"] or "").split(",")):
        key, equals, value = (part.strip() for part in argument.partition("="))
        if not equals and (not key or (index == 0 and key in ("z", "x"))):
            continue
        try:
            number = float(value)
        except ValueError:
            raise BadExpression(
                "the parameter {name} of {activation} needs a default, as in alpha=0.5",
                name=key,
                activation=match["name"],
            ) from None
        if key in parameters:
            raise BadExpression("{name} is given twice", name=key)
        parameters[key] = number
    return match["name"], match["text"].strip(), parameters
