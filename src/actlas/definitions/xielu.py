"""xIELU: a parabola above zero and the integral of an ELU below, with a common slope at zero."""

import math

from actlas.definition import Allowance, Elementwise, Golden, Interval, Parameter, Piece, Reference

definition = Elementwise(
    pieces=(
        Piece("alpha_p*z^2 + beta*z", "z > 0"),
        Piece("alpha_n*(exp(z) - 1 - z) + beta*z"),
    ),
    parameters=(
        Parameter(
            "alpha_p",
            0.8,
            "growth of the slope above zero, which is 2·alpha_p·z + beta; learned, positive",
            domain=Interval(0, math.inf),
            learned=True,
        ),
        Parameter(
            "alpha_n",
            0.8,
            "the slope tends to beta - alpha_n far below zero; learned, above beta in the paper",
            domain=Interval(0, math.inf),
            learned=True,
        ),
        Parameter(
            "beta",
            0.5,
            "slope at zero, fixed in the paper",
            domain=Interval(0, math.inf),
        ),
    ),
    allowances=(
        Allowance(
            0,
            16,
            "around its own zero near -2.46 two terms of many times its size nearly cancel",
        ),
    ),
    golden=(
        Golden(-100.0, 29.200000000000003),
        Golden(-20.0, 5.200000001648924),
        Golden(-10.0, 2.2000363199438104),
        Golden(-5.0, 0.7053903575992686),
        Golden(-1.7, -0.14385318075781225),
        Golden(-1.0, -0.20569644706284612),
        Golden(-0.3, -0.1173454234546257),
        Golden(0.0, 0.0),
        Golden(0.001, 0.0005008),
        Golden(0.75, 0.8250000000000001),
        Golden(1.0, 1.3),
        Golden(3.0, 8.700000000000001),
        Golden(20.0, 330.0),
        Golden(100.0, 8050.0),
    ),
    references=(
        Reference(
            "Huang, A. H. and Schlag, I.",
            2024,
            "Deriving activation functions using integration",
            "arXiv:2411.13010",
        ),
    ),
)
