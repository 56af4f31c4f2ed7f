"""Softshrink: everything moves towards zero by lambda, and stops there."""

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
        Piece("z - lambd", "z > lambd"),
        Piece("z + lambd", "z < -lambd"),
        Piece("0"),
    ),
    parameters=(
        Parameter(
            "lambd",
            0.5,
            "how far everything moves towards 0",
            domain=Interval(0, closed_low=True),
            sign="\\lambda",
        ),
    ),
    kinks=(
        Kink(
            at="lambd",
            derivative="0",
            reason="PyTorch moves z only strictly outside the edge, so the edge belongs to the "
            "flat middle",
        ),
        Kink(
            at="-lambd",
            derivative="0",
            reason="PyTorch moves z only strictly outside the edge, so the edge belongs to the "
            "flat middle",
        ),
    ),
    twin=Twin(
        functional="torch.nn.functional.softshrink", module="torch.nn.Softshrink", shows="values"
    ),
    aliases=("soft_shrink",),
    golden=(
        Golden(-100.0, -99.5),
        Golden(-20.0, -19.5),
        Golden(-5.0, -4.5),
        Golden(-2.5, -2.0),
        Golden(-1.0, -0.5),
        Golden(-0.3, 0.0),
        Golden(0.0, 0.0),
        Golden(0.001, 0.0),
        Golden(0.75, 0.25),
        Golden(1.0, 0.5),
        Golden(3.0, 2.5),
        Golden(20.0, 19.5),
        Golden(100.0, 99.5),
    ),
    differences=(
        Difference(
            0,
            (-0.25, 0.0),
            "float64",
            "-0",
            "0",
            "PyTorch keeps the sign of z in its zeros; here the zero of a constant has none",
        ),
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
            "Donoho, D. L.",
            1995,
            "De-noising by soft-thresholding",
            "IEEE Transactions on Information Theory 41(3), 613-627",
        ),
    ),
)
