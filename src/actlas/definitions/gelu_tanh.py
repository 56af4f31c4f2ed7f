"""GELU by tanh: the approximation of GELU that early transformers were trained with."""

import math

from actlas.definition import (
    Difference,
    Elementwise,
    Golden,
    Piece,
    Reference,
    Relative,
    Twin,
)

definition = Elementwise(
    pieces=(Piece("z/2*(1 + tanh(sqrt(2/pi)*(z + 0.044715*z^3)))"),),
    twin=Twin(
        functional="torch.nn.functional.gelu",
        module="torch.nn.GELU",
        fixed=(("approximate", "tanh"),),
    ),
    aliases=(
        "gelu_new",
        "gelu_approximate",
    ),
    relatives=(Relative("approximation", "gelu"),),
    golden=(
        Golden(-100.0, 0.0),
        Golden(-20.0, -3.3754509563109673e-261),
        Golden(-5.0, -2.291796196629506e-07),
        Golden(-2.5, -0.015084266089998582),
        Golden(-1.0, -0.1588080093917233),
        Golden(-0.3, -0.11462907645724076),
        Golden(0.0, 0.0),
        Golden(0.001, 0.000500398942213582),
        Golden(0.75, 0.5799605551656203),
        Golden(1.0, 0.8411919906082767),
        Golden(3.0, 2.996362607918227),
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
            1,
            (-math.inf, math.inf),
            "float64",
            "NaN",
            "0 and 1",
            "the slope tends to 0 at -∞ and to 1 at ∞",
        ),
        Difference(
            0,
            (-6.0, -8.0),
            "float32",
            "0",
            "-4.3e-11 and -5.6e-21",
            "1 + tanh cancels in the left tail",
            reach="outward",
        ),
        Difference(
            0,
            (-5.0,),
            "float64",
            "-2.291796197e-07",
            "-2.291796196629504e-07",
            "the same, in double precision",
            reach="outward",
        ),
        Difference(
            1,
            (3e38, -3e38),
            "float32",
            "NaN",
            "1 and 0",
            "PyTorch's cube overflows",
            reach="outward",
        ),
        Difference(
            1, (-5.0,), "float64", "lost", "-1.3e-06", "the same in the gradient", reach="outward"
        ),
    ),
    references=(
        Reference(
            "Hendrycks, D. and Gimpel, K.",
            2016,
            "Gaussian error linear units (GELUs)",
            "arXiv:1606.08415",
        ),
    ),
)
