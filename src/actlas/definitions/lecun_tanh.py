"""LeCun's tanh: tanh stretched so that ±1 are mapped to ±1, where it bends the most."""

import math

from actlas.definition import Elementwise, Golden, Interval, Parameter, Piece, Reference

definition = Elementwise(
    pieces=(Piece("a*tanh(b*z)"),),
    parameters=(
        Parameter(
            "a",
            1.7159,
            "height: the values lie between -a and a",
            domain=Interval(0, math.inf),
            sign="a",
        ),
        Parameter(
            "b",
            2 / 3,
            "steepness: the slope at 0 is a·b",
            domain=Interval(0, math.inf),
            sign="b",
        ),
    ),
    aliases=("scaled_tanh",),
    golden=(
        Golden(-100.0, -1.7159),
        Golden(-20.0, -1.715899999990998),
        Golden(-5.0, -1.7115381263883573),
        Golden(-2.5, -1.5976909775126964),
        Golden(-1.0, -0.999997255922479),
        Golden(-0.3, -0.33867631197391274),
        Golden(0.0, 0.0),
        Golden(0.001, 0.0011439331638617586),
        Golden(0.75, 0.7929468301424507),
        Golden(1.0, 0.999997255922479),
        Golden(3.0, 1.6541749246520943),
        Golden(20.0, 1.715899999990998),
        Golden(100.0, 1.7159),
    ),
    references=(
        Reference(
            "LeCun, Y.",
            1989,
            "Generalization and network design strategies",
            "Connectionism in Perspective, Elsevier, 143-155",
        ),
        Reference(
            "LeCun, Y., Bottou, L., Orr, G. B. and Müller, K.-R.",
            1998,
            "Efficient BackProp",
            "Neural Networks: Tricks of the Trade, Springer, 9-50",
        ),
    ),
)
