"""Elliott: a sigmoid without an exponential, softsign moved to between 0 and 1."""

from actlas.definition import Elementwise, Golden, Piece, Reference, Relative

definition = Elementwise(
    pieces=(Piece("z/(2*(1 + abs(z))) + 1/2"),),
    relatives=(Relative("approximation", "sigmoid"),),
    aliases=("elliott_sigmoid", "elliot"),
    golden=(
        Golden(-100.0, 0.0049504950495049506),
        Golden(-20.0, 0.023809523809523808),
        Golden(-5.0, 0.08333333333333333),
        Golden(-2.5, 0.14285714285714285),
        Golden(-1.0, 0.25),
        Golden(-0.3, 0.38461538461538464),
        Golden(0.0, 0.5),
        Golden(0.001, 0.5004995004995005),
        Golden(0.75, 0.7142857142857143),
        Golden(1.0, 0.75),
        Golden(3.0, 0.875),
        Golden(20.0, 0.9761904761904762),
        Golden(100.0, 0.995049504950495),
    ),
    references=(
        Reference(
            "Elliott, D. L.",
            1993,
            "A better activation function for artificial neural networks",
            "Institute for Systems Research, University of Maryland, technical report TR 93-8",
        ),
    ),
)
