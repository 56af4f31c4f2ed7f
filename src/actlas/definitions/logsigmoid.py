"""Logsigmoid: the logarithm of the sigmoid, a probability's logarithm."""

from actlas.definition import Difference, Elementwise, Golden, Piece, Reference, Twin

definition = Elementwise(
    pieces=(Piece("-softplus(-z)"),),
    twin=Twin(functional="torch.nn.functional.logsigmoid", module="torch.nn.LogSigmoid"),
    aliases=("log_sigmoid",),
    golden=(
        Golden(-100.0, -100.0),
        Golden(-20.0, -20.000000002061153),
        Golden(-5.0, -5.006715348489118),
        Golden(-2.5, -2.5788897342925496),
        Golden(-1.0, -1.3132616875182228),
        Golden(-0.3, -0.8543552444685271),
        Golden(0.0, -0.6931471805599453),
        Golden(0.001, -0.6926473055599401),
        Golden(0.75, -0.38687100611489994),
        Golden(1.0, -0.3132616875182228),
        Golden(3.0, -0.04858735157374206),
        Golden(20.0, -2.061153620314381e-09),
        Golden(100.0, -3.720075976020836e-44),
    ),
    differences=(
        Difference(
            0,
            (1e4, 0.0),
            "float64",
            "0",
            "-0",
            "the value nears 0 from below, and the sign of the zero says so",
            reach="outward",
        ),
    ),
    references=(
        Reference(
            "Cox, D. R.",
            1958,
            "The regression analysis of binary sequences",
            "Journal of the Royal Statistical Society, Series B 20(2), 215-242",
        ),
    ),
)
