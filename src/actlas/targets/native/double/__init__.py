"""Primitives in float64 for float64 results: each within about an ulp, so that a few stay within 4.

`exponential`, `logarithm`, `trigonometry`, `gauss` and `roots` compute; `pairs` holds numbers in
twice the digits, as tuples (h, l) that mean h + l. The coefficients are `tools/fit.py`'s.
"""

from collections.abc import Callable
from typing import Any

from actlas.targets import vocabulary
from actlas.targets.native import comparisons
from actlas.targets.native.double import (
    exponential,
    gauss,
    logarithm,
    pairs,
    roots,
    trigonometry,
)

PHRASES = {
    "X * sigmoid(X)": "weighted_own_sigmoid(X)",
    "X * tanh(softplus(X))": "weighted_tanh_softplus(X)",
}
"""What this room says better as a whole: a denormal share has few digits left to multiply by."""

__getattr__: Callable[[str], Any] = vocabulary.room(
    *(comparisons, exponential, gauss, logarithm, pairs, roots, trigonometry),
    more=("weighted_own_sigmoid", "weighted_tanh_softplus"),
)
