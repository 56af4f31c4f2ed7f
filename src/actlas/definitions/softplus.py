"""Softplus: the smooth ReLU, log(1 + exp(z))."""

from actlas.definition import (
    Difference,
    Elementwise,
    Golden,
    Interval,
    Kept,
    Parameter,
    Piece,
    Reference,
    Relative,
    Twin,
)

definition = Elementwise(
    pieces=(Piece("softplus(beta*z)/beta"),),
    parameters=(
        Parameter(
            "beta",
            1.0,
            "sharpness of the bend: the greater, the nearer to ReLU",
            domain=Interval(0),
        ),
    ),
    twin=Twin(functional="torch.nn.functional.softplus", module="torch.nn.Softplus"),
    kept=(
        Kept(
            "threshold",
            20.0,
            "PyTorch takes the line where beta*z exceeds it; the function here is exact everywhere",
        ),
    ),
    aliases=("soft_plus",),
    relatives=(Relative("smooth version", "relu"),),
    golden=(
        Golden(-100.0, 3.720075976020836e-44),
        Golden(-20.0, 2.061153620314381e-09),
        Golden(-5.0, 0.006715348489118068),
        Golden(-2.5, 0.07888973429254963),
        Golden(-1.0, 0.3132616875182228),
        Golden(-0.3, 0.5543552444685271),
        Golden(0.0, 0.6931471805599453),
        Golden(0.001, 0.6936473055599401),
        Golden(0.75, 1.1368710061148999),
        Golden(1.0, 1.3132616875182228),
        Golden(3.0, 3.048587351573742),
        Golden(20.0, 20.000000002061153),
        Golden(100.0, 100.0),
    ),
    differences=(
        Difference(
            0,
            (20.5,),
            "float64",
            "20.5",
            "20.50000000125",
            "PyTorch takes the line beyond its threshold, 1e-9 too low in float64; the exact"
            " value needs no threshold",
            reach="outward",
        ),
        Difference(
            1,
            (20.5,),
            "float64",
            "1",
            "0.99999999875",
            "PyTorch takes the line's slope beyond its threshold",
            reach="outward",
        ),
    ),
    references=(
        Reference(
            "Dugas, C., Bengio, Y., Bélisle, F., Nadeau, C. and Garcia, R.",
            2001,
            "Incorporating second-order functional knowledge for better option pricing",
            "Advances in Neural Information Processing Systems 13, 472-478",
        ),
    ),
)
