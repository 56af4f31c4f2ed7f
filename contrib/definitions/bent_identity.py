"""Bent identity: a line that turns smoothly from slope 1/2 to slope 3/2."""

from actlas.definition import Elementwise, Golden, Piece, Reference

definition = Elementwise(
    pieces=(Piece("(sqrt(z^2 + 1) - 1)/2 + z"),),
    golden=(
        Golden(-100.0, -50.497500062496876),
        Golden(-20.0, -10.487507802749606),
        Golden(-5.0, -2.9504902432036078),
        Golden(-2.5, -1.653708798216374),
        Golden(-1.0, -0.7928932188134524),
        Golden(-0.3, -0.27798467455447246),
        Golden(0.0, 0.0),
        Golden(0.001, 0.0010002499999375001),
        Golden(0.75, 0.875),
        Golden(1.0, 1.2071067811865475),
        Golden(3.0, 4.08113883008419),
        Golden(20.0, 29.512492197250392),
        Golden(100.0, 149.50249993750313),
    ),
    references=(
        Reference(
            "Godfrey, L. B.",
            2019,
            "An evaluation of parametric activation functions for deep learning",
            "IEEE International Conference on Systems, Man and Cybernetics (SMC); "
            "IEEE document 8913972",
        ),
    ),
)
