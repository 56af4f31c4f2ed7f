"""ELU: the exponential linear unit, a line above zero that bends smoothly towards -alpha below."""

from actlas.definition import Elementwise, Kink, Parameter, Piece, Reference, Twin

definition = Elementwise(
    pieces=(Piece("z", "z > 0"), Piece("alpha*(exp(z) - 1)")),
    parameters=(
        Parameter(
            "alpha",
            1.0,
            "the output tends to -alpha far below zero; positive in the paper, and 1 makes the "
            "slope continuous",
        ),
    ),
    kinks=(
        Kink(
            at="0",
            derivative="alpha",
            reason="PyTorch asks z > 0 for the line, so zero belongs to the left piece and takes "
            "its slope; with alpha = 1 both slopes agree and there is no kink",
        ),
    ),
    twin=Twin(
        functional="torch.nn.functional.elu",
        module="torch.nn.ELU",
        inplace=True,
    ),
    references=(
        Reference(
            "Clevert, D.-A., Unterthiner, T. and Hochreiter, S.",
            2015,
            "Fast and accurate deep network learning by exponential linear units (ELUs)",
            "arXiv:1511.07289; ICLR 2016",
        ),
    ),
)
