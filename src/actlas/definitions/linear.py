"""Linear: a straight line through the origin, y = m·z."""

from actlas.definition import Elementwise, Parameter, Piece, Reference, Twin

definition = Elementwise(
    pieces=(Piece("m*z"),),
    parameters=(Parameter("m", 1.0, "slope of the line"),),
    # PyTorch's Identity is the line of slope one; its Linear is the layer w·x + b.
    twin=Twin(functional="", module="torch.nn.Identity"),
    export="linear_activation",
    references=(
        Reference(
            "Widrow, B. and Hoff, M. E.",
            1960,
            "Adaptive switching circuits",
            "IRE WESCON Convention Record 4, 96-104",
        ),
    ),
)
