"""TanhExp: z times tanh of its exponential, a ReLU with a smooth, shallow dip."""

from actlas.definition import Elementwise, Golden, Piece, Reference, Relative

definition = Elementwise(
    pieces=(Piece("z*tanh(exp(z))"),),
    aliases=("telu", "tanh_exp"),
    relatives=(Relative("smooth version", "relu"),),
    golden=(
        Golden(-100.0, -3.720075976020836e-42),
        Golden(-20.0, -4.122307244877116e-08),
        Golden(-5.0, -0.03368922516748496),
        Golden(-2.5, -0.2047528317570502),
        Golden(-1.0, -0.352135490546587),
        Golden(-0.3, -0.1888917769654929),
        Golden(0.0, 0.0),
        Golden(0.001, 0.0007620140202883098),
        Golden(0.75, 0.7285691795190008),
        Golden(1.0, 0.9913289158005998),
        Golden(3.0, 3.0),
        Golden(20.0, 20.0),
        Golden(100.0, 100.0),
    ),
    references=(
        Reference(
            "Liu, X. and Di, X.",
            2020,
            "TanhExp: a smooth activation function with high convergence speed for lightweight "
            "neural networks",
            "arXiv:2003.09855",
        ),
    ),
)
