"""Tanh: the hyperbolic tangent, an S from -1 to 1 through the origin."""

from actlas.definition import Elementwise, Piece, Reference, Twin

definition = Elementwise(
    pieces=(Piece("(exp(z) - exp(-z)) / (exp(z) + exp(-z))"),),
    twin=Twin(functional="torch.nn.functional.tanh", module="torch.nn.Tanh", complex=True),
    references=(
        Reference(
            "LeCun, Y., Bottou, L., Orr, G. B. and Müller, K.-R.",
            1998,
            "Efficient BackProp",
            "Neural Networks: Tricks of the Trade, LNCS 1524, 9-50, Springer",
        ),
    ),
)
