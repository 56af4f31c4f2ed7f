"""Poles, gaps and jumps are told in the reader's language; other functions have none to tell."""

from __future__ import annotations

import pytest

import actlas
from actlas.language import use

TOLD = {
    "log(z)": "It is not defined for z ≤ 0.",
    "sqrt(z - 1)": "It is not defined for z < 1.",
    "1/sqrt(z - 1)": "It is not defined for z ≤ 1.",
    "log(log(z))": "It is not defined for z ≤ 1.",
    "sqrt(4 - z^2)": "It is not defined for z < -2. It is not defined for z > 2.",
    "sqrt(z^2 - 4)": "It is not defined for -2 < z < 2.",
    "z^2.5": "It is not defined for z < 0.",
    "z^z": "It is not defined for z ≤ 0.",
    "1/z": "It has a pole at z = 0.",
    "1/(z - 0.3)": "It has a pole at z = 0.3.",
    "log(z^2)": "It has a pole at z = 0.",
    "tan(z)": "It has a pole at z = -4.71239, -1.5708, 1.5708, 4.71239, ….",
    "(z - 1)/(z^2 - 1)": "It has a pole at z = -1. It has no value at z = 1.",
    "where(z > 0, log(z), z)": "It has a pole at z = 0.",
    "z/(1 - exp(-z))": "It has no value at z = 0.",
    "sign(z)": "It jumps at z = 0, from -1 to 1.",
    "where(z > 2, 0, z)": "It jumps at z = 2, from 2 to 0.",
    "log(z)*alpha": "It is not defined for z ≤ 0.",
    "1/(z - alpha)": "It has a pole at z = 0.5.",
}


@pytest.mark.parametrize("text", TOLD)
def test_what_to_watch_is_told(text: str) -> None:
    given = {"alpha": 0.5} if "alpha" in text else {}
    assert " ".join(actlas.define("mine", text, **given).notes) == TOLD[text]


@pytest.mark.parametrize(
    "text",
    [
        "z*tanh(log(1 + exp(z)))",
        "|z|",
        "sinc(z)",
        "1/cosh(z)",
        "exp(exp(exp(z)))",
        "√(1 + z²)",
        "2^z",
    ],
)
def test_a_function_defined_everywhere_has_no_notes(text: str) -> None:
    assert actlas.define("mine", text).notes == ()


def test_notes_follow_the_parameters() -> None:
    own = actlas.define("mine", "where(z > 0, z, alpha)", alpha=0.0)
    assert own.notes == ()
    assert actlas.get("mine", alpha=2.0).notes == ("It jumps at z = 0, from 2 to 0.",)
    assert actlas.get("softmax").notes == ()


def test_notes_are_told_in_spanish() -> None:
    with use("es"):
        assert actlas.define("mine", "log(z)/2").notes == ("No está definida para z ≤ 0.",)
