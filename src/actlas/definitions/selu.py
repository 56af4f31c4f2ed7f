"""SELU: an ELU scaled so that mean 0 and variance 1 reproduce themselves."""

import math

from actlas.definition import Difference, Elementwise, Golden, Kink, Piece, Reference, Twin

definition = Elementwise(
    pieces=(
        Piece("1.0507009873554805*z", "z > 0"),
        Piece("1.0507009873554805*1.6732632423543772*(exp(z) - 1)"),
    ),
    kinks=(
        Kink(
            at="0",
            derivative="1.0507009873554805*1.6732632423543772",
            reason="PyTorch asks z > 0 for the line, so zero belongs to the left piece and "
            "takes its slope",
        ),
    ),
    twin=Twin(functional="torch.nn.functional.selu", module="torch.nn.SELU", inplace=True),
    golden=(
        Golden(-100.0, -1.7580993408473768),
        Golden(-20.0, -1.758099337223664),
        Golden(-5.0, -1.7462533606696202),
        Golden(-2.5, -1.6137857588732425),
        Golden(-1.0, -1.1113307378125628),
        Golden(-0.3, -0.4556673153791221),
        Golden(0.0, 0.0),
        Golden(0.001, 0.0010507009873554805),
        Golden(0.75, 0.7880257405166103),
        Golden(1.0, 1.0507009873554805),
        Golden(3.0, 3.1521029620664414),
        Golden(20.0, 21.01401974710961),
        Golden(100.0, 105.07009873554804),
    ),
    differences=(
        Difference(
            1,
            (math.nan,),
            "float64",
            "1.0507",
            "NaN",
            "PyTorch's backward takes the line's slope where z is not below zero, a NaN too",
        ),
    ),
    references=(
        Reference(
            "Klambauer, G., Unterthiner, T., Mayr, A. and Hochreiter, S.",
            2017,
            "Self-normalizing neural networks",
            "Advances in Neural Information Processing Systems 30, 971-980; arXiv:1706.02515",
        ),
    ),
)
