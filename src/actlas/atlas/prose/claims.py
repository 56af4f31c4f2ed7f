"""What prose is made of: the page of one activation in one language, and the claims on it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from actlas.language import mark

SOURCES = ("notebook", "literature")
"""Where a claim comes from: the course that actlas grew out of, or what was published."""

STANDINGS: Mapping[str, str] = {
    "holds": mark("holds"),
    "partly": mark("holds in part"),
    "doubtful": mark("doubtful"),
    "wrong": mark("wrong"),
}
"""How much of a claim is true, and the words that say so, to be translated where they are said."""


@dataclass(frozen=True, slots=True)
class Claim:
    """One advantage or disadvantage: what is said, who says it, and what is true about it.

    Args:
        key: identifies the claim; the same in every language.
        source: one of `SOURCES`.
        standing: one of `STANDINGS`.
        text: the claim, in one or two sentences.
        why: what is true about it, with reasons, numbers and conditions.
        quote: the notebook's own words; empty for the literature.
        reference: author, year, title and place; may be empty.

    Example:
        >>> claim = Claim("cheap", "literature", "holds", "It is cheap.", "One comparison each.")
        >>> claim.standing
        'holds'
    """

    key: str
    source: str
    standing: str
    text: str
    why: str
    quote: str = ""
    reference: str = ""


@dataclass(frozen=True, slots=True)
class Prose:
    """What is written about one activation in one language; every text is one line.

    Args:
        name: the activation's name in the catalogue.
        language: the code of the language.
        title: the name as the field writes it.
        full_name: the name in full.
        summary: what it is.
        origin: where it comes from.
        use: when to use it, and what to watch.
        advantages: the notebook's first, in its order, then what the literature adds.
        disadvantages: in the same order.
        parameters: the meaning of each parameter.
        kinks: for each kink, written as in the definition, why f′ has the value chosen there.

    Example:
        >>> page = Prose(
        ...     "line", "en", "Line", "Straight line", "A line.", "Old.", "Rarely.", (), ()
        ... )
        >>> page.title, dict(page.parameters)
        ('Line', {})
    """

    name: str
    language: str
    title: str
    full_name: str
    summary: str
    origin: str
    use: str
    advantages: tuple[Claim, ...]
    disadvantages: tuple[Claim, ...]
    # A mapping has no hash; the pages of one activation differ in their texts anyway.
    parameters: Mapping[str, str] = field(default_factory=dict, hash=False)
    kinks: Mapping[str, str] = field(default_factory=dict, hash=False)
