"""Primitives in float64 for results that are rounded to float32: as quick as rounds well.

Inputs are float32 numbers, or were computed from them; the relative error is below 2⁻³², and what
is smaller than 1e-50 may be 0. Numbers of float32 squared do not overflow here, and no exponent
needs more digits than float64 has: a pair, elsewhere two numbers, is here one. The coefficients are
`tools/fit.py`'s.
"""

from collections.abc import Callable
from typing import Any

from actlas.targets import vocabulary
from actlas.targets.native import comparisons
from actlas.targets.native.double import logarithm as double_logarithm
from actlas.targets.native.middle import (
    exponential,
    gauss,
    logarithm,
    pairs,
    roots,
    trigonometry,
)

__getattr__: Callable[[str], Any] = vocabulary.room(
    comparisons, exponential, gauss, logarithm, pairs, roots, trigonometry, double_logarithm
)
