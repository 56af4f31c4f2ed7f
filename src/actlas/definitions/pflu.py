"""PFLU: z times an algebraic sigmoid, a swish whose tail dies out as -1/(4|z|)."""

from actlas.definition import Allowance, Elementwise, Golden, Piece, Reference, Relative

definition = Elementwise(
    pieces=(Piece("z*(1 + z/sqrt(1 + z^2))/2"),),
    relatives=(Relative("smooth version", "relu"),),
    allowances=(
        Allowance(
            0,
            2.0**53,
            "the share 1/(4z²) that multiplies z has left the range of doubles: the result is 0",
            below=1e-154,
        ),
    ),
    golden=(
        Golden(-100.0, -0.002499812515623633),
        Golden(-20.0, -0.012476611221553253),
        Golden(-5.0, -0.0485483107726996),
        Golden(-2.5, -0.08940413639342586),
        Golden(-1.0, -0.14644660940672624),
        Golden(-0.3, -0.10689781716504819),
        Golden(0.0, 0.0),
        Golden(0.001, 0.0005004999997500002),
        Golden(0.75, 0.6),
        Golden(1.0, 0.8535533905932737),
        Golden(3.0, 2.9230249470757705),
        Golden(20.0, 19.987523388778445),
        Golden(100.0, 99.99750018748438),
    ),
    references=(
        Reference(
            "Zhu, M., Min, W., Wang, Q. et al.",
            2021,
            "PFLU and FPFLU: two novel non-monotonic activation functions in "
            "convolutional neural networks",
            "Neurocomputing 429, 110-117",
        ),
    ),
)
