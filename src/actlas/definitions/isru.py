"""ISRU: z over the square root of 1 + alpha·z², an S without an exponential."""

import math

from actlas.definition import Elementwise, Golden, Interval, Parameter, Piece, Reference

definition = Elementwise(
    pieces=(Piece("z/sqrt(1 + alpha*z^2)"),),
    parameters=(
        Parameter(
            "alpha",
            1.0,
            "how soon it bends: the values lie between -1/√alpha and 1/√alpha",
            domain=Interval(0, math.inf),
            sign="\\alpha",
        ),
    ),
    aliases=("inverse_square_root_unit",),
    golden=(
        Golden(-100.0, -0.9999500037496876),
        Golden(-20.0, -0.9987523388778446),
        Golden(-5.0, -0.9805806756909201),
        Golden(-2.5, -0.9284766908852593),
        Golden(-1.0, -0.7071067811865476),
        Golden(-0.3, -0.2873478855663454),
        Golden(0.0, 0.0),
        Golden(0.001, 0.000999999500000375),
        Golden(0.75, 0.6),
        Golden(1.0, 0.7071067811865476),
        Golden(3.0, 0.9486832980505138),
        Golden(20.0, 0.9987523388778446),
        Golden(100.0, 0.9999500037496876),
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
