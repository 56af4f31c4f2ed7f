"""PReLU: a leaky ReLU whose slope below zero is learned."""

from actlas.definition import Elementwise, Golden, Kink, Parameter, Piece, Reference, Twin

definition = Elementwise(
    pieces=(
        Piece("z", "z > 0"),
        Piece("weight*z"),
    ),
    parameters=(
        Parameter(
            "weight",
            0.25,
            "slope below zero, learned; the default is where training starts",
            sign="a",
            learned=True,
        ),
    ),
    kinks=(
        Kink(
            at="0",
            derivative="weight",
            reason="PyTorch asks z > 0 for the line, so zero belongs to the left piece and "
            "takes its slope",
        ),
    ),
    twin=Twin(functional="torch.nn.functional.prelu", module="torch.nn.PReLU"),
    golden=(
        Golden(-100.0, -25.0),
        Golden(-20.0, -5.0),
        Golden(-5.0, -1.25),
        Golden(-2.5, -0.625),
        Golden(-1.0, -0.25),
        Golden(-0.3, -0.075),
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
            "He, K., Zhang, X., Ren, S. and Sun, J.",
            2015,
            "Delving deep into rectifiers: surpassing human-level performance on ImageNet "
            "classification",
            "Proceedings of the IEEE International Conference on Computer Vision (ICCV), "
            "1026-1034; arXiv:1502.01852",
        ),
    ),
)
