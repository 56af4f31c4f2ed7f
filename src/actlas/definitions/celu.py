"""CELU: an ELU whose slope is continuous for every alpha."""

import math

from actlas.definition import (
    Difference,
    Elementwise,
    Golden,
    Interval,
    Parameter,
    Piece,
    Reference,
    Relative,
    Twin,
)

definition = Elementwise(
    pieces=(
        Piece("z", "z > 0"),
        Piece("alpha*(exp(z/alpha) - 1)"),
    ),
    parameters=(
        Parameter(
            "alpha",
            1.0,
            "the output tends to -alpha far below zero",
            domain=Interval(0),
        ),
    ),
    twin=Twin(functional="torch.nn.functional.celu", module="torch.nn.CELU", inplace=True),
    relatives=(Relative("smooth version", "relu"),),
    golden=(
        Golden(-100.0, -1.0),
        Golden(-20.0, -0.9999999979388464),
        Golden(-5.0, -0.9932620530009145),
        Golden(-2.5, -0.9179150013761012),
        Golden(-1.0, -0.6321205588285577),
        Golden(-0.3, -0.2591817793182821),
        Golden(0.0, 0.0),
        Golden(0.001, 0.001),
        Golden(0.75, 0.75),
        Golden(1.0, 1.0),
        Golden(3.0, 3.0),
        Golden(20.0, 20.0),
        Golden(100.0, 100.0),
    ),
    differences=(
        Difference(
            1,
            (math.nan,),
            "float64",
            "1",
            "NaN",
            "PyTorch's backward takes the line's slope where z is not below zero, a NaN too",
        ),
    ),
    references=(
        Reference(
            "Barron, J. T.",
            2017,
            "Continuously differentiable exponential linear units",
            "arXiv:1704.07483",
        ),
    ),
)
