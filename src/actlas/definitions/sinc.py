"""Sinc: sin(z)/z, a peak of 1 at zero and ripples that die away."""

from actlas.definition import Elementwise, Golden, Piece, Reference

definition = Elementwise(
    pieces=(Piece("sinc(z)"),),
    aliases=("unnormalized_sinc",),
    golden=(
        Golden(-100.0, -0.005063656411097588),
        Golden(-20.0, 0.045647262536381385),
        Golden(-5.0, -0.1917848549326277),
        Golden(-2.5, 0.2393888576415826),
        Golden(-1.0, 0.8414709848078965),
        Golden(-0.3, 0.9850673555377986),
        Golden(0.0, 1.0),
        Golden(0.001, 0.9999998333333416),
        Golden(0.75, 0.9088516800311123),
        Golden(1.0, 0.8414709848078965),
        Golden(3.0, 0.04704000268662241),
        Golden(20.0, 0.045647262536381385),
        Golden(100.0, -0.005063656411097588),
    ),
    references=(
        Reference(
            "Elwasif, W. R. and Fausett, L. V.",
            1996,
            "Function approximation using a sinc neural network",
            "Proceedings of SPIE 2760, 690-701",
        ),
    ),
)
