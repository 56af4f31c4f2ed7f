"""Mish: z times the tanh of its softplus."""

import math

from actlas.definition import Difference, Elementwise, Golden, Piece, Reference, Relative, Twin

definition = Elementwise(
    pieces=(Piece("z*tanh(softplus(z))"),),
    twin=Twin(functional="torch.nn.functional.mish", module="torch.nn.Mish", inplace=True),
    relatives=(Relative("smooth version", "relu"),),
    golden=(
        Golden(-100.0, -3.720075976020836e-42),
        Golden(-20.0, -4.122307240628761e-08),
        Golden(-5.0, -0.033576237730161704),
        Golden(-2.5, -0.19681620390653334),
        Golden(-1.0, -0.3034014613741089),
        Golden(-0.3, -0.15113317713833457),
        Golden(0.0, 0.0),
        Golden(0.001, 0.000600319983954133),
        Golden(0.75, 0.6100183352182934),
        Golden(1.0, 0.8650983882673103),
        Golden(3.0, 2.9865350049679575),
        Golden(20.0, 20.0),
        Golden(100.0, 100.0),
    ),
    differences=(
        Difference(
            0,
            (-math.inf,),
            "float64",
            "NaN",
            "0",
            "the limit at -∞ is 0; PyTorch multiplies -∞ by 0",
        ),
        Difference(
            1,
            (-math.inf, math.inf),
            "float64",
            "NaN",
            "0 and 1",
            "the slope tends to 0 at -∞ and to 1 at ∞",
        ),
        Difference(
            2, (100.0,), "float32", "NaN", "0", "PyTorch's second derivative overflows beyond 89"
        ),
    ),
    references=(
        Reference(
            "Misra, D.",
            2020,
            "Mish: a self regularized non-monotonic activation function",
            "British Machine Vision Conference (BMVC); arXiv:1908.08681",
        ),
    ),
)
