"""Abs: the size of z without its sign, a V with its foot at zero."""

from actlas.definition import Elementwise, Golden, Kink, Piece, Reference

definition = Elementwise(
    pieces=(Piece("abs(z)"),),
    kinks=(
        Kink(
            at="0",
            derivative="0",
            reason="PyTorch's abs takes the sign of z for its slope, which is 0 at 0, the mean "
            "of both sides",
        ),
    ),
    aliases=("absolute", "absolute_value", "vrelu"),
    golden=(
        Golden(-100.0, 100.0),
        Golden(-20.0, 20.0),
        Golden(-5.0, 5.0),
        Golden(-2.5, 2.5),
        Golden(-1.0, 1.0),
        Golden(-0.3, 0.3),
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
            "Jarrett, K., Kavukcuoglu, K., Ranzato, M. and LeCun, Y.",
            2009,
            "What is the best multi-stage architecture for object recognition?",
            "2009 IEEE 12th International Conference on Computer Vision (ICCV), 2146-2153",
        ),
    ),
)
