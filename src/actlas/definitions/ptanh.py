"""Penalized tanh: a tanh whose negative half is damped."""

from actlas.definition import Elementwise, Golden, Interval, Kink, Parameter, Piece, Reference

definition = Elementwise(
    pieces=(
        Piece("tanh(z)", "z > 0"),
        Piece("a*tanh(z)"),
    ),
    parameters=(
        Parameter(
            "a",
            0.25,
            "factor of the negative half, between 0 and 1; 1 makes a tanh",
            domain=Interval(0, 1, closed_low=True, closed_high=True),
        ),
    ),
    kinks=(
        Kink(
            at="0",
            derivative="a",
            reason="as for leaky ReLU: zero belongs to the left piece and takes its slope",
        ),
    ),
    aliases=("penalized_tanh", "leaky_tanh"),
    golden=(
        Golden(-100.0, -0.25),
        Golden(-20.0, -0.25),
        Golden(-5.0, -0.24997730106564878),
        Golden(-2.5, -0.24665357453785758),
        Golden(-1.0, -0.1903985389889412),
        Golden(-0.3, -0.07282815311289773),
        Golden(0.0, 0.0),
        Golden(0.001, 0.0009999996666668),
        Golden(0.75, 0.6351489523872873),
        Golden(1.0, 0.7615941559557649),
        Golden(3.0, 0.9950547536867305),
        Golden(20.0, 1.0),
        Golden(100.0, 1.0),
    ),
    references=(
        Reference(
            "Xu, B., Huang, R. and Li, M.",
            2016,
            "Revise saturated activation functions",
            "arXiv:1602.05980",
        ),
    ),
)
