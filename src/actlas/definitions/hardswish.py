"""Hardswish: silu with a straight ramp in place of the sigmoid."""

import math

from actlas.definition import (
    Difference,
    Elementwise,
    Golden,
    Kink,
    Piece,
    Reference,
    Twin,
)

definition = Elementwise(
    pieces=(
        Piece("0", "z <= -3"),
        Piece("z", "z >= 3"),
        Piece("z*(z + 3)/6"),
    ),
    kinks=(
        Kink(
            at="-3",
            derivative="0",
            reason="PyTorch gives -3 to the flat piece on its left, whose slope is 0; the "
            "parabola arrives there with -1/2",
        ),
        Kink(
            at="3",
            derivative="1",
            reason="PyTorch gives 3 to the line on its right, whose slope is 1; the parabola "
            "arrives there with 3/2",
        ),
    ),
    twin=Twin(
        functional="torch.nn.functional.hardswish",
        module="torch.nn.Hardswish",
        inplace=True,
        shows="nothing",
    ),
    aliases=(
        "hard_silu",
        "h_swish",
    ),
    golden=(
        Golden(-100.0, 0.0),
        Golden(-20.0, 0.0),
        Golden(-5.0, 0.0),
        Golden(-2.5, -0.20833333333333334),
        Golden(-1.0, -0.3333333333333333),
        Golden(-0.3, -0.135),
        Golden(0.0, 0.0),
        Golden(0.001, 0.0005001666666666667),
        Golden(0.75, 0.46875),
        Golden(1.0, 0.6666666666666666),
        Golden(3.0, 3.0),
        Golden(20.0, 20.0),
        Golden(100.0, 100.0),
    ),
    differences=(
        Difference(
            0,
            (-math.inf,),
            "float64",
            "NaN",
            "0",
            "the limit at -∞ is 0; PyTorch multiplies -∞ by 0",
        ),
        Difference(
            0,
            (-5.0, 0.0),
            "float64",
            "-0",
            "0",
            "PyTorch keeps the sign of z in its zeros; here the zero of a constant has none",
            reach="outward",
        ),
        Difference(
            1,
            (math.nan,),
            "float64",
            "1",
            "NaN",
            "the parabola's slope at a NaN is NaN; PyTorch's backward takes the line's",
        ),
    ),
    references=(
        Reference(
            "Howard, A., Sandler, M., Chu, G., Chen, L.-C., Chen, B., Tan, M., Wang, W., "
            "Zhu, Y., Pang, R., Vasudevan, V., Le, Q. V. and Adam, H.",
            2019,
            "Searching for MobileNetV3",
            "Proceedings of the IEEE/CVF International Conference on Computer Vision (ICCV),"
            " 1314-1324; arXiv:1905.02244",
        ),
    ),
)
