"""Quick GELU: GELU with the logistic function in place of the normal one."""

from actlas.definition import Elementwise, Golden, Piece, Reference, Relative

definition = Elementwise(
    pieces=(Piece("z/(1 + exp(-1.702*z))"),),
    aliases=("gelu_quick", "sigmoid_gelu"),
    relatives=(
        Relative("approximation", "gelu"),
        Relative("special case", "silu(beta=1.702)"),
        Relative("smooth version", "relu"),
    ),
    golden=(
        Golden(-100.0, -1.210818868520417e-72),
        Golden(-20.0, -3.2934102413993715e-14),
        Golden(-5.0, -0.0010070162673523689),
        Golden(-2.5, -0.03498616504857007),
        Golden(-1.0, -0.1542042340671787),
        Golden(-0.3, -0.11251586461840829),
        Golden(0.0, 0.0),
        Golden(0.001, 0.0005004254998972842),
        Golden(0.75, 0.5863900575346378),
        Golden(1.0, 0.8457957659328212),
        Golden(3.0, 2.981928690292214),
        Golden(20.0, 19.999999999999968),
        Golden(100.0, 100.0),
    ),
    references=(
        Reference(
            "Hendrycks, D. and Gimpel, K.",
            2016,
            "Gaussian error linear units (GELUs)",
            "arXiv:1606.08415",
        ),
    ),
)
