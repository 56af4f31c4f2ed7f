"""CReLU: the positive part and the negative part, side by side, so that nothing is thrown away."""

from actlas.definition import Concatenated, Reference

definition = Concatenated(
    formulas=("relu(z)", "relu(-z)"),
    module_name="CReLU",
    references=(
        Reference(
            "Shang, W., Sohn, K., Almeida, D. and Lee, H.",
            2016,
            "Understanding and improving convolutional neural networks via concatenated rectified "
            "linear units",
            "ICML, PMLR 48, 2217-2225; arXiv:1603.05201",
        ),
    ),
)
