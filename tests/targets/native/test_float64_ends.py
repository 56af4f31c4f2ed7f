"""Both float64 rooms have every primitive, and say at the ends what the eager target says."""

from __future__ import annotations

import math
import re
from collections.abc import Callable
from dataclasses import dataclass
from types import ModuleType
from typing import Any

import numpy as np
import pytest
import torch
from tests.targets.native.compiled import assembly, values, wide

from actlas.targets import primitives
from actlas.targets.native import double, middle
from actlas.targets.native.arithmetic import inlined

ROOMS = (double, middle)
ENDS = np.array([0.0, -0.0, math.inf, -math.inf, math.nan])


@dataclass(frozen=True)
class Case:
    """A primitive, what the eager target calls, and its parameters."""

    word: str
    eager: Callable[..., torch.Tensor]
    parameters: tuple[float, ...] = ()


CASES = (
    Case("exp", torch.exp),
    Case("expm1", torch.expm1),
    Case("log", torch.log),
    Case("log1p", torch.log1p),
    Case("tanh", torch.tanh),
    Case("sigmoid", torch.sigmoid),
    Case("softplus", primitives.softplus),
    Case("sin", torch.sin),
    Case("cos", torch.cos),
    Case("atan", torch.atan),
    Case("asinh", torch.asinh),
    Case("erf", torch.erf),
    Case("erfc", torch.erfc),
    Case("normal", primitives.normal),
    Case("hypot1", primitives.hypot1),
    Case("lift", primitives.lift),
    Case("algebraic", primitives.algebraic),
    Case("absolute", torch.abs),
    Case("reciprocal", torch.reciprocal),
    Case("relu", torch.relu),
    Case("ceiling", primitives.ceiling),
    Case("at_infinity", primitives.at_infinity),
    Case("bell", primitives.bell, (0.5,)),
    Case("wave_0", primitives.wave, (0.5,)),
    Case("wave_1", lambda u, c: primitives.wave(u, c, 1), (0.5,)),
    Case("wave_2", lambda u, c: primitives.wave(u, c, 2), (0.5,)),
    Case("wave_3", lambda u, c: primitives.wave(u, c, 3), (0.5,)),
    Case("sinc_0", primitives.sinc),
    Case("sinc_1", lambda u: primitives.sinc(u, 1)),
    Case("sinc_2", lambda u: primitives.sinc(u, 2)),
    Case("sinc_3", lambda u: primitives.sinc(u, 3)),
)


@pytest.mark.parametrize("room", ROOMS, ids=lambda room: room.__name__.rpartition(".")[2])
@pytest.mark.parametrize("case", CASES, ids=lambda case: case.word)
def test_zeros_infinities_and_nan_come_out_as_in_the_eager_target(
    case: Case, room: ModuleType
) -> None:
    got = values(getattr(room, case.word), ENDS, *case.parameters)
    wanted = case.eager(torch.from_numpy(ENDS), *case.parameters).numpy()
    np.testing.assert_allclose(got, wanted, rtol=1e-9, atol=0)
    zeros = wanted == 0
    assert (np.signbit(got[zeros]) == np.signbit(wanted[zeros])).all()


@pytest.mark.parametrize("room", ROOMS, ids=lambda room: room.__name__.rpartition(".")[2])
def test_comparisons_choose_and_keep_nan(room: ModuleType) -> None:
    x = np.array([-2.0, -0.0, 0.0, 3.0, math.inf, math.nan])
    np.testing.assert_array_equal(values(room.sign, x), [-1.0, 0.0, 0.0, 1.0, 1.0, math.nan])
    np.testing.assert_array_equal(np.signbit(values(room.sign, x[1:3])), [True, False])
    np.testing.assert_array_equal(values(room.greatest, x, 1.0), [1, 1, 1, 3, math.inf, math.nan])
    np.testing.assert_array_equal(values(room.least, x, 1.0), [-2, 0, 0, 1, 1, math.nan])
    assert np.isnan(values(room.greatest, x, math.nan)).all()
    assert np.isnan(values(room.least, x, math.nan)).all()
    np.testing.assert_array_equal(values(room.isinf, x), [0, 0, 0, 0, 1, 0])
    assert values(room.hypot1m1, ENDS).tolist()[:4] == [0.0, 0.0, math.inf, math.inf]


def _loops(text: str) -> bool:
    """Say whether assembly computes on whole vectors of float64, and calls nothing."""
    packed = re.search(r"\bv(?!mov)\w+p[sd]\s.*%ymm", text)
    return packed is not None and "call" not in text


QUICK = ("exp", "log", "sigmoid", "erf")
LOOPS = [(case, case.word not in QUICK) for case in CASES]


@wide
@pytest.mark.parametrize("room", ROOMS, ids=lambda room: room.__name__.rpartition(".")[2])
@pytest.mark.parametrize(
    "case",
    [pytest.param(case, marks=[pytest.mark.slow] if later else []) for case, later in LOOPS],
    ids=lambda case: case.word,
)
def test_a_loop_over_a_primitive_is_widened_to_vectors(case: Case, room: ModuleType) -> None:
    assert _loops(assembly(getattr(room, case.word), len(case.parameters)))


@wide
@pytest.mark.parametrize("room", ROOMS, ids=lambda room: room.__name__.rpartition(".")[2])
def test_functions_of_the_same_number_share_an_exponential(room: ModuleType) -> None:
    sigmoid, softplus, normal, bell = room.sigmoid, room.softplus, room.normal, room.bell

    def logistic(u: Any) -> Any:
        return sigmoid(u) * softplus(u) * sigmoid(-u)

    def gaussian(u: Any) -> Any:
        return normal(u) + u * bell(u, 0.5)

    for several, one in ((logistic, sigmoid), (gaussian, normal)):
        assert _powers(assembly(inlined(several), 0)) == _powers(assembly(one, 0)) > 0


def _powers(text: str) -> int:
    """Return how many powers of two a loop makes out of whole vectors of exponents."""
    return len(re.findall(r"vpsllq\s+\$52", text))


@wide
def test_a_loop_that_calls_a_library_is_told_from_one_that_is_widened() -> None:
    def library(u: Any) -> Any:
        return math.lgamma(u)

    from numba import njit

    assert not _loops(assembly(njit(library), 0))
