"""Maxout: the largest of every few neighbours, a convex function that learns its own shape."""

from actlas.definition import Interval, Kink, Parameter, Pooled, Reference

definition = Pooled(
    size="pool",
    parameters=(
        Parameter(
            "pool",
            2,
            "how many neighbouring numbers compete for one output",
            Interval(1, 65536, closed_low=True, closed_high=True, whole=True),
            sign="k",
        ),
    ),
    kinks=(
        Kink(
            at="z_j = z_k",
            derivative="1/2",
            reason="two that are largest together share the slope 1 equally, more of them "
            "likewise, as in PyTorch's amax",
        ),
    ),
    references=(
        Reference(
            "Goodfellow, I. J., Warde-Farley, D., Mirza, M., Courville, A. and Bengio, Y.",
            2013,
            "Maxout networks",
            "ICML, PMLR 28(3), 1319-1327; arXiv:1302.4389",
        ),
    ),
)
