"""Step: 1 above zero, 0 elsewhere: the neuron that fires or does not."""

from actlas.definition import Elementwise, Golden, Kink, Piece, Reference, Surrogate

definition = Elementwise(
    pieces=(Piece("1", "z > 0"), Piece("0")),
    kinks=(
        Kink(
            at="0",
            derivative="0",
            reason="the value jumps there and no slope exists; both sides are flat, and PyTorch "
            "gives sign, its own step, the gradient 0 everywhere",
        ),
    ),
    surrogate=Surrogate(
        "1/(1 + abs(z))^2",
        "SuperSpike's slope (Zenke and Ganguli 2018, beta = 1): 1 at the jump, so that it neither "
        "shrinks nor swells what passes there, and never quite 0 far from it",
    ),
    aliases=("heaviside", "binary_step", "unit_step"),
    golden=(
        Golden(-100.0, 0.0),
        Golden(-20.0, 0.0),
        Golden(-5.0, 0.0),
        Golden(-2.5, 0.0),
        Golden(-1.0, 0.0),
        Golden(-0.3, 0.0),
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
            "McCulloch, W. S. and Pitts, W.",
            1943,
            "A logical calculus of the ideas immanent in nervous activity",
            "The Bulletin of Mathematical Biophysics 5, 115-133",
        ),
        Reference(
            "Zenke, F. and Ganguli, S.",
            2018,
            "SuperSpike: supervised learning in multilayer spiking neural networks",
            "Neural Computation 30, 1514-1541; arXiv:1705.11146",
        ),
    ),
)
