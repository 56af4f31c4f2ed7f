"""Sigmoid: the logistic function, an S from 0 to 1."""

from actlas.definition import Elementwise, Piece, Reference, Twin

definition = Elementwise(
    pieces=(Piece("1 / (1 + exp(-z))"),),
    twin=Twin(functional="torch.nn.functional.sigmoid", module="torch.nn.Sigmoid", complex=True),
    references=(
        Reference(
            "Rumelhart, D. E., Hinton, G. E. and Williams, R. J.",
            1986,
            "Learning representations by back-propagating errors",
            "Nature 323, 533-536",
        ),
    ),
)
