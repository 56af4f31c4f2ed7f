"""ACON-C: a smooth maximum of two lines with learned slopes and a learned switch."""

from actlas.definition import Elementwise, Golden, Parameter, Piece, Reference, Relative

definition = Elementwise(
    pieces=(Piece("(p1 - p2)*z*sigmoid(beta*(p1 - p2)*z) + p2*z"),),
    parameters=(
        Parameter(
            "p1",
            1.0,
            "slope of one line, learned; the larger of the two slopes is that far "
            "above zero when beta is positive",
            sign="p_1",
            learned=True,
        ),
        Parameter(
            "p2",
            0.25,
            "slope of the other line, learned; 0 with p1 = 1 gives swish",
            sign="p_2",
            learned=True,
        ),
        Parameter(
            "beta",
            1.0,
            "switch, learned: 0 gives the line of the mean slope, large values the "
            "maximum of the two lines",
            sign="\\beta",
            learned=True,
        ),
    ),
    aliases=("acon",),
    relatives=(Relative("smooth version", "leaky_relu(negative_slope=0.25)"),),
    golden=(
        Golden(-100.0, -25.0),
        Golden(-20.0, -5.000004588533404),
        Golden(-5.0, -1.336165137162596),
        Golden(-2.5, -0.8743079503709299),
        Golden(-1.0, -0.49061597561845527),
        Golden(-0.3, -0.1748968746274605),
        Golden(0.0, 0.0),
        Golden(0.001, 0.0006251406249934082),
        Golden(0.75, 0.5458298218952156),
        Golden(1.0, 0.7593840243815447),
        Golden(3.0, 2.785463703977004),
        Golden(20.0, 19.999995411466596),
        Golden(100.0, 100.0),
    ),
    references=(
        Reference(
            "Ma, N., Zhang, X., Liu, M. and Sun, J.",
            2021,
            "Activate or not: learning customized activation",
            "Proceedings of the IEEE/CVF Conference on Computer Vision and Pattern "
            "Recognition (CVPR), 8032-8042; arXiv:2009.04759",
        ),
    ),
)
