"""ReLU6: a ReLU that stops at 6."""

from actlas.definition import Elementwise, Golden, Kink, Piece, Reference, Relative, Twin

definition = Elementwise(
    pieces=(
        Piece("0", "z < 0"),
        Piece("6", "z >= 6"),
        Piece("z"),
    ),
    kinks=(
        Kink(
            at="0",
            derivative="0",
            reason="PyTorch gives the ends to the flat sides: both slopes are right there, and "
            "0 is the one that stops",
        ),
        Kink(
            at="6",
            derivative="0",
            reason="PyTorch gives the ends to the flat sides: both slopes are right there, and "
            "0 is the one that stops",
        ),
    ),
    twin=Twin(functional="torch.nn.functional.relu6", module="torch.nn.ReLU6", inplace=True),
    relatives=(Relative("special case", "bounded_relu(max_value=6)"),),
    golden=(
        Golden(-100.0, 0.0),
        Golden(-20.0, 0.0),
        Golden(-5.0, 0.0),
        Golden(-2.5, 0.0),
        Golden(-1.0, 0.0),
        Golden(-0.3, 0.0),
        Golden(0.0, 0.0),
        Golden(0.001, 0.001),
        Golden(0.75, 0.75),
        Golden(1.0, 1.0),
        Golden(3.0, 3.0),
        Golden(20.0, 6.0),
        Golden(100.0, 6.0),
    ),
    references=(
        Reference(
            "Krizhevsky, A.",
            2010,
            "Convolutional deep belief networks on CIFAR-10",
            "Unpublished manuscript, University of Toronto",
        ),
    ),
)
