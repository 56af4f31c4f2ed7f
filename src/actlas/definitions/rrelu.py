"""RReLU: a leaky ReLU whose slope is drawn anew for every number in training."""

from actlas.definition import Drawn, Elementwise, Golden, Kink, Parameter, Piece, Reference, Twin

definition = Elementwise(
    pieces=(
        Piece("z", "z > 0"),
        Piece("slope*z"),
    ),
    parameters=(
        Parameter("lower", 0.125, "least slope below zero in training"),
        Parameter("upper", 0.3333333333333333, "greatest slope below zero in training"),
    ),
    kinks=(
        Kink(
            at="0",
            derivative="slope",
            reason="PyTorch asks z > 0 for the line, so zero belongs to the left piece and "
            "takes its slope",
        ),
    ),
    drawn=Drawn("slope", "lower", "upper", "(lower + upper)/2"),
    twin=Twin(functional="torch.nn.functional.rrelu", module="torch.nn.RReLU", inplace=True),
    ordered=(("lower", "upper"),),
    golden=(
        Golden(-100.0, -22.916666666666664),
        Golden(-20.0, -4.583333333333333),
        Golden(-5.0, -1.1458333333333333),
        Golden(-2.5, -0.5729166666666666),
        Golden(-1.0, -0.22916666666666666),
        Golden(-0.3, -0.06874999999999999),
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
            "Xu, B., Wang, N., Chen, T. and Li, M.",
            2015,
            "Empirical evaluation of rectified activations in convolutional network",
            "arXiv:1505.00853",
        ),
    ),
)
