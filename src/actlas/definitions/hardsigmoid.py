"""Hardsigmoid: a straight ramp from 0 to 1 between -3 and 3."""

import math

from actlas.definition import (
    Difference,
    Elementwise,
    Golden,
    Kink,
    Piece,
    Reference,
    Relative,
    Twin,
)

definition = Elementwise(
    pieces=(
        Piece("0", "z <= -3"),
        Piece("1", "z >= 3"),
        Piece("(z + 3)/6"),
    ),
    kinks=(
        Kink(
            at="-3",
            derivative="0",
            reason="PyTorch gives the ends to the flat sides: both slopes are right there, and "
            "0 is the one that stops",
        ),
        Kink(
            at="3",
            derivative="0",
            reason="PyTorch gives the ends to the flat sides: both slopes are right there, and "
            "0 is the one that stops",
        ),
    ),
    twin=Twin(
        functional="torch.nn.functional.hardsigmoid",
        module="torch.nn.Hardsigmoid",
        inplace=True,
        shows="nothing",
    ),
    aliases=("hard_sigm",),
    relatives=(Relative("approximation", "sigmoid"),),
    golden=(
        Golden(-100.0, 0.0),
        Golden(-20.0, 0.0),
        Golden(-5.0, 0.0),
        Golden(-2.5, 0.08333333333333333),
        Golden(-1.0, 0.3333333333333333),
        Golden(-0.3, 0.45),
        Golden(0.0, 0.5),
        Golden(0.001, 0.5001666666666666),
        Golden(0.75, 0.625),
        Golden(1.0, 0.6666666666666666),
        Golden(3.0, 1.0),
        Golden(20.0, 1.0),
        Golden(100.0, 1.0),
    ),
    differences=(
        Difference(
            1,
            (math.nan,),
            "float64",
            "0",
            "1/6",
            "PyTorch's backward asks whether z lies inside the ramp, which no NaN does; here"
            " a NaN takes the last piece's slope",
        ),
        Difference(
            1,
            (0.5,),
            "float64",
            "0.1666666716",
            "0.16666666666666666",
            "PyTorch's backward has 1/6 in single precision",
            reach="everywhere",
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
