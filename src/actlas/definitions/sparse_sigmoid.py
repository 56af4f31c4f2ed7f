"""Sparse sigmoid: a ramp from 0 at -1 to 1 at 1, the sigmoid that reaches its ends."""

from actlas.definition import Elementwise, Golden, Kink, Piece, Reference, Relative

definition = Elementwise(
    pieces=(
        Piece("0", "z <= -1"),
        Piece("1", "z >= 1"),
        Piece("(z + 1)/2"),
    ),
    kinks=(
        Kink(
            at="-1",
            derivative="0",
            reason="the paper gives the ends to the flat sides, as PyTorch does for hardsigmoid "
            "and hardtanh",
        ),
        Kink(
            at="1",
            derivative="0",
            reason="the paper gives the ends to the flat sides, as PyTorch does for hardsigmoid "
            "and hardtanh",
        ),
    ),
    relatives=(Relative("approximation", "sigmoid"),),
    golden=(
        Golden(-100.0, 0.0),
        Golden(-20.0, 0.0),
        Golden(-5.0, 0.0),
        Golden(-2.5, 0.0),
        Golden(-1.0, 0.0),
        Golden(-0.3, 0.35),
        Golden(0.0, 0.5),
        Golden(0.001, 0.5005),
        Golden(0.75, 0.875),
        Golden(1.0, 1.0),
        Golden(3.0, 1.0),
        Golden(20.0, 1.0),
        Golden(100.0, 1.0),
    ),
    references=(
        Reference(
            "Blondel, M., Martins, A. F. T. and Niculae, V.",
            2019,
            "Learning with Fenchel-Young losses",
            "Journal of Machine Learning Research 21(35) (2020), 1-69; arXiv:1901.02324",
        ),
    ),
)
