"""Shifted ReLU: a ReLU whose floor and corner lie at -1."""

from actlas.definition import Elementwise, Golden, Kink, Piece, Reference

definition = Elementwise(
    pieces=(Piece("z", "z > -1"), Piece("-1")),
    kinks=(
        Kink(
            at="-1",
            derivative="0",
            reason="the corner belongs to the floor, as in PyTorch's relu",
        ),
    ),
    golden=(
        Golden(-100.0, -1.0),
        Golden(-20.0, -1.0),
        Golden(-5.0, -1.0),
        Golden(-2.5, -1.0),
        Golden(-1.0, -1.0),
        Golden(-0.3, -0.3),
        Golden(0.0, 0.0),
        Golden(0.001, 0.001),
        Golden(0.75, 0.75),
        Golden(1.0, 1.0),
        Golden(3.0, 3.0),
        Golden(20.0, 20.0),
        Golden(100.0, 100.0),
    ),
    references=(
        Reference(
            "Clevert, D.-A., Unterthiner, T. and Hochreiter, S.",
            2015,
            "Fast and accurate deep network learning by exponential linear units (ELUs)",
            "International Conference on Learning Representations (2016); arXiv:1511.07289",
        ),
    ),
)
