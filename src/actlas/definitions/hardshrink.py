"""Hardshrink: the identity with a hole: what is small becomes zero."""

import math

from actlas.definition import (
    Difference,
    Elementwise,
    Golden,
    Interval,
    Kink,
    Parameter,
    Piece,
    Reference,
    Twin,
)

definition = Elementwise(
    pieces=(
        Piece("z", "z > lambd"),
        Piece("z", "z < -lambd"),
        Piece("0"),
    ),
    parameters=(
        Parameter(
            "lambd",
            0.5,
            "half the width of the middle that becomes 0",
            domain=Interval(0, closed_low=True),
            sign="\\lambda",
        ),
    ),
    kinks=(
        Kink(
            at="lambd",
            derivative="0",
            reason="PyTorch keeps z only strictly outside the edge, so the edge belongs to the "
            "flat middle",
        ),
        Kink(
            at="-lambd",
            derivative="0",
            reason="PyTorch keeps z only strictly outside the edge, so the edge belongs to the "
            "flat middle",
        ),
    ),
    twin=Twin(
        functional="torch.nn.functional.hardshrink", module="torch.nn.Hardshrink", shows="values"
    ),
    aliases=("hard_shrink",),
    golden=(
        Golden(-100.0, -100.0),
        Golden(-20.0, -20.0),
        Golden(-5.0, -5.0),
        Golden(-2.5, -2.5),
        Golden(-1.0, -1.0),
        Golden(-0.3, 0.0),
        Golden(0.0, 0.0),
        Golden(0.001, 0.0),
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
            "0",
            "PyTorch's backward keeps what is not inside the middle, a NaN too; here a NaN "
            "takes the last piece's slope",
        ),
    ),
    references=(
        Reference(
            "Donoho, D. L. and Johnstone, I. M.",
            1994,
            "Ideal spatial adaptation by wavelet shrinkage",
            "Biometrika 81(3), 425-455",
        ),
    ),
)
