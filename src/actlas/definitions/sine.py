"""Sine: a wave, for signals that repeat and for their derivatives."""

import math

from actlas.definition import Elementwise, Golden, Interval, Parameter, Piece, Reference

definition = Elementwise(
    pieces=(Piece("sin(omega*z)"),),
    parameters=(
        Parameter(
            "omega",
            1.0,
            "frequency: the period is 2π/omega and the largest slope is omega",
            domain=Interval(0, math.inf),
            sign="\\omega",
        ),
    ),
    aliases=("sin", "sinusoid"),
    golden=(
        Golden(-100.0, 0.5063656411097588),
        Golden(-20.0, -0.9129452507276277),
        Golden(-5.0, 0.9589242746631385),
        Golden(-2.5, -0.5984721441039565),
        Golden(-1.0, -0.8414709848078965),
        Golden(-0.3, -0.29552020666133955),
        Golden(0.0, 0.0),
        Golden(0.001, 0.0009999998333333417),
        Golden(0.75, 0.6816387600233341),
        Golden(1.0, 0.8414709848078965),
        Golden(3.0, 0.1411200080598672),
        Golden(20.0, 0.9129452507276277),
        Golden(100.0, -0.5063656411097588),
    ),
    references=(
        Reference(
            "Lapedes, A. and Farber, R.",
            1987,
            "Nonlinear signal processing using neural networks: prediction and system modelling",
            "Los Alamos National Laboratory, technical report LA-UR-87-2662",
        ),
        Reference(
            "Sitzmann, V., Martel, J. N. P., Bergman, A. W., Lindell, D. B. and Wetzstein, G.",
            2020,
            "Implicit neural representations with periodic activation functions",
            "Advances in Neural Information Processing Systems 33; arXiv:2006.09661",
        ),
    ),
)
