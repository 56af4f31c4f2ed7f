"""Bounded ReLU: a ReLU that stops at a height of one's choice."""

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
    pieces=(
        Piece("0", "z < 0"),
        Piece("max_value", "z >= max_value"),
        Piece("z"),
    ),
    parameters=(
        Parameter(
            "max_value",
            1.0,
            "height at which it stops",
            domain=Interval(0, math.inf),
            sign="A",
        ),
    ),
    kinks=(
        Kink(
            at="0",
            derivative="0",
            reason="the ends belong to the flat sides, as in PyTorch's relu6",
        ),
        Kink(
            at="max_value",
            derivative="0",
            reason="the ends belong to the flat sides, as in PyTorch's relu6",
        ),
    ),
    aliases=("brelu", "relun", "clipped_relu"),
    golden=(
        Golden(-100.0, 0.0),
        Golden(-20.0, 0.0),
        Golden(-5.0, 0.0),
        Golden(-2.5, 0.0),
        Golden(-1.0, 0.0),
        Golden(-0.3, 0.0),
        Golden(0.0, 0.0),
        Golden(0.001, 0.001),
        Golden(0.75, 0.75),
        Golden(1.0, 1.0),
        Golden(3.0, 1.0),
        Golden(20.0, 1.0),
        Golden(100.0, 1.0),
    ),
    references=(
        Reference(
            "Liew, S. S., Khalil-Hani, M. and Bakhteri, R.",
            2016,
            "Bounded activation functions for enhanced training stability of deep neural networks "
            "on visual pattern recognition problems",
            "Neurocomputing 216, 718-734; doi:10.1016/j.neucom.2016.08.037",
        ),
    ),
)
