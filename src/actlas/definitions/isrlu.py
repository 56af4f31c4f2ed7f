"""ISRLU: the identity above zero, an inverse square root below, twice smoother than ELU."""

import math

from actlas.definition import (
    Elementwise,
    Golden,
    Interval,
    Parameter,
    Piece,
    Reference,
    Relative,
)

definition = Elementwise(
    pieces=(
        Piece("z", "z >= 0"),
        Piece("z/sqrt(1 + alpha*z^2)"),
    ),
    parameters=(
        Parameter(
            "alpha",
            1.0,
            "the output tends to -1/√alpha far below zero",
            domain=Interval(0, math.inf),
        ),
    ),
    aliases=("inverse_square_root_linear_unit",),
    relatives=(Relative("approximation", "elu"),),
    golden=(
        Golden(-100.0, -0.9999500037496876),
        Golden(-20.0, -0.9987523388778446),
        Golden(-5.0, -0.9805806756909201),
        Golden(-2.5, -0.9284766908852593),
        Golden(-1.0, -0.7071067811865476),
        Golden(-0.3, -0.2873478855663454),
        Golden(0.0, 0.0),
        Golden(0.001, 0.001),
        Golden(0.75, 0.75),
        Golden(1.0, 1.0),
        Golden(3.0, 3.0),
        Golden(20.0, 20.0),
        Golden(100.0, 100.0),
    ),
    references=(
        Reference(
            "Carlile, B., Delamarter, G., Kinney, P., Marti, A. and Whitney, B.",
            2017,
            "Improving deep learning by inverse square root linear units (ISRLUs)",
            "arXiv:1710.09967",
        ),
    ),
)
