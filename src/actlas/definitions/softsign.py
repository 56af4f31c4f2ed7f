"""Softsign: an S from -1 to 1 whose tails are those of a fraction."""

import math

from actlas.definition import Difference, Elementwise, Golden, Piece, Reference, Twin

definition = Elementwise(
    pieces=(Piece("z/(1 + abs(z))"),),
    twin=Twin(functional="torch.nn.functional.softsign", module="torch.nn.Softsign", complex=True),
    aliases=("soft_sign",),
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
    differences=(
        Difference(
            0,
            (-math.inf, math.inf),
            "float64",
            "NaN",
            "-1 and 1",
            "the limits are -1 and 1; PyTorch divides ∞ by ∞",
        ),
        Difference(
            1, (-math.inf, math.inf), "float64", "NaN", "0", "the slope tends to 0 on both sides"
        ),
    ),
    references=(
        Reference(
            "Elliott, D. L.",
            1993,
            "A better activation function for artificial neural networks",
            "Institute for Systems Research, University of Maryland, technical report TR 93-8",
        ),
        Reference(
            "Turian, J., Bergstra, J. and Bengio, Y.",
            2009,
            "Quadratic features and deep architectures for chunking",
            "Proceedings of NAACL-HLT 2009, Short Papers, 245-248",
        ),
    ),
)
