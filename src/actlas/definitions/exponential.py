"""Exponential: e to the power of z, positive everywhere and without a bound."""

from actlas.definition import Elementwise, Golden, Piece, Reference

definition = Elementwise(
    pieces=(Piece("exp(z)"),),
    aliases=("exp",),
    golden=(
        Golden(-100.0, 3.720075976020836e-44),
        Golden(-20.0, 2.061153622438558e-09),
        Golden(-5.0, 0.006737946999085467),
        Golden(-2.5, 0.0820849986238988),
        Golden(-1.0, 0.36787944117144233),
        Golden(-0.3, 0.7408182206817179),
        Golden(0.0, 1.0),
        Golden(0.001, 1.0010005001667084),
        Golden(0.75, 2.117000016612675),
        Golden(1.0, 2.718281828459045),
        Golden(3.0, 20.085536923187668),
        Golden(20.0, 485165195.4097903),
        Golden(100.0, 2.6881171418161356e43),
    ),
    references=(
        Reference(
            "Koo, P. K. and Ploenzke, M.",
            2021,
            "Improving representations of genomic sequence motifs in convolutional networks with "
            "exponential activations",
            "Nature Machine Intelligence 3, 258-266",
        ),
    ),
)
