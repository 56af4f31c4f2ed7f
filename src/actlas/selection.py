"""Which activations a description fits: `smooth and not monotone`, `torch and gain > 1.2`.

    description = description ("and" | "or") description | "not" description | "(" description ")"
                | fact | quantity ("<" | "<=" | "=" | ">=" | ">") number

Facts and quantities are words of two tables. What the symbolic engine does not know of an
activation is neither true nor false: the answer is unknown unless it does not matter.
"""

from __future__ import annotations

import math
import operator
from collections.abc import Callable, Iterator, Mapping
from functools import cache
from itertools import accumulate
from typing import TYPE_CHECKING, Any

from actlas import catalogue, spelling
from actlas.definition import Definition, Elementwise, Gated, Vector
from actlas.errors import BadExpression, BadInput

if TYPE_CHECKING:
    from actlas.activation import Activation

Answer = bool | None
"""True, False, or None where it is not known."""
Description = Callable[["Activation"], Answer]

_STATED: Mapping[str, Callable[[Definition], bool]] = {
    "elementwise": lambda of: isinstance(of, Elementwise),
    "vector": lambda of: isinstance(of, Vector),
    "gated": lambda of: isinstance(of, Gated),
    "torch": lambda of: of.twin is not None,
    "parametric": lambda of: bool(of.parameters),
    "learned": lambda of: any(each.learned for each in of.parameters),
    "random": lambda of: isinstance(of, Elementwise) and of.drawn is not None,
    "surrogate": lambda of: isinstance(of, Elementwise) and of.surrogate is not None,
}
"""What a definition says itself."""

DERIVED = (
    *("smooth", "continuous", "defined_everywhere", "has_kinks", "odd", "even"),
    *("monotone", "increasing", "decreasing", "convex", "concave"),
    *("bounded", "bounded_below", "bounded_above", "saturating", "homogeneous", "periodic"),
    *("zero_at_zero", "zero_centred"),
)
"""What is derived of an elementwise activation, as `actlas.symbolic.properties.facts` says it."""

FACTS = (*_STATED, *DERIVED)


def _year(activation: Activation) -> float:
    return min((each.year for each in activation.definition.references), default=math.nan)


def _property(of: Callable[[Any], float]) -> Callable[[Activation], float]:
    def measured(activation: Activation) -> float:
        return of(activation.properties) if activation.elementwise else math.nan

    return measured


QUANTITIES: Mapping[str, Callable[[Activation], float]] = {
    "gain": _property(lambda found: found.gain),
    "kinks": _property(lambda found: len(found.kinks)),
    "lipschitz": _property(lambda found: found.lipschitz),
    "lowest": _property(lambda found: found.range.low),
    "highest": _property(lambda found: found.range.high),
    "parameters": lambda activation: len(activation.definition.parameters),
    "year": _year,
}
"""What can be compared with a number; NaN where an activation has no such thing."""

_RELATIONS: Mapping[str, Callable[[float, float], bool]] = {
    "<=": operator.le,
    ">=": operator.ge,
    "<": operator.lt,
    ">": operator.gt,
    "=": operator.eq,
}
LONGEST = 500
DEEPEST = 12


def described(text: str) -> Description:
    """Return the question that a description asks of an activation.

    Args:
        text: a description such as `"smooth and not monotone"`, at most 500 characters.

    Returns:
        A function of an activation: True, False, or None where that is not known.

    Raises:
        BadExpression: the text is no description; the message shows the place, and near words.

    Example:
        >>> from actlas import get
        >>> asks = described("torch and not (odd or smooth)")
        >>> asks(get("relu")), asks(get("tanh")), asks(get("softmax", dim=-1))
        (True, False, None)
    """
    from pyparsing import ParseBaseException

    if len(text) > LONGEST:
        raise BadExpression(
            "a description has at most {limit} characters, this one has {length}; shorten it",
            limit=LONGEST,
            length=len(text),
        )
    if max(accumulate((each == "(") - (each == ")") for each in text), default=0) > DEEPEST:
        raise BadExpression("the description is nested too deeply; write it flatter")
    try:
        (question,) = _grammar().parse_string(text, parse_all=True)
    except ParseBaseException as problem:
        raise _refusal(text, problem.loc) from None
    found: Description = question
    return found


def _refusal(text: str, place: int) -> BadExpression:
    word = next(iter(text[place:].split()), "").strip("()")
    shown = f"{text[:place]}⟨here⟩{text[place:]}"
    known = [*FACTS, *QUANTITIES]
    near = spelling.near(word, known)
    if near:
        return BadExpression(
            "cannot read the description: {shown}; did you mean {hint}?",
            shown=shown,
            hint=", ".join(near),
        )
    return BadExpression(
        "cannot read the description: {shown}; join with and, or, not: {facts}; and compare with a "
        "number: {quantities}",
        shown=shown,
        facts=", ".join(FACTS),
        quantities=", ".join(QUANTITIES),
    )


@cache
def _grammar() -> Any:
    import pyparsing as pp

    number = pp.common.number()
    comparison = pp.one_of(list(QUANTITIES), as_keyword=True) - pp.one_of(list(_RELATIONS)) - number
    comparison.set_parse_action(lambda found: _comparison(*found))
    fact = pp.one_of(list(FACTS), as_keyword=True)
    fact.set_parse_action(lambda found: _fact(found[0]))
    return pp.infix_notation(  # type: ignore[no-untyped-call]
        comparison | fact,
        [
            (pp.Keyword("not"), 1, pp.OpAssoc.RIGHT, lambda found: _not(found[0][1])),
            (pp.Keyword("and"), 2, pp.OpAssoc.LEFT, lambda found: _all(found[0][::2])),
            (pp.Keyword("or"), 2, pp.OpAssoc.LEFT, lambda found: _any(found[0][::2])),
        ],
    )


def _fact(word: str) -> Description:
    if word in _STATED:
        return lambda activation: _STATED[word](activation.definition)

    def derived(activation: Activation) -> Answer:
        from actlas.symbolic.properties import facts

        if not isinstance(activation.definition, Elementwise):
            return None
        return facts(activation.definition, activation.parameters)[word]

    return derived


def _comparison(quantity: str, relation: str, number: float) -> Description:
    def compared(activation: Activation) -> Answer:
        measured = QUANTITIES[quantity](activation)
        return None if math.isnan(measured) else _RELATIONS[relation](measured, number)

    return compared


def _not(inner: Description) -> Description:
    def asked(activation: Activation) -> Answer:
        answer = inner(activation)
        return None if answer is None else not answer

    return asked


def _all(parts: list[Description]) -> Description:
    return lambda activation: _settled((part(activation) for part in parts), settles=False)


def _any(parts: list[Description]) -> Description:
    return lambda activation: _settled((part(activation) for part in parts), settles=True)


def _settled(answers: Iterator[Answer], *, settles: bool) -> Answer:
    """Return `settles` at the first answer that is so, else its opposite, or None if unknown."""
    unknown = False
    for answer in answers:
        if answer is settles:
            return settles
        unknown = unknown or answer is None
    return None if unknown else not settles


def distance(one: Activation, other: Activation) -> float:
    """Return √E[(f(z) − g(z))²] for z ~ N(0, 1): how far two curves are apart where inputs are.

    Args:
        one: an elementwise activation.
        other: another one.

    Returns:
        The distance, by 400 nodes over |z| ≤ 8: a measure to sort by, not an exact integral.

    Example:
        >>> from actlas import get
        >>> distance(get("relu"), get("relu"))
        0.0
    """
    import numpy as np

    z, weights = np.polynomial.legendre.leggauss(400)
    z, weights = 8 * z, 8 * weights * np.exp(-32 * z**2) / math.sqrt(2 * math.pi)
    gap = one(z) - other(z)
    return float(np.sqrt(np.sum(weights * gap**2)))


def nearest(activation: Activation) -> list[tuple[str, float]]:
    """Return the other elementwise activations, at their defaults, from the nearest curve on.

    Raises:
        BadInput: the activation works along a dimension.

    Example:
        >>> from actlas import get
        >>> nearest(get("relu"))[0][0] in {"leaky_relu", "gelu", "relu6", "bounded_relu"}
        True
    """
    from actlas.activation import get

    if not activation.elementwise:
        raise BadInput(
            "{name} works along a dimension and has no curve that others are near to; choose an "
            "activation that works number by number",
            name=activation.name,
        )
    others = (name for name, each in catalogue.readable().items() if isinstance(each, Elementwise))
    found = [(name, distance(activation, get(name))) for name in others if name != activation.name]
    return sorted((each for each in found if not math.isnan(each[1])), key=lambda pair: pair[1])
