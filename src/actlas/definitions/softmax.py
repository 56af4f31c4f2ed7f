"""Softmax: positive numbers that add up to one, in the proportions of the exponentials."""

from actlas.definition import Pinned, Reference, Twin, Vector

definition = Vector(
    formula="exp(z) / sum(exp(z))",
    twin=Twin(functional="torch.nn.functional.softmax", module="torch.nn.Softmax"),
    pinned=(Pinned("torch.nn.Softmax2d", dim=-3, takes=(3, 4)),),
    references=(
        Reference(
            "Bridle, J. S.",
            1990,
            "Probabilistic interpretation of feedforward classification network outputs, with "
            "relationships to statistical pattern recognition",
            "Neurocomputing: Algorithms, Architectures and Applications, NATO ASI Series F 68, "
            "227-236, Springer",
        ),
    ),
)
