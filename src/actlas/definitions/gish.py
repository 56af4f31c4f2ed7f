"""Gish: z·ln(2 - exp(-exp(z))), whose gate is a logarithm that ends at ln(2)."""

from actlas.definition import Elementwise, Golden, Piece, Reference

definition = Elementwise(
    pieces=(Piece("z*log1p(-expm1(-exp(z)))"),),
    golden=(
        Golden(-100.0, -3.720075976020836e-42),
        Golden(-20.0, -4.122307236380407e-08),
        Golden(-5.0, -0.033464253779737635),
        Golden(-2.5, -0.18963798409621538),
        Golden(-1.0, -0.26834585628917607),
        Golden(-0.3, -0.12625904454235537),
        Golden(0.0, 0.0),
        Golden(0.001, 0.0004901054998820531),
        Golden(0.75, 0.47329732877171016),
        Golden(1.0, 0.6595965832346605),
        Golden(3.0, 2.079441538841568),
        Golden(20.0, 13.862943611198906),
        Golden(100.0, 69.31471805599453),
    ),
    references=(
        Reference(
            "Kaytan, M., Aydilek, İ. B. and Yeroğlu, C.",
            2023,
            "Gish: a novel activation function for image classification",
            "Neural Computing and Applications 35(34), 24259-24281",
        ),
    ),
)
