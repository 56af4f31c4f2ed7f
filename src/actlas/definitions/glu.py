"""GLU: one half of the input, each number times the sigmoid of its partner in the other."""

from actlas.definition import Gated, Reference, Twin

definition = Gated(
    formula="a*sigmoid(b)",
    twin=Twin(functional="torch.nn.functional.glu", module="torch.nn.GLU"),
    references=(
        Reference(
            "Dauphin, Y. N., Fan, A., Auli, M. and Grangier, D.",
            2017,
            "Language modeling with gated convolutional networks",
            "ICML, PMLR 70, 933-941; arXiv:1612.08083",
        ),
    ),
)
