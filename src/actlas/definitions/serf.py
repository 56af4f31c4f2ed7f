"""Serf: z times the error function of softplus."""

from actlas.definition import Elementwise, Golden, Piece, Reference, Relative

definition = Elementwise(
    pieces=(Piece("z*erf(log(1 + exp(z)))"),),
    relatives=(Relative("smooth version", "relu"),),
    golden=(
        Golden(-100.0, -4.197656231354417e-42),
        Golden(-20.0, -4.6515256106924826e-08),
        Golden(-5.0, -0.03788672716159259),
        Golden(-2.5, -0.22208301852022003),
        Golden(-1.0, -0.34224795538933844),
        Golden(-0.3, -0.17008386623362834),
        Golden(0.0, 0.0),
        Golden(0.001, 0.0006733902090090099),
        Golden(0.75, 0.669087208701566),
        Golden(1.0, 0.9367219154717153),
        Golden(3.0, 2.9999513225387333),
        Golden(20.0, 20.0),
        Golden(100.0, 100.0),
    ),
    references=(
        Reference(
            "Nag, S. and Bhattacharyya, M.",
            2021,
            "SERF: towards better training of deep neural networks using log-softplus error "
            "activation function",
            "arXiv:2108.09598",
        ),
    ),
)
