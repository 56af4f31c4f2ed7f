"""Log-softmax: the logarithms of the softmax's outputs, the log-probabilities."""

from actlas.definition import Reference, Twin, Vector

definition = Vector(
    formula="log(exp(z) / sum(exp(z)))",
    twin=Twin(functional="torch.nn.functional.log_softmax", module="torch.nn.LogSoftmax"),
    references=(
        Reference(
            "Bridle, J. S.",
            1990,
            "Probabilistic interpretation of feedforward classification network outputs, with "
            "relationships to statistical pattern recognition",
            "Neurocomputing: Algorithms, Architectures and Applications, NATO ASI Series F 68, "
            "227-236, Springer",
        ),
        Reference(
            "Blanchard, P., Higham, D. J. and Higham, N. J.",
            2021,
            "Accurately computing the log-sum-exp and softmax functions",
            "IMA Journal of Numerical Analysis 41(4), 2311-2330",
        ),
    ),
)
