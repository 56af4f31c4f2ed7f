"""Leaky ReLU: a ReLU that lets a small, constant slope through below zero."""

from actlas.definition import Elementwise, Kink, Parameter, Piece, Reference, Twin

definition = Elementwise(
    pieces=(Piece("z", "z > 0"), Piece("negative_slope*z")),
    parameters=(Parameter("negative_slope", 0.01, "slope below zero", sign="a"),),
    kinks=(
        Kink(
            at="0",
            derivative="negative_slope",
            reason="PyTorch asks z > 0, so zero belongs to the left piece and takes its slope",
        ),
    ),
    twin=Twin(
        functional="torch.nn.functional.leaky_relu",
        module="torch.nn.LeakyReLU",
        inplace=True,
    ),
    references=(
        Reference(
            "Maas, A. L., Hannun, A. Y. and Ng, A. Y.",
            2013,
            "Rectifier nonlinearities improve neural network acoustic models",
            "ICML Workshop on Deep Learning for Audio, Speech and Language Processing",
        ),
    ),
)
