"""GEGLU: one half of the input, each number times the GELU of its partner in the other."""

from actlas.definition import Gated, Reference

definition = Gated(
    formula="a*gelu(b)",
    module_name="GEGLU",
    references=(
        Reference(
            "Shazeer, N.",
            2020,
            "GLU variants improve transformer",
            "arXiv:2002.05202",
        ),
    ),
)
