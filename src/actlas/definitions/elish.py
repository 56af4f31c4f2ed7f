"""ELiSH: silu above zero, and below it an ELU that a sigmoid brings back to zero."""

from actlas.definition import Elementwise, Golden, Piece, Reference, Relative

definition = Elementwise(
    pieces=(Piece("z*sigmoid(z)", "z >= 0"), Piece("expm1(z)*sigmoid(z)")),
    relatives=(Relative("smooth version", "relu"),),
    golden=(
        Golden(-100.0, -3.720075976020836e-44),
        Golden(-20.0, -2.061153613941849e-09),
        Golden(-5.0, -0.006647754849484244),
        Golden(-2.5, -0.0696313614185883),
        Golden(-1.0, -0.17000340156854793),
        Golden(-0.3, -0.11029674569496416),
        Golden(0.0, 0.0),
        Golden(0.001, 0.0005002499999791667),
        Golden(0.75, 0.5093840243815447),
        Golden(1.0, 0.7310585786300049),
        Golden(3.0, 2.8577223804672998),
        Golden(20.0, 19.99999995877693),
        Golden(100.0, 100.0),
    ),
    references=(
        Reference(
            "Basirat, M. and Roth, P. M.",
            2018,
            "The quest for the golden activation function",
            "arXiv:1808.00783",
        ),
    ),
)
