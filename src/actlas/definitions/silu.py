"""SiLU: z times its own sigmoid, known as swish."""

import math

from actlas.definition import (
    Difference,
    Elementwise,
    Golden,
    Parameter,
    Piece,
    Reference,
    Relative,
    Twin,
)

definition = Elementwise(
    pieces=(Piece("z*sigmoid(beta*z)"),),
    parameters=(
        Parameter(
            "beta",
            1.0,
            "sharpness of the gate: 0 gives the line z/2, large values ReLU",
            extra=True,
        ),
    ),
    twin=Twin(
        functional="torch.nn.functional.silu", module="torch.nn.SiLU", inplace=True, complex=True
    ),
    aliases=("swish",),
    relatives=(Relative("smooth version", "relu"),),
    golden=(
        Golden(-100.0, -3.720075976020836e-42),
        Golden(-20.0, -4.122307236380407e-08),
        Golden(-5.0, -0.03346425462142428),
        Golden(-2.5, -0.18964545005310887),
        Golden(-1.0, -0.2689414213699951),
        Golden(-0.3, -0.1276672449565023),
        Golden(0.0, 0.0),
        Golden(0.001, 0.0005002499999791667),
        Golden(0.75, 0.5093840243815447),
        Golden(1.0, 0.7310585786300049),
        Golden(3.0, 2.8577223804672998),
        Golden(20.0, 19.99999995877693),
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
    ),
    references=(
        Reference(
            "Hendrycks, D. and Gimpel, K.",
            2016,
            "Gaussian error linear units (GELUs)",
            "arXiv:1606.08415",
        ),
        Reference(
            "Elfwing, S., Uchibe, E. and Doya, K.",
            2018,
            "Sigmoid-weighted linear units for neural network function approximation in "
            "reinforcement learning",
            "Neural Networks 107, 3-11; arXiv:1702.03118",
        ),
        Reference(
            "Ramachandran, P., Zoph, B. and Le, Q. V.",
            2017,
            "Searching for activation functions",
            "arXiv:1710.05941",
        ),
    ),
)
