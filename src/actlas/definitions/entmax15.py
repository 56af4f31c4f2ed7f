"""1.5-entmax: half-way between softmax and sparsemax, smooth at the edge of its support."""

from actlas.definition import Entmax, Reference

definition = Entmax(
    alpha=1.5,
    references=(
        Reference(
            "Peters, B., Niculae, V. and Martins, A. F. T.",
            2019,
            "Sparse sequence-to-sequence models",
            "ACL, 1504-1519; arXiv:1905.05702",
        ),
    ),
)
