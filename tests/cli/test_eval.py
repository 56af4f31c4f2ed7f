"""`actlas eval`: the course's demonstration, and any other numbers."""

from __future__ import annotations

import json
import math

import numpy as np
import pytest

import actlas as package

DEMONSTRATION = ("-1", "1", "2", "3")
KNOWN = {
    "softmax": [0.0120, 0.0889, 0.2418, 0.6572],
    "sigmoid": [0.2689, 0.7311, 0.8808, 0.9526],
    "tanh": [-0.7616, 0.7616, 0.9640, 0.9951],
    "relu": [0.0, 1.0, 2.0, 3.0],
    "leaky_relu": [-0.0100, 1.0, 2.0, 3.0],
    "elu": [-0.6321, 1.0, 2.0, 3.0],
    "linear": [-1.0, 1.0, 2.0, 3.0],
}


def evaluated(run, *arguments: str):
    done = run("eval", "--json", *arguments)
    assert (done.code, done.err) == (0, "")
    return json.loads(done.out, parse_constant=pytest.fail)


def along(name: str) -> list[str]:
    return [] if package.get(name).elementwise else ["--dim", "0"]


@pytest.mark.parametrize("name", KNOWN)
def test_the_numbers_are_the_courses_own(run, name: str) -> None:
    found = evaluated(run, name, *DEMONSTRATION, *along(name))
    assert found["z"] == [-1.0, 1.0, 2.0, 3.0]
    assert np.round(found["f"], 4).tolist() == KNOWN[name]


@pytest.mark.parametrize("name", [n for n in package.names() if package.get(n).elementwise])
def test_values_and_slopes_are_those_of_the_activation_in_full_precision(run, name: str) -> None:
    found = evaluated(run, name, "-1.5", "0", "1e-3")
    activation, z = package.get(name), np.array([-1.5, 0, 1e-3])
    assert found["f"] == activation(z).tolist()
    assert found["derivative"] == activation.prime(z).tolist()


def test_the_table_has_four_decimals_and_aligned_columns(run) -> None:
    assert run("eval", "elu", *DEMONSTRATION).out == (
        "elu\n\n"
        "      z      f(z)    f′(z)\n"
        "-1.0000   -0.6321   0.3679\n"
        " 1.0000    1.0000   1.0000\n"
        " 2.0000    2.0000   1.0000\n"
        " 3.0000    3.0000   1.0000\n"
    )


def test_the_table_is_written_as_the_language_writes_numbers(run) -> None:
    assert "-1,0000   -0,6321   0,3679" in run("eval", "elu", "-1", "--lang", "es").out


def test_parameters_come_from_the_specification_or_from_set(run) -> None:
    doubled = evaluated(run, "elu", "-1", "--set", "alpha=2")
    assert doubled["f"] == [package.get("elu", alpha=2.0)(-1.0)]
    assert evaluated(run, "elu(alpha=2)", "-1") == doubled
    assert evaluated(run, "elu(alpha=7)", "-1", "--set", "alpha=2") == doubled
    assert run("eval", "elu(alpha=2)", "-1").out.startswith("elu(alpha=2.0)\n")


def test_softmax_takes_the_numbers_as_one_vector_and_gives_its_jacobian(run) -> None:
    found = evaluated(run, "softmax", *DEMONSTRATION, "--dim", "0")
    outputs = np.array(found["f"])
    expected = np.diag(outputs) - np.outer(outputs, outputs)
    np.testing.assert_allclose(found["jacobian"], expected, atol=1e-15)
    assert evaluated(run, "softmax(dim=-1)", *DEMONSTRATION)["f"] == found["f"]
    rows = run("eval", "softmax", *DEMONSTRATION, "--dim", "0").out.splitlines()
    assert rows[-4:] == [
        " 0.0119   -0.0011   -0.0029   -0.0079",
        "-0.0011    0.0810   -0.0215   -0.0585",
        "-0.0029   -0.0215    0.1833   -0.1589",
        "-0.0079   -0.0585   -0.1589    0.2253",
    ]


def test_numbers_that_are_not_finite_are_computed_and_written_as_text(run) -> None:
    found = evaluated(run, "relu", "inf", "-inf", "nan")
    assert found["z"] == ["Infinity", "-Infinity", "NaN"]
    assert found["f"] == ["Infinity", 0.0, "NaN"]
    assert math.isinf(float(found["f"][0]))
    assert "∞" in run("eval", "relu", "inf").out


def test_negative_numbers_may_stand_anywhere_among_the_options(run) -> None:
    expected = evaluated(run, "elu", "-1", "-.5", "-1e-3")
    assert evaluated(run, "elu", "-1", "--set", "alpha=1", "-.5", "-1e-3") == expected
    assert evaluated(run, "elu", "--", "-1", "-.5", "-1e-3") == expected
