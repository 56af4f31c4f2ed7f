"""Logish: z times the logarithm of one plus its sigmoid, growing as ln(2)·z."""

from actlas.definition import Elementwise, Golden, Piece, Reference

definition = Elementwise(
    pieces=(Piece("z*log1p(sigmoid(z))"),),
    golden=(
        Golden(-100.0, -3.720075976020836e-42),
        Golden(-20.0, -4.122307232132053e-08),
        Golden(-5.0, -0.03335276616165417),
        Golden(-2.5, -0.18279662524646345),
        Golden(-1.0, -0.23818302641382824),
        Golden(-0.3, -0.10636888604640019),
        Golden(0.0, 0.0),
        Golden(0.001, 0.0004056317608735986),
        Golden(0.75, 0.3887286032557788),
        Golden(1.0, 0.5487331165400282),
        Golden(3.0, 2.0074457012788813),
        Golden(20.0, 13.86294359058737),
        Golden(100.0, 69.31471805599453),
    ),
    references=(
        Reference(
            "Zhu, H., Zeng, H., Liu, J. and Zhang, X.",
            2021,
            "Logish: a new nonlinear nonmonotonic activation function for "
            "convolutional neural network",
            "Neurocomputing; doi:10.1016/j.neucom.2021.06.067",
        ),
    ),
)
