"""Sign: -1 below zero, 1 above it, and 0 at zero: one bit for each unit."""

from actlas.definition import Elementwise, Golden, Kink, Piece, Reference, Surrogate

definition = Elementwise(
    pieces=(Piece("1", "z > 0"), Piece("-1", "z < 0"), Piece("0")),
    kinks=(
        Kink(
            at="0",
            derivative="0",
            reason="the value jumps there and no slope exists; both sides are flat, and PyTorch's "
            "sign has the gradient 0 everywhere",
        ),
    ),
    surrogate=Surrogate(
        "where(z < -1, 0, where(z > 1, 0, 1))",
        "the straight-through estimator of binarised networks (Courbariaux and others 2016): "
        "the slope of hardtanh, 1 where |z| <= 1 and 0 beyond, where a unit is settled",
    ),
    aliases=("sgn", "signum", "bipolar_step"),
    golden=(
        Golden(-100.0, -1.0),
        Golden(-20.0, -1.0),
        Golden(-5.0, -1.0),
        Golden(-2.5, -1.0),
        Golden(-1.0, -1.0),
        Golden(-0.3, -1.0),
        Golden(0.0, 0.0),
        Golden(0.001, 1.0),
        Golden(0.75, 1.0),
        Golden(1.0, 1.0),
        Golden(3.0, 1.0),
        Golden(20.0, 1.0),
        Golden(100.0, 1.0),
    ),
    references=(
        Reference(
            "Widrow, B. and Hoff, M. E.",
            1960,
            "Adaptive switching circuits",
            "IRE WESCON Convention Record 4, 96-104",
        ),
        Reference(
            "Courbariaux, M., Hubara, I., Soudry, D., El-Yaniv, R. and Bengio, Y.",
            2016,
            "Binarized neural networks: training deep neural networks with weights and "
            "activations constrained to +1 or -1",
            "arXiv:1602.02830",
        ),
    ),
)
