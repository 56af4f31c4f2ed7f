"""Primitives in float64 for results that are rounded to float32: as quick as rounds well.

Inputs are float32 numbers, or were computed from them; the relative error is below 2⁻³², and what
is smaller than 1e-50 may be 0. Numbers of float32 squared do not overflow here, and no exponent
needs more digits than float64 has: a pair, elsewhere two numbers, is here one. The coefficients are
`tools/fit.py`'s.
"""

from actlas.targets.native.comparisons import (
    absolute,
    at_infinity,
    ceiling,
    greatest,
    isinf,
    least,
    reciprocal,
    relu,
    sign,
)
from actlas.targets.native.double.logarithm import power
from actlas.targets.native.middle.exponential import bell, exp, expm1, sigmoid, tanh
from actlas.targets.native.middle.gauss import erf, erfc, normal
from actlas.targets.native.middle.logarithm import asinh, log, log1p, softplus
from actlas.targets.native.middle.pairs import (
    exp_of,
    pair_absolute,
    pair_ceiling,
    pair_exp,
    pair_negative,
    pair_normal,
    pair_number,
    pair_over,
    pair_plus,
    pair_sigmoid,
    pair_softplus,
    pair_times,
    sigmoid_of,
)
from actlas.targets.native.middle.roots import algebraic, hypot1, hypot1m1, lift
from actlas.targets.native.middle.trigonometry import (
    atan,
    cos,
    sin,
    sinc_0,
    sinc_1,
    sinc_2,
    sinc_3,
    wave_0,
    wave_1,
    wave_2,
    wave_3,
)

__all__ = [
    "absolute",
    "algebraic",
    "asinh",
    "at_infinity",
    "atan",
    "bell",
    "ceiling",
    "cos",
    "erf",
    "erfc",
    "exp",
    "exp_of",
    "expm1",
    "greatest",
    "hypot1",
    "hypot1m1",
    "isinf",
    "least",
    "lift",
    "log",
    "log1p",
    "normal",
    "pair_absolute",
    "pair_ceiling",
    "pair_exp",
    "pair_negative",
    "pair_normal",
    "pair_number",
    "pair_over",
    "pair_plus",
    "pair_sigmoid",
    "pair_softplus",
    "pair_times",
    "power",
    "reciprocal",
    "relu",
    "sigmoid",
    "sigmoid_of",
    "sign",
    "sin",
    "sinc_0",
    "sinc_1",
    "sinc_2",
    "sinc_3",
    "softplus",
    "tanh",
    "wave_0",
    "wave_1",
    "wave_2",
    "wave_3",
]
