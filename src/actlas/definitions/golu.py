"""GoLU: z times the Gompertz function, a gate that is steeper on the left."""

from actlas.definition import Elementwise, Golden, Piece, Reference, Relative

definition = Elementwise(
    pieces=(Piece("z*exp(-exp(-z))"),),
    relatives=(Relative("smooth version", "relu"),),
    golden=(
        Golden(-100.0, -0.0),
        Golden(-20.0, -0.0),
        Golden(-5.0, -1.7536945982323116e-64),
        Golden(-2.5, -1.279823574667683e-05),
        Golden(-1.0, -0.06598803584531254),
        Golden(-0.3, -0.07778305979724827),
        Golden(0.0, 0.0),
        Golden(0.001, 0.0003682473205513159),
        Golden(0.75, 0.4676436871926003),
        Golden(1.0, 0.6922006275553464),
        Golden(3.0, 2.8542959787013604),
        Golden(20.0, 19.99999995877693),
        Golden(100.0, 100.0),
    ),
    references=(
        Reference(
            "Das, I., Safari, M., Adriaensen, S. and Hutter, F.",
            2025,
            "Gompertz linear units: leveraging asymmetry for enhanced learning dynamics",
            "arXiv:2502.03654",
        ),
    ),
)
