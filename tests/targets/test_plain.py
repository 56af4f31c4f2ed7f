"""The plain Python that is printed: it runs alone, is short, and agrees with the tensors."""

from __future__ import annotations

import math
from typing import Any

import pytest
from tests.symbolic.written import elementwise

import actlas
from actlas import catalogue
from actlas.definition import Parameter
from actlas.targets import plain


def _run(text: str) -> dict[str, Any]:
    functions: dict[str, Any] = {}
    exec(text, functions)
    return functions


@pytest.mark.parametrize("name", actlas.names())
def test_it_runs_alone_under_its_own_name_and_under_another(name: str) -> None:
    definition = catalogue.definition(name)
    act = actlas.get(name) if actlas.get(name).elementwise else actlas.get(name, dim=0)
    argument: Any = 0.7 if act.elementwise else [0.7, -1.2]
    for called in (name, "f"):
        functions = _run(plain.source(called, definition))
        for got, wanted in (
            (functions[called](argument), act(argument)),
            (functions[f"{called}_prime"](argument), act.prime(argument)),
        ):
            assert _flat(got) == pytest.approx(_flat(wanted), rel=1e-14)


def _flat(values: Any) -> list[float]:
    if isinstance(values, float | int):
        return [float(values)]
    return [number for each in values for number in _flat(each)]


@pytest.mark.parametrize("name", actlas.names())
def test_it_says_the_parameters_with_their_defaults(name: str) -> None:
    head = plain.source(name, catalogue.definition(name))
    for parameter in catalogue.definition(name).parameters:
        assert f"{parameter.name}={parameter.default!r}" in head


def test_it_gives_a_float_everywhere() -> None:
    definition = elementwise(("0", "z < 0"), ("1", "z > 1"), "z", kinks=(("0", "0"), ("1", "0")))
    functions = _run(plain.source("clamp", definition))
    for z in (-1.0, 0.0, 0.5, 1.0, 2.0, math.inf, -math.inf):
        assert type(functions["clamp"](z)) is float
        assert type(functions["clamp_prime"](z)) is float
    assert functions["clamp_prime"](0.0) == functions["clamp_prime"](1.0) == 0.0
    assert functions["clamp_prime"](0.5) == 1.0


def test_parameters_may_be_given_by_name() -> None:
    tilt = (Parameter("tilt", 0.1, "slope below zero"),)
    text = plain.source("bent", elementwise(("z", "z > 0"), "tilt*z", parameters=tilt))
    functions = _run(text)
    assert functions["bent"](-2.0) == -0.2
    assert functions["bent"](-2.0, tilt=0.5) == -1.0
    assert "import math" not in text


@pytest.mark.parametrize(
    "text",
    [
        "exp(z)",
        "exp(z) - 1",
        "z^2",
        "z^5 + z",
        "(z + 1)^4",
        "z/(1 + z^2)^2",
        "z/sqrt(1 + z^2)",
        "1 - exp(-exp(z))",
        "sin(3*z)",
    ],
)
def test_no_number_however_large_raises_an_error(text: str) -> None:
    functions = _run(plain.source("f", elementwise(text)))
    for size in (0.0, 5e-324, 1e-200, 1.0, 100.0, 710.0, 1e4, 1e155, 1e300, 1.7976931348623157e308):
        for z in (size, -size):
            assert type(functions["f"](z)) is float
            assert type(functions["f_prime"](z)) is float
    assert functions["f"](0.7) == pytest.approx(_run_formula(text, 0.7), rel=1e-14)


def _run_formula(text: str, z: float) -> float:
    names = {"exp": math.exp, "sqrt": math.sqrt, "sin": math.sin, "z": z}
    return float(eval(text.replace("^", "**"), names))


def test_what_is_too_large_is_infinite() -> None:
    functions = _run(plain.source("f", elementwise("exp(z)")))
    assert functions["f"](1e3) == functions["f_prime"](1e3) == math.inf
    assert functions["f"](709.0) == math.exp(709.0)
    assert math.isnan(functions["f"](math.nan))


def test_what_cannot_overflow_is_printed_as_it_is_written_on_paper() -> None:
    assert "else math.exp(z)" in plain.source("f", elementwise(("z", "z > 0"), "exp(z)"))
    between = elementwise(("0", "z < -1"), ("0", "z > 1"), "z^3")
    assert "z**3" in plain.source("f", between)
