"""Hardtanh: the identity between two bounds, flat outside them."""

from actlas.definition import Elementwise, Golden, Kink, Parameter, Piece, Reference, Relative, Twin

definition = Elementwise(
    pieces=(
        Piece("min_val", "z <= min_val"),
        Piece("max_val", "z >= max_val"),
        Piece("z"),
    ),
    parameters=(
        Parameter("min_val", -1.0, "lower bound, and the output below it"),
        Parameter("max_val", 1.0, "upper bound, and the output above it; greater than min_val"),
    ),
    kinks=(
        Kink(
            at="min_val",
            derivative="0",
            reason="PyTorch gives the ends to the flat sides: both slopes are right there, and "
            "0 is the one that stops",
        ),
        Kink(
            at="max_val",
            derivative="0",
            reason="PyTorch gives the ends to the flat sides: both slopes are right there, and "
            "0 is the one that stops",
        ),
    ),
    twin=Twin(functional="torch.nn.functional.hardtanh", module="torch.nn.Hardtanh", inplace=True),
    ordered=(("min_val", "max_val"),),
    relatives=(Relative("approximation", "tanh"),),
    golden=(
        Golden(-100.0, -1.0),
        Golden(-20.0, -1.0),
        Golden(-5.0, -1.0),
        Golden(-2.5, -1.0),
        Golden(-1.0, -1.0),
        Golden(-0.3, -0.3),
        Golden(0.0, 0.0),
        Golden(0.001, 0.001),
        Golden(0.75, 0.75),
        Golden(1.0, 1.0),
        Golden(3.0, 1.0),
        Golden(20.0, 1.0),
        Golden(100.0, 1.0),
    ),
    references=(
        Reference(
            "Collobert, R.", 2004, "Large scale machine learning", "PhD thesis, Université Paris VI"
        ),
    ),
)
