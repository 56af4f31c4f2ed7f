"""Hard mish: mish made of a parabola between two lines."""

from actlas.definition import Elementwise, Golden, Kink, Piece, Reference, Relative

definition = Elementwise(
    pieces=(
        Piece("0", "z <= -2"),
        Piece("z", "z >= 0"),
        Piece("z*(z + 2)/2"),
    ),
    kinks=(
        Kink(
            at="-2",
            derivative="0",
            reason="the flat piece's, as hardswish has it at -3 in PyTorch; the parabola arrives "
            "there with -1",
        ),
    ),
    aliases=("h_mish",),
    relatives=(Relative("approximation", "mish"),),
    golden=(
        Golden(-100.0, 0.0),
        Golden(-20.0, 0.0),
        Golden(-5.0, 0.0),
        Golden(-2.5, 0.0),
        Golden(-1.0, -0.5),
        Golden(-0.3, -0.255),
        Golden(0.0, 0.0),
        Golden(0.001, 0.001),
        Golden(0.75, 0.75),
        Golden(1.0, 1.0),
        Golden(3.0, 3.0),
        Golden(20.0, 20.0),
        Golden(100.0, 100.0),
    ),
    references=(
        Reference(
            "Misra, D.",
            2020,
            "H-Mish",
            "github.com/digantamisra98/H-Mish",
        ),
    ),
)
