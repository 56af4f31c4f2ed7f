"""DyT: the dynamic tanh that stands in for layer normalisation."""

from actlas.definition import Elementwise, Golden, Parameter, Piece, Reference

definition = Elementwise(
    pieces=(Piece("gamma*tanh(alpha*z) + beta"),),
    parameters=(
        Parameter(
            "alpha",
            0.5,
            "scale of the input, learned, one number for a whole layer in the paper",
            sign="\\alpha",
            learned=True,
        ),
        Parameter(
            "gamma",
            1.0,
            "scale of the output, learned, one for each channel in the paper",
            sign="\\gamma",
            learned=True,
        ),
        Parameter(
            "beta",
            0.0,
            "shift of the output, learned, one for each channel in the paper",
            sign="\\beta",
            learned=True,
        ),
    ),
    aliases=("dynamic_tanh",),
    golden=(
        Golden(-100.0, -1.0),
        Golden(-20.0, -0.9999999958776927),
        Golden(-5.0, -0.9866142981514303),
        Golden(-2.5, -0.8482836399575129),
        Golden(-1.0, -0.46211715726000974),
        Golden(-0.3, -0.14888503362331798),
        Golden(0.0, 0.0),
        Golden(0.001, 0.0004999999583333375),
        Golden(0.75, 0.35835739835078595),
        Golden(1.0, 0.46211715726000974),
        Golden(3.0, 0.9051482536448664),
        Golden(20.0, 0.9999999958776927),
        Golden(100.0, 1.0),
    ),
    references=(
        Reference(
            "Zhu, J., Chen, X., He, K., LeCun, Y. and Liu, Z.",
            2025,
            "Transformers without normalization",
            "arXiv:2503.10622",
        ),
    ),
)
