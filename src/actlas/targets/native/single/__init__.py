"""The room of primitives that compute in float32 throughout: the quickest, off by 2 ulps at most.

What float32 cannot do so well is left out; kernels that need it compute in float64 inside.
"""

from actlas.targets.native.single.exponential import (
    exp,
    exp_below,
    exp_of,
    expm1,
    expm1_below,
)
from actlas.targets.native.single.gaussian import (
    normal,
    weighted_normal,
    weighted_normal_slope,
)
from actlas.targets.native.single.logistic import (
    mirrored_sigmoid,
    mirrored_sigmoid_of,
    sigmoid,
    sigmoid_of,
    softplus,
    softplus_of,
    tanh,
    tanh_softplus,
    tanh_softplus_slope,
)
from actlas.targets.native.single.numbers import (
    absolute,
    at_infinity,
    ceiling,
    greatest,
    hypot1,
    hypot1m1,
    isinf,
    least,
    reciprocal,
    relu,
    sign,
)
from actlas.targets.native.single.pairs import (
    pair_absolute,
    pair_negative,
    pair_number,
    pair_over,
    pair_plus,
    pair_times,
)
from actlas.targets.native.single.weighted import (
    weighted_own_sigmoid,
    weighted_own_sigmoid_slope,
    weighted_sigmoid,
    weighted_sigmoid_of,
    weighted_tanh_softplus,
    weighted_tanh_softplus_slope,
)

PHRASES = {
    "exp(falling(X))": "exp_below(X)",
    "expm1(falling(X))": "expm1_below(X)",
    "log1p(exp(-absolute(X))) + relu(X)": "softplus(X)",
    "log1p(exp_of(pair_negative(pair_absolute(P)))) + relu(Q)": "softplus_of(P)",
    "X * tanh(softplus(X))": "weighted_tanh_softplus(X)",
    "4 * sigmoid(X) * sigmoid(-2 * softplus(X)) * sigmoid(2 * softplus(X))": (
        "tanh_softplus_slope(X)"
    ),
    "tanh(softplus(X))": "tanh_softplus(X)",
    "tanh_softplus_slope(X) * X + tanh_softplus(X)": "weighted_tanh_softplus_slope(X)",
    "sigmoid(X) * sigmoid(-X) * X + sigmoid(X)": "weighted_own_sigmoid_slope(X)",
    "X * sigmoid_of(P)": "weighted_sigmoid_of(X, P)",
    "X * sigmoid(X)": "weighted_own_sigmoid(X)",
    "0.3989422804014327 * bell(X, 0.5) * X + normal(X)": "weighted_normal_slope(X)",
    "X * normal(X)": "weighted_normal(X)",
}
"""What this room says better as a whole; capital letters stand for any formula."""

MIRRORED = {"sigmoid": "mirrored_sigmoid", "sigmoid_of": "mirrored_sigmoid_of"}
"""The words for kernels that say several: they share an exponential, as σ(u) and σ(-u) do."""

__all__ = [
    "MIRRORED",
    "PHRASES",
    "absolute",
    "at_infinity",
    "ceiling",
    "exp",
    "exp_below",
    "exp_of",
    "expm1",
    "expm1_below",
    "greatest",
    "hypot1",
    "hypot1m1",
    "isinf",
    "least",
    "mirrored_sigmoid",
    "mirrored_sigmoid_of",
    "normal",
    "pair_absolute",
    "pair_negative",
    "pair_number",
    "pair_over",
    "pair_plus",
    "pair_times",
    "reciprocal",
    "relu",
    "sigmoid",
    "sigmoid_of",
    "sign",
    "softplus",
    "softplus_of",
    "tanh",
    "tanh_softplus",
    "tanh_softplus_slope",
    "weighted_normal",
    "weighted_normal_slope",
    "weighted_own_sigmoid",
    "weighted_own_sigmoid_slope",
    "weighted_sigmoid",
    "weighted_sigmoid_of",
    "weighted_tanh_softplus",
    "weighted_tanh_softplus_slope",
]
