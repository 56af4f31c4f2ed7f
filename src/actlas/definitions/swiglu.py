"""SwiGLU: one half of the input, each number times the SiLU of its partner in the other."""

from actlas.definition import Gated, Reference

definition = Gated(
    formula="a*silu(b)",
    module_name="SwiGLU",
    references=(
        Reference(
            "Shazeer, N.",
            2020,
            "GLU variants improve transformer",
            "arXiv:2002.05202",
        ),
    ),
)
