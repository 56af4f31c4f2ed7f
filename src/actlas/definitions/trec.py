"""TRec: the identity above a threshold, nothing up to it, and a jump between."""

import math

from actlas.definition import (
    Elementwise,
    Golden,
    Interval,
    Kink,
    Parameter,
    Piece,
    Reference,
)

definition = Elementwise(
    pieces=(Piece("z", "z > theta"), Piece("0")),
    parameters=(
        Parameter(
            "theta",
            1.0,
            "threshold: what does not exceed it becomes 0",
            domain=Interval(0, math.inf, closed_low=True),
            sign="\\theta",
        ),
    ),
    kinks=(
        Kink(
            at="theta",
            derivative="0",
            reason="the value jumps there; the threshold itself belongs to the flat side, as in "
            "PyTorch's threshold",
        ),
    ),
    aliases=("thresholded_relu",),
    golden=(
        Golden(-100.0, 0.0),
        Golden(-20.0, 0.0),
        Golden(-5.0, 0.0),
        Golden(-2.5, 0.0),
        Golden(-1.0, 0.0),
        Golden(-0.3, 0.0),
        Golden(0.0, 0.0),
        Golden(0.001, 0.0),
        Golden(0.75, 0.0),
        Golden(1.0, 0.0),
        Golden(3.0, 3.0),
        Golden(20.0, 20.0),
        Golden(100.0, 100.0),
    ),
    references=(
        Reference(
            "Konda, K., Memisevic, R. and Krueger, D.",
            2014,
            "Zero-bias autoencoders and the benefits of co-adapting features",
            "arXiv:1402.3337",
        ),
    ),
)
