"""Cloglog: 1 - exp(-exp(z)), a sigmoid that leaves 0 slowly and reaches 1 in a hurry."""

from actlas.definition import Elementwise, Golden, Piece, Reference

definition = Elementwise(
    pieces=(Piece("1 - exp(-exp(z))"),),
    aliases=("complementary_log_log",),
    golden=(
        Golden(-100.0, 3.720075976020836e-44),
        Golden(-20.0, 2.061153620314381e-09),
        Golden(-5.0, 0.00671529793215851),
        Golden(-2.5, 0.07880634482448418),
        Golden(-1.0, 0.30779937244465366),
        Golden(-0.3, 0.5232763092854059),
        Golden(0.0, 0.6321205588285577),
        Golden(0.001, 0.6324884382084005),
        Golden(0.75, 0.8796077379201704),
        Golden(1.0, 0.9340119641546875),
        Golden(3.0, 0.9999999981078213),
        Golden(20.0, 1.0),
        Golden(100.0, 1.0),
    ),
    references=(
        Reference(
            "Gomes, G. S. da S. and Ludermir, T. B.",
            2008,
            "Redes neurais artificiais com funções de ativação complemento log-log e probit para "
            "aproximar funções na presença de observações extremas",
            "Learning and Nonlinear Models 6(2), 142-153",
        ),
    ),
)
