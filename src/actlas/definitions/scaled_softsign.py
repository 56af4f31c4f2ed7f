"""ScaledSoftSign: a softsign whose height and width are learned."""

import math

from actlas.definition import Elementwise, Golden, Interval, Parameter, Piece, Reference

definition = Elementwise(
    pieces=(Piece("alpha*z/(beta + abs(z))"),),
    parameters=(
        Parameter(
            "alpha",
            1.0,
            "limit on the right, learned; on the left it is -alpha",
            sign="\\alpha",
            learned=True,
        ),
        Parameter(
            "beta",
            1.0,
            "size of z at which half the limit is reached, learned; the slope at "
            "zero is alpha/beta, so beta is positive",
            domain=Interval(0, math.inf),
            sign="\\beta",
            learned=True,
        ),
    ),
    golden=(
        Golden(-100.0, -0.9900990099009901),
        Golden(-20.0, -0.9523809523809523),
        Golden(-5.0, -0.8333333333333334),
        Golden(-2.5, -0.7142857142857143),
        Golden(-1.0, -0.5),
        Golden(-0.3, -0.23076923076923075),
        Golden(0.0, 0.0),
        Golden(0.001, 0.000999000999000999),
        Golden(0.75, 0.42857142857142855),
        Golden(1.0, 0.5),
        Golden(3.0, 0.75),
        Golden(20.0, 0.9523809523809523),
        Golden(100.0, 0.9900990099009901),
    ),
    references=(
        Reference(
            "Pishchik, E.",
            2023,
            "Trainable activations for image classification",
            "Preprints 202301.0463",
        ),
    ),
)
