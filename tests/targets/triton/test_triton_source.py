"""Every definition's kernels can be written, and read by Python, with or without Triton."""

from __future__ import annotations

import ast
import math

import mpmath
import pytest
from tests.contract.cases import ELEMENTWISE, Case

from actlas.targets.native import outputs
from actlas.targets.native.kernels import Kind
from actlas.targets.triton import coefficients, language, room
from actlas.targets.triton.kernels import COMPUTED_IN, Part, written

elementwise = pytest.mark.parametrize(
    "case", [each for each in ELEMENTWISE if not each.parameters], ids=str
)
LANGUAGE = {"jit", "tl", "float"}


@elementwise
@pytest.mark.parametrize("kind", [Kind.VALUE, Kind.GRADIENT], ids=["values", "gradient"])
def test_the_kernel_is_valid_python_in_known_words(case: Case, kind: Kind) -> None:
    for order in (0, 1, 2):
        for computed_in in set(COMPUTED_IN.values()):
            part = Part(case.definition, order, case.name, kind)
            program, text = written(part, computed_in)
            tree = ast.parse(text)
            names = {node.id for node in ast.walk(tree) if isinstance(node, ast.Name)}
            bound = {
                node.id for node in ast.walk(tree) if isinstance(node, ast.Name) and _set(node)
            }
            bound |= {node.arg for node in ast.walk(tree) if isinstance(node, ast.arg)}
            assert names - bound <= {*room.WORDS, *LANGUAGE, program.name}
            assert not [node for node in ast.walk(tree) if isinstance(node, ast.Pow | ast.Div)]


def _set(node: ast.Name) -> bool:
    return isinstance(node.ctx, ast.Store)


@elementwise
def test_the_slope_in_the_output_is_written_where_there_is_one(case: Case) -> None:
    if outputs.source(case.definition):
        part = Part(case.definition, 1, case.name, Kind.GRADIENT_OF_OUTPUT)
        ast.parse(written(part, "float32")[1])


def test_parameters_are_given_when_the_kernel_is_called() -> None:
    from actlas import catalogue

    definition = catalogue.definition("elu")
    _, text = written(Part(definition, 1, "elu", Kind.GRADIENT), "float64")
    assert "def run(z, upstream, result, count, own_alpha: tl.int64, block: tl.constexpr)" in text


def test_words_are_there_without_triton(fresh_python) -> None:
    said = fresh_python("""
        import sys
        sys.modules["triton"] = None
        from actlas import catalogue
        from actlas.targets.triton import language
        from actlas.targets.triton.kernels import Part, written
        program, text = written(Part(catalogue.definition("tanh"), 0, "tanh"), "float32")
        print(language.present(), program.name in text)
    """)
    assert said.split() == ["False", "True"]


def test_nobody_loads_it_for_numbers_on_the_processor(fresh_python) -> None:
    said = fresh_python("""
        import sys, torch, actlas
        actlas.get("relu")(torch.linspace(-1, 1, 100_000))
        print([each for each in sys.modules if "triton" in each and "actlas" in each])
    """)
    assert said.strip() == "[]"


def test_a_polynomial_is_horners_in_python_too() -> None:
    if not language.present():
        assert language.polynomial("line", [1.0, 2.0, 3.0])(10.0) == 321.0


@pytest.mark.parametrize(("which", "digits"), [(0, 29), (1, 54)], ids=["float32", "float64"])
def test_erfcx_is_fitted_beyond_its_types_digits(which: int, digits: int) -> None:
    middle, end = coefficients.ERFCX_MIDDLE[which], coefficients.ERFCX_END[which]
    powers = [mpmath.mpf(each) for each in coefficients.ERFCX[which]]
    with mpmath.workdps(40):
        for k in range(200):
            x = mpmath.mpf(0.5) + (end - mpmath.mpf(0.5)) * k / 199
            fitted = mpmath.polyval(powers[::-1], (x - middle) / (x + middle)) / (1 + 2 * x)
            true = mpmath.exp(x * x) * mpmath.erfc(x)
            assert abs(fitted / true - 1) < mpmath.mpf(2) ** -digits


def test_exp_of_the_square_has_vanished_where_erfcx_ends() -> None:
    single, double = coefficients.ERFCX_END
    assert math.exp(-(single**2)) < 2.0**-150
    assert math.exp(-(double**2)) == 0.0
