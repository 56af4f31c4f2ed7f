"""The lecture's own numbers come out of every door: functional, module, get, arrays and floats."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch

import actlas
from actlas.targets import plain
from actlas.targets.oracle import Oracle

_ANSWERS = tomllib.loads((Path(__file__).parents[1] / "known_answers.toml").read_text("utf-8"))
OUTPUTS = _ANSWERS["output"]

outputs = pytest.mark.parametrize("row", OUTPUTS, ids=lambda row: row["name"])


def _x(row: dict[str, Any]) -> list[float]:
    """Return where a row's values are taken: its own places, or those of most."""
    places: list[float] = row.get("x", _ANSWERS["x"])
    return places


def _arguments(row: dict[str, Any]) -> dict[str, Any]:
    given = dict(row.get("parameters", {}))
    return given | ({"dim": row["dim"]} if "dim" in row else {})


def _rounded(values: Any) -> list[float]:
    return [round(float(each), 4) for each in values]


@outputs
@pytest.mark.parametrize("dtype", [torch.float32, torch.float64], ids=str)
def test_functional_module_and_get_on_tensors(row: dict[str, Any], dtype: torch.dtype) -> None:
    x, given = torch.tensor(_x(row), dtype=dtype), _arguments(row)
    act = actlas.get(row["name"], **given)
    module = act.module()
    same = getattr(actlas.nn, type(module).__name__)(**given)
    function = getattr(actlas.functional, act.definition.export or act.name)
    for compute in (act, module, same, lambda z: function(z, **given)):
        with torch.no_grad():
            y = compute(x)
        assert _rounded(y) == row["values"]


@outputs
@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_get_on_arrays_and_lists(row: dict[str, Any], dtype: type) -> None:
    act = actlas.get(row["name"], **_arguments(row))
    assert _rounded(act(np.array(_x(row), dtype=dtype))) == row["values"]
    assert _rounded(act(_x(row))) == row["values"]


@pytest.mark.parametrize(
    "row", [each for each in OUTPUTS if "dim" not in each], ids=lambda row: row["name"]
)
def test_get_on_single_numbers(row: dict[str, Any]) -> None:
    act = actlas.get(row["name"], **_arguments(row))
    assert [round(act(each), 4) for each in _x(row)] == row["values"]
    assert [round(act(int(each)), 4) for each in _x(row)] == row["values"]
    oracle = Oracle(act.definition, act.parameters)
    assert [round(float(oracle.value(each)), 4) for each in _x(row)] == row["values"]


@outputs
def test_the_printed_plain_python(row: dict[str, Any]) -> None:
    act = actlas.get(row["name"], **_arguments(row))
    functions: dict[str, Any] = {}
    exec(plain.source("f", act.definition), functions)
    whole = "dim" in row
    got = (
        functions["f"](_x(row)) if whole else [functions["f"](x, **act.parameters) for x in _x(row)]
    )
    assert _rounded(got) == row["values"]


@pytest.mark.parametrize("row", _ANSWERS["gain"], ids=str)
def test_gain(row: dict[str, Any]) -> None:
    found = actlas.get(row["name"], **row.get("parameters", {})).properties.gain
    assert found == pytest.approx(row["value"], abs=1e-6)


def test_every_activation_has_a_known_answer() -> None:
    golden = {name for name in actlas.names() if actlas.get(name).definition.golden}
    known = {row["name"] for row in OUTPUTS} | golden
    # What works along a dimension is held against an oracle of its own.
    assert {name for name in actlas.names() if actlas.get(name).elementwise} <= known
