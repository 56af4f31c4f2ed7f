"""Smish: z times tanh of the logarithm of 1 + σ(z)."""

import math

from actlas.definition import Elementwise, Golden, Interval, Parameter, Piece, Reference

definition = Elementwise(
    pieces=(Piece("alpha*z*tanh(log(1 + 1/(1 + exp(-beta*z))))"),),
    parameters=(
        Parameter(
            "alpha",
            1.0,
            "factor of the whole function, which tends to the slope 0.6·alpha",
            domain=Interval(0, math.inf),
        ),
        Parameter(
            "beta",
            1.0,
            "how fast the gate opens",
            domain=Interval(0, math.inf),
        ),
    ),
    golden=(
        Golden(-100.0, -3.720075976020836e-42),
        Golden(-20.0, -4.122307232132053e-08),
        Golden(-5.0, -0.03335227147911342),
        Golden(-2.5, -0.18247155628019465),
        Golden(-1.0, -0.23377880935282602),
        Golden(-0.3, -0.10212479306602407),
        Golden(0.0, 0.0),
        Golden(0.001, 0.00038475737550233176),
        Golden(0.75, 0.3572929473604975),
        Golden(1.0, 0.4995701060309371),
        Golden(3.0, 1.753258597804674),
        Golden(20.0, 11.999999986808616),
        Golden(100.0, 60.0),
    ),
    references=(
        Reference(
            "Wang, X., Ren, H. and Wang, A.",
            2022,
            "Smish: a novel activation function for deep learning methods",
            "Electronics 11(4), 540",
        ),
    ),
)
