"""APL: ReLU plus a hinge of learned slope and place."""

from actlas.definition import Elementwise, Golden, Kink, Parameter, Piece, Reference

definition = Elementwise(
    pieces=(
        Piece("where(z > b, z, z + a*(b - z))", "z > 0"),
        Piece("0", "z > b"),
        Piece("a*(b - z)"),
    ),
    parameters=(
        Parameter(
            "a",
            -0.2,
            "how strong the hinge is, learned; far below zero the slope is -a",
            learned=True,
        ),
        Parameter("b", 1.0, "where the hinge begins, learned", learned=True),
    ),
    kinks=(
        Kink(
            at="0",
            derivative="where(b >= 0, -a, 0)",
            reason="zero belongs to the piece on its left, as in PyTorch's relu: its slope "
            "is that of the hinge, or 0 where the hinge does not reach zero",
        ),
        Kink(
            at="b",
            derivative="where(b > 0, 1 - a, -a)",
            reason="b belongs to the piece on its left, where the hinge still works",
        ),
    ),
    aliases=("adaptive_piecewise_linear",),
    golden=(
        Golden(-100.0, -20.200000000000003),
        Golden(-20.0, -4.2),
        Golden(-5.0, -1.2000000000000002),
        Golden(-2.5, -0.7000000000000001),
        Golden(-1.0, -0.4),
        Golden(-0.3, -0.26),
        Golden(0.0, -0.2),
        Golden(0.001, -0.1988),
        Golden(0.75, 0.7),
        Golden(1.0, 1.0),
        Golden(3.0, 3.0),
        Golden(20.0, 20.0),
        Golden(100.0, 100.0),
    ),
    references=(
        Reference(
            "Agostinelli, F., Hoffman, M., Sadowski, P. and Baldi, P.",
            2014,
            "Learning activation functions to improve deep neural networks",
            "arXiv:1412.6830",
        ),
    ),
)
