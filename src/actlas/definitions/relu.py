"""ReLU: the rectified linear unit, max(0, z)."""

from actlas.definition import Elementwise, Kink, Piece, Reference, Twin

definition = Elementwise(
    pieces=(Piece("0", "z < 0"), Piece("z")),
    kinks=(
        Kink(
            at="0",
            derivative="0",
            reason="PyTorch and nearly every framework take 0, the least of the slopes between "
            "0 and 1 that a line touching the curve there may have",
        ),
    ),
    twin=Twin(
        functional="torch.nn.functional.relu",
        module="torch.nn.ReLU",
        inplace=True,
    ),
    references=(
        Reference(
            "Nair, V. and Hinton, G. E.",
            2010,
            "Rectified linear units improve restricted Boltzmann machines",
            "Proceedings of the 27th International Conference on Machine Learning (ICML), 807-814",
        ),
    ),
)
