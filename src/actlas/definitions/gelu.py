"""GELU: z times the probability that a normal number lies below it."""

import math

from actlas.definition import (
    Difference,
    Elementwise,
    Golden,
    Piece,
    Reference,
    Relative,
    Twin,
    Variants,
)

definition = Elementwise(
    pieces=(Piece("z*normal(z)"),),
    twin=Twin(functional="torch.nn.functional.gelu", module="torch.nn.GELU"),
    variants=Variants("approximate", "none", (("none", "gelu"), ("tanh", "gelu_tanh"))),
    relatives=(Relative("smooth version", "relu"),),
    golden=(
        Golden(-100.0, -0.0),
        Golden(-20.0, -5.507248237212468e-88),
        Golden(-5.0, -1.4332578593959695e-06),
        Golden(-2.5, -0.015524163314440337),
        Golden(-1.0, -0.15865525393145705),
        Golden(-0.3, -0.1146265733433142),
        Golden(0.0, 0.0),
        Golden(0.001, 0.000500398942213911),
        Golden(0.75, 0.5800294857173488),
        Golden(1.0, 0.8413447460685429),
        Golden(3.0, 2.99595030590511),
        Golden(20.0, 20.0),
        Golden(100.0, 100.0),
    ),
    differences=(
        Difference(
            0,
            (-math.inf,),
            "float32",
            "NaN",
            "0",
            "the limit at -∞ is 0; PyTorch multiplies -∞ by 0",
        ),
        Difference(
            0,
            (-0.0,),
            "float32",
            "0",
            "-0",
            "PyTorch's code for many numbers in single precision loses the sign of zero, its code "
            "for one does not; a slope of 1/2 at 0 keeps it",
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
            (-5.5, -8.0),
            "float32",
            "-1.639e-07 and 0",
            "-1.0444e-07 and -4.976e-15",
            "1 + erf cancels in the left tail; erfc keeps its digits",
            reach="outward",
        ),
        Difference(
            0,
            (-5.0,),
            "float64",
            "-1.43325785934e-06",
            "-1.43325785940e-06",
            "the same, in double precision",
            reach="outward",
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
