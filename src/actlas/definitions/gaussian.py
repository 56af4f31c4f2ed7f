"""Gaussian: a bell, 1 at zero and almost nothing beyond 3 on either side."""

from actlas.definition import Elementwise, Golden, Piece, Reference

definition = Elementwise(
    pieces=(Piece("exp(-z^2)"),),
    aliases=("rbf", "radbas"),
    golden=(
        Golden(-100.0, 0.0),
        Golden(-20.0, 1.9151695967140057e-174),
        Golden(-5.0, 1.3887943864964021e-11),
        Golden(-2.5, 0.0019304541362277093),
        Golden(-1.0, 0.36787944117144233),
        Golden(-0.3, 0.9139311852712282),
        Golden(0.0, 1.0),
        Golden(0.001, 0.9999990000005),
        Golden(0.75, 0.569782824730923),
        Golden(1.0, 0.36787944117144233),
        Golden(3.0, 0.00012340980408667956),
        Golden(20.0, 1.9151695967140057e-174),
        Golden(100.0, 0.0),
    ),
    references=(
        Reference(
            "Hartman, E. J., Keeler, J. D. and Kowalski, J. M.",
            1990,
            "Layered neural networks with Gaussian hidden units as universal approximations",
            "Neural Computation 2(2), 210-215",
        ),
    ),
)
