"""SReLU: the identity between two thresholds, with a learned line beyond each."""

from actlas.definition import Elementwise, Golden, Kink, Parameter, Piece, Reference

definition = Elementwise(
    pieces=(
        Piece("t_right + a_right*(z - t_right)", "z >= t_right"),
        Piece("t_left + a_left*(z - t_left)", "z <= t_left"),
        Piece("z"),
    ),
    parameters=(
        Parameter(
            "t_left",
            0.0,
            "threshold below which the left line begins, learned",
            sign="t_l",
            learned=True,
        ),
        Parameter("a_left", 0.2, "slope of the left line, learned", sign="a_l", learned=True),
        Parameter(
            "t_right",
            1.0,
            "threshold above which the right line begins, learned; not below t_left",
            sign="t_r",
            learned=True,
        ),
        Parameter(
            "a_right",
            1.0,
            "slope of the right line, learned; 1 hides the right threshold",
            sign="a_r",
            learned=True,
        ),
    ),
    kinks=(
        Kink(
            at="t_left",
            derivative="a_left",
            reason="the paper's left line holds where z is at most t_left, so the threshold "
            "takes its slope; with a_left = 1 there is no kink",
        ),
        Kink(
            at="t_right",
            derivative="a_right",
            reason="the paper's right line holds where z is at least t_right, so the "
            "threshold takes its slope; with a_right = 1, the default, there is no "
            "kink",
        ),
    ),
    ordered=(("t_left", "t_right"),),
    golden=(
        Golden(-100.0, -20.0),
        Golden(-20.0, -4.0),
        Golden(-5.0, -1.0),
        Golden(-2.5, -0.5),
        Golden(-1.0, -0.2),
        Golden(-0.3, -0.06),
        Golden(0.0, 0.0),
        Golden(0.001, 0.001),
        Golden(0.75, 0.75),
        Golden(1.0, 1.0),
        Golden(3.0, 3.0),
        Golden(20.0, 20.0),
        Golden(100.0, 100.0),
    ),
    references=(
        Reference(
            "Jin, X., Xu, C., Feng, J., Wei, Y., Xiong, J. and Yan, S.",
            2016,
            "Deep learning with S-shaped rectified linear activation units",
            "Proceedings of the AAAI Conference on Artificial Intelligence 30(1); arXiv:1512.07030",
        ),
    ),
)
