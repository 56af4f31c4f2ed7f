"""SMU: the smooth maximum unit, a leaky ReLU whose corner an error function rounds."""

from actlas.definition import Elementwise, Golden, Parameter, Piece, Reference, Relative

definition = Elementwise(
    pieces=(Piece("((1 + alpha)*z + (1 - alpha)*z*erf(mu*(1 - alpha)*z))/2"),),
    parameters=(
        Parameter("alpha", 0.25, "slope far below zero", sign="\\alpha"),
        Parameter(
            "mu",
            1.0,
            "sharpness of the bend, learned: 0 gives the line of slope (1 + "
            "alpha)/2, large values leaky ReLU",
            sign="\\mu",
            learned=True,
        ),
    ),
    aliases=("smooth_maximum_unit",),
    relatives=(Relative("smooth version", "leaky_relu(negative_slope=0.25)"),),
    golden=(
        Golden(-100.0, -25.0),
        Golden(-20.0, -5.0),
        Golden(-5.0, -1.250000213238606),
        Golden(-2.5, -0.6325093209342625),
        Golden(-1.0, -0.3583166373799318),
        Golden(-0.3, -0.15941265495037377),
        Golden(0.0, 0.0),
        Golden(0.001, 0.0006253173565812412),
        Golden(0.75, 0.6300959409231353),
        Golden(1.0, 0.8916833626200682),
        Golden(3.0, 2.998354443839984),
        Golden(20.0, 20.0),
        Golden(100.0, 100.0),
    ),
    references=(
        Reference(
            "Biswas, K., Kumar, S., Banerjee, S. and Pandey, A. K.",
            2021,
            "SMU: smooth activation function for deep networks using smoothing maximum technique",
            "arXiv:2111.04682",
        ),
        Reference(
            "Biswas, K., Kumar, S., Banerjee, S. and Pandey, A. K.",
            2022,
            "Smooth maximum unit: smooth activation function for deep networks using "
            "smoothing maximum technique",
            "Proceedings of the IEEE/CVF Conference on Computer Vision and Pattern "
            "Recognition (CVPR), 794-803",
        ),
    ),
)
