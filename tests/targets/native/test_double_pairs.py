"""Pairs of float64 numbers: exact sums and products, functions with digits beyond float64."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import mpmath as mp
import numpy as np
import pytest
from tests.targets.native.compiled import pairs

from actlas.targets.native import double

RANDOM = np.random.default_rng(8)
A = RANDOM.uniform(-1, 1, 300) * 2.0 ** RANDOM.integers(-30, 30, 300)
B = RANDOM.uniform(-1, 1, 300) * 2.0 ** RANDOM.integers(-30, 30, 300)
NOTHING = np.zeros(300)


def _true(column: Any) -> Any:
    return mp.mpf(float(column[0])) + mp.mpf(float(column[1]))


OPERATIONS: dict[Callable[..., Any], Callable[[Any, Any], Any]] = {
    double.pair_plus: lambda a, b: a + b,
    double.pair_times: lambda a, b: a * b,
    double.pair_over: lambda a, b: a / b,
}


@pytest.mark.parametrize("operation", OPERATIONS, ids=lambda each: each.__name__)
def test_operations_have_twice_the_digits(operation: Callable[..., Any]) -> None:
    low, other_low = A * 2.0**-55, B * 2.0**-54
    got = pairs(operation, (A, low), (B, other_low))
    with mp.workdps(60):
        for k in range(300):
            a, b = _true((A[k], low[k])), _true((B[k], other_low[k]))
            true = OPERATIONS[operation](a, b)
            size = max(abs(true), abs(a) * mp.mpf(2) ** -3 if operation is double.pair_plus else 0)
            assert abs(_true(got[:, k]) - true) < size * mp.mpf(2) ** -98


def test_sums_and_products_of_numbers_are_exact() -> None:
    with mp.workdps(60):
        for operation in (double.pair_plus, double.pair_times):
            got = pairs(operation, (A, NOTHING), (B, NOTHING))
            for k in range(300):
                true = OPERATIONS[operation](mp.mpf(float(A[k])), mp.mpf(float(B[k])))
                assert _true(got[:, k]) == true


FUNCTIONS: dict[Callable[..., Any], Callable[[Any], Any]] = {
    double.pair_exp: mp.exp,
    double.pair_softplus: lambda u: mp.log1p(mp.exp(u)),
    double.pair_sigmoid: lambda u: 1 / (1 + mp.exp(-u)),
    double.pair_normal: mp.ncdf,
    double.pair_absolute: abs,
    double.pair_negative: lambda u: -u,
    double.pair_ceiling: lambda u: u,
}


@pytest.mark.parametrize("function", FUNCTIONS, ids=lambda each: each.__name__)
def test_inner_functions_give_more_digits_than_float64_has(function: Callable[..., Any]) -> None:
    x = np.linspace(6, 20, 400)
    low = x * 2.0**-56
    got = pairs(function, (x, low))
    with mp.workdps(60):
        for k in range(400):
            true = FUNCTIONS[function](_true((x[k], low[k])))
            assert abs(_true(got[:, k]) / true - 1) < mp.mpf(2) ** -58


def test_the_exponential_of_a_pair_has_its_digits_wherever_it_is_a_number() -> None:
    x = np.random.default_rng(4).uniform(-650, 700, 2000)
    low = x * 2.0**-55
    got = pairs(double.pair_exp, (x, low))
    with mp.workdps(60):
        for k in range(2000):
            true = mp.exp(_true((x[k], low[k])))
            assert abs(_true(got[:, k]) / true - 1) < mp.mpf(2) ** -58


def test_functions_of_a_pair_lose_an_ulp_and_no_more() -> None:
    x = np.random.default_rng(4).uniform(-700, 700, 2000)
    low = x * 2.0**-55
    power = pairs(double.exp_of, (x, low), number=True)[0]
    logistic = pairs(double.sigmoid_of, (x, low), number=True)[0]
    with mp.workdps(60):
        for k in range(2000):
            true = mp.exp(_true((x[k], low[k])))
            assert abs(float(power[k]) / true - 1) < 1.3 * mp.mpf(2) ** -53
            assert abs(float(logistic[k]) * (1 + true) / true - 1) < 1.1 * mp.mpf(2) ** -53


def test_infinities_and_nan_come_out_as_from_ordinary_numbers() -> None:
    x = np.array([math.inf, -math.inf, math.nan, 1.7e308])
    three, nothing = np.full(4, 3.0), np.zeros(4)
    high, low = pairs(double.pair_times, (x, nothing), (three, nothing))
    assert high[[0, 1, 3]].tolist() == [math.inf, -math.inf, math.inf]
    assert low.tolist() == [0.0] * 4
    assert pairs(double.pair_plus, (high, low), (three, nothing))[1].tolist() == [0.0] * 4
    power = pairs(double.exp_of, (high, low), number=True)[0]
    assert power[[0, 1, 3]].tolist() == [math.inf, 0.0, math.inf]
    logistic = pairs(double.sigmoid_of, (high, low), number=True)[0]
    assert logistic[[0, 1, 3]].tolist() == [1.0, 0.0, 1.0]
    assert math.isnan(power[2])
    assert math.isnan(logistic[2])
    assert (pairs(double.pair_exp, (high, low)).sum(0)[[0, 1, 3]]).tolist() == [
        math.inf,
        0.0,
        math.inf,
    ]


def test_a_pair_beyond_the_ceiling_is_the_ceiling() -> None:
    high, low = pairs(double.pair_ceiling, (np.array([1e5, 3.0]), np.array([1e-12, 1e-17])))
    assert high.tolist() == [1024 * math.log(2) / 6, 3.0]
    assert low.tolist() == [0.0, 1e-17]
