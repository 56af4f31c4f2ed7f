"""Primitives in float64 for float32 results: 2⁻³² of the truth on float32 numbers of all sizes."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
import pytest
from tests.targets.native.compiled import values

from actlas.targets.native import double, middle

CLOSE = 2.0**-32
NOTHING = 1e-50
"""What is smaller counts as 0."""


@dataclass(frozen=True)
class Case:
    """A primitive of both rooms, its parameters, and the numbers that it is asked."""

    word: str
    parameters: tuple[float, ...] = ()
    least: float = -math.inf
    largest: float = math.inf


REACH = 2.0**29
CASES = (
    *(Case(word) for word in ("exp", "expm1", "tanh", "sigmoid", "softplus", "atan", "asinh")),
    *(Case(word) for word in ("erf", "erfc", "normal", "hypot1", "hypot1m1", "lift")),
    *(Case(word) for word in ("algebraic", "absolute", "sign", "reciprocal", "relu")),
    *(Case(word) for word in ("ceiling", "at_infinity")),
    Case("log", least=0.0),
    Case("log1p", least=-1.0),
    *(Case(word, (), -REACH, REACH) for word in ("sin", "cos", "sinc_0")),
    Case("bell", (0.5,)),
    Case("bell", (1.7,)),
    Case("power", (0.4,), least=0.0),
    *(Case(f"wave_{order}", (0.3,), -REACH, REACH) for order in range(4)),
)


def _numbers(step: int) -> Any:
    """Return float32 numbers of all sizes, as float64, one in so many."""
    every = np.arange(step // 3, 2**32, step, dtype=np.uint32).view(np.float32)
    every = every[np.isfinite(every)]
    return np.concatenate([every, np.linspace(-20, 20, 20_001, dtype=np.float32)]).astype(float)


def _check(case: Case, x: Any) -> None:
    x = x[(x >= case.least) & (x <= case.largest)]
    got = values(getattr(middle, case.word), x, *case.parameters)
    true = values(getattr(double, case.word), x, *case.parameters)
    big = np.isinf(true) | (np.abs(true) > 1e40)
    assert ((np.abs(got[big]) > 1e40) & (np.sign(got[big]) == np.sign(true[big]))).all()
    got, true, x = got[~big], true[~big], x[~big]
    off = np.abs(got - true) / np.maximum(np.abs(true), NOTHING)
    off[np.maximum(np.abs(got), np.abs(true)) < NOTHING] = 0
    place = int(np.nanargmax(off))
    assert not np.isnan(off).any()
    assert off[place] <= CLOSE, (off[place], x[place])


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.word)
def test_a_primitive_rounds_to_float32_as_the_truth_does(case: Case) -> None:
    _check(case, _numbers(50_021))


@pytest.mark.slow
@pytest.mark.parametrize("case", CASES, ids=lambda case: case.word)
def test_a_primitive_is_right_on_a_hundredth_of_all_float32_numbers(case: Case) -> None:
    _check(case, _numbers(101))


@pytest.mark.parametrize("order", range(1, 4))
def test_a_derivative_of_sinc_is_right_to_10_digits_of_its_size(order: int) -> None:
    x = np.linspace(-60, 60, 50_001, dtype=np.float32).astype(float)
    word = f"sinc_{order}"
    got, true = values(getattr(middle, word), x), values(getattr(double, word), x)
    assert (np.abs(got - true) < CLOSE / 4 / np.maximum(1, np.abs(x))).all()


BOUNDED: dict[Callable[..., Any], float] = {
    middle.tanh: -1,
    middle.erf: -1,
    middle.sigmoid: 0,
    middle.normal: 0,
    middle.algebraic: 0,
}


@pytest.mark.parametrize("primitive", BOUNDED, ids=lambda each: each.__name__)
def test_what_is_bounded_stays_within_its_bounds(primitive: Callable[..., Any]) -> None:
    got = values(primitive, np.linspace(-40, 40, 200_001)).astype(np.float32)
    assert got.min() >= BOUNDED[primitive]
    assert got.max() <= 1


def test_a_pair_is_a_number() -> None:
    x = np.array([0.1, -4.0])
    assert values(middle.pair_number, x, 5e-18).tolist() == [0.1, -4.0]
    assert values(middle.pair_plus, x, 3.0).tolist() == [3.1, -1.0]
    assert values(middle.pair_times, x, 3.0).tolist() == [0.1 * 3.0, -12.0]
    assert values(middle.pair_over, x, 8.0).tolist() == [0.1 / 8, -0.5]
    assert values(middle.pair_negative, x).tolist() == [-0.1, 4.0]
    assert middle.exp_of is middle.exp
    assert middle.sigmoid_of is middle.sigmoid
