"""Sparsemax: the nearest probability distribution, in which small numbers get exactly zero."""

from actlas.definition import Entmax, Kink, Reference

definition = Entmax(
    alpha=2.0,
    kinks=(
        Kink(
            at="s_i = 0",
            derivative="0",
            reason="where a number just meets the threshold its output is 0 and it counts as "
            "outside the support, whose row and column of the Jacobian are 0",
        ),
    ),
    references=(
        Reference(
            "Martins, A. F. T. and Astudillo, R. F.",
            2016,
            "From softmax to sparsemax: a sparse model of attention and multi-label classification",
            "ICML, PMLR 48, 1614-1623; arXiv:1602.02068",
        ),
    ),
)
