"""Tanhshrink: what tanh takes away, z - tanh(z)."""

from actlas.definition import Difference, Elementwise, Golden, Piece, Reference, Twin

definition = Elementwise(
    pieces=(Piece("z - tanh(z)"),),
    twin=Twin(
        functional="torch.nn.functional.tanhshrink", module="torch.nn.Tanhshrink", complex=True
    ),
    aliases=("tanh_shrink",),
    golden=(
        Golden(-100.0, -99.0),
        Golden(-20.0, -19.0),
        Golden(-5.0, -4.000090795737405),
        Golden(-2.5, -1.5133857018485697),
        Golden(-1.0, -0.23840584404423512),
        Golden(-0.3, -0.008687387548409094),
        Golden(0.0, 0.0),
        Golden(0.001, 3.33333200000054e-10),
        Golden(0.75, 0.11485104761271268),
        Golden(1.0, 0.23840584404423512),
        Golden(3.0, 2.0049452463132695),
        Golden(20.0, 19.0),
        Golden(100.0, 99.0),
    ),
    differences=(
        Difference(
            0,
            (0.01, -0.01),
            "float32",
            "3.3341e-07",
            "3.3332e-07",
            "near 0 the difference z - tanh(z) cancels; the true value is z³/3 - 2z⁵/15 + …",
            reach="inward",
        ),
        Difference(
            0,
            (0.5, -0.5),
            "bfloat16",
            "0.03711",
            "0.03784",
            "PyTorch rounds tanh(z) to half precision before it subtracts",
            reach="everywhere",
        ),
        Difference(
            0,
            (-0.0,),
            "float64",
            "0",
            "-0",
            "the difference of two negative zeros is 0; an odd function gives -0 there",
        ),
    ),
    references=(
        Reference(
            "Collobert, R., Kavukcuoglu, K. and Farabet, C.",
            2011,
            "Torch7: a Matlab-like environment for machine learning",
            "BigLearn, NIPS Workshop",
        ),
    ),
)
