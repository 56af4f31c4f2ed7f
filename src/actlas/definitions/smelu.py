"""SmeLU: a ReLU whose corner is a parabola between -beta and beta."""

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
        Piece("0", "z <= -beta"),
        Piece("z", "z >= beta"),
        Piece("(z + beta)^2/(4*beta)"),
    ),
    parameters=(
        Parameter(
            "beta",
            1.0,
            "half the width of the parabola; towards 0 the function becomes ReLU, and 1 is the "
            "sparse_plus of JAX and Keras",
            domain=Interval(0, math.inf),
        ),
    ),
    aliases=("sparse_plus", "smooth_relu"),
    relatives=(Relative("smooth version", "relu"),),
    golden=(
        Golden(-100.0, 0.0),
        Golden(-20.0, 0.0),
        Golden(-5.0, 0.0),
        Golden(-2.5, 0.0),
        Golden(-1.0, 0.0),
        Golden(-0.3, 0.1225),
        Golden(0.0, 0.25),
        Golden(0.001, 0.25050025),
        Golden(0.75, 0.765625),
        Golden(1.0, 1.0),
        Golden(3.0, 3.0),
        Golden(20.0, 20.0),
        Golden(100.0, 100.0),
    ),
    references=(
        Reference(
            "Shamir, G. I., Lin, D. and Coviello, L.",
            2020,
            "Smooth activations and reproducibility in deep networks",
            "arXiv:2010.09931",
        ),
    ),
)
