"""Snake: a rising line with a wave on it, for what repeats."""

import math

from actlas.definition import Elementwise, Golden, Interval, Parameter, Piece, Reference

definition = Elementwise(
    pieces=(Piece("z + sin(alpha*z)^2/alpha"),),
    parameters=(
        Parameter(
            "alpha",
            1.0,
            "frequency of the wave, whose period is π/alpha and whose height is "
            "1/alpha; towards 0 the function becomes the identity, but it is divided "
            "by alpha, so alpha is positive",
            domain=Interval(0, math.inf),
            sign="\\alpha",
        ),
    ),
    golden=(
        Golden(-100.0, -99.7435938375035),
        Golden(-20.0, -19.16653096917387),
        Golden(-5.0, -4.080464235461774),
        Golden(-2.5, -2.1418310927316133),
        Golden(-1.0, -0.2919265817264288),
        Golden(-0.3, -0.21266780745483915),
        Golden(0.0, 0.0),
        Golden(0.001, 0.0010009999996666667),
        Golden(0.75, 1.2146313991661486),
        Golden(1.0, 1.7080734182735713),
        Golden(3.0, 3.019914856674817),
        Golden(20.0, 20.83346903082613),
        Golden(100.0, 100.2564061624965),
    ),
    references=(
        Reference(
            "Ziyin, L., Hartwig, T. and Ueda, M.",
            2020,
            "Neural networks fail to learn periodic functions and how to fix it",
            "Advances in Neural Information Processing Systems 33; arXiv:2006.08195",
        ),
    ),
)
