"""Threshold: the identity above a threshold, a constant below it."""

import math

from actlas.definition import (
    Difference,
    Elementwise,
    Golden,
    Kink,
    Parameter,
    Piece,
    Reference,
    Twin,
)

definition = Elementwise(
    pieces=(
        Piece("z", "z > threshold"),
        Piece("value"),
    ),
    parameters=(
        Parameter("threshold", 1.0, "z passes only above it", required=True),
        Parameter("value", 20.0, "the output elsewhere", required=True),
    ),
    kinks=(
        Kink(
            at="threshold",
            derivative="0",
            reason="PyTorch passes z only strictly above the threshold, so the threshold "
            "belongs to the constant",
        ),
    ),
    twin=Twin(
        functional="torch.nn.functional.threshold", module="torch.nn.Threshold", inplace=True
    ),
    golden=(
        Golden(-100.0, 20.0),
        Golden(-20.0, 20.0),
        Golden(-5.0, 20.0),
        Golden(-2.5, 20.0),
        Golden(-1.0, 20.0),
        Golden(-0.3, 20.0),
        Golden(0.0, 20.0),
        Golden(0.001, 20.0),
        Golden(0.75, 20.0),
        Golden(1.0, 20.0),
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
            "PyTorch's backward passes what is not below the threshold, a NaN too; here a "
            "NaN takes the last piece's slope",
        ),
    ),
    references=(
        Reference(
            "Collobert, R., Kavukcuoglu, K. and Farabet, C.",
            2011,
            "Torch7: a Matlab-like environment for machine learning",
            "BigLearn, NIPS Workshop",
        ),
    ),
)
