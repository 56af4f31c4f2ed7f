"""Arctan: the inverse tangent, an S whose slope falls off like 1/z²."""

from actlas.definition import Elementwise, Golden, Piece, Reference

definition = Elementwise(
    pieces=(Piece("atan(z)"),),
    aliases=("atan",),
    golden=(
        Golden(-100.0, -1.5607966601082315),
        Golden(-20.0, -1.5208379310729538),
        Golden(-5.0, -1.373400766945016),
        Golden(-2.5, -1.1902899496825317),
        Golden(-1.0, -0.7853981633974483),
        Golden(-0.3, -0.2914567944778671),
        Golden(0.0, 0.0),
        Golden(0.001, 0.0009999996666668668),
        Golden(0.75, 0.6435011087932844),
        Golden(1.0, 0.7853981633974483),
        Golden(3.0, 1.2490457723982544),
        Golden(20.0, 1.5208379310729538),
        Golden(100.0, 1.5607966601082315),
    ),
    references=(
        Reference(
            "Sivri, T. T., Akman, N. P. and Berkol, A.",
            2022,
            "Multiclass classification using arctangent activation function and its variations",
            "14th International Conference on Electronics, Computers and Artificial Intelligence "
            "(ECAI)",
        ),
    ),
)
