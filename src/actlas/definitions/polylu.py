"""PolyLU: the identity above zero, a hyperbola that tends to -1 below."""

from actlas.definition import Elementwise, Golden, Piece, Reference

definition = Elementwise(
    pieces=(
        Piece("z", "z >= 0"),
        Piece("1/(1 - z) - 1"),
    ),
    aliases=("polynomial_linear_unit",),
    golden=(
        Golden(-100.0, -0.9900990099009901),
        Golden(-20.0, -0.9523809523809523),
        Golden(-5.0, -0.8333333333333334),
        Golden(-2.5, -0.7142857142857143),
        Golden(-1.0, -0.5),
        Golden(-0.3, -0.23076923076923075),
        Golden(0.0, 0.0),
        Golden(0.001, 0.001),
        Golden(0.75, 0.75),
        Golden(1.0, 1.0),
        Golden(3.0, 3.0),
        Golden(20.0, 20.0),
        Golden(100.0, 100.0),
    ),
    references=(
        Reference(
            "Feng, H.-S. and Yang, C.-H.",
            2023,
            "PolyLU: a simple and robust polynomial-based linear unit activation function for "
            "deep learning",
            "IEEE Access 11",
        ),
    ),
)
