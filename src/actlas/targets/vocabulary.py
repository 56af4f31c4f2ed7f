"""The words in which a room of primitives is spoken to: what the eager target calls, and pairs.

`actlas.targets.native.translation` writes programs in them. A room that serves whatever there is
has every one of them; the quickest may lack some, and then another serves.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from types import ModuleType
from typing import Any

WORDS = (
    *("absolute", "ceiling", "sign", "relu", "reciprocal", "greatest", "least"),
    *("isinf", "at_infinity"),
    *("exp", "expm1", "log", "log1p", "power", "tanh", "sigmoid", "softplus"),
    *("erf", "erfc", "normal", "bell"),
    *("asinh", "atan", "algebraic", "hypot1", "hypot1m1", "lift"),
    *("sin", "cos"),
    *(f"{wave}_{order}" for wave in ("sinc", "wave") for order in range(4)),
    *("pair_number", "pair_absolute", "pair_ceiling", "pair_negative"),
    *("pair_plus", "pair_times", "pair_over"),
    *("pair_exp", "pair_normal", "pair_sigmoid", "pair_softplus"),
    *("exp_of", "sigmoid_of"),
)
"""What a room must have that serves where no other does."""


def spoken(*modules: ModuleType, more: Iterable[str] = ()) -> dict[str, Any]:
    """Return the words of a room: all of WORDS, and more.

    Args:
        *modules: where they are defined; the first that has a word says what it means.
        more: what this room has besides.

    Raises:
        LookupError: no module has a word.
    """
    found = {}
    for word in (*WORDS, *more):
        known = [vars(each)[word] for each in modules if word in vars(each)]
        if not known:
            raise LookupError(word)
        found[word] = known[0]
    return found


def room(*modules: ModuleType, more: Iterable[str] = ()) -> Callable[[str], Any]:
    """Return what gives a module the words of a room, as its `__getattr__`.

    Args:
        *modules: where they are defined.
        more: what this room has besides.

    Raises:
        LookupError: no module has a word.
    """
    found = spoken(*modules, more=more)

    def said(word: str) -> Any:
        if word not in found:
            raise AttributeError(word)
        return found[word]

    return said
