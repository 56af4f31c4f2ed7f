"""An activation is added by one definition file and prose in two languages: the rest follows."""

from __future__ import annotations

import json
import math
from pathlib import Path

import numpy as np
import pytest
import torch
from tests.contract import checks
from tests.contract.cases import Case
from tests.contract.checks import TARGETS

import actlas
from actlas import catalogue
from actlas.cli import main
from actlas.targets import plain
from actlas.targets.oracle import Oracle

DEFINITIONS = {
    "softsign": '''
"""Softsign: an S from -1 to 1 whose tails are those of a fraction."""

from actlas.definition import Elementwise, Piece, Reference, Twin

definition = Elementwise(
    pieces=(Piece("z / (1 + abs(z))"),),
    twin=Twin("torch.nn.functional.softsign", "torch.nn.Softsign"),
    references=(
        Reference(
            "Turian, J., Bergstra, J. and Bengio, Y.",
            2009,
            "Quadratic features and deep architectures for chunking",
            "NAACL-HLT 2009, 245-248",
        ),
    ),
)
''',
    "bent_cube": '''
"""Bent cube: a cube above zero, a line below it, which no one would use."""

from actlas.definition import Elementwise, Interval, Kink, Parameter, Piece, Reference

definition = Elementwise(
    pieces=(Piece("scale*z^3", "z > 0"), Piece("tilt*z")),
    parameters=(
        Parameter("scale", 1.0, "factor of the cube", Interval(0)),
        Parameter("tilt", 0.25, "slope below zero"),
    ),
    kinks=(Kink("0", "tilt/2", "halfway between both slopes, since a test asks for it"),),
    references=(Reference("Anon, A.", 2000, "A function for a test", "nowhere"),),
)
''',
}
PROSE = """
title = "{title}"
full_name = "{title}"
summary = "{words} {words} {words} {words} {words} {words}"
origin = "{words} {words}"
use = "{words} {words} {words}"
{parameters}
[[advantages]]
key = "shape"
source = "literature"
standing = "holds"
text = "{words}"
why = "{words} {words}"
reference = "Anon (2000), A function for a test"

[[disadvantages]]
key = "tails"
source = "literature"
standing = "holds"
text = "{words}"
why = "{words} {words}"
reference = "Anon (2000), A function for a test"
"""
SENTENCE = {"en": "It is written for a test.", "es": "Está escrita para una prueba."}
MEANINGS = {
    "bent_cube": (
        '[parameters]\nscale = "factor del cubo"\ntilt = "pendiente bajo cero"\n'
        '[kinks]\n"0" = "a medio camino entre las dos pendientes, como pide una prueba"'
    ),
    "softsign": "",
}

every_name = pytest.mark.parametrize("name", DEFINITIONS)


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder of the user's own, with one definition and two pieces of prose for each name."""
    (tmp_path / "definitions").mkdir()
    for name, definition in DEFINITIONS.items():
        (tmp_path / "definitions" / f"{name}.py").write_text(definition.lstrip(), "utf-8")
        for lang, words in SENTENCE.items():
            file = tmp_path / "prose" / lang / f"{name}.toml"
            file.parent.mkdir(parents=True, exist_ok=True)
            meanings = MEANINGS[name] if lang != "en" else ""
            title = name.replace("_", " ").capitalize()
            text = PROSE.format(title=title, words=words, parameters=meanings)
            file.write_text(text, "utf-8")
    monkeypatch.setenv("ACTLAS_PATH", str(tmp_path))
    return tmp_path


@every_name
def test_it_is_found_by_name_everywhere(name: str) -> None:
    assert name in actlas.names()
    act = actlas.get(name)
    assert act.label == name
    assert actlas.get(act.label) == act
    function = getattr(actlas.functional, name)
    module = act.module()
    x = torch.linspace(-3, 3, 25, dtype=torch.float64)
    assert torch.equal(function(x), act(x))
    assert torch.equal(module(x), act(x))
    assert type(module) is getattr(actlas.nn, type(module).__name__)
    np.testing.assert_array_equal(act(x.numpy()), act(x).numpy())
    assert [act(float(each)) for each in x] == act(x).tolist()
    assert name in dir(actlas.functional)


@every_name
def test_its_values_derivatives_and_gradients_are_the_oracles(name: str) -> None:
    case = Case(name, catalogue.definition(name))
    for target in TARGETS:
        points = [-20.0, -1.0, -1e-8, -0.0, 0.0, 1e-8, 0.5, 1.0, 20.0, math.nan]
        for order in target.orders:
            checks.check_at(case, target, order, points)
    z = torch.tensor([-2.0, -0.5, 0.5, 2.0], dtype=torch.float64, requires_grad=True)
    (slope,) = torch.autograd.grad(actlas.get(name)(z).sum(), z)
    torch.testing.assert_close(slope, actlas.get(name).prime(z.detach()), rtol=1e-14, atol=0)
    assert torch.autograd.gradcheck(actlas.get(name), z)
    assert torch.autograd.gradgradcheck(actlas.get(name), z)


def test_a_twin_of_pytorchs_is_agreed_with() -> None:
    case = Case("softsign", catalogue.definition("softsign"))
    points = torch.linspace(-5, 5, 41, dtype=torch.float64)
    ours, theirs = checks.ours(case), checks.twin(case)
    torch.testing.assert_close(ours(points), theirs(points), rtol=1e-15, atol=0)
    gradients = (checks.gradient(ours, points), checks.gradient(theirs, points))
    torch.testing.assert_close(*gradients, rtol=1e-14, atol=0)
    assert isinstance(actlas.nn.Softsign(), torch.nn.Module)


def test_its_own_choice_at_the_kink_is_kept() -> None:
    act = actlas.get("bent_cube", tilt=0.5)
    assert [act.prime(z) for z in (-1e-9, 0.0, 1.0)] == [0.5, 0.25, 3.0]
    z = torch.zeros(1, requires_grad=True)
    act(z).backward()
    assert z.grad.tolist() == [0.25]
    assert actlas.nn.BentCube(2.0, 0.5)(torch.tensor([-1.0, 1.0])).tolist() == [-0.5, 2.0]
    assert repr(actlas.nn.BentCube()) == "BentCube(scale=1.0, tilt=0.25)"
    with pytest.raises(
        actlas.ActlasError, match=r"scale of bent_cube must be a number in \(0, ∞\)"
    ):
        actlas.get("bent_cube", scale=-1.0)


@every_name
def test_it_is_known(name: str) -> None:
    act = actlas.get(name)
    found = act.properties
    assert found.zero_at_zero
    assert found.monotone == "increasing"
    assert act.latex()
    assert act.derivative_mathml()
    assert float(Oracle(act.definition).value(2.0)) == pytest.approx(act(2.0))
    functions: dict[str, object] = {}
    exec(plain.source(name, act.definition), functions)
    assert functions[name](-2.0) == pytest.approx(act(-2.0))  # type: ignore[operator]
    net = actlas.NeuralNet(2, 3, name)
    assert getattr(net, name) is not None


@every_name
@pytest.mark.parametrize("lang", SENTENCE)
def test_the_command_line_shows_it(
    name: str, lang: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LANGUAGE", lang)  # a command sets it for the whole process

    def told(*arguments: str) -> str:
        assert main(arguments) == 0
        return capsys.readouterr().out

    assert SENTENCE[lang] in " ".join(told("show", name, "--lang", lang).split())
    assert name in told("list", "--lang", lang)
    assert str(actlas.get(name)(2.0)) in json.dumps(json.loads(told("eval", name, "2", "--json")))


def test_it_is_compared() -> None:
    found = actlas.compare(
        "iris", ["relu", *DEFINITIONS], seeds=2, epochs=2, learning_rates=[0.01], hidden=(4,)
    )
    assert {row.label for row in found.rows} == {"relu", *DEFINITIONS}
