"""Bilinear: the product of the two halves of the input, a gate without a nonlinearity."""

from actlas.definition import Gated, Reference

definition = Gated(
    formula="a*b",
    export="bilinear_gate",
    references=(
        Reference(
            "Shazeer, N.",
            2020,
            "GLU variants improve transformer",
            "arXiv:2002.05202",
        ),
    ),
)
