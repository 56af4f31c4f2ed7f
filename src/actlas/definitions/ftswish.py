"""Flatten-T swish: a silu cut off below zero and lowered by a constant."""

from actlas.definition import Elementwise, Golden, Kink, Parameter, Piece, Reference

definition = Elementwise(
    pieces=(
        Piece("threshold", "z < 0"),
        Piece("z/(1 + exp(-z)) + threshold"),
    ),
    parameters=(
        Parameter(
            "threshold",
            -0.2,
            "value below zero, by which the whole function is shifted; 0 or less in the paper",
            sign="T",
        ),
    ),
    kinks=(
        Kink(
            at="0",
            derivative="0",
            reason="as ReLU, a factor of this function, has it in PyTorch; the right side arrives "
            "there with 1/2",
        ),
    ),
    aliases=("flatten_t_swish", "fts"),
    golden=(
        Golden(-100.0, -0.2),
        Golden(-20.0, -0.2),
        Golden(-5.0, -0.2),
        Golden(-2.5, -0.2),
        Golden(-1.0, -0.2),
        Golden(-0.3, -0.2),
        Golden(0.0, -0.2),
        Golden(0.001, -0.19949975000002085),
        Golden(0.75, 0.3093840243815447),
        Golden(1.0, 0.5310585786300048),
        Golden(3.0, 2.6577223804672996),
        Golden(20.0, 19.799999958776926),
        Golden(100.0, 99.8),
    ),
    references=(
        Reference(
            "Chieng, H. H., Wahid, N., Ong, P. and Perla, S. R. K.",
            2018,
            "Flatten-T swish: a thresholded ReLU-swish-like activation function for deep learning",
            "arXiv:1812.06247",
        ),
    ),
)
