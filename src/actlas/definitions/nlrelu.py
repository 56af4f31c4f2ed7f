"""NLReLU: the logarithm of 1 + beta·ReLU, a ReLU that grows ever more slowly."""

import math

from actlas.definition import (
    Elementwise,
    Golden,
    Interval,
    Kink,
    Parameter,
    Piece,
    Reference,
)

definition = Elementwise(
    pieces=(Piece("log(1 + beta*z)", "z > 0"), Piece("0")),
    parameters=(
        Parameter(
            "beta",
            1.0,
            "slope just above zero",
            domain=Interval(0, math.inf),
            sign="\\beta",
        ),
    ),
    kinks=(
        Kink(
            at="0",
            derivative="0",
            reason="its inner ReLU has the slope 0 there in PyTorch",
        ),
    ),
    aliases=("natural_logarithm_relu",),
    golden=(
        Golden(-100.0, 0.0),
        Golden(-20.0, 0.0),
        Golden(-5.0, 0.0),
        Golden(-2.5, 0.0),
        Golden(-1.0, 0.0),
        Golden(-0.3, 0.0),
        Golden(0.0, 0.0),
        Golden(0.001, 0.0009995003330835331),
        Golden(0.75, 0.5596157879354227),
        Golden(1.0, 0.6931471805599453),
        Golden(3.0, 1.3862943611198906),
        Golden(20.0, 3.044522437723423),
        Golden(100.0, 4.61512051684126),
    ),
    references=(
        Reference(
            "Liu, Y., Zhang, J., Gao, C., Qu, J. and Ji, L.",
            2019,
            "Natural-logarithm-rectified activation function in convolutional neural networks",
            "2019 IEEE 5th International Conference on Computer and Communications (ICCC), "
            "2000-2008; arXiv:1908.03682",
        ),
    ),
)
