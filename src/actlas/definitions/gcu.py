"""GCU: the growing cosine unit z·cos(z), which oscillates ever more widely."""

from actlas.definition import Elementwise, Golden, Piece, Reference

definition = Elementwise(
    pieces=(Piece("z*cos(z)"),),
    aliases=("growing_cosine_unit",),
    golden=(
        Golden(-100.0, -86.2318872287684),
        Golden(-20.0, -8.16164123626784),
        Golden(-5.0, -1.4183109273161314),
        Golden(-2.5, 2.002859038867334),
        Golden(-1.0, -0.5403023058681398),
        Golden(-0.3, -0.28660094673768177),
        Golden(0.0, 0.0),
        Golden(0.001, 0.0009999995000000417),
        Golden(0.75, 0.5487666516553656),
        Golden(1.0, 0.5403023058681398),
        Golden(3.0, -2.9699774898013365),
        Golden(20.0, 8.16164123626784),
        Golden(100.0, 86.2318872287684),
    ),
    references=(
        Reference(
            "Noel, M. M., Arunkumar, L., Trivedi, A. and Dutta, P.",
            2021,
            "Growing cosine unit: a novel oscillatory activation function that can "
            "speedup training and reduce parameters in convolutional neural networks",
            "arXiv:2108.12943",
        ),
    ),
)
