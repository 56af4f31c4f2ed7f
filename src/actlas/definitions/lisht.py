"""LiSHT: z·tanh(z), an even function, the absolute value with its corner rounded."""

from actlas.definition import Elementwise, Golden, Piece, Reference, Relative

definition = Elementwise(
    pieces=(Piece("z*tanh(z)"),),
    relatives=(Relative("smooth version", "abs"),),
    golden=(
        Golden(-100.0, 100.0),
        Golden(-20.0, 20.0),
        Golden(-5.0, 4.999546021312976),
        Golden(-2.5, 2.4665357453785757),
        Golden(-1.0, 0.7615941559557649),
        Golden(-0.3, 0.08739378373547727),
        Golden(0.0, 0.0),
        Golden(0.001, 9.999996666668e-07),
        Golden(0.75, 0.4763617142904655),
        Golden(1.0, 0.7615941559557649),
        Golden(3.0, 2.9851642610601914),
        Golden(20.0, 20.0),
        Golden(100.0, 100.0),
    ),
    references=(
        Reference(
            "Roy, S. K., Manna, S., Dubey, S. R. and Chaudhuri, B. B.",
            2019,
            "LiSHT: non-parametric linearly scaled hyperbolic tangent activation "
            "function for neural networks",
            "arXiv:1901.05894; Communications in Computer and Information Science "
            "1776 (2023), 462-476",
        ),
    ),
)
