"""Squareplus: softplus' shape from one square root."""

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
    pieces=(Piece("(z + sqrt(z^2 + b))/2"),),
    parameters=(
        Parameter(
            "b",
            4.0,
            "size of the bend: the value at 0 is half its root; towards 0 the function becomes "
            "ReLU, and 4 gives softplus' second derivative at 0",
            domain=Interval(0, math.inf),
        ),
    ),
    relatives=(Relative("smooth version", "relu"),),
    golden=(
        Golden(-100.0, 0.009999000199950014),
        Golden(-20.0, 0.04987562112089027),
        Golden(-5.0, 0.192582403567252),
        Golden(-2.5, 0.3507810593582122),
        Golden(-1.0, 0.6180339887498949),
        Golden(-0.3, 0.8611874208078342),
        Golden(0.0, 1.0),
        Golden(0.001, 1.000500124999992),
        Golden(0.75, 1.4430004681646913),
        Golden(1.0, 1.618033988749895),
        Golden(3.0, 3.302775637731995),
        Golden(20.0, 20.04987562112089),
        Golden(100.0, 100.00999900019995),
    ),
    references=(
        Reference(
            "Barron, J. T.",
            2021,
            "Squareplus: a softplus-like algebraic rectifier",
            "arXiv:2112.11687",
        ),
    ),
)
