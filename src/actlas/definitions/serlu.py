"""SERLU: a line above zero, a fading dip below, scaled to keep mean 0 and variance 1."""

import math

from actlas.definition import Elementwise, Golden, Interval, Kink, Parameter, Piece, Reference

definition = Elementwise(
    pieces=(
        Piece("lambd*z", "z >= 0"),
        Piece("lambd*alpha*z*exp(z)"),
    ),
    parameters=(
        Parameter(
            "lambd",
            1.07862,
            "factor of the whole function; the default keeps the variance of normal inputs at 1",
            domain=Interval(0, math.inf),
            sign="\\lambda",
        ),
        Parameter(
            "alpha",
            2.90427,
            "depth of the dip below zero; the default keeps the mean of normal inputs at 0",
            domain=Interval(0, math.inf),
        ),
    ),
    kinks=(
        Kink(
            at="0",
            derivative="lambd",
            reason="the paper gives zero to the line, z >= 0, whose slope is lambda; the dip "
            "arrives there with lambda·alpha",
        ),
    ),
    golden=(
        Golden(-100.0, -1.1653523794292543e-41),
        Golden(-20.0, -1.2913554958343932e-07),
        Golden(-5.0, -0.10553658874799918),
        Golden(-2.5, -0.6428494275278731),
        Golden(-1.0, -1.1524205012899003),
        Golden(-0.3, -0.6962069713851061),
        Golden(0.0, 0.0),
        Golden(0.001, 0.00107862),
        Golden(0.75, 0.8089649999999999),
        Golden(1.0, 1.07862),
        Golden(3.0, 3.2358599999999997),
        Golden(20.0, 21.5724),
        Golden(100.0, 107.862),
    ),
    references=(
        Reference(
            "Zhang, G. and Li, H.",
            2018,
            "Effectiveness of scaled exponentially-regularized linear units (SERLUs)",
            "arXiv:1807.10117",
        ),
    ),
)
