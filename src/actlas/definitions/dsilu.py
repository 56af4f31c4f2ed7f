"""DSiLU: the derivative of silu as an activation, a sigmoid that overshoots on both sides."""

from actlas.definition import Elementwise, Golden, Piece, Reference, Relative

definition = Elementwise(
    pieces=(Piece("sigmoid(z)*(1 + z*(1 - sigmoid(z)))"),),
    relatives=(Relative("approximation", "sigmoid"),),
    golden=(
        Golden(-100.0, -3.682875216260628e-42),
        Golden(-20.0, -3.9161918660646786e-08),
        Golden(-5.0, -0.02654743242966592),
        Golden(-2.5, -0.09940111134152683),
        Golden(-1.0, 0.07232948812851327),
        Golden(-0.3, 0.3522199896811173),
        Golden(0.0, 0.5),
        Golden(0.001, 0.5004999999166667),
        Golden(0.75, 0.8425999444967535),
        Golden(1.0, 0.9276705118714867),
        Golden(3.0, 1.0881041060151697),
        Golden(20.0, 1.0000000391619186),
        Golden(100.0, 1.0),
    ),
    references=(
        Reference(
            "Elfwing, S., Uchibe, E. and Doya, K.",
            2017,
            "Sigmoid-weighted linear units for neural network function approximation in "
            "reinforcement learning",
            "Neural Networks 107 (2018), 3-11; arXiv:1702.03118",
        ),
    ),
)
