"""Softmin: the softmax of the opposite numbers, which gives the smallest the largest share."""

from actlas.definition import Reference, Twin, Vector

definition = Vector(
    formula="exp(-z) / sum(exp(-z))",
    twin=Twin(functional="torch.nn.functional.softmin", module="torch.nn.Softmin"),
    references=(
        Reference(
            "LeCun, Y., Chopra, S., Hadsell, R., Ranzato, M. and Huang, F. J.",
            2006,
            "A tutorial on energy-based learning",
            "Predicting Structured Data, MIT Press",
        ),
    ),
)
