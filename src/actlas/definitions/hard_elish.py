"""HardELiSH: ELiSH with a straight ramp from -1 to 1 in place of the sigmoid."""

from actlas.definition import Elementwise, Golden, Kink, Piece, Reference, Relative

definition = Elementwise(
    pieces=(
        Piece("0", "z <= -1"),
        Piece("z", "z >= 1"),
        Piece("z*(z + 1)/2", "z >= 0"),
        Piece("expm1(z)*(z + 1)/2"),
    ),
    kinks=(
        Kink(
            at="-1",
            derivative="0",
            reason="-1 belongs to the flat piece on its left, whose slope is 0; the curve "
            "from the right arrives there with (exp(-1) - 1)/2, about -0.316",
        ),
        Kink(
            at="1",
            derivative="1",
            reason="1 belongs to the line on its right, whose slope is 1; the parabola "
            "arrives there with 3/2",
        ),
    ),
    relatives=(Relative("approximation", "elish"),),
    golden=(
        Golden(-100.0, 0.0),
        Golden(-20.0, 0.0),
        Golden(-5.0, 0.0),
        Golden(-2.5, 0.0),
        Golden(-1.0, 0.0),
        Golden(-0.3, -0.09071362276139874),
        Golden(0.0, 0.0),
        Golden(0.001, 0.0005005),
        Golden(0.75, 0.65625),
        Golden(1.0, 1.0),
        Golden(3.0, 3.0),
        Golden(20.0, 20.0),
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
