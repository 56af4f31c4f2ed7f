"""StarReLU: a squared ReLU, scaled and shifted to mean 0 and variance 1."""

from actlas.definition import Elementwise, Golden, Parameter, Piece, Reference

definition = Elementwise(
    pieces=(Piece("bias", "z < 0"), Piece("scale*z^2 + bias")),
    parameters=(
        Parameter(
            "scale",
            0.8944,
            "factor of the square, learned; 2/√5 rounded makes the variance 1 for normal inputs",
            sign="s",
            learned=True,
        ),
        Parameter(
            "bias",
            -0.4472,
            "value below zero, learned; -1/√5 rounded makes the mean 0 for normal inputs",
            sign="b",
            learned=True,
        ),
    ),
    aliases=("star_relu",),
    golden=(
        Golden(-100.0, -0.4472),
        Golden(-20.0, -0.4472),
        Golden(-5.0, -0.4472),
        Golden(-2.5, -0.4472),
        Golden(-1.0, -0.4472),
        Golden(-0.3, -0.4472),
        Golden(0.0, -0.4472),
        Golden(0.001, -0.4471991056),
        Golden(0.75, 0.0559),
        Golden(1.0, 0.4472),
        Golden(3.0, 7.602399999999999),
        Golden(20.0, 357.3128),
        Golden(100.0, 8943.5528),
    ),
    references=(
        Reference(
            "Yu, W., Si, C., Zhou, P., Luo, M., Zhou, Y., Feng, J., Yan, S. and Wang, X.",
            2022,
            "MetaFormer baselines for vision",
            "arXiv:2210.13452; IEEE Transactions on Pattern Analysis and Machine Intelligence, "
            "2024",
        ),
    ),
)
