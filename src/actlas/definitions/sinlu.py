"""SinLU: silu with a sine wave on its line, of learned height and frequency."""

from actlas.definition import Elementwise, Golden, Parameter, Piece, Reference

definition = Elementwise(
    pieces=(Piece("(z + a*sin(b*z))*sigmoid(z)"),),
    parameters=(
        Parameter("a", 1.0, "height of the wave, learned; 0 gives silu", learned=True),
        Parameter("b", 1.0, "frequency of the wave, learned", learned=True),
    ),
    golden=(
        Golden(-100.0, -3.701238789455088e-42),
        Golden(-20.0, -4.310479277055088e-08),
        Golden(-5.0, -0.027046317403425908),
        Golden(-2.5, -0.23504445769824642),
        Golden(-1.0, -0.4952478240658404),
        Golden(-0.3, -0.25342808033460035),
        Golden(0.0, 0.0),
        Golden(0.001, 0.0010004999165833376),
        Golden(0.75, 0.9723385507217207),
        Golden(1.0, 1.346223160742056),
        Golden(3.0, 2.9921496489221022),
        Golden(20.0, 20.912945207622833),
        Golden(100.0, 99.49363435889025),
    ),
    references=(
        Reference(
            "Paul, A., Bandyopadhyay, R., Yoon, J. H., Geem, Z. W. and Sarkar, R.",
            2022,
            "SinLU: sinu-sigmoidal linear unit",
            "Mathematics 10(3), 337",
        ),
    ),
)
