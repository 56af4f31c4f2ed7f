"""E-swish: a silu times a constant above 1."""

import math

from actlas.definition import Elementwise, Golden, Interval, Parameter, Piece, Reference

definition = Elementwise(
    pieces=(Piece("beta*z/(1 + exp(-z))"),),
    parameters=(
        Parameter(
            "beta",
            1.375,
            "factor of the whole function and slope far to the right; between 1 and 2 in the "
            "paper, and 1 makes a silu",
            domain=Interval(0, math.inf),
        ),
    ),
    aliases=("eswish",),
    golden=(
        Golden(-100.0, -5.11510446702865e-42),
        Golden(-20.0, -5.6681724500230596e-08),
        Golden(-5.0, -0.04601335010445838),
        Golden(-2.5, -0.2607624938230247),
        Golden(-1.0, -0.3697944543837433),
        Golden(-0.3, -0.17554246181519068),
        Golden(0.0, 0.0),
        Golden(0.001, 0.0006878437499713542),
        Golden(0.75, 0.700403033524624),
        Golden(1.0, 1.0052055456162567),
        Golden(3.0, 3.9293682731425372),
        Golden(20.0, 27.499999943318276),
        Golden(100.0, 137.5),
    ),
    references=(
        Reference(
            "Alcaide, E.",
            2018,
            "E-swish: adjusting activations to different network depths",
            "arXiv:1801.07145",
        ),
    ),
)
