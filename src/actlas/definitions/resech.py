"""ReSech: z times its hyperbolic secant, a wave that dies out on both sides."""

from actlas.definition import Elementwise, Golden, Piece, Reference

definition = Elementwise(
    pieces=(Piece("2*z/(exp(z) + exp(-z))"),),
    aliases=("rectified_hyperbolic_secant",),
    golden=(
        Golden(-100.0, -7.440151952041671e-42),
        Golden(-20.0, -8.244614489754232e-08),
        Golden(-5.0, -0.06737641110652279),
        Golden(-2.5, -0.4076780798249446),
        Golden(-1.0, -0.6480542736638853),
        Golden(-0.3, -0.28698837357007445),
        Golden(0.0, 0.0),
        Golden(0.001, 0.0009999995000002085),
        Golden(0.75, 0.5792922553929484),
        Golden(1.0, 0.6480542736638853),
        Golden(3.0, 0.29798378225829963),
        Golden(20.0, 8.244614489754232e-08),
        Golden(100.0, 7.440151952041671e-42),
    ),
    references=(
        Reference(
            "Njikam, A. N. S. and Zhao, H.",
            2016,
            "A novel activation function for multilayer feed-forward neural networks",
            "Applied Intelligence 45(1), 75-82",
        ),
    ),
)
