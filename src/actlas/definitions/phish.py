"""Phish: z times the tanh of its gelu, never negative and flat at the origin."""

from actlas.definition import Elementwise, Golden, Piece, Reference, Relative

definition = Elementwise(
    pieces=(Piece("z*tanh(z*normal(z))"),),
    relatives=(Relative("smooth version", "relu"),),
    golden=(
        Golden(-100.0, 0.0),
        Golden(-20.0, 1.1014496474424934e-86),
        Golden(-5.0, 7.1662892969749405e-06),
        Golden(-2.5, 0.038807290821729665),
        Golden(-1.0, 0.15733732567155856),
        Golden(-0.3, 0.034238148644987074),
        Golden(0.0, 0.0),
        Golden(0.001, 5.003989004474334e-07),
        Golden(0.75, 0.39201514514223823),
        Golden(1.0, 0.6865206717033414),
        Golden(3.0, 2.9850439134599487),
        Golden(20.0, 20.0),
        Golden(100.0, 100.0),
    ),
    references=(
        Reference(
            "Naveen, P.",
            2021,
            "Phish: a novel hyper-optimizable activation function",
            "TechRxiv; doi:10.36227/techrxiv.17283824",
        ),
    ),
)
