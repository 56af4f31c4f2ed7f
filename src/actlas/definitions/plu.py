"""PLU: the identity in the middle and flatter lines outside, tanh made of three straight pieces."""

import math

from actlas.definition import Elementwise, Golden, Interval, Kink, Parameter, Piece, Reference

definition = Elementwise(
    pieces=(
        Piece("alpha*(z + c) - c", "z <= -c"),
        Piece("alpha*(z - c) + c", "z >= c"),
        Piece("z"),
    ),
    parameters=(
        Parameter(
            "alpha",
            0.1,
            "slope of the outer lines; 0 makes a hardtanh, 1 the identity",
            domain=Interval(0, 1, closed_low=True, closed_high=True),
        ),
        Parameter(
            "c",
            1.0,
            "half the width of the middle piece, which ends at -c and at c",
            domain=Interval(0, math.inf),
        ),
    ),
    kinks=(
        Kink(
            at="-c",
            derivative="alpha",
            reason="the outer slope, as in PyTorch's hardtanh, which is the case alpha = 0",
        ),
        Kink(
            at="c",
            derivative="alpha",
            reason="the outer slope, as in PyTorch's hardtanh, which is the case alpha = 0",
        ),
    ),
    aliases=("piecewise_linear_unit",),
    golden=(
        Golden(-100.0, -10.9),
        Golden(-20.0, -2.9),
        Golden(-5.0, -1.4),
        Golden(-2.5, -1.15),
        Golden(-1.0, -1.0),
        Golden(-0.3, -0.3),
        Golden(0.0, 0.0),
        Golden(0.001, 0.001),
        Golden(0.75, 0.75),
        Golden(1.0, 1.0),
        Golden(3.0, 1.2),
        Golden(20.0, 2.9),
        Golden(100.0, 10.9),
    ),
    references=(
        Reference(
            "Nicolae, A.",
            2018,
            "PLU: the piecewise linear unit activation function",
            "arXiv:1809.09534",
        ),
    ),
)
