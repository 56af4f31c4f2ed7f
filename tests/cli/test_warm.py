"""`actlas warm`: kernels are compiled, kept, and told."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

from tests.cli.conftest import Outcome

Run = Callable[..., Outcome]


def test_it_says_who_serves_from_now_on(run: Run) -> None:
    done = run("warm", "tanh", "leaky_relu")
    assert done.code == 0
    lines = done.out.splitlines()
    assert lines[0].split()[:2] == ["activation", "tensors"]
    assert [each.split()[0] for each in lines[1:]] == ["tanh", "leaky_relu"]
    assert "in float32" in lines[1]


def test_json_has_one_entry_for_each_activation_and_type(run: Run) -> None:
    done = run("warm", "tanh", "--dtype", "float32", "--dtype", "float64", "--json")
    found: list[dict[str, Any]] = json.loads(done.out)
    assert [(each["name"], each["dtype"]) for each in found] == [
        ("tanh", "float32"),
        ("tanh", "float64"),
    ]
    assert [each["values"] for each in found] == ["single", "double"]


def test_what_it_cannot_compile_is_refused(run: Run) -> None:
    assert "did you mean" in run("warm", "tahn").err.lower()
    assert "along a dimension" in run("warm", "softmax").err
    refused = run("warm", "tanh", "--dtype", "int8")
    assert refused.code == 2
    assert "float32, float64, bfloat16, float16; got 'int8'" in refused.err
