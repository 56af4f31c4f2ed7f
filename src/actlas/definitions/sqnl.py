"""SQNL: two parabolas that join into an S from -1 to 1."""

from actlas.definition import Elementwise, Golden, Piece, Reference, Relative

definition = Elementwise(
    pieces=(
        Piece("1", "z > 2"),
        Piece("-1", "z < -2"),
        Piece("z + z^2/4", "z < 0"),
        Piece("z - z^2/4"),
    ),
    relatives=(Relative("approximation", "tanh"),),
    aliases=("square_nonlinearity",),
    golden=(
        Golden(-100.0, -1.0),
        Golden(-20.0, -1.0),
        Golden(-5.0, -1.0),
        Golden(-2.5, -1.0),
        Golden(-1.0, -0.75),
        Golden(-0.3, -0.27749999999999997),
        Golden(0.0, 0.0),
        Golden(0.001, 0.00099975),
        Golden(0.75, 0.609375),
        Golden(1.0, 0.75),
        Golden(3.0, 1.0),
        Golden(20.0, 1.0),
        Golden(100.0, 1.0),
    ),
    references=(
        Reference(
            "Wuraola, A. and Patel, N.",
            2018,
            "SQNL: a new computationally efficient activation function",
            "2018 International Joint Conference on Neural Networks (IJCNN), 1-7; "
            "doi:10.1109/IJCNN.2018.8489043",
        ),
    ),
)
