"""PELU: an ELU whose scale and bend are learned, without a kink."""

import math

from actlas.definition import Elementwise, Golden, Interval, Parameter, Piece, Reference

definition = Elementwise(
    pieces=(
        Piece("alpha/beta*z", "z >= 0"),
        Piece("alpha*(exp(z/beta) - 1)"),
    ),
    parameters=(
        Parameter(
            "alpha",
            1.0,
            "the output tends to -alpha far below zero, and the slope above zero is alpha/beta; "
            "learned, positive",
            domain=Interval(0, math.inf),
            learned=True,
        ),
        Parameter(
            "beta",
            1.0,
            "how slowly the left side bends; learned, positive",
            domain=Interval(0, math.inf),
            learned=True,
        ),
    ),
    aliases=("parametric_elu",),
    golden=(
        Golden(-100.0, -1.0),
        Golden(-20.0, -0.9999999979388464),
        Golden(-5.0, -0.9932620530009145),
        Golden(-2.5, -0.9179150013761012),
        Golden(-1.0, -0.6321205588285577),
        Golden(-0.3, -0.2591817793182821),
        Golden(0.0, 0.0),
        Golden(0.001, 0.001),
        Golden(0.75, 0.75),
        Golden(1.0, 1.0),
        Golden(3.0, 3.0),
        Golden(20.0, 20.0),
        Golden(100.0, 100.0),
    ),
    references=(
        Reference(
            "Trottier, L., Giguère, P. and Chaib-draa, B.",
            2016,
            "Parametric exponential linear unit for deep convolutional neural networks",
            "arXiv:1605.09332",
        ),
    ),
)
