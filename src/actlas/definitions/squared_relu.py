"""Squared ReLU: the square of what ReLU lets through."""

from actlas.definition import Elementwise, Golden, Piece, Reference, Relative

definition = Elementwise(
    pieces=(Piece("0", "z < 0"), Piece("z^2")),
    aliases=("relu2", "relu_squared", "square_relu"),
    relatives=(Relative("special case", "starrelu(scale=1, bias=0)"),),
    golden=(
        Golden(-100.0, 0.0),
        Golden(-20.0, 0.0),
        Golden(-5.0, 0.0),
        Golden(-2.5, 0.0),
        Golden(-1.0, 0.0),
        Golden(-0.3, 0.0),
        Golden(0.0, 0.0),
        Golden(0.001, 1e-06),
        Golden(0.75, 0.5625),
        Golden(1.0, 1.0),
        Golden(3.0, 9.0),
        Golden(20.0, 400.0),
        Golden(100.0, 10000.0),
    ),
    references=(
        Reference(
            "So, D. R., Mańke, W., Liu, H., Dai, Z., Shazeer, N. and Le, Q. V.",
            2021,
            "Primer: searching for efficient transformers for language modeling",
            "arXiv:2109.08668",
        ),
    ),
)
