"""ReGLU: one half of the input, each number times the ReLU of its partner in the other."""

from actlas.definition import Gated, Reference

definition = Gated(
    formula="a*relu(b)",
    module_name="ReGLU",
    references=(
        Reference(
            "Shazeer, N.",
            2020,
            "GLU variants improve transformer",
            "arXiv:2002.05202",
        ),
    ),
)
