"""A Python function becomes a definition; what needs a number is refused with what to write."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
import torch
import torch.nn.functional as F

import actlas
from actlas.errors import BadExpression

X = torch.tensor([-2.3, -0.7, 0.0, 0.4, 1.0, 3.1], dtype=torch.float64)


def own_elu(z: Any, alpha: float = 1.0) -> Any:
    """An ELU."""
    return torch.where(z > 0, z, alpha * (torch.exp(z) - 1))


def in_numpy(x: Any, b: float = 0.5) -> Any:
    return np.where(x >= 0, np.tanh(x), b * x) + np.clip(x, -1, 1)


def with_others(z: Any) -> Any:
    return F.elu(z, alpha=0.5) + z.clamp(min=-1, max=1) + torch.relu(z) + F.gelu(z)


def with_numbers(z: Any) -> Any:
    return torch.tensor(2.0) * z + (z > 0) * z**2 + (1 - z) / 3 + 2.0**z


def with_methods(z: Any) -> Any:
    return z.sigmoid() * z + z.abs().sqrt() + z.square().neg().exp() + F.softplus(z, beta=2.0)


def with_conditions(z: Any) -> Any:
    return torch.where((z > -1) & ~(z >= 1) | (z > 2), z.square(), abs(z))


def with_greek(z: Any, λ: float = 1.5) -> Any:  # noqa: PLC2401 - as papers write it
    return λ * torch.maximum(z, -z) + np.float64(0.1) + F.leaky_relu(z, 0.2)


FUNCTIONS = [
    own_elu,
    in_numpy,
    with_others,
    with_numbers,
    with_methods,
    with_conditions,
    with_greek,
]


@pytest.mark.parametrize("function", FUNCTIONS)
def test_it_computes_what_the_function_computes(function: Callable[..., Any]) -> None:
    mine = actlas.define(function)
    given = X.numpy() if function is in_numpy else X
    wanted = torch.as_tensor(function(given))
    torch.testing.assert_close(mine(X), wanted, rtol=1e-13, atol=1e-15)
    assert actlas.get(function.__name__) == mine


@pytest.mark.parametrize("function", FUNCTIONS)
def test_its_text_defines_the_same(function: Callable[..., Any]) -> None:
    mine = actlas.define(function)
    given = {each.name: each for each in mine.definition.parameters}
    assert actlas.define(mine.name, mine.text, **given).definition == mine.definition


def test_the_signature_gives_the_parameters_and_the_docstring_the_headline() -> None:
    mine = actlas.define(own_elu)
    assert dict(mine.parameters) == {"alpha": 1.0}
    assert mine.text == "where(z > 0, z, alpha*(exp(z) - 1))"
    assert actlas.catalogue.headline("own_elu") == "An ELU."
    assert dict(actlas.define(with_greek).parameters) == {"lamda": 1.5}


def branches(z: Any) -> Any:
    return z if z > 0 else 0 * z


def chained(z: Any) -> Any:
    return -1 < z < 1


def largest(z: Any) -> Any:
    return max(z, 0)


def by_math(z: Any) -> Any:
    return math.exp(z)


def as_float(z: Any) -> Any:
    return float(z) * 2


def indexed(z: Any) -> Any:
    return z[0]


def summed(z: Any) -> Any:
    return torch.cumsum(z, 0)


def no_default(z: Any, a: float) -> Any:
    return z * a


def always_three(z: Any) -> Any:
    return 3.0


def compared(z: Any) -> Any:
    return z > 0


def equal(z: Any) -> Any:
    return torch.where(z == 0, z, 0.0)


def divided(z: Any) -> Any:
    return z / 0


def infinite(z: Any) -> Any:
    return z + math.inf


def whole_tensor(z: Any) -> Any:
    return z + torch.zeros(3)


def growing(z: Any) -> Any:
    for _ in range(40):
        z = z * z + z
    return z


def failing(z: Any) -> Any:
    raise RuntimeError("of its own")


def several(*z: Any) -> Any:
    return z


REFUSED = {
    branches: r"use torch.where\(condition, a, b\) in place of if",
    chained: r"\(a < z\) & \(z < b\) in place of a < z < b",
    largest: "torch.maximum in place of max",
    by_math: r"use torch.exp\(z\), not math.exp\(z\)",
    as_float: r"never float\(z\)",
    indexed: "without indices",
    summed: "cumsum has no place in a formula",
    no_default: "the parameter a of no_default needs a default",
    always_three: "must return a number computed from z",
    compared: "must return a number computed from z",
    equal: "compare with <",
    divided: "no real number of reasonable size",
    infinite: "finite numbers; got inf",
    whole_tensor: "finite numbers; got Tensor",
    growing: "grows too long",
    failing: "cannot follow failing on a symbol: RuntimeError: of its own",
    several: "must be a Python function of z",
}


@pytest.mark.parametrize("function", REFUSED, ids=lambda each: each.__name__)
def test_what_no_formula_can_say_is_refused(function: Callable[..., Any]) -> None:
    with pytest.raises(BadExpression, match=REFUSED[function]):
        actlas.define(function)


def test_a_function_without_a_name_is_refused() -> None:
    with pytest.raises(BadExpression, match="a name is Latin letters"):
        actlas.define(lambda z: 2 * z)
    with pytest.raises(BadExpression, match="defined by itself"):
        actlas.define(own_elu, alpha=2.0)
    with pytest.raises(BadExpression, match="defined by itself"):
        actlas.define("mine", own_elu, alpha=2.0)
    with pytest.raises(BadExpression, match="defined by itself"):
        actlas.define(own_elu, "2*z")


def test_a_function_may_be_given_another_name_than_its_own() -> None:
    mine = actlas.define("mine", own_elu)
    assert mine == actlas.get("mine")
    assert mine.definition == actlas.define(own_elu).definition
    assert actlas.define("doubled", lambda z: 2 * z)(3.0) == 6.0
    with pytest.raises(BadExpression, match="a name is Latin letters"):
        actlas.define("no name", lambda z: 2 * z)
