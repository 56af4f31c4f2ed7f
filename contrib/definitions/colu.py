"""CoLU: z/(1 - z·exp(-(z + exp(z)))), the identity with a shallow dip below zero."""

from actlas.definition import Allowance, Elementwise, Golden, Piece, Reference, Relative

definition = Elementwise(
    pieces=(Piece("z/(1 - z*exp(-(z + exp(z))))"),),
    aliases=("collapsing_linear_unit",),
    relatives=(Relative("smooth version", "relu"),),
    golden=(
        Golden(-100.0, -3.720075976020836e-44),
        Golden(-20.0, -2.0611536264744945e-09),
        Golden(-5.0, -0.006774309518086421),
        Golden(-2.5, -0.08604048134868532),
        Golden(-1.0, -0.3470298631435309),
        Golden(-0.3, -0.2514557397626932),
        Golden(0.0, 0.0),
        Golden(0.001, 0.0010003672790783202),
        Golden(0.75, 0.783414147603395),
        Golden(1.0, 1.0248796102562545),
        Golden(3.0, 3.0000000008478542),
        Golden(20.0, 20.0),
        Golden(100.0, 100.0),
    ),
    allowances=(
        Allowance(
            2,
            600.0,
            "in the tails the result is the exponential of a rounded number of up to "
            "700, whose half unit counts 350 times over",
        ),
    ),
    references=(
        Reference(
            "Vagerwal, A.",
            2021,
            "Deeper learning with CoLU activation",
            "arXiv:2112.12078",
        ),
    ),
)
